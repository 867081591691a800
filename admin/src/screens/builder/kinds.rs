//! The types of questions as the builder offers them: in groups, each with a picture, what it begins with, and which
//! properties are its own. What a definition allows is the domain's; this is the order in which it is offered.

use crate::prelude::*;
use crate::words::beginnings::in_locales;
use serde_json::{Value, json};

/// The types, by what people look for.
pub(crate) const GROUPS: [(&str, &[&str]); 6] = [
    (
        "group_choice",
        &["single_choice", "multiple_choice", "yes_no", "ranking"],
    ),
    (
        "group_scale",
        &[
            "nps",
            "rating",
            "csat",
            "ces",
            "agreement",
            "bipolar",
            "slider",
        ],
    ),
    (
        "group_text",
        &["text", "long_text", "email", "phone", "url"],
    ),
    (
        "group_number",
        &["number", "date", "time", "date_time", "date_range"],
    ),
    ("group_several", &["matrix", "group", "address"]),
    (
        "group_rest",
        &["consent", "file", "signature", "statement", "hidden"],
    ),
];

/// The types that a question inside of a group may have.
pub(crate) fn goes_into_group(kind: &str) -> bool {
    !matches!(kind, "group" | "matrix" | "file" | "signature" | "hidden")
}

/// The types that a column of a matrix may have.
pub(crate) const COLUMNS: [&str; 10] = [
    "text",
    "email",
    "phone",
    "url",
    "number",
    "single_choice",
    "yes_no",
    "rating",
    "date",
    "time",
];

/// The properties of a type beside those that all have: those that most forms need, and the others.
pub(crate) fn own(kind: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match kind {
        "text" => (&[], &["max_length", "autocomplete"]),
        "long_text" | "email" | "url" => (&[], &["max_length"]),
        "phone" => (&["region"], &["max_length"]),
        "number" => (&["min", "max", "currency"], &["decimals"]),
        "single_choice" => (&["options", "display"], &["shuffled", "quiz"]),
        "multiple_choice" => (
            &["options", "display", "min_chosen", "max_chosen"],
            &["shuffled", "select_all", "quiz"],
        ),
        "yes_no" => (&[], &["quiz"]),
        "rating" => (&["steps", "icon", "low_label", "high_label"], &[]),
        "csat" => (&["icon", "low_label", "high_label"], &[]),
        "nps" | "ces" => (&["low_label", "high_label"], &[]),
        "agreement" | "bipolar" => (&["low_label", "high_label", "steps"], &[]),
        "slider" => (&["min", "max", "low_label", "high_label"], &["decimals"]),
        "matrix" => (
            &[
                "cells",
                "rows",
                "options",
                "questions",
                "steps",
                "low_label",
                "high_label",
            ],
            &[],
        ),
        "ranking" => (&["options"], &["shuffled"]),
        "date" | "date_time" | "date_range" => (&["earliest", "latest"], &[]),
        "address" => (&["parts"], &[]),
        "file" => (&["accept", "max_files"], &["max_bytes"]),
        "consent" => (&["version"], &[]),
        "hidden" => (&["source"], &["max_length"]),
        "group" => (&["questions", "min_entries", "max_entries"], &[]),
        _ => (&[], &[]),
    }
}

/// Whether an answer can be demanded, and commented.
pub(crate) fn is_asked(kind: &str) -> bool {
    !matches!(kind, "statement" | "hidden")
}

/// Whether it can begin with an answer.
pub(crate) fn has_default(kind: &str) -> bool {
    !matches!(
        kind,
        "statement" | "consent" | "file" | "signature" | "group"
    )
}

/// The languages that new texts are written in.
pub(crate) struct Languages {
    pub(crate) locales: Vec<String>,
    pub(crate) fallback: String,
}

impl Languages {
    fn text(&self, name: &str) -> Value {
        in_locales(name, &self.locales, &self.fallback)
    }

    fn numbered(&self, name: &str, number: usize) -> Value {
        let mut text = self.text(name);
        for (_, text) in text.as_object_mut().into_iter().flatten() {
            *text = json!(format!("{} {number}", text.as_str().unwrap_or_default()));
        }
        text
    }

    /// Options or rows to begin with.
    pub(crate) fn items(&self, of: &str, count: usize) -> Value {
        let item =
            |number| json!({"id": format!("{of}_{number}"), "title": self.numbered(of, number)});
        (1..=count).map(item).collect()
    }
}

/// A question of that type and name, as it begins.
pub(crate) fn begun(kind: &str, id: &str, languages: &Languages) -> Value {
    let mut question = json!({"id": id, "type": kind, "title": {}});
    if matches!(kind, "nps" | "csat" | "ces" | "consent" | "hidden") {
        question["title"] = languages.text(&format!("title_{kind}"));
    }
    complete(&mut question, languages);
    question
}

/// Adds what its type cannot be without.
fn complete(question: &mut Value, languages: &Languages) {
    let id = question["id"].clone();
    let kind = question["type"].as_str().unwrap_or_default().to_owned();
    let mut needs = |name: &str, value: &dyn Fn() -> Value| {
        if question.get(name).is_none() {
            question[name] = value();
        }
    };
    match kind.as_str() {
        "single_choice" | "multiple_choice" | "ranking" => {
            needs("options", &|| languages.items("option", 3));
        }
        "matrix" => {
            needs("rows", &|| languages.items("row", 2));
            needs("options", &|| languages.items("option", 3));
        }
        "bipolar" => {
            needs("low_label", &|| languages.text("label_low"));
            needs("high_label", &|| languages.text("label_high"));
        }
        "group" => needs("questions", &|| json!([begun("text", "text", languages)])),
        "hidden" => needs("source", &|| json!({"url": id})),
        _ => {}
    }
}

/// Makes a question one of another type: what that has too stays.
pub(crate) fn convert(question: &mut Value, kind: &str, languages: &Languages) {
    let (first, further) = own(kind);
    let shared = ["id", "title", "help", "visible_if"];
    let asked = ["required", "required_if", "rules", "comment"];
    if let Some(members) = question.as_object_mut() {
        members.retain(|name, _| {
            let name = name.as_str();
            let of_kind = first.contains(&name) || further.contains(&name);
            of_kind || shared.contains(&name) || (is_asked(kind) && asked.contains(&name))
        });
        // What could be a step there is none here.
        members.remove("steps");
        members.remove("icon");
    }
    question["type"] = json!(kind);
    complete(question, languages);
    if kind == "matrix" {
        set_cells(question, "single", languages);
    }
    for option in question["options"].as_array_mut().into_iter().flatten() {
        strip(option, kind);
    }
    if question["options"].is_null() {
        question
            .as_object_mut()
            .map(|members| members.remove("options"));
    }
}

/// What an option of that type of question does not have.
fn strip(option: &mut Value, kind: &str) {
    let Some(members) = option.as_object_mut() else {
        return;
    };
    if kind != "multiple_choice" {
        members.remove("exclusive");
    }
    if matches!(kind, "ranking" | "matrix") {
        members.remove("text");
        members.remove("visible_if");
    }
    if kind == "ranking" {
        members.remove("value");
    }
}

/// Answers the rows of a matrix another way: what belongs to the way before goes, what this one needs comes.
pub(crate) fn set_cells(question: &mut Value, cells: &str, languages: &Languages) {
    let is_chosen = matches!(cells, "single" | "multiple");
    let is_stepped = matches!(cells, "rating" | "bipolar" | "weighted");
    let mut drop = vec!["icon"];
    if !is_chosen {
        drop.push("options");
    }
    if cells != "columns" {
        drop.push("questions");
    }
    if !is_stepped {
        drop.extend(["steps", "low_label", "high_label"]);
    }
    for row in question["rows"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
    {
        if cells != "weighted" {
            row.remove("weight");
        }
        if cells != "bipolar" {
            row.remove("low_label");
            row.remove("high_label");
        }
    }
    if let Some(members) = question.as_object_mut() {
        members.retain(|name, _| !drop.contains(&name.as_str()));
        match cells {
            "single" => members.remove("cells"),
            cells => members.insert("cells".to_owned(), json!(cells)),
        };
    }
    let mut needs = |name: &str, value: &dyn Fn() -> Value| {
        if question.get(name).is_none() {
            question[name] = value();
        }
    };
    match cells {
        "single" | "multiple" => needs("options", &|| languages.items("option", 3)),
        "columns" => needs("questions", &|| {
            let mut column = begun("text", "column", languages);
            column["title"] = languages.numbered("column", 1);
            json!([column])
        }),
        "bipolar" => {
            needs("low_label", &|| languages.text("label_low"));
            needs("high_label", &|| languages.text("label_high"));
        }
        _ => {}
    }
}

/// The picture of a type; what it says is said beside it.
pub(crate) fn icon(kind: &str) -> AnyView {
    let path = match kind {
        "page" => "M5 2.5h7l3 3v12H5zM8 9h4M8 12h4",
        "ending" => "M5 18V3h10l-2.5 3.500L15 10H5",
        "form" => "M4 3h12v14H4zM7 7h6M7 10h6M7 13h3",
        "text" => "M2 6h16v8H2zM5 8.500v3",
        "long_text" => "M3 5h14M3 10h14M3 15h8",
        "email" => "M2 5h16v10H2zM2 5l8 6 8-6",
        "phone" => "M6 2h8v16H6zM9 15h2",
        "url" => "M8 12l4-4M7 9l-3 3a2.800 2.800 0 004 4l3-3M13 11l3-3a2.800 2.800 0 00-4-4L9 7",
        "number" => "M7 3L5 17M15 3l-2 14M3 7.500h14M2.500 12.500h14",
        "single_choice" => "M10 3a7 7 0 100 14 7 7 0 000-14zM10 8a2 2 0 100 4 2 2 0 000-4z",
        "multiple_choice" => "M3 3h14v14H3zM6.500 10l2.500 3 5-6",
        "yes_no" => "M2 10l3 3 5-6M12 7l6 6M18 7l-6 6",
        "rating" => {
            "M10 2.500l2.300 4.800 5.200.7-3.800 3.600.9 5.200L10 14.300l-4.600 2.500.9-5.200L2.500 8l5.200-.7z"
        }
        "nps" => "M3 14a7 7 0 0114 0M10 14l3-5",
        "csat" => {
            "M10 3a7 7 0 100 14 7 7 0 000-14zM7.500 7.500v1M12.500 7.500v1M6.500 11.500a4 4 0 007 0"
        }
        "ces" => "M3 15l5-5 3 3 6-7M13 6h4v4",
        "agreement" => "M7 9l3-6c1.500 0 2 1 2 2l-.5 3H16l-1.500 8H7zM7 9H4v7h3",
        "bipolar" => "M2 10h16M5 7l-3 3 3 3M15 7l3 3-3 3",
        "slider" => "M2 10h4M11 10h7M8.500 7.500a2.500 2.500 0 100 5 2.500 2.500 0 000-5z",
        "matrix" => "M3 3h14v14H3zM3 8h14M3 12.500h14M8 3v14",
        "ranking" => "M10 5h8M10 10h6M10 15h4M5 3v14M2.500 14.500L5 17l2.500-2.500",
        "date" => "M3 4.500h14V17H3zM3 8.500h14M7 2.500v3M13 2.500v3",
        "time" => "M10 3a7 7 0 100 14 7 7 0 000-14zM10 6v4l3 2",
        "date_time" => "M3 4.500h14V17H3zM3 8.500h14M10 10.500v2.500l2 1",
        "date_range" => "M3 4.500h14V17H3zM3 8.500h14M6 12.500h8M12 10.500l2 2-2 2",
        "address" => {
            "M10 18s6-5.500 6-10a6 6 0 00-12 0c0 4.500 6 10 6 10zM10 6a2 2 0 100 4 2 2 0 000-4z"
        }
        "file" => "M13 6v7a3 3 0 01-6 0V5.500a2 2 0 014 0V13",
        "signature" => "M3 13c3-9 6-9 5-4s-2 5 0 3 3-2 3 0 2 1 5-1M3 17h14",
        "consent" => "M10 2l7 3v5c0 4-3 7-7 8-4-1-7-4-7-8V5zM7 10l2 2 4-4",
        "hidden" => {
            "M3 3l14 14M8 5c5-1 8 3 9 5-.5 1-1.200 2-2 2.800M5 7c-1 1-2 2-2 3 1.500 3 5 5.500 9 4.500"
        }
        "statement" => "M10 3a7 7 0 100 14 7 7 0 000-14zM10 9v5M10 6v.5",
        _ => "M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z",
    };
    view! { <svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=path/></svg> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn languages() -> Languages {
        Languages {
            locales: vec!["en".to_owned()],
            fallback: "en".to_owned(),
        }
    }

    #[test]
    fn every_type_of_the_domain_is_offered_once() {
        let offered: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, kinds)| kinds.iter().copied())
            .collect();
        let mut sorted = offered.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!((offered.len(), sorted.len()), (29, 29));
    }

    #[test]
    fn another_type_keeps_what_it_has_too() {
        let mut question = begun("single_choice", "topic", &languages());
        question["display"] = json!("buttons");
        question["required"] = json!(true);
        convert(&mut question, "multiple_choice", &languages());
        assert_eq!(
            (&question["display"], &question["required"]),
            (&json!("buttons"), &json!(true))
        );
        convert(&mut question, "ranking", &languages());
        assert!(question.get("display").is_none());
        assert_eq!(question["options"].as_array().map(Vec::len), Some(3));
        convert(&mut question, "text", &languages());
        assert_eq!(
            question,
            json!({"id": "topic", "type": "text", "title": {}, "required": true})
        );
    }

    #[test]
    fn other_cells_bring_what_they_need_and_take_what_they_do_not() {
        let mut grid = begun("matrix", "grid", &languages());
        set_cells(&mut grid, "weighted", &languages());
        grid["rows"][0]["weight"] = json!(0.5);
        grid["steps"] = json!(7);
        set_cells(&mut grid, "columns", &languages());
        assert!(grid.get("options").is_none() && grid.get("steps").is_none());
        assert!(grid["rows"][0].get("weight").is_none());
        assert_eq!(grid["questions"][0]["type"], json!("text"));
        set_cells(&mut grid, "single", &languages());
        assert!(grid.get("cells").is_none() && grid.get("questions").is_none());
        assert!(grid.get("options").is_some());
    }
}
