//! Numbers and times as the reader's language and time zone write them.

use crate::words::language;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The reader's language as the browser's own region writes it: 23 Nov in Leeds, Nov 23 in Boston.
fn locale() -> String {
    let language = language();
    let own = web_sys::window().and_then(|window| window.navigator().language());
    own.filter(|own| own.split('-').next() == Some(language))
        .unwrap_or_else(|| language.to_owned())
}

fn locales() -> Array {
    Array::of1(&JsValue::from_str(&locale()))
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
    let text = number.to_locale_string(&locale());
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
    date.to_locale_string(&locale(), &styles).into()
}

/// The same of an RFC 3339 text.
pub(crate) fn moment_of(text: &str) -> String {
    let styles = options(&[("dateStyle", "medium"), ("timeStyle", "short")]);
    let date = Date::new(&JsValue::from_str(text));
    date.to_locale_string(&locale(), &styles).into()
}

/// A number with so many decimal places at most.
pub(crate) fn decimal(number: f64, places: u32) -> String {
    written(
        number,
        &[("maximumFractionDigits", f64::from(places))],
        None,
    )
}

/// A share of 1 as a percentage.
pub(crate) fn percent(share: f64) -> String {
    written(share, &[("maximumFractionDigits", 0.0)], Some("percent"))
}

fn written(amount: f64, members: &[(&str, f64)], style: Option<&str>) -> String {
    let style = style.map(|style| ("style", style));
    number(amount, &options(style.as_slice()), members)
}

fn number(amount: f64, options: &Object, members: &[(&str, f64)]) -> String {
    for (name, value) in members {
        // A plain object takes every member.
        let _ = Reflect::set(options, &(*name).into(), &(*value).into());
    }
    let format = Intl::NumberFormat::new(&locales(), options).format();
    let text = format.call1(&JsValue::NULL, &amount.into());
    text.ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

/// What `Intl` calls something: a `language` or a `region`; its code where it has no name.
fn display_name(kind: &str, code: &str) -> String {
    let name = || -> Result<JsValue, JsValue> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
        let class: Function = Reflect::get(&intl, &"DisplayNames".into())?.dyn_into()?;
        let arguments = Array::of2(&locales(), &options(&[("type", kind)]));
        let names = Reflect::construct(&class, &arguments)?;
        let of: Function = Reflect::get(&names, &"of".into())?.dyn_into()?;
        of.call1(&names, &code.into())
    };
    name()
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_else(|| code.to_owned())
}

/// The name of a language, in the reader's own, as it stands by itself.
pub(crate) fn language_name(tag: &str) -> String {
    let name = display_name("language", tag);
    let mut letters = name.chars();
    let first = letters.next();
    first
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}

/// An amount of a unit that `Intl` knows, such as `megabyte`, with so many decimal places at most.
pub(crate) fn measured(amount: f64, unit: &str, places: u32) -> String {
    let options = options(&[("style", "unit"), ("unit", unit), ("unitDisplay", "short")]);
    number(
        amount,
        &options,
        &[("maximumFractionDigits", f64::from(places))],
    )
}

/// The name of a country.
pub(crate) fn region_name(code: &str) -> String {
    display_name("region", code)
}

/// The reader's time zone.
pub(crate) fn time_zone() -> String {
    let format = Intl::DateTimeFormat::new(&locales(), &Object::new());
    let zone = Reflect::get(&format.resolved_options(), &"timeZone".into());
    zone.ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}
