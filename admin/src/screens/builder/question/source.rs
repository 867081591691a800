//! Where a hidden value comes from.

use super::property::choices;
use crate::draft::{Draft, text};
use crate::prelude::*;
use crate::screens::builder::fields::{faults, pick_with};
use crate::words::kinds::called;
use serde_json::{Value, json};

/// Where a hidden value comes from. A value of the personal link is declared with it.
pub(super) fn source(at: &str) -> AnyView {
    let draft = Draft::here();
    let place = format!("{at}/source");
    let held = draft.memo(place.clone());
    let parts = move || {
        held.with(|held| {
            let member = held.as_object().and_then(|held| held.iter().next());
            member.map_or(("url".to_owned(), String::new()), |(of, name)| {
                (of.clone(), text(name, "").to_owned())
            })
        })
    };
    let write = {
        let place = place.clone();
        move |of: &str, name: &str| {
            draft.edit(called("prop_source"), |definition| {
                crate::draft::pointer::write(definition, &place, json!({of: name}));
                if of == "link" && !name.is_empty() {
                    declare(definition, &format!("link.{name}"));
                }
            });
        }
    };
    let chosen = {
        let write = write.clone();
        Callback::new(move |of: String| write(&of, &untrack(parts).1))
    };
    let named = move |event| write(&untrack(parts).0, event_target_value(&event).trim());
    let id = format!("{place}~name");
    view! {
        {pick_with(&place, called("prop_source"), choices("source", &["url", "host", "link"], None), Signal::derive(move || parts().0), chosen)}
        <div class="field">
            <label for=id.clone()>{called("prop_source_name")}</label>
            <input id=id type="text" autocomplete="off" spellcheck="false" prop:value=move || parts().1 on:change=named/>
            {faults(&place, true)}
        </div>
    }
    .into_any()
}

/// Lets the form know a value of whom a personal link was made for.
fn declare(definition: &mut Value, name: &str) {
    let known = definition
        .pointer("/content/known")
        .and_then(Value::as_array);
    let mut known = known.cloned().unwrap_or_default();
    if !known.contains(&json!(name)) {
        known.push(json!(name));
        crate::draft::pointer::write(definition, "/content/known", json!(known));
    }
}
