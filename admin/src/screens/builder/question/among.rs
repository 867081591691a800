//! Some of the options of a question, each with a switch.

use crate::draft::{Draft, text};
use crate::prelude::*;
use crate::screens::builder::fields::switch;
use crate::screens::builder::outline::said;
use serde_json::{Value, json};

/// The options of a question, by name and text, as they are now.
pub(super) fn named_options(draft: Draft, at: &str) -> Vec<(String, String)> {
    named(draft, &format!("{at}/options"))
}

/// What is in a list, by name and text, as it is now.
pub(super) fn named(draft: Draft, list: &str) -> Vec<(String, String)> {
    let (locale, fallback) = (draft.locale().get(), draft.fallback());
    let listed = draft.get(list);
    let one = |one: &Value| {
        (
            text(one, "/id").to_owned(),
            said(&one["title"], &locale, &fallback),
        )
    };
    listed.as_array().into_iter().flatten().map(one).collect()
}

/// Whether an id is among those of a list; in a list of one it takes the place of the other.
pub(super) fn among(draft: Draft, list: &str, id: &str, label: &str, is_single: bool) -> AnyView {
    let held = draft.memo(list);
    let own = json!(id);
    let is_on = {
        let own = own.clone();
        Signal::derive(move || {
            held.with(|held| held.as_array().is_some_and(|held| held.contains(&own)))
        })
    };
    let place = list.to_owned();
    let act = Callback::new(move |event: web_sys::Event| {
        let mut ids = held.get_untracked().as_array().cloned().unwrap_or_default();
        ids.retain(|id| *id != own && !is_single);
        if event_target_checked(&event) {
            ids.push(own.clone());
        }
        let is_default = ids.is_empty() && place.ends_with("/default");
        draft.set(&place, if is_default { Value::Null } else { json!(ids) });
    });
    switch(&format!("{list}~{id}"), label, "", is_on, act)
}
