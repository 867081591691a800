//! Definitions that cannot work, and where that is said.
#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "a test may fail, and reads better with values"
)]

mod listed;
mod questions;
mod texts;

use listed::listed;
use serde_json::{Value, json};
use sonda_domain::{Content, check_content};

fn sound() -> Value {
    let text = |id: &str| json!({"id": id, "type": "text", "title": {"en": id}});
    json!({
        "locales": ["en"], "fallback_locale": "en", "title": {"en": "T"},
        "known": ["contact.name"],
        "pages": [
            {"id": "p1", "questions": [
                {"id": "age", "type": "number", "title": {"en": "Age"}},
                {"id": "pet", "type": "single_choice", "title": {"en": "Pet"}, "quiz": {"correct": ["cat"]},
                 "options": [{"id": "cat", "title": {"en": "Cat"}}, {"id": "dog", "title": {"en": "Dog"}}]},
                text("free"),
            ]},
            {"id": "p2", "questions": [text("late"), text("later")]},
        ],
        "calculations": [
            {"id": "double", "value": {"*": [{"var": "age"}, 2]}},
            {"id": "grade", "value": {"sum": [{"var": "$points"}]},
             "bands": [{"id": "low", "to": 0, "title": {"en": "Low"}}, {"id": "high", "from": 1, "title": {"en": "High"}}]},
        ],
        "endings": [{"id": "end", "title": {"en": "Bye {{$contact.name|friend}}: {{grade}}"}}],
    })
}

fn faults(pointer: &str, value: Value) -> Vec<(String, String)> {
    let mut content = sound();
    match content.pointer_mut(pointer) {
        Some(place) => *place = value,
        None => {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            content.pointer_mut(parent).unwrap()[name] = value;
        }
    }
    let content: Content = serde_json::from_value(content).unwrap();
    judged(&content)
}

fn judged(content: &Content) -> Vec<(String, String)> {
    let faults = check_content(content).into_iter();
    let faults = faults.inspect(|fault| listed(&fault.reason));
    faults.map(|fault| (fault.path, fault.reason)).collect()
}

/// The one fault: its path, and a part of its reason.
#[track_caller]
fn refused(pointer: &str, value: Value, path: &str, reason: &str) {
    let found = faults(pointer, value);
    let there = |(at, why): &(String, String)| at == path && why.contains(reason);
    assert!(
        found.iter().any(there),
        "{path}: {reason} not in {found:#?}"
    );
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[test]
fn a_sound_form_has_no_fault() {
    assert_eq!(faults("/title", json!({"en": "T"})), []);
}

#[test]
fn unknown_names_are_refused_with_their_place() {
    let at = "/pages/1/questions/0/visible_if";
    refused(
        at,
        json!({"==": [{"var": "nobody"}, 1]}),
        &format!("{at}/==/0/var"),
        "nobody",
    );
    refused(
        at,
        json!({"==": [{"var": "$contact.phone"}, "x"]}),
        &format!("{at}/==/0/var"),
        "phone",
    );
    refused(at, json!({"sqrt": [4]}), &format!("{at}/sqrt"), "sqrt");
}

#[test]
fn types_that_do_not_fit_are_refused() {
    let at = "/pages/1/questions/0/visible_if";
    for (logic, reason) in [
        (json!({"<": [{"var": "free"}, 7]}), "text"),
        (json!({"==": [{"var": "pet"}, "cow"]}), "cow"),
        (json!({"+": [{"var": "pet"}, 1]}), "choice"),
    ] {
        let found = faults(at, logic.clone());
        let there = |(path, why): &(String, String)| path.starts_with(at) && why.contains(reason);
        assert!(found.iter().any(there), "{logic}: {found:#?}");
    }
}

#[test]
fn a_condition_looks_only_at_what_came_before() {
    let later = "/pages/0/questions/0/visible_if";
    refused(
        later,
        json!({"var": "late"}),
        &format!("{later}/var"),
        "comes later",
    );
    refused(
        later,
        json!({"var": "age"}),
        &format!("{later}/var"),
        "itself",
    );
    refused(
        later,
        json!({">": [{"var": "double"}, 1]}),
        &format!("{later}/>/0/var"),
        "itself",
    );
    let page = "/pages/0/visible_if";
    refused(
        page,
        json!({"var": "free"}),
        &format!("{page}/var"),
        "comes later",
    );
    let beside = "/pages/0/questions/0/required_if";
    assert_eq!(faults(beside, json!({"var": "free"})), []);
    refused(
        beside,
        json!({"var": "late"}),
        &format!("{beside}/var"),
        "comes later",
    );
}

#[test]
fn cycles_of_calculations_are_refused() {
    let own = "/calculations/0/value";
    refused(
        own,
        json!({"+": [{"var": "double"}, 1]}),
        &format!("{own}/+/0/var"),
        "cycle",
    );
    let cycle = json!([
        {"id": "one", "value": {"+": [{"var": "two"}, 1]}},
        {"id": "two", "value": {"+": [{"var": "one"}, 1]}},
        {"id": "grade", "value": 1},
    ]);
    refused(
        "/calculations",
        cycle,
        "/calculations/0/value/+/0/var",
        "cycle",
    );
}

#[test]
fn the_points_of_a_quiz_stay_on_the_server() {
    let at = "/pages/1/questions/0/visible_if";
    refused(
        at,
        json!({">": [{"var": "grade"}, 0]}),
        &format!("{at}/>/0/var"),
        "right answers",
    );
    refused(
        "/pages/1/questions/0/title",
        json!({"en": "{{grade}}"}),
        "/pages/1/questions/0/title/en",
        "right answers",
    );
}

#[test]
fn texts_say_only_what_there_is() {
    refused(
        "/title",
        json!({"en": "Hi {{$contact.phone}}"}),
        "/title/en",
        "$contact.phone",
    );
    refused(
        "/title",
        json!({"en": "Hi {{nobody}}"}),
        "/title/en",
        "nobody",
    );
    assert_eq!(
        faults(
            "/pages/1/questions/0/title",
            json!({"en": "{{age}} {{double}} {{pet}}"})
        ),
        []
    );
}

#[test]
fn bands_leave_no_gap_and_do_not_overlap() {
    let band = |id: &str, from: Value, to: Value| json!({"id": id, "from": from, "to": to, "title": {"en": id}});
    let at = "/calculations/0/bands";
    let good = json!([
        band("a", json!(null), json!("2.0")),
        band("b", json!("2.1"), json!("3.0"))
    ]);
    assert_eq!(faults(at, good), []);
    let gap = json!([
        band("a", json!(1), json!("2.0")),
        band("b", json!("2.2"), json!("3.0"))
    ]);
    refused(at, gap, "/calculations/0/bands/1/from", "gap");
    let overlap = json!([band("a", json!(1), json!(2)), band("b", json!(2), json!(3))]);
    refused(at, overlap, "/calculations/0/bands/1/from", "overlaps");
}

#[test]
fn jumps_lead_forward() {
    let at = "/pages/1/next";
    refused(
        at,
        json!([{"to": "p1"}]),
        "/pages/1/next/0/to",
        "later page",
    );
    refused(at, json!([{"to": "p9"}]), "/pages/1/next/0/to", "no page");
    refused(
        at,
        json!([{}, {"if": {"var": "age"}}]),
        "/pages/1/next/0",
        "never",
    );
}

#[test]
fn weights_of_rows_sum_to_one() {
    let row = |id: &str, weight: &str| json!({"id": id, "title": {"en": id}, "weight": weight});
    let matrix = |rows: Value| json!({"id": "m", "type": "matrix", "cells": "weighted", "title": {"en": "M"}, "rows": rows});
    let at = "/pages/0/questions/0";
    let with = |rows: Value| {
        let mut found = faults(at, matrix(rows));
        // `age` is gone, which the calculation says, too.
        found.retain(|(path, _)| path.starts_with(at));
        found
    };
    assert_eq!(with(json!([row("a", "0.3"), row("b", "0.7")])), []);
    assert_eq!(
        with(json!([row("a", "0.3"), row("b", "0.6")]))[0].0,
        format!("{at}/rows")
    );
}

#[test]
fn properties_belong_to_their_types() {
    refused(
        "/pages/0/questions/0/rows",
        json!([{"id": "r", "title": {"en": "R"}}]),
        "/pages/0/questions/0/rows",
        "does not belong",
    );
    refused(
        "/pages/0/questions/2/quiz",
        json!({"correct": ["x"]}),
        "/pages/0/questions/2/quiz",
        "does not belong",
    );
}

#[test]
fn what_would_have_no_effect_in_rows_and_entries_is_refused() {
    let text = json!({"en": "T"});
    let at = "/pages/1/questions/0";
    let sometimes = json!([{"id": "a", "title": text, "visible_if": {">": [{"var": "age"}, 5]}}]);
    let rows = json!([{"id": "r", "title": text}]);
    refused(
        at,
        json!({"id": "m", "type": "matrix", "title": text, "rows": rows, "options": sometimes}),
        "/pages/1/questions/0/options/0/visible_if",
        "always offered",
    );
    let inner = json!([{"id": "c", "type": "single_choice", "title": text, "options": sometimes}]);
    for kind in [
        json!({"type": "group"}),
        json!({"type": "matrix", "cells": "columns", "rows": rows}),
    ] {
        let mut question = kind;
        question["id"] = json!("m");
        question["title"] = text.clone();
        question["questions"] = inner.clone();
        refused(
            at,
            question,
            "/pages/1/questions/0/questions/0/options/0/visible_if",
            "always offered",
        );
    }
    refused(
        at,
        json!({"id": "m", "type": "matrix", "title": text, "cells": "rating", "rows": rows, "icon": "heart"}),
        "/pages/1/questions/0/icon",
        "as numbers",
    );
}

/// A form of one number and so many calculations.
fn calculating(count: usize, value: impl Fn(usize) -> Value) -> Content {
    let calculations =
        (0..count).map(|index| json!({"id": format!("c{index}"), "value": value(index)}));
    serde_json::from_value(json!({
        "locales": ["en"], "fallback_locale": "en", "title": {"en": "T"},
        "questions": [{"id": "n", "type": "number", "title": {"en": "N"}}],
        "calculations": calculations.collect::<Vec<_>>(),
    }))
    .unwrap()
}

#[test]
fn a_chain_of_calculations_is_judged_one_by_one() {
    // Each refers twice to the one before: followed anew each time, that were 2^199 ways.
    let chain = calculating(200, |index| match index.checked_sub(1) {
        Some(before) => {
            let before = json!({"var": format!("c{before}")});
            json!({"+": [before, before]})
        }
        None => json!({"+": [{"var": "n"}, 1]}),
    });
    assert_eq!(check_content(&chain), []);
    let nested = calculating(200, |index| match index.checked_sub(1) {
        Some(before) => json!([[[[[[{"var": format!("c{before}")}]]]]]]),
        None => json!([1]),
    });
    assert!(check_content(&nested).len() < 1_000);
}

#[test]
fn a_mesh_of_calculations_is_searched_for_cycles_once() {
    let mesh = calculating(100, |index| {
        let others = (1..100).filter(|other| *other != index);
        json!({"+": others.map(|other| json!({"var": format!("c{other}")})).collect::<Vec<_>>()})
    });
    let faults = check_content(&mesh);
    assert!(
        faults
            .iter()
            .any(|fault| fault.path == "/calculations/1/value/+/0/var"
                && fault.reason == "a cycle: `c1` depends on itself by way of `c2`")
    );
    assert!(
        faults
            .iter()
            .all(|fault| !fault.path.starts_with("/calculations/0/")
                || fault.reason.contains("comes later"))
    );
}
