//! Faults of questions: what would not be evaluated, could not be answered, or would be answered by nobody.

use super::*;

/// The faults of a form of these questions, with what is in `rest`.
fn faults_of(questions: Value, rest: Value) -> Vec<(String, String)> {
    let mut content = json!({"locales": ["en"], "fallback_locale": "en", "title": {"en": "T"}});
    content["questions"] = questions;
    for (name, member) in rest.as_object().unwrap() {
        content[name] = member.clone();
    }
    let content: Content = serde_json::from_value(content).unwrap();
    judged(&content)
}

fn question(id: &str, kind: &str, rest: Value) -> Value {
    let mut value = json!({"id": id, "type": kind, "title": {"en": id}});
    for (name, member) in rest.as_object().unwrap() {
        value[name] = member.clone();
    }
    value
}

fn option(id: &str) -> Value {
    json!({"id": id, "title": {"en": id}})
}

/// The places of the faults of one question after `a`, a yes-or-no, without `/questions/1`.
fn places(kind: &str, rest: Value) -> Vec<String> {
    let questions = json!([
        question("a", "yes_no", json!({})),
        question("q", kind, rest)
    ]);
    let found = faults_of(questions, json!({})).into_iter();
    found
        .map(|(path, _)| path.strip_prefix("/questions/1").unwrap().to_owned())
        .collect()
}

#[test]
fn a_condition_that_nobody_evaluates_is_refused() {
    let mut option = option("x");
    option["visible_if"] = json!({"var": "a"});
    let choice = question("c", "single_choice", json!({"options": [option]}));
    assert_eq!(
        places("group", json!({"questions": [choice]})),
        ["/questions/0/options/0/visible_if"]
    );
    let rows = json!([{"id": "r", "title": {"en": "R"}}]);
    assert_eq!(
        places(
            "matrix",
            json!({"rows": rows, "cells": "columns", "questions": [choice]})
        ),
        ["/questions/0/options/0/visible_if"]
    );
    assert_eq!(
        places("matrix", json!({"rows": rows, "options": [option]})),
        ["/options/0/visible_if"]
    );
    let weighted = json!([
        {"id": "r", "title": {"en": "R"}, "weight": 0.5},
        {"id": "s", "title": {"en": "S"}, "weight": 0.5, "visible_if": {"var": "a"}},
    ]);
    assert_eq!(
        places("matrix", json!({"rows": weighted, "cells": "weighted"})),
        ["/rows/1/visible_if"]
    );
}

#[test]
fn a_column_takes_no_words_of_ones_own() {
    let mut other = option("other");
    other["text"] = json!(true);
    let column = question("c", "single_choice", json!({"options": [other]}));
    let rows = json!([{"id": "r", "title": {"en": "R"}}]);
    assert_eq!(
        places(
            "matrix",
            json!({"rows": rows, "cells": "columns", "questions": [column]})
        ),
        ["/questions/0/options/0/text"]
    );
}

#[test]
fn a_default_is_an_answer_that_the_question_takes() {
    let options = json!([option("x"), option("y")]);
    let matrix = json!({"rows": [option("a"), option("b")], "options": options});
    for (kind, rest, default) in [
        ("rating", json!({}), json!(9)),
        ("rating", json!({}), json!("many")),
        ("number", json!({}), json!(0.5)),
        ("number", json!({"max": 3}), json!(4)),
        ("single_choice", json!({"options": options}), json!("nope")),
        (
            "multiple_choice",
            json!({"options": options}),
            json!(["x", "q"]),
        ),
        ("date", json!({}), json!("tomorrow")),
        ("date_range", json!({}), json!("2026-01-01")),
        ("address", json!({}), json!("Kraków")),
        (
            "address",
            json!({}),
            json!({"city": "Kraków", "planet": "x"}),
        ),
        ("address", json!({}), json!({"city": null, "street": null})),
        ("matrix", matrix.clone(), json!({"a": "x", "b": "nope"})),
        ("matrix", matrix.clone(), json!({"a": "x", "b": {"c": "y"}})),
        ("text", json!({}), json!({"a": "x", "b": "y"})),
        ("consent", json!({}), json!(true)),
        ("file", json!({}), json!("abc")),
        ("signature", json!({}), json!("M0 0L1 1")),
        (
            "group",
            json!({"questions": [question("n", "text", json!({}))]}),
            json!(["a"]),
        ),
        ("number", json!({}), json!({"cat": [{"var": "a"}, "x"]})),
        ("date", json!({}), json!({"+": [{"var": "a"}, 1]})),
    ] {
        let mut faulty = rest.clone();
        faulty["default"] = default.clone();
        let found = places(kind, faulty);
        // A text may be a number: what is typed decides.
        if kind == "number" && default.is_object() {
            assert_eq!(found, Vec::<String>::new());
            continue;
        }
        assert_eq!(found[0], "/default", "{kind} {default}: {found:?}");
    }
    for (kind, rest, default) in [
        ("rating", json!({}), json!(5)),
        ("yes_no", json!({}), json!(true)),
        ("number", json!({"decimals": 3}), json!(1.125)),
        (
            "multiple_choice",
            json!({"options": options, "min_chosen": 2}),
            json!(["x"]),
        ),
        ("ranking", json!({"options": options}), json!(["y", "x"])),
        ("text", json!({}), json!(12)),
        ("yes_no", json!({}), json!({"!": {"var": "a"}})),
        ("date", json!({}), json!("2026-02-28")),
        (
            "date_range",
            json!({}),
            json!({"from": "2026-01-01", "to": "2026-01-02"}),
        ),
        (
            "address",
            json!({}),
            json!({"city": "Kraków", "country": "PL"}),
        ),
        (
            "address",
            json!({}),
            json!({"city": "Kraków", "country": null}),
        ),
        ("matrix", matrix, json!({"a": "x", "b": "y"})),
    ] {
        let mut sound = rest.clone();
        sound["default"] = default.clone();
        assert_eq!(
            places(kind, sound),
            Vec::<String>::new(),
            "{kind} {default}"
        );
    }
}

#[test]
fn a_name_of_the_group_and_of_the_form_is_no_name_for_a_condition() {
    let own = [
        question("a", "text", json!({})),
        question(
            "more",
            "text",
            json!({"visible_if": {"==": [{"var": "a"}, "x"]}}),
        ),
    ];
    let questions = json!([
        question("a", "text", json!({})),
        question("g", "group", json!({"questions": own})),
    ]);
    let found = faults_of(questions, json!({}));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "/questions/1/questions/1/visible_if/==/0/var");
}

#[test]
fn opposites_have_names_and_two_ends() {
    let named = |id: &str| json!({"id": id, "title": {"en": id}, "low_label": {"en": "L"}, "high_label": {"en": "H"}});
    assert_eq!(places("bipolar", json!({})), ["/high_label", "/low_label"]);
    let rows = json!([named("r"), {"id": "s", "title": {"en": "S"}}]);
    assert_eq!(
        places("matrix", json!({"cells": "bipolar", "rows": rows})),
        ["/rows/1"]
    );
    assert_eq!(
        places(
            "matrix",
            json!({"cells": "bipolar", "rows": [named("r")], "steps": 1})
        ),
        ["/steps"]
    );
}

#[test]
fn pictures_parts_and_ids_of_fields_are_sound() {
    assert_eq!(
        places(
            "single_choice",
            json!({"display": "pictures", "options": [option("x")]})
        ),
        ["/display"]
    );
    assert_eq!(
        places("address", json!({"parts": ["city", "city"]})),
        ["/parts/1"]
    );
    assert_eq!(
        places(
            "ranking",
            json!({"comment": {}, "options": [option("comment"), option("b")]})
        ),
        ["/options/0/id"]
    );
    assert_eq!(
        places("number", json!({"currency": "JPY", "decimals": 2})),
        ["/decimals"]
    );
    assert_eq!(
        places(
            "number",
            json!({"currency": "KWD", "decimals": 3, "default": 1.555})
        ),
        Vec::<String>::new()
    );
}

#[test]
fn bands_are_of_numbers_and_a_list_is_not_shown() {
    let questions = || json!([question("a", "text", json!({}))]);
    let band = json!([{"id": "all", "title": {"en": "All"}}]);
    let text = json!([{"id": "c", "value": {"cat": [{"var": "a"}, "!"]}, "bands": band}]);
    let found = faults_of(questions(), json!({"calculations": text}));
    assert_eq!(found[0].0, "/calculations/0/bands");
    let list = json!([{"id": "c", "value": [1, 2], "title": {"en": "C"}}]);
    let found = faults_of(questions(), json!({"calculations": list}));
    assert_eq!(found[0].0, "/calculations/0/title");
}

#[test]
fn a_version_that_nobody_sees_names_no_wording() {
    let version = |version: &str| places("consent", json!({"version": version}));
    for unseen in ["", "  ", "2026\u{7}", "2026\n07"] {
        assert_eq!(version(unseen), ["/version"], "{unseen:?}");
    }
    assert_eq!(version(&"v".repeat(101)), ["/version"]);
    for seen in ["2026-07", "of July", &"ż".repeat(100)] {
        assert_eq!(version(seen), [""; 0]);
    }
}
