//! Languages of forms, by the names that the browser has for them.

use crate::words::language;
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The languages that are offered first; a definition may speak any.
pub(crate) const OFFERED: [&str; 28] = [
    "en", "pl", "uk", "de", "fr", "es", "ar", "cs", "sk", "lt", "lv", "et", "ro", "hu", "bg", "hr",
    "sl", "it", "pt", "nl", "sv", "da", "nb", "fi", "el", "tr", "he", "be",
];

/// The language's name in the reader's language; its tag where the browser knows none.
pub(crate) fn name_of(tag: &str) -> String {
    display_name(tag).unwrap_or_else(|| tag.to_owned())
}

fn display_name(tag: &str) -> Option<String> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let maker: Function = Reflect::get(&intl, &"DisplayNames".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &"language".into()).ok()?;
    let locales = Array::of1(&JsValue::from_str(language()));
    let names = Reflect::construct(&maker, &Array::of2(&locales, &options)).ok()?;
    let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
    let name = of.call1(&names, &tag.into()).ok()?.as_string()?;
    let mut letters = name.chars();
    let first = letters.next()?;
    Some(first.to_uppercase().chain(letters).collect())
}
