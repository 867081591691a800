//! The records that an answer became, by themselves up to date while something is on its way.

use super::book::{list, text};
use super::records::records;
use crate::api::{self, segment};
use crate::prelude::*;
use crate::words::answers::words;
use leptos::task::spawn_local;
use serde_json::Value;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How often deliveries on their way are asked for.
const BEAT: Duration = Duration::from_secs(2);
const HEADING: &str = "answer-records";

/// Each target with its record.
pub(super) fn became(form: &str, answer: &Value) -> AnyView {
    let path = format!(
        "forms/{}/responses/{}",
        segment(form),
        segment(text(answer, "id"))
    );
    let held = RwSignal::new(list(answer, "deliveries").to_vec());
    let ask = Callback::new(move |()| {
        let path = path.clone();
        spawn_local(async move {
            // Not answered, it is asked again.
            let Ok(answer) = api::get::<Value>(&path).await else {
                return;
            };
            let now = list(&answer, "deliveries").to_vec();
            // The screen may have been left meanwhile; what is the same stays as it is shown.
            if held.try_with_untracked(|before| *before != now) == Some(true) {
                held.try_set(now);
            }
        });
    });
    let beat = set_interval_with_handle(
        move || {
            if !document().hidden() && held.with_untracked(|all| all.iter().any(is_open)) {
                ask.run(());
            }
        },
        BEAT,
    );
    on_cleanup(move || {
        if let Ok(beat) = beat {
            beat.clear();
        }
    });
    let changed = Callback::new(move |()| {
        let heading = document().get_element_by_id(HEADING);
        if let Some(heading) = heading.and_then(|one| one.dyn_into::<web_sys::HtmlElement>().ok()) {
            // The button that was pressed goes away.
            let _ = heading.focus();
        }
        ask.run(());
    });
    view! {
        <section>
            <h2 id=HEADING tabindex="-1">{words().records.as_str()}</h2>
            {move || records(&held.get(), true, changed)}
        </section>
    }
    .into_any()
}

fn is_open(delivery: &Value) -> bool {
    matches!(text(delivery, "status"), "pending" | "waiting")
}
