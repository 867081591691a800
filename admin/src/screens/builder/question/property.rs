//! The field of each property that a type of question has.

use super::inner::inner;
use super::quiz::quiz;
use super::set::set;
use super::source::source;
use crate::draft::{Draft, text};
use crate::prelude::*;
use crate::screens::builder::fields::{Takes, check, faults, local, pick, pick_with, plain};
use crate::screens::builder::items::items;
use crate::screens::builder::kinds::set_cells;
use crate::words::builder::words;
use crate::words::kinds::called;
use serde_json::json;

pub(super) fn choices(of: &str, names: &[&str], usual: Option<&str>) -> Vec<(String, String)> {
    let mut choices: Vec<_> = usual
        .map(|label| (String::new(), label.to_owned()))
        .into_iter()
        .collect();
    choices.extend(names.iter().map(|name| {
        (
            (*name).to_owned(),
            called(&format!("{of}_{name}")).to_owned(),
        )
    }));
    choices
}

/// The field of one property.
pub(super) fn property(at: &str, kind: &str, name: &'static str) -> AnyView {
    let place = format!("{at}/{}", crate::draft::pointer::escaped(name));
    let label = called(&format!("prop_{name}"));
    let help = called(&format!("help_{name}"));
    match name {
        "options" if kind == "matrix" => of_cells(at, &["", "multiple"], |at| items(at, "options")),
        "options" | "rows" => items(at, name),
        "questions" if kind == "matrix" => of_cells(at, &["columns"], |at| inner(at, true)),
        "questions" => inner(at, false),
        "steps" | "low_label" | "high_label" if kind == "matrix" => {
            let fits: &[&str] = &["rating", "bipolar", "weighted"];
            of_cells(at, fits, move |at| {
                let place = format!("{at}/{name}");
                match name {
                    "steps" => plain(&place, label, "", Takes::Number),
                    _ => local(&place, label, "", false),
                }
            })
        }
        "low_label" | "high_label" => local(&place, label, "", false),
        "shuffled" | "select_all" => check(&place, label, help),
        "display" => pick(
            &place,
            label,
            choices(
                "display",
                &["dropdown", "buttons", "pictures"],
                Some(called("display_list")),
            ),
        ),
        "icon" => {
            let (first, others): (&str, &[&str]) = match kind {
                "csat" => ("icon_smiley", &["star", "heart", "thumb", "number"]),
                _ => ("icon_star", &["heart", "smiley", "thumb", "number"]),
            };
            pick(&place, label, choices("icon", others, Some(called(first))))
        }
        "autocomplete" => {
            let names = [
                "name",
                "given-name",
                "family-name",
                "organization",
                "organization-title",
                "address-level2",
                "postal-code",
            ];
            pick(
                &place,
                label,
                choices("autocomplete", &names, Some(called("none"))),
            )
        }
        "cells" => cells(at),
        "earliest" | "latest" => plain(&place, label, "", Takes::Date),
        "region" | "currency" => upper(&place, label, help),
        "version" => plain(&place, label, help, Takes::Text),
        "parts" => set(
            &place,
            label,
            "part",
            &["street", "postal_code", "city", "region", "country"],
            &["street", "postal_code", "city", "country"],
        ),
        "accept" => {
            const USUAL: &[&str] = &["image/*", "application/pdf"];
            let offered = [
                "image/*",
                "application/pdf",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "text/csv",
                "application/zip",
                "audio/*",
                "video/*",
            ];
            set(&place, label, "accept", &offered, USUAL)
        }
        "max_bytes" => megabytes(&place, label),
        "source" => source(at),
        "quiz" => quiz(at, kind),
        _ => plain(&place, label, help, Takes::Number),
    }
}

/// What only some ways to answer a matrix have.
fn of_cells(
    at: &str,
    ways: &'static [&'static str],
    show: impl Fn(&str) -> AnyView + Send + 'static,
) -> AnyView {
    let draft = Draft::here();
    let cells = draft.memo(format!("{at}/cells"));
    let at = at.to_owned();
    let is_so = Memo::new(move |_| cells.with(|cells| ways.contains(&text(cells, ""))));
    (move || is_so.get().then(|| show(&at))).into_any()
}

fn cells(at: &str) -> AnyView {
    let draft = Draft::here();
    let place = format!("{at}/cells");
    let held = draft.memo(place.clone());
    let value = Signal::derive(move || {
        held.with(|held| match text(held, "") {
            "" => "single".to_owned(),
            cells => cells.to_owned(),
        })
    });
    let names = [
        "single", "multiple", "rating", "bipolar", "weighted", "columns",
    ];
    let at = at.to_owned();
    let chosen = Callback::new(move |cells: String| {
        let languages = crate::screens::builder::languages(draft);
        draft.edit(&words().step_type, |definition| {
            if let Some(question) = definition.pointer_mut(&at) {
                set_cells(question, &cells, &languages);
            }
        });
    });
    pick_with(
        &place,
        called("prop_cells"),
        choices("cells", &names, None),
        value,
        chosen,
    )
}

/// A code in capitals.
fn upper(place: &str, label: &'static str, help: &'static str) -> AnyView {
    view! { <div class="upper">{plain(place, label, help, Takes::Text)}</div> }.into_any()
}

fn megabytes(place: &str, label: &'static str) -> AnyView {
    let draft = Draft::here();
    let held = draft.memo(place);
    let value = move || {
        held.with(|held| {
            held.as_f64()
                .map_or_else(String::new, |bytes| (bytes / 1e6).to_string())
        })
    };
    let at = place.to_owned();
    let write = move |event| {
        let typed = Takes::Number.read(&event_target_value(&event));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a size in bytes, which the check bounds"
        )]
        let bytes = typed
            .as_f64()
            .map(|megabytes| (megabytes * 1e6).round() as u64);
        draft.set(&at, bytes.map_or(typed, |bytes| json!(bytes)));
    };
    view! {
        <div class="field">
            <label for=place.to_owned()>{label}</label>
            <input id=place.to_owned() class="short" type="text" inputmode="decimal" autocomplete="off" prop:value=value on:change=write/>
            {faults(place, true)}
        </div>
    }
    .into_any()
}
