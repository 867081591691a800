//! The mapping: which records an answer becomes. Fields of the form on one side, columns of a table on the other.
//!
//! It edits the draft's `mapping`; what fits where, and what is wrong, is the server's answer.

mod card;
mod column;
mod columns;
mod combobox;
mod condition;
mod desk;
mod fields;
mod matching;
mod named;
mod new_target;
mod parts;
mod source;
mod through;
mod trial;
mod value;

use crate::draft::{Draft, DraftScreen, Saving};
use crate::parts::{form_head, sentence};
use crate::prelude::*;
use crate::screens::builder::{LeadToMapping, Publish, Selection, title_of};
use crate::words::mapping::words;
use desk::Desk;
use leptos_router::hooks::use_query_map;
use serde_json::Value;

/// The mapping of a form.
#[component]
pub(crate) fn MappingScreen() -> impl IntoView {
    view! { <DraftScreen><Mapping/></DraftScreen> }
}

#[component]
fn Mapping() -> impl IntoView {
    let words = words();
    let draft = Draft::here();
    // Nothing is written here: the form is shown in the reader's language, where it speaks that.
    let own = crate::words::language();
    if draft.locales().iter().any(|locale| locale == own) {
        draft.locale().set(own.to_owned());
    }
    let desk = Desk::new(draft);
    provide_context(desk);
    provide_context(Selection::new(draft, String::new()));
    let lead = Callback::new(move |pointer: String| lead_to(desk, &pointer));
    provide_context(LeadToMapping(lead));
    let at = use_query_map().with_untracked(|query| query.get("at"));
    if let Some(at) = at {
        lead.run(at);
    }
    let trying = RwSignal::new(false);
    let title = Memo::new(move |_| title_of(draft));
    // A target keeps its card while others come and go behind it.
    let targets = Memo::new(move |_| {
        let targets = draft.get("/mapping/targets");
        let targets = targets.as_array().into_iter().flatten();
        let named = targets.enumerate().map(|(place, target)| {
            let part = |name: &str| target[name].as_str().unwrap_or_default().to_owned();
            (place, part("connector"), part("table"))
        });
        named.collect::<Vec<_>>()
    });
    let is_empty = Memo::new(move |_| targets.with(Vec::is_empty));
    view! {
        {form_head(title.into(), draft.form().into(), "mapping")}
        <div class="map-head">
            <h2>{words.title.as_str()}</h2>
            <div class="actions">
                <SavingState draft/>
                <button
                    class="quiet" aria-disabled=move || (!draft.can_undo()).then_some("true") on:click=move |_| draft.undo()
                >{words.undo.as_str()}</button>
                <button
                    class="quiet" aria-disabled=move || (!draft.can_redo()).then_some("true") on:click=move |_| draft.redo()
                >{words.redo.as_str()}</button>
                <button class="quiet" prop:disabled=move || is_empty.get() on:click=move |_| trying.set(true)>
                    {words.try_out.as_str()}
                </button>
                <Publish/>
            </div>
        </div>
        <p class="detail">{words.intro.as_str()}</p>
        <Faults draft/>
        <ol class="map-targets">
            <For each=move || targets.get() key=Clone::clone children=|(place, ..)| card::card(place)/>
        </ol>
        {new_target::new_target(draft, desk)}
        {trial::trial(draft, trying)}
    }
}

/// Opens the target that a place of the definition is in, and goes to its column once that is shown.
fn lead_to(desk: Desk, pointer: &str) {
    let mut parts = pointer.split('/').skip(3);
    let Some(place) = parts.next().and_then(|place| place.parse::<usize>().ok()) else {
        focus_later("new-target");
        return;
    };
    desk.open.set(Some(place));
    let column = parts.next().filter(|part| *part == "columns");
    let id = match column.and(parts.next()) {
        Some(column) => column::row_id(place, column),
        None => format!("target-{place}-open"),
    };
    focus_once_there(id, PATIENCE);
}

/// How often an element is looked for that waits for the tables of a connection, every 50 ms.
const PATIENCE: u32 = 100;

fn focus_once_there(id: String, tries: u32) {
    if document().get_element_by_id(&id).is_some() || tries == 0 {
        focus_later(id);
        return;
    }
    let again = move || focus_once_there(id, tries - 1);
    set_timeout(again, std::time::Duration::from_millis(50));
}

/// Whether what was done is kept, in a word.
#[component]
fn SavingState(draft: Draft) -> impl IntoView {
    let words = words();
    let text = move || match draft.state().get() {
        Saving::Saved => words.saved.as_str(),
        Saving::Changed | Saving::Saving => words.saving.as_str(),
        Saving::Failed(_) => words.save_failed.as_str(),
        Saving::Conflict(_) => words.save_conflict.as_str(),
    };
    view! { <span class="detail" role="status">{text}</span> }
}

/// How many things are to be mended before this can be published.
#[component]
fn Faults(draft: Draft) -> impl IntoView {
    let words = words();
    move || {
        let faults = draft.faults("/mapping");
        let count = faults.iter().filter(|fault| !fault.is_warning).count();
        let count = u64::try_from(count).unwrap_or_default();
        match (
            count,
            draft.get("/mapping/targets").as_array().map(Vec::len),
        ) {
            (0, None | Some(0)) => ().into_any(),
            (0, _) if draft.state().get() != Saving::Saved => ().into_any(),
            (0, _) => {
                view! { <p class="map-good" role="status">{words.all_good.as_str()}</p> }.into_any()
            }
            (count, _) => {
                let text = words.faults_count.of(count);
                view! { <p class="map-bad" role="status">{text}</p> }.into_any()
            }
        }
    }
}

/// The sentences of what is wrong at a place and nowhere below it, or with `below` there, too.
fn faults_at(draft: Draft, pointer: String, below: bool) -> AnyView {
    let shown = move || {
        let faults = draft.faults(&pointer).into_iter();
        let faults: Vec<_> = faults
            .filter(|one| below || one.pointer == pointer)
            .collect();
        if faults.is_empty() {
            return ().into_any();
        }
        let line = |fault: crate::draft::Fault| {
            let class = match fault.is_warning {
                true => "map-warning",
                false => "map-fault",
            };
            let sign = match fault.is_warning {
                true => words().warning.as_str(),
                false => words().fault.as_str(),
            };
            view! { <li class=class><strong>{sign}</strong> " " {sentence(&fault.reason)}</li> }
        };
        view! { <ul class="map-faults">{faults.into_iter().map(line).collect_view()}</ul> }
            .into_any()
    };
    shown.into_any()
}

/// The text member of a value.
fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// Moves the focus to an element, once it is there.
fn focus_later(id: impl Into<String>) {
    let id = id.into();
    set_timeout(
        move || {
            use wasm_bindgen::JsCast;
            let element = document().get_element_by_id(&id);
            let element = element.and_then(|one| one.dyn_into::<web_sys::HtmlElement>().ok());
            if let Some(element) = element {
                // What cannot be focused leaves the focus where it is.
                let _ = element.focus();
            }
        },
        std::time::Duration::ZERO,
    );
}
