//! What the browser does for the widget: `static/host.js`, which the build puts into the module's glue.
//!
//! Each of these in Rust, over bindings to the same interfaces, took several times the bytes. Lists of texts come and
//! go as one text, with [`BETWEEN`] between them.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;
use web_sys::Element;

/// Between the texts of a list: no field can hold it.
const BETWEEN: &str = "\0";

#[wasm_bindgen(raw_module = "./host.js")]
extern "C" {
    pub(crate) fn prepare(captcha: &str, root: &Element);
    pub(crate) fn post(
        url: &str,
        key: &str,
        body: &str,
        captcha: &str,
        root: Option<&Element>,
        answered: JsValue,
    );
    pub(crate) fn listen(root: &Element, act: &Closure<dyn Fn(String, Option<String>)>) -> JsValue;
    pub(crate) fn stop(listening: &JsValue);
    pub(crate) fn online(act: JsValue);
    fn values(root: &Element, name: &str) -> String;
    fn touched(root: &Element) -> String;
    fn fill(root: &Element, name: &str, values: &str);
    pub(crate) fn lock(root: &Element, locked: bool);
    pub(crate) fn focus(root: &Element, selector: &str);
    pub(crate) fn announce(root: &Element, text: &str);
    pub(crate) fn tell(root: &Element, kind: &str, detail: &str);
    pub(crate) fn beacon(url: &str, body: &str);
    pub(crate) fn address() -> String;
    pub(crate) fn parameter(name: &str) -> Option<String>;
    pub(crate) fn clicked(name: &str) -> bool;
    pub(crate) fn key() -> String;
    pub(crate) fn reload();
    pub(crate) fn push(mark: &str);
    pub(crate) fn back();
    pub(crate) fn kept(lasting: bool, name: &str) -> Option<String>;
    pub(crate) fn keep(lasting: bool, name: &str, text: &str) -> bool;
    pub(crate) fn forget(lasting: bool, name: &str);
    fn names(prefix: &str) -> String;
    #[wasm_bindgen(js_name = soon)]
    fn call_soon(act: JsValue);
}

/// What a field holds, as a browser would post it; a field left empty holds the empty text.
pub(crate) fn value(root: &Element, name: &str) -> Vec<String> {
    list(&values(root, name))
}

/// The names of the fields that somebody typed or chose something into since the form was served.
pub(crate) fn fields_touched(root: &Element) -> Vec<String> {
    some(list(&touched(root)))
}

/// Puts values into a field; none leave it as it is.
pub(crate) fn put(root: &Element, name: &str, values: &[String]) {
    if !values.is_empty() {
        fill(root, name, &values.join(BETWEEN));
    }
}

/// The names of what is kept beyond the tab that begin so.
pub(crate) fn names_kept(prefix: &str) -> Vec<String> {
    some(list(&names(prefix)))
}

fn list(texts: &str) -> Vec<String> {
    texts.split(BETWEEN).map(str::to_owned).collect()
}

fn some(mut names: Vec<String>) -> Vec<String> {
    names.retain(|name| !name.is_empty());
    names
}

/// Calls it once the script that runs has ended.
pub(crate) fn soon(act: fn()) {
    call_soon(Closure::<dyn FnMut()>::once_into_js(act));
}

/// The time by the device's clock, in milliseconds since the epoch.
pub(crate) fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}
