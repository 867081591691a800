//! The builder: what a form asks, page by page, with the form itself beside it.
//!
//! On the left the form as a list, in the middle the editor of what is chosen there, on the right the real form. What the
//! definition says is changed by [`outline`], [`ids`] and [`kinds`], which are pure; the rest shows it.

mod actions;
mod bar;
mod fields;
mod form;
mod ids;
mod items;
mod kinds;
mod list;
mod name_field;
mod outline;
mod palette;
mod places;
mod preview;
mod publish;
mod question;
mod renaming;
mod selection;

pub(crate) use form::title_of;
#[cfg(test)]
pub(crate) use kinds::GROUPS;
pub(crate) use publish::{LeadToMapping, Publish};
pub(crate) use selection::Selection;

use crate::api::{self, segment};
use crate::draft::{Draft, DraftScreen, text};
use crate::prelude::*;
use crate::screens::panels::{RulesPanel, ScoresPanel, TextsPanel, ThemePanel};
use crate::words::builder::words;
use bar::Bar;
use form::LanguageSwitch;
use kinds::Languages;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_query_map;
use list::List;
use preview::Preview;
use serde_json::Value;

/// Builds a form.
#[component]
pub(crate) fn BuilderScreen() -> impl IntoView {
    view! { <DraftScreen><Builder/></DraftScreen> }
}

/// A part of the builder: its name in the address, and what it is called.
type Part = (&'static str, fn() -> &'static str);

/// The parts of the builder, by their name in the address.
const PANELS: [Part; 5] = [
    ("", || &words().panel_questions),
    ("scores", || &words().panel_scores),
    ("texts", || &words().panel_texts),
    ("theme", || &words().panel_theme),
    ("rules", || &words().panel_rules),
];

#[component]
fn Builder() -> impl IntoView {
    let draft = Draft::here();
    let first = draft.with_untracked(|definition| {
        let lines = outline::lines(definition, "", "");
        let first = lines
            .into_iter()
            .find(|line| matches!(line.what, outline::What::Question(..)));
        first.map(|line| line.pointer)
    });
    let selection = Selection::new(draft, first.unwrap_or_default());
    provide_context(selection);
    learn_fixed(draft, selection);
    let query = use_query_map();
    let panel = Memo::new(move |_| query.with(|query| query.get("panel").unwrap_or_default()));
    let tab = move |(name, label): Part| {
        let address = match name {
            "" => format!("/console/forms/{}/edit", segment(&draft.form())),
            name => format!(
                "/console/forms/{}/edit?panel={name}",
                segment(&draft.form())
            ),
        };
        let current = move || {
            if panel.with(|panel| panel == name) {
                "page"
            } else {
                "false"
            }
        };
        view! { <li><A href=address attr:aria-current=current>{label()}</A></li> }
    };
    let shown = move || match panel.get().as_str() {
        "scores" => view! { <section class="panel"><ScoresPanel/></section> }.into_any(),
        "texts" => view! { <section class="panel"><TextsPanel/></section> }.into_any(),
        "theme" => view! { <section class="panel"><ThemePanel/></section> }.into_any(),
        "rules" => view! { <section class="panel"><RulesPanel/></section> }.into_any(),
        _ => view! { <List/> <Editor/> }.into_any(),
    };
    let class = move || {
        if panel.with(String::is_empty) {
            "builder questions"
        } else {
            "builder"
        }
    };
    view! {
        <Bar/>
        <div class="builder-parts">
            <nav class="tabs" aria-label=words().panels.as_str()><ul>{PANELS.map(tab).collect_view()}</ul></nav>
            <LanguageSwitch/>
        </div>
        <div class=class>
            {shown}
            <Preview/>
        </div>
    }
}

/// The editor of what is chosen.
#[component]
fn Editor() -> impl IntoView {
    let draft = Draft::here();
    let selection = Selection::here();
    let words = words();
    let place = Memo::new(move |_| selection.place());
    let shown = move || {
        let at = place.get();
        match at.as_str() {
            "" => form::form(),
            _ if outline::is_question(&at) => question::question(at),
            _ if at.starts_with("/content/pages/") => places::page(&at),
            _ => places::ending(&at),
        }
    };
    let noted = move || {
        selection.noted().map(|said| {
            let undo = move |_| {
                selection.note(None);
                draft.undo();
                selection::focus_soon("editor".to_owned());
            };
            view! {
                <div class="notice">
                    <p role="status">{said}</p>
                    <button type="button" class="quiet small" on:click=undo>{words.undo.as_str()}</button>
                </div>
            }
        })
    };
    view! {
        <section class="editor" id="editor" tabindex="-1" aria-label=words.editor.as_str()>
            {noted}
            {shown}
        </section>
    }
}

/// The languages that new texts are written in.
fn languages(draft: Draft) -> Languages {
    untrack(|| Languages {
        locales: draft.locales(),
        fallback: draft.fallback(),
    })
}

/// Learns which names the newest version has, once and after each publishing: they do not change any more.
fn learn_fixed(draft: Draft, selection: Selection) {
    Effect::new(move |_| {
        if draft.published().is_none() {
            return;
        }
        spawn_local(async move {
            let path = format!("forms/{}", segment(&draft.form()));
            if let Ok(published) = api::get::<Value>(&path).await {
                selection.fixed.try_set(fixed(&published));
            }
        });
    });
}

fn fixed(definition: &Value) -> Vec<String> {
    let mut names = Vec::new();
    let lists = ["/content", ""]
        .into_iter()
        .filter_map(|part| definition.pointer(part));
    for content in lists {
        let pages = content["pages"].as_array().into_iter().flatten();
        let ids = pages.clone().map(|page| text(page, "/id"));
        names.extend(ids.map(|id| format!("page:{id}")));
        let paged = pages
            .filter_map(|page| page["questions"].as_array())
            .flatten();
        let questions = content["questions"].as_array().into_iter().flatten();
        questions
            .chain(paged)
            .for_each(|question| fix(question, &mut names));
    }
    names
}

fn fix(question: &Value, names: &mut Vec<String>) {
    let id = text(question, "/id").to_owned();
    for list in ["options", "rows"] {
        let items = question[list].as_array().into_iter().flatten();
        names.extend(items.map(|item| format!("{id}/{}", text(item, "/id"))));
    }
    let inner = question["questions"].as_array().into_iter().flatten();
    inner.for_each(|inner| fix(inner, names));
    names.push(id);
}
