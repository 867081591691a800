//! What stands over the builder: the form's screens, how saving stands, undo and redo, publishing.

use super::form::title_of;
use super::publish::Publish;
use crate::draft::{Conflict, Draft, Saving};
use crate::figures::moment_of;
use crate::parts::FormTabs;
use crate::prelude::*;
use crate::words::builder::words;

/// The bar.
#[component]
pub(crate) fn Bar() -> impl IntoView {
    let draft = Draft::here();
    let words = words();
    let title = Memo::new(move |_| title_of(draft));
    let tool = |sign: &'static str,
                label: &'static str,
                keys: &'static str,
                can: fn(Draft) -> bool,
                act: fn(Draft)| {
        // A disabled button would lose the cursor with the last step.
        let disabled = move || (!can(draft)).then_some("true");
        view! {
            <button
                type="button" class="tool" aria-label=label title=label aria-keyshortcuts=keys aria-disabled=disabled
                on:click=move |_| act(draft)
            >
                <svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=sign/></svg>
            </button>
        }
    };
    view! {
        <div class="builder-bar">
            <h1>{move || title.get()}</h1>
            <FormTabs form=draft.form() current="edit"/>
            <div class="doing">
                <State/>
                {tool("M4 8h8a4 4 0 010 8H8M7 4L3 8l4 4", &words.undo, "Control+Z", Draft::can_undo, Draft::undo)}
                {tool("M16 8H8a4 4 0 000 8h4M13 4l4 4-4 4", &words.redo, "Control+Shift+Z", Draft::can_redo, Draft::redo)}
                <Publish/>
            </div>
        </div>
        <Trouble/>
    }
}

/// How saving stands, in a word.
#[component]
fn State() -> impl IntoView {
    let state = Draft::here().state();
    let words = words();
    let said = move || match state.get() {
        Saving::Saved => words.saved.as_str(),
        Saving::Changed | Saving::Saving => words.saving.as_str(),
        Saving::Failed(_) | Saving::Conflict(_) => words.not_saved.as_str(),
    };
    let class = move || match state.get() {
        Saving::Failed(_) | Saving::Conflict(_) => "state bad",
        _ => "state",
    };
    view! { <p class=class role="status" id="saving">{said}</p> }
}

/// Why it is not saved, and what can be done.
#[component]
fn Trouble() -> impl IntoView {
    let draft = Draft::here();
    let words = words();
    let state = draft.state();
    move || {
        match state.get() {
        Saving::Failed(problem) => view! {
            <div class="notice bad" role="alert">
                <p><strong>{words.not_saved.as_str()}</strong> " " {problem.title} " " {problem.detail}</p>
                <button type="button" class="quiet" on:click=move |_| draft.save_now()>{words.save_again.as_str()}</button>
            </div>
        }
        .into_any(),
        Saving::Conflict(conflict) => view! { <Theirs conflict/> }.into_any(),
        _ => ().into_any(),
    }
    }
}

/// Somebody else has saved: one of the two is chosen, and neither is lost in silence.
#[component]
fn Theirs(conflict: Conflict) -> impl IntoView {
    let draft = Draft::here();
    let words = words();
    let who = match conflict.saved_by.is_empty() {
        true => words.conflict_somebody.clone(),
        false => conflict.saved_by,
    };
    let said = words
        .conflict
        .replace("{who}", &who)
        .replace("{when}", &moment_of(&conflict.saved_at));
    view! {
        <div class="notice bad" role="alert">
            <p><strong>{said}</strong></p>
            <p>{words.conflict_help.as_str()}</p>
            <div class="actions">
                <button type="button" on:click=move |_| draft.take_theirs(words.conflict_theirs.clone())>{words.conflict_theirs.as_str()}</button>
                <button type="button" class="quiet" on:click=move |_| draft.keep_mine()>{words.conflict_mine.as_str()}</button>
            </div>
        </div>
    }
}
