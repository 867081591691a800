//! Answers as they arrive: the server's events.

use super::book::{list, text};
use crate::api::segment;
use crate::prelude::*;
use serde_json::Value;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

/// Tells how many answers there are, and the ids of those that came since, as long as the screen is shown.
pub(super) fn watch(form: &str, tell: impl Fn(u64, Vec<String>) + 'static) {
    let address = format!("/api/v1/forms/{}/responses/live", segment(form));
    let Ok(source) = EventSource::new(&address) else {
        return;
    };
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let data = event.data().as_string().unwrap_or_default();
        let Ok(data) = serde_json::from_str::<Value>(&data) else {
            return;
        };
        let ids = list(&data, "arrivals")
            .iter()
            .map(|one| text(one, "id").to_owned());
        tell(data["count"].as_u64().unwrap_or_default(), ids.collect());
    });
    let listener = heard.as_ref().unchecked_ref();
    // Nothing but an address that is none is refused, and this is one.
    let _ = source.add_event_listener_with_callback("arrived", listener);
    let held = StoredValue::new_local((source, heard));
    on_cleanup(move || {
        held.try_with_value(|(source, _)| source.close());
    });
}
