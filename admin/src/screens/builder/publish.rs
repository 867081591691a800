//! Publishing: what changed, what stands against it and where, and what comes next.

use super::selection::Selection;
use crate::api::{Problem, segment};
use crate::draft::{Draft, Fault, text};
use crate::parts::{Confirm, sentence};
use crate::prelude::*;
use crate::words::builder::words;
use crate::words::quoted;
use leptos::html;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use serde_json::Value;
use wasm_bindgen::JsCast;

/// How far it is.
#[derive(Debug, Clone, PartialEq)]
enum Stage {
    Checking,
    Ready,
    Publishing,
    Refused(Problem),
    Done(i64),
}

/// Leads to a place in the mapping; from context where that is the screen that is shown.
#[derive(Clone, Copy)]
pub(crate) struct LeadToMapping(pub(crate) Callback<String>);

/// The button, and the dialog that it opens.
#[component]
pub(crate) fn Publish() -> impl IntoView {
    let draft = Draft::here();
    let words = words();
    let dialog = NodeRef::<html::Dialog>::new();
    let stage = RwSignal::new(Stage::Checking);
    let open = move |_| {
        stage.set(Stage::Checking);
        if let Some(dialog) = dialog.get() {
            // A dialog that is open already stays so.
            let _ = dialog.show_modal();
        }
        spawn_local(async move {
            let settled = draft.settle().await;
            stage.try_set(settled.map_or_else(Stage::Refused, |()| Stage::Ready));
        });
    };
    let publish = Callback::new(move |()| {
        stage.set(Stage::Publishing);
        spawn_local(async move {
            let published = draft.publish().await;
            stage.try_set(match published {
                Ok(version) => Stage::Done(version),
                // What the check found meanwhile is listed.
                Err(problem) if draft.is_faulty() => {
                    draft.say(problem.title);
                    Stage::Ready
                }
                Err(problem) => Stage::Refused(problem),
            });
        });
    });
    let close = Callback::new(move |()| {
        if let Some(dialog) = dialog.get() {
            dialog.close();
        }
    });
    // The cursor goes to what comes next: what was pressed is there no more.
    Effect::new(move |_| {
        let is_settled = matches!(
            stage.get(),
            Stage::Ready | Stage::Refused(_) | Stage::Done(_)
        );
        if is_settled {
            request_animation_frame(move || focus_next(dialog));
        }
    });
    let shown = move || match stage.get() {
        Stage::Checking => {
            view! { <p role="status">{words.publish_checking.as_str()}</p> }.into_any()
        }
        Stage::Publishing => {
            view! { <p role="status">{words.publish_going.as_str()}</p> }.into_any()
        }
        Stage::Ready => ready(draft, publish, close),
        Stage::Refused(problem) => view! {
            <div class="notice bad" role="alert">
                <p><strong>{problem.title}</strong></p>
                <p>{problem.detail}</p>
            </div>
        }
        .into_any(),
        Stage::Done(version) => done(draft, version),
    };
    view! {
        <button type="button" id="publish" on:click=open>{words.publish.as_str()}</button>
        <dialog class="publish" node_ref=dialog aria-labelledby="publish-title">
            <header>
                <h2 id="publish-title">{words.publish_title.as_str()}</h2>
                <form method="dialog"><button class="tool" aria-label=words.close.as_str()>"×"</button></form>
            </header>
            <div aria-live="polite">{shown}</div>
        </dialog>
    }
}

fn focus_next(dialog: NodeRef<html::Dialog>) {
    let Some(dialog) = dialog.try_get_untracked().flatten() else {
        return;
    };
    let next = dialog
        .query_selector("[autofocus], .findings button")
        .ok()
        .flatten();
    if let Some(next) = next.and_then(|next| next.dyn_into::<web_sys::HtmlElement>().ok()) {
        // What cannot be focused leaves the focus where it is.
        let _ = next.focus();
    }
}

fn ready(draft: Draft, publish: Callback<()>, close: Callback<()>) -> AnyView {
    let words = words();
    let checked = draft.checked();
    let (warnings, faults): (Vec<Fault>, Vec<Fault>) = checked
        .faults
        .into_iter()
        .partition(|fault| fault.is_warning);
    let is_first = untrack(|| draft.published()).is_none();
    let is_same = !is_first && checked.changes.is_empty();
    let list = |of: Vec<Fault>| {
        of.into_iter()
            .map(|fault| found(draft, &fault, close))
            .collect_view()
    };
    let faulty = !faults.is_empty();
    let has_warnings = !warnings.is_empty();
    let faults = faulty.then(|| {
        view! {
            <section>
                <h3>{words.faults_count.of(faults.len() as u64)}</h3>
                <p>{words.publish_faults.as_str()}</p>
                <ul class="findings">{list(faults)}</ul>
            </section>
        }
    });
    let warnings = has_warnings.then(|| {
        view! {
            <section>
                <h3>{words.warnings_count.of(warnings.len() as u64)}</h3>
                <ul class="findings">{list(warnings)}</ul>
            </section>
        }
    });
    let changes = match (is_first, is_same) {
        (true, _) => view! { <p>{words.publish_first.as_str()}</p> }.into_any(),
        (_, true) => view! { <p>{words.publish_same.as_str()}</p> }.into_any(),
        _ => view! {
            <section>
                <h3>{words.publish_changes.as_str()}</h3>
                <ul class="changes">{checked.changes.iter().map(change).collect_view()}</ul>
                <p class="detail">{words.publish_keeps.as_str()}</p>
            </section>
        }
        .into_any(),
    };
    let act = (!faulty && !is_same).then(|| {
        view! { <button type="button" autofocus on:click=move |_| publish.run(())>{words.publish_now.as_str()}</button> }
    });
    let back = (!is_first && !is_same).then(|| {
        let discard = Callback::new(move |()| {
            close.run(());
            spawn_local(async move {
                let done = draft.discard(&words.discard).await;
                draft.say(done.map_or_else(|problem| problem.title, |()| words.discarded.clone()));
            });
        });
        view! { <Confirm label=&words.discard question=&words.discard_sure act=discard/> }
    });
    view! { {faults} {changes} {warnings} <div class="actions">{act} {back}</div> }.into_any()
}

/// A fault or warning, with the way to its place.
fn found(draft: Draft, fault: &Fault, close: Callback<()>) -> AnyView {
    let selection = Selection::here();
    let navigate = use_navigate();
    let mapping = use_context::<LeadToMapping>();
    let pointer = fault.pointer.clone();
    let form = draft.form();
    let go = move |_| {
        close.run(());
        let edit = format!("/console/forms/{}/edit", segment(&form));
        if pointer.starts_with("/mapping") {
            let screen = format!("/console/forms/{}/mapping", segment(&form));
            match mapping {
                Some(LeadToMapping(lead)) => lead.run(pointer.clone()),
                None => navigate(
                    &format!("{screen}?at={}", segment(&pointer)),
                    Default::default(),
                ),
            }
        } else if let Some(panel) = panel_of(&pointer) {
            navigate(&format!("{edit}?panel={panel}"), Default::default());
            super::selection::focus_soon(pointer.clone());
        } else {
            navigate(&edit, Default::default());
            selection.lead_to(&pointer);
        }
    };
    let place = place_of(draft, &fault.pointer);
    let why = format!("why:{}", fault.pointer);
    let reason = super::fields::reason(draft, fault);
    view! {
        <li>
            <button type="button" class="link" aria-describedby=why.clone() on:click=go>{place}</button>
            <span id=why class=if fault.is_warning { "warned" } else { "fault" }>{sentence(&reason)}</span>
        </li>
    }
    .into_any()
}

/// The panel that edits a place, where it is not the questions'.
fn panel_of(pointer: &str) -> Option<&'static str> {
    match pointer {
        place if place.starts_with("/content/calculations") => Some("scores"),
        place if place.starts_with("/settings/theme") => Some("theme"),
        place if place.starts_with("/settings") => Some("rules"),
        _ => None,
    }
}

/// What a place is called: the title of its line, or the part of the form.
fn place_of(draft: Draft, pointer: &str) -> String {
    let words = words();
    let line = super::outline::line_of(pointer);
    let said = match (line.as_str(), panel_of(pointer)) {
        (_, Some("scores")) => return words.panel_scores.clone(),
        (_, Some("theme")) => return words.panel_theme.clone(),
        (_, Some(_)) => return words.panel_rules.clone(),
        ("", _) if pointer.starts_with("/mapping") => return target_of(draft, pointer),
        ("", _) => return words.form_itself.clone(),
        (line, _) => draft.with_untracked(|definition| {
            let texts = definition
                .pointer(line)
                .map(|line| line["title"].clone())
                .unwrap_or_default();
            super::outline::said(&texts, &draft.locale().get_untracked(), "")
        }),
    };
    match said.is_empty() {
        true => words.untitled.clone(),
        false => said,
    }
}

/// The target of the mapping that a place is in, by its table.
fn target_of(draft: Draft, pointer: &str) -> String {
    let mut parts = pointer.split('/').skip(2);
    let table = parts.next().zip(parts.next()).map(|(list, place)| {
        let at = format!("/mapping/{list}/{place}/table");
        draft.with_untracked(|definition| text(definition, &at).to_owned())
    });
    let mapping = &words().tab_mapping;
    match table {
        Some(table) if !table.is_empty() => format!("{mapping}: {table}"),
        _ => mapping.clone(),
    }
}

fn change(change: &Value) -> AnyView {
    let words = words();
    let kind = match text(change, "/kind") {
        "added" => &words.change_added,
        "removed" => &words.change_removed,
        "moved" => &words.change_moved,
        _ => &words.change_changed,
    };
    let part = match text(change, "/part") {
        "question" => &words.part_question,
        "option" => &words.part_option,
        "row" => &words.part_row,
        "page" => &words.page,
        "texts" => &words.panel_texts,
        "logic" => &words.logic,
        "languages" => &words.languages,
        "calculation" | "band" => &words.panel_scores,
        "ending" => &words.ending,
        "rules" => &words.panel_rules,
        "theme" => &words.panel_theme,
        "mapping" => &words.tab_mapping,
        "settings" => &words.part_settings,
        _ => &words.form_itself,
    };
    let (name, detail) = (
        text(change, "/name").to_owned(),
        text(change, "/detail").to_owned(),
    );
    let name = (!name.is_empty()).then(|| view! { " " <strong>{quoted(&name)}</strong> });
    let detail = (!detail.is_empty())
        .then(|| view! { " " <span class="detail">{format!("({detail})")}</span> });
    view! { <li><span class="tag">{kind.as_str()}</span> " " {part.as_str()} {name} {detail}</li> }
        .into_any()
}

fn done(draft: Draft, version: i64) -> AnyView {
    let words = words();
    let share = format!("/console/forms/{}/share", segment(&draft.form()));
    view! {
        <p><strong>{words.publish_done.replace("{n}", &version.to_string())}</strong></p>
        <p>{words.publish_next.as_str()}</p>
        <div class="actions"><a class="button" href=share autofocus>{words.tab_share.as_str()}</a></div>
    }
    .into_any()
}
