//! The columns of the list: each person's own choice, kept in the browser.

use super::book::{Book, text};
use super::filters::{deliveries, marks};
use crate::figures::language_name;
use crate::parts::{Tag, Tone};
use crate::prelude::*;
use crate::words::answers::words;
use serde_json::Value;
use std::sync::Arc;

/// So many questions stand in the list before anybody chooses.
const USUAL: usize = 4;

/// The columns that no question has.
fn own() -> [(&'static str, &'static str); 5] {
    let words = words();
    [
        ("$delivery", &words.filter_delivery),
        ("$contact", &words.contact),
        ("$locale", &words.filter_locale),
        ("$version", &words.filter_version),
        ("$marks", &words.filter_mark),
    ]
}

/// What a column is called.
pub(super) fn title(column: &str, book: &Book) -> String {
    if let Some((_, title)) = own().iter().find(|(one, _)| *one == column) {
        return (*title).to_owned();
    }
    match column.strip_prefix("$result.") {
        Some(result) => {
            let found = book.results().into_iter().find(|(name, ..)| name == result);
            found.map_or_else(|| result.to_owned(), |(_, title, _)| title)
        }
        None => book.question(column),
    }
}

/// What an answer says in a column.
pub(super) fn cell(column: &str, answer: &Value, book: &Book) -> AnyView {
    match column {
        "$delivery" => state(text(answer, "delivery")),
        "$contact" => text(answer, "contact").to_owned().into_any(),
        "$locale" => language_name(text(answer, "locale")).into_any(),
        "$version" => answer["version"].to_string().into_any(),
        "$marks" => {
            let all = answer["marks"].as_array().into_iter().flatten();
            let all = all.filter_map(Value::as_str).map(|mark| {
                let known = marks().into_iter().find(|(one, _)| *one == mark);
                known.map_or(mark, |(_, text)| text).to_owned()
            });
            all.collect::<Vec<_>>().join(", ").into_any()
        }
        column => match column.strip_prefix("$result.") {
            Some(result) => result_text(&answer["results"][result], result, book).into_any(),
            None => book.given(column, &answer["answers"][column]).into_any(),
        },
    }
}

/// A calculated value with the band it lies in.
pub(super) fn result_text(result: &Value, name: &str, book: &Book) -> String {
    let number = result["number"].as_str().or(result["text"].as_str());
    let mut line = number.unwrap_or_default().to_owned();
    let band = text(result, "band");
    if !band.is_empty() {
        let results = book.results();
        let bands = results
            .iter()
            .find(|(one, ..)| one == name)
            .map(|(.., bands)| bands);
        let title = bands.and_then(|bands| bands.iter().find(|(id, _)| id == band));
        line.push_str(" – ");
        line.push_str(title.map_or(band, |(_, title)| title.as_str()));
    }
    line
}

/// What became of an answer, in a word.
pub(super) fn state(delivery: &str) -> AnyView {
    let known = deliveries().into_iter().find(|(one, _)| *one == delivery);
    let tone = match delivery {
        "done" => Tone::Good,
        "dead" => Tone::Bad,
        "pending" => Tone::Wait,
        "cancelled" => Tone::Plain,
        _ => return ().into_any(),
    };
    view! { <Tag tone text=known.map_or("", |(_, text)| text).to_owned()/> }.into_any()
}

fn key(form: &str) -> String {
    format!("sonda.answers.columns.{form}")
}

/// The columns that this person has chosen; those of the first questions before.
pub(super) fn chosen(form: &str, book: &Book) -> Vec<String> {
    let storage = window().local_storage().ok().flatten();
    let kept = storage.and_then(|storage| storage.get_item(&key(form)).ok().flatten());
    if let Some(kept) = kept {
        return kept
            .split('\n')
            .filter(|one| !one.is_empty())
            .map(str::to_owned)
            .collect();
    }
    let questions = book.questions().into_iter().filter(|one| one.is_current);
    let mut columns: Vec<String> = questions.map(|one| one.id).take(USUAL).collect();
    columns.push("$delivery".to_owned());
    columns
}

fn keep(form: &str, columns: &[String]) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A browser that keeps nothing forgets the choice with the page.
        let _ = storage.set_item(&key(form), &columns.join("\n"));
    }
}

/// A box for each column there is.
pub(super) fn chooser(form: String, book: Arc<Book>, columns: RwSignal<Vec<String>>) -> AnyView {
    let words = words();
    let mut all: Vec<String> = book.questions().into_iter().map(|one| one.id).collect();
    all.extend(
        book.results()
            .into_iter()
            .map(|(name, ..)| format!("$result.{name}")),
    );
    all.extend(own().iter().map(|(name, _)| (*name).to_owned()));
    let order = all.clone();
    let boxes: Vec<AnyView> = all
        .into_iter()
        .map(|column| {
            let (form, order, title) = (form.clone(), order.clone(), title(&column, &book));
            let shown = column.clone();
            let is_shown = move || columns.with(|columns| columns.contains(&shown));
            let turn = move |event| {
                let wanted = event_target_checked(&event);
                columns.update(|columns| {
                    columns.retain(|one| *one != column);
                    if wanted {
                        columns.push(column.clone());
                    }
                    columns.sort_by_key(|one| order.iter().position(|other| other == one));
                    keep(&form, columns);
                });
            };
            view! { <li><label class="check"><input type="checkbox" prop:checked=is_shown on:change=turn/> <span>{title}</span></label></li> }
                .into_any()
        })
        .collect();
    view! { <p class="detail">{words.columns_help.as_str()}</p> <ul class="checks">{boxes}</ul> }
        .into_any()
}
