//! The captcha's script, handed in by the page: it is loaded where a form demands it, and asked for tokens.

use js_sys::{Function, Promise};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

thread_local! {
    static PROVE: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Takes the page's way to a proof: a function of what the form demands, the element around the form, and whether
/// a token is wanted now; it gives a promise.
pub(crate) fn take(prove: Function) {
    PROVE.with(|one| one.replace(Some(prove)));
}

fn ask(captcha: &str, root: Option<&Element>, now: bool) -> Result<Promise, JsValue> {
    let prove = PROVE.with_borrow(Clone::clone).ok_or(JsValue::NULL)?;
    let root = root.map_or(JsValue::UNDEFINED, JsValue::from);
    let promise = prove.call3(&JsValue::NULL, &captcha.into(), &root, &now.into())?;
    promise.dyn_into()
}

/// Begins with what takes time, for a visitor who begins with the form. What fails now is tried again by [`token`].
pub(crate) fn prepare(captcha: &str, root: &Element) {
    if let Ok(promise) = ask(captcha, Some(root), false) {
        wasm_bindgen_futures::spawn_local(async move { drop(JsFuture::from(promise).await) });
    }
}

/// A token that was never given out before; empty if it was refused.
pub(crate) async fn token(captcha: &str, root: Option<&Element>) -> Result<String, JsValue> {
    let token = JsFuture::from(ask(captcha, root, true)?).await?;
    Ok(token.as_string().unwrap_or_default())
}
