//! What the page around a form is told: events at the element that the form is in.

use js_sys::JSON;
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, Element};

/// Tells an event with its details, which are JSON.
pub(crate) fn tell(root: &Element, kind: &str, detail: &str) {
    let options = CustomEventInit::new();
    options.set_detail(&JSON::parse(detail).unwrap_or(JsValue::NULL));
    if let Ok(event) = CustomEvent::new_with_event_init_dict(kind, &options) {
        let _ = root.dispatch_event(&event);
    }
}

/// JSON of one member: a name and a text of letters, digits and signs that JSON needs not escape.
pub(crate) fn member(name: &str, text: &str) -> String {
    ["{\"", name, "\":\"", text, "\"}"].concat()
}
