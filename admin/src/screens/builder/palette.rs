//! The palette: every type of question, in groups, found by its name or what it is for.

use super::actions::add;
use super::kinds::{GROUPS, icon};
use super::selection::Selection;
use crate::draft::Draft;
use crate::prelude::*;
use crate::words::builder::words;
use crate::words::kinds::called;
use leptos::html;

/// How far a type is from what is sought: by its name first, by what it is for last.
fn rank(kind: &str, sought: &str) -> u8 {
    let sought = sought.trim().to_lowercase();
    let name = called(&format!("kind_{kind}")).to_lowercase();
    match () {
        () if kind == sought || name == sought => 0,
        () if name.starts_with(&sought) => 1,
        () if name.contains(&sought) || kind.contains(&sought) => 2,
        () => 3,
    }
}

/// The button that opens it, and the palette.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    let draft = Draft::here();
    let selection = Selection::here();
    let words = words();
    let dialog = NodeRef::<html::Dialog>::new();
    let field = NodeRef::<html::Input>::new();
    let (sought, set_sought) = signal(String::new());
    let open = move |_| {
        set_sought.set(String::new());
        if let Some(field) = field.get() {
            field.set_value("");
        }
        if let Some(dialog) = dialog.get() {
            // A dialog that is open already stays so.
            let _ = dialog.show_modal();
        }
    };
    let take = move |kind: &'static str| {
        if let Some(dialog) = dialog.get() {
            dialog.close();
        }
        add(draft, selection, kind);
    };
    let fits = move |kind: &str| {
        sought.with(|sought| {
            let name = [
                called(&format!("kind_{kind}")),
                called(&format!("about_{kind}")),
                kind,
            ]
            .join(" ");
            sought
                .split_whitespace()
                .all(|word| name.to_lowercase().contains(&word.to_lowercase()))
        })
    };
    let offer = move |kind: &'static str| {
        let about = format!("about_{kind}");
        view! {
            <li class:hidden=move || !fits(kind)>
                <button type="button" class="offer" on:click=move |_| take(kind)>
                    {icon(kind)}
                    <span><strong>{called(&format!("kind_{kind}"))}</strong> <span class="detail">{called(&about)}</span></span>
                </button>
            </li>
        }
    };
    let groups = GROUPS.map(|(group, kinds)| {
        let is_empty = move || !kinds.iter().any(|kind| fits(kind));
        view! {
            <section class:hidden=is_empty>
                <h3>{called(group)}</h3>
                <ul>{kinds.iter().map(|kind| offer(kind)).collect_view()}</ul>
            </section>
        }
    });
    let first = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let kinds = GROUPS.iter().flat_map(|(_, kinds)| kinds.iter().copied());
        let found = untrack(|| {
            kinds
                .filter(|kind| fits(kind))
                .min_by_key(|kind| rank(kind, &sought.get()))
        });
        if let Some(kind) = found {
            take(kind);
        }
    };
    let none = move || {
        !GROUPS
            .iter()
            .any(|(_, kinds)| kinds.iter().any(|kind| fits(kind)))
    };
    view! {
        <button type="button" class="add" on:click=open>{words.question_add.as_str()}</button>
        <dialog class="palette" node_ref=dialog aria-labelledby="palette-title">
            <header>
                <h2 id="palette-title">{words.palette_title.as_str()}</h2>
                <form method="dialog"><button class="tool" aria-label=words.close.as_str()>"×"</button></form>
            </header>
            <form on:submit=first>
                <label>
                    <span>{words.palette_search.as_str()}</span>
                    <input
                        type="search" autofocus autocomplete="off" data-own="" node_ref=field
                        on:input=move |event| set_sought.set(event_target_value(&event))
                    />
                </label>
            </form>
            <p role="status">{move || none().then_some(words.palette_none.as_str())}</p>
            <div class="groups">{groups.collect_view()}</div>
        </dialog>
    }
}
