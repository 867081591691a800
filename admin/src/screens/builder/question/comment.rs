//! The comment that goes with an answer.

use crate::draft::Draft;
use crate::prelude::*;
use crate::screens::builder::fields::{Takes, local, plain, switch};
use crate::words::kinds::called;
use serde_json::{Value, json};

pub(super) fn comment(at: &str) -> AnyView {
    let draft = Draft::here();
    let place = format!("{at}/comment");
    let held = draft.memo(place.clone());
    let is_on = Memo::new(move |_| held.with(Value::is_object));
    let act = {
        let place = place.clone();
        Callback::new(move |event: web_sys::Event| {
            draft.set(
                &place,
                if event_target_checked(&event) {
                    json!({})
                } else {
                    Value::Null
                },
            );
        })
    };
    let detail = {
        let place = place.clone();
        move || {
            is_on.get().then(|| view! {
            <div class="inset">
                {local(&format!("{place}/title"), called("prop_comment_title"), "", false)}
                {plain(&format!("{place}/max_length"), called("prop_comment_max_length"), "", Takes::Number)}
            </div>
        })
        }
    };
    view! { {switch(&place, called("prop_comment"), "", is_on.into(), act)} {detail} }.into_any()
}
