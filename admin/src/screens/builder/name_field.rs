//! The name of a question, an option, a row or a page in data: it can be changed until a version has it.

use super::fields::faults;
use super::ids::is_name;
use crate::draft::{Draft, text};
use crate::prelude::*;
use crate::words::builder::words;
use serde_json::Value;

/// What is called so, and how it gets another name.
#[derive(Clone, Copy)]
pub(crate) struct Named {
    /// What the field is called.
    pub(crate) label: &'static str,
    /// What is said below it.
    pub(crate) help: &'static str,
    /// What is said once a version has it, and where a name is refused.
    pub(crate) fixed: &'static str,
    pub(crate) refused: &'static str,
    /// The names of all of its kind, with its own, at its place.
    pub(crate) taken: fn(&Value, &str) -> Vec<String>,
    /// Gives it another name.
    pub(crate) rename: fn(&mut Value, &str, &str),
}

/// The field for the name of what is at a place.
pub(crate) fn name_field(at: &str, named: Named, is_fixed: Memo<bool>) -> AnyView {
    let (draft, words) = (Draft::here(), words());
    let place = format!("{at}/id");
    let own = draft.memo(place.clone());
    let (refused, set_refused) = signal(false);
    let at = StoredValue::new(at.to_owned());
    let value = move || own.with(|own| text(own, "").to_owned());
    let write = move |event: web_sys::Event| {
        let (new, old) = (event_target_value(&event).trim().to_owned(), untrack(value));
        let at = at.get_value();
        let taken = draft.with_untracked(|definition| (named.taken)(definition, &at));
        let is_free = is_name(&new) && (new == old || !taken.contains(&new));
        set_refused.set(!is_free);
        if is_free && new != old {
            draft.edit(&words.step_name, |definition| {
                (named.rename)(definition, &at, &new);
            });
        }
    };
    let shown = move || {
        match is_fixed.get() {
        true => view! {
            <p class="detail">{named.label} ": " <code>{value}</code> ". " {named.fixed}</p>
        }
        .into_any(),
        false => view! {
            <div class="field">
                <label for=place.clone()>{named.label}</label>
                <p class="detail" id=format!("{place}~help")>{named.help}</p>
                <input
                    id=place.clone() type="text" autocomplete="off" spellcheck="false" prop:value=value on:change=write
                    aria-describedby=format!("{place}~help {place}~refused")
                    aria-invalid=move || refused.get().then_some("true")
                />
                <p class="fault" id=format!("{place}~refused") role="status">
                    {move || refused.get().then_some(named.refused)}
                </p>
                {faults(&place, false)}
            </div>
        }
        .into_any(),
    }
    };
    shown.into_any()
}
