//! Numbers and times as the reader's language and time zone write them.

use crate::words::language;
use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

fn locales() -> Array {
    Array::of1(&JsValue::from_str(language()))
}

fn options(members: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        // A plain object takes every member.
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    object
}

/// A whole number.
pub(crate) fn count(number: u64) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "what is counted here is far below 2^53"
    )]
    let number = js_sys::Number::from(number as f64);
    let text = number.to_locale_string(language());
    text.into()
}

/// The plural category of CLDR that goes with a number.
pub(crate) fn plural_category(number: u64) -> String {
    let rules = Intl::PluralRules::new(&locales(), &Object::new());
    #[expect(
        clippy::cast_precision_loss,
        reason = "what is counted here is far below 2^53"
    )]
    let category = rules.select(number as f64);
    category.into()
}

/// A moment, given in milliseconds since the epoch, in the reader's own zone.
pub(crate) fn moment(ms: i64) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "dates of this era are far below 2^53 ms"
    )]
    let date = Date::new(&JsValue::from_f64(ms as f64));
    let styles = options(&[("dateStyle", "medium"), ("timeStyle", "short")]);
    date.to_locale_string(language(), &styles).into()
}

/// The same of an RFC 3339 text.
pub(crate) fn moment_of(text: &str) -> String {
    let styles = options(&[("dateStyle", "medium"), ("timeStyle", "short")]);
    let date = Date::new(&JsValue::from_str(text));
    date.to_locale_string(language(), &styles).into()
}

/// What a language is called in the reader's own; its tag where nobody knows.
pub(crate) fn language_name(tag: &str) -> String {
    let names = || {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let class = Reflect::get(&intl, &"DisplayNames".into()).ok()?;
        let class: js_sys::Function = class.dyn_into().ok()?;
        let arguments = Array::of2(&locales(), &options(&[("type", "language")]));
        let names = Reflect::construct(&class, &arguments).ok()?;
        let of: js_sys::Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
        of.call1(&names, &tag.into()).ok()?.as_string()
    };
    names().unwrap_or_else(|| tag.to_owned())
}
