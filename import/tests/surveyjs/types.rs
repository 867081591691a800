//! What the types become.

use super::{question, sample};
use serde_json::json;

#[test]
fn every_type_becomes_one_of_ours() {
    let (content, losses) = sample("every-type");
    for (id, kind) in [
        ("line", "text"),
        ("mail", "email"),
        ("mobile", "phone"),
        ("site", "url"),
        ("count", "number"),
        ("level", "slider"),
        ("born", "date"),
        ("moment", "date_time"),
        ("hour", "time"),
        ("paint", "text"),
        ("story", "long_text"),
        ("home_street", "text"),
        ("home_floor", "number"),
        ("one", "single_choice"),
        ("folded", "single_choice"),
        ("some", "multiple_choice"),
        ("tags", "multiple_choice"),
        ("picture", "multiple_choice"),
        ("buttons", "single_choice"),
        ("sure", "yes_no"),
        ("agreed", "single_choice"),
        ("stars", "rating"),
        ("recommend", "nps"),
        ("labels", "single_choice"),
        ("order", "ranking"),
        ("line_of", "slider"),
        ("grid", "matrix"),
        ("boxes", "matrix"),
        ("table", "matrix"),
        ("lines", "group"),
        ("children", "group"),
        ("papers", "file"),
        ("signed", "signature"),
        ("note", "statement"),
        ("twice-shown", "statement"),
        ("box", "statement"),
        ("inside", "text"),
    ] {
        assert_eq!(question(&content, id)["type"], kind, "{id}");
    }
    let unknown: Vec<&str> = losses
        .iter()
        .filter(|loss| loss.reason.contains("have no counterpart"))
        .map(|loss| loss.place.as_str())
        .collect();
    let others = ["5", "6", "7"].map(|index| format!("/pages/3/elements/{index}"));
    assert_eq!(unknown, others);
}

#[test]
fn properties_come_along() {
    let (content, _) = sample("every-type");
    let property = |id: &str, pointer: &str| question(&content, id).pointer(pointer).cloned();
    for (id, pointer, expected) in [
        ("line", "/max_length", json!(80)),
        ("count", "/min", json!("-5")),
        ("count", "/max", json!("99.5")),
        ("count", "/decimals", json!(1)),
        ("born", "/earliest", json!("1900-01-01")),
        ("born", "/latest", json!("2026-12-31")),
        ("story", "/max_length", json!(1500)),
        ("home_street", "/required", json!(true)),
        ("one", "/quiz/correct", json!(["b"])),
        ("one", "/options/2/title/pl", json!("Trzy")),
        ("one", "/options/2/value", json!("3")),
        ("folded", "/display", json!("dropdown")),
        ("folded", "/options/3/title/pl", json!("16")),
        ("some", "/min_chosen", json!(1)),
        ("some", "/max_chosen", json!(2)),
        ("some", "/shuffled", json!(true)),
        ("some", "/options/3/text", json!(true)),
        (
            "tags",
            "/options/1/visible_if",
            json!({"in": ["y", {"var": "some"}]}),
        ),
        (
            "picture",
            "/options/0/picture",
            json!("https://www.example.com/lion.jpg"),
        ),
        ("picture", "/display", json!("pictures")),
        ("sure", "/default", json!(true)),
        ("agreed", "/options/0/id", json!("yes")),
        ("stars", "/steps", json!(7)),
        ("stars", "/high_label/pl", json!("dobrze")),
        ("labels", "/options/1/title/pl", json!("Średnio")),
        ("grid", "/required", json!(true)),
        ("grid", "/rows/1/title/pl", json!("Staranność")),
        ("boxes", "/cells", json!("multiple")),
        ("table", "/cells", json!("columns")),
        ("table", "/questions/2/type", json!("number")),
        ("table", "/questions/2/required", json!(true)),
        ("table", "/questions/3/type", json!("date")),
        ("table", "/questions/4/type", json!("yes_no")),
        ("lines", "/min_entries", json!(1)),
        ("lines", "/questions/1/type", json!("single_choice")),
        ("children", "/max_entries", json!(3)),
        ("children", "/questions/0/id", json!("first_name")),
        (
            "children",
            "/questions/2/visible_if",
            json!({"and": [{"!==": [{"var": "age"}, null]}, {">=": [{"var": "age"}, 6]}]}),
        ),
        ("papers", "/max_bytes", json!(500_000)),
        ("papers", "/accept", json!(["image/*", "application/pdf"])),
    ] {
        assert_eq!(property(id, pointer), Some(expected), "{id}{pointer}");
    }
    assert_eq!(
        property("some", "/select_all"),
        None,
        "two of four are not all"
    );
    let (visit, _) = sample("service-visit");
    assert_eq!(question(&visit, "done")["select_all"], json!(true));
    assert_eq!(content["fallback_locale"], "pl");
    assert_eq!(
        content["pages"][2]["visible_if"],
        json!({"===": [{"var": "sure"}, true]})
    );
    assert_eq!(
        content["calculations"][0]["value"],
        json!({"*": [{"var": "count"}, 2]})
    );
}
