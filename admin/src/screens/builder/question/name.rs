//! The name of a question in data: fixed once a version has it, made from the title before.

use crate::draft::{Draft, text};
use crate::prelude::*;
use crate::screens::builder::fields::faults;
use crate::screens::builder::ids::{from_title, is_makeshift, is_name, rename};
use crate::screens::builder::outline::question_ids;
use crate::screens::builder::selection::Selection;
use crate::words::builder::words;
use crate::words::kinds::called;

/// The name of the question in data: fixed once a version has it.
pub(super) fn name(at: &str) -> AnyView {
    let draft = Draft::here();
    let selection = Selection::here();
    let words = words();
    let place = format!("{at}/id");
    let own = draft.memo(place.clone());
    let is_fixed = Memo::new(move |_| {
        own.with(|own| {
            selection
                .fixed
                .with(|fixed| fixed.iter().any(|id| id == text(own, "")))
        })
    });
    let (refused, set_refused) = signal(false);
    let at = at.to_owned();
    let shown = move || {
        let value = move || own.with(|own| text(own, "").to_owned());
        if is_fixed.get() {
            return view! {
                <p class="detail">{called("prop_id")} ": " <code>{value}</code> ". " {words.id_fixed.as_str()}</p>
            }
            .into_any();
        }
        let at = at.clone();
        let write = move |event| {
            let new = event_target_value(&event).trim().to_owned();
            let taken = draft.with_untracked(|definition| question_ids(definition, &at));
            let old = untrack(value);
            let is_free = is_name(&new) && (new == old || !taken.contains(&new));
            set_refused.set(!is_free);
            if is_free {
                draft.edit(&words.step_name, |definition| rename(definition, &at, &new));
            }
        };
        view! {
            <div class="field">
                <label for=place.clone()>{called("prop_id")}</label>
                <p class="detail" id=format!("{place}~help")>{words.id_help.as_str()}</p>
                <input
                    id=place.clone() type="text" autocomplete="off" spellcheck="false" prop:value=value on:change=write
                    aria-describedby=format!("{place}~help {place}~refused")
                    aria-invalid=move || refused.get().then_some("true")
                />
                <p class="fault" id=format!("{place}~refused") role="status">
                    {move || refused.get().then_some(words.id_refused.as_str())}
                </p>
                {faults(&place, false)}
            </div>
        }
        .into_any()
    };
    shown.into_any()
}

/// Makes the name of a new question from its title, once it has one.
pub(super) fn name_by_title(draft: Draft, selection: Selection, at: &str, title: &str) {
    let (id, kind, taken) = draft.with_untracked(|definition| {
        let own = |name| text(definition, &format!("{at}/{name}")).to_owned();
        (own("id"), own("type"), question_ids(definition, at))
    });
    let is_fixed = selection.fixed.with_untracked(|fixed| fixed.contains(&id));
    if title.is_empty() || is_fixed || !is_makeshift(&id, &kind) {
        return;
    }
    let new = from_title(title, &kind, |name| {
        name != id && taken.iter().any(|one| one == name)
    });
    if new != id {
        draft.amend(|definition| rename(definition, at, &new));
    }
}
