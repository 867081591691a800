//! What is asked of the page and the device around a form: the address, the time, chance.

use js_sys::{Date, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{UrlSearchParams, window};

/// The address of the page without its fragment, which the server would not see either.
pub(crate) fn address() -> Option<String> {
    let href = window()?.location().href().ok()?;
    let end = href.find('#').unwrap_or(href.len());
    Some(href[..end].to_owned())
}

/// A parameter of the address of the page.
pub(crate) fn parameter(name: &str) -> Option<String> {
    let query = window()?.location().search().ok()?;
    UrlSearchParams::new_with_str(&query).ok()?.get(name)
}

/// Whether the page was opened by a click or an address, and not loaded once more.
pub(crate) fn is_opened() -> bool {
    let path = ["performance", "navigation", "type"];
    let from = window().map_or(JsValue::UNDEFINED, JsValue::from);
    let kind = path.iter().fold(from, |value, name| {
        Reflect::get(&value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    });
    kind.as_f64() == Some(0.0)
}

/// The time by the device's clock, in milliseconds since the epoch.
pub(crate) fn now_ms() -> i64 {
    Date::now() as i64
}

/// A fresh idempotency key: 128 random bits. (`crypto.randomUUID` is missing on plain http.)
///
/// A device without the source of chance gets the time: two visitors must not share a key.
pub(crate) fn random_key() -> String {
    let mut bytes = [0_u8; 16];
    let crypto = window().and_then(|window| window.crypto().ok());
    let drawn =
        crypto.is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !drawn {
        let chance = (js_sys::Math::random() * 9e15) as u64;
        bytes[..8].copy_from_slice(&now_ms().to_be_bytes());
        bytes[8..].copy_from_slice(&chance.to_be_bytes());
    }
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Asks the server for the page again, unless it cannot be asked.
pub(crate) fn reload() {
    if let Some(window) = window()
        && window.navigator().on_line()
    {
        let _ = window.location().reload();
    }
}
