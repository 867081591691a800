//! Whatever is asked can be answered, and whatever cannot be answered is not asked for.

use super::*;

/// A form that hides what is marked while the answer to `more` is no.
fn with_more(questions: &[Value]) -> Content {
    let more = question("more", "yes_no", json!({}));
    let questions = [&[more], questions].concat();
    content(json!({"questions": questions}))
}

fn conditional(id: &str) -> Value {
    json!({"id": id, "title": {"en": id}, "visible_if": {"var": "more"}})
}

#[test]
fn nothing_offered_is_nothing_required() {
    let hidden = [conditional("x"), conditional("y")];
    let asked = [
        question(
            "one",
            "single_choice",
            json!({"required": true, "options": hidden}),
        ),
        question(
            "some",
            "multiple_choice",
            json!({"required": true, "options": hidden}),
        ),
        question(
            "all",
            "ranking",
            json!({"required": true, "options": hidden}),
        ),
        question(
            "grid",
            "matrix",
            json!({"required": true, "rows": hidden, "options": options(&["a"])}),
        ),
        question(
            "weighed",
            "matrix",
            json!({"required": true, "rows": hidden, "cells": "weighted"}),
        ),
    ];
    let content = with_more(&asked);
    assert_eq!(faults(&content, &[("more", "no")]), []);
    let missing: Vec<String> = faults(&content, &[("more", "yes")])
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(missing[..3], ["one", "some", "all"]);
    assert!(
        missing.contains(&"grid.x".to_owned()) && missing.contains(&"weighed.y.weight".to_owned())
    );
}

#[test]
fn no_more_options_are_asked_for_than_are_offered() {
    let plain = json!({"id": "plain", "title": {"en": "Plain"}});
    let none = json!({"id": "none", "title": {"en": "None"}, "exclusive": true});
    let content = with_more(&[question(
        "wish",
        "multiple_choice",
        json!({"min_chosen": 2, "options": [plain, conditional("extra"), none]}),
    )]);
    assert_eq!(faults(&content, &[("more", "no"), ("wish", "plain")]), []);
    assert_eq!(
        faults(&content, &[("more", "yes"), ("wish", "plain")]),
        [("wish".to_owned(), FieldFault::TooFew(2))]
    );
}

#[test]
fn a_rule_of_a_question_asked_alone_looks_back_only() {
    let rule =
        json!([{"valid_if": {"<=": [{"var": "from"}, {"var": "to"}]}, "message": {"en": "No"}}]);
    let form = |layout: &str, at_from: &Value, at_to: &Value| {
        content(json!({"layout": layout, "questions": [
            question("from", "number", json!({"rules": at_from})),
            question("to", "number", json!({"rules": at_to})),
        ]}))
    };
    let none = json!([]);
    assert_eq!(check_content(&form("one_page", &rule, &none)), []);
    assert_eq!(check_content(&form("one_question", &none, &rule)), []);
    let refused = check_content(&form("one_question", &rule, &none));
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].path, "/questions/0/rules/0/valid_if/<=/1/var");
}

#[test]
fn the_rule_of_the_docs_leaves_either_date_open() {
    let docs = include_str!("../../../docs/definition.md");
    let example = docs.split("\"rules\": ").nth(1).unwrap();
    let rules: Value = serde_json::from_str(example.split("```").next().unwrap()).unwrap();
    let content = content(json!({"questions": [
        question("from", "date", json!({})),
        question("to", "date", json!({"rules": rules})),
    ]}));
    assert_eq!(check_content(&content), []);
    assert_eq!(faults(&content, &[("from", "2026-02-01")]), []);
    assert_eq!(faults(&content, &[("to", "2026-02-01")]), []);
    let wrong = faults(&content, &[("from", "2026-02-02"), ("to", "2026-02-01")]);
    assert_eq!(wrong.len(), 1);
}

#[test]
fn a_ranking_keeps_its_order_when_an_option_is_hidden() {
    let [a, c] = ["a", "c"].map(|id| json!({"id": id, "title": {"en": id}}));
    let content = with_more(&[question(
        "order",
        "ranking",
        json!({"options": [a, conditional("b"), c]}),
    )]);
    let order = |more: &str, places: [&str; 3]| {
        let fields = ["order.a", "order.b", "order.c"].into_iter().zip(places);
        let fields: Vec<_> = fields.chain([("more", more)]).collect();
        let judged = validate(&content, &entries(&fields), &known());
        judged.map(|judged| match judged.answers.answer("order") {
            Some(Answer::Ranking(ids)) => ids.iter().map(ToString::to_string).collect::<String>(),
            _ => String::new(),
        })
    };
    assert_eq!(order("yes", ["3", "1", "2"]).unwrap(), "bca");
    assert_eq!(order("no", ["3", "1", "2"]).unwrap(), "ca");
    assert_eq!(order("no", ["", "1", ""]).unwrap(), "");
    for faulty in [
        ["1", "", "2"],
        ["1", "1", "2"],
        ["0", "1", "2"],
        ["x", "1", "2"],
    ] {
        let errors = order("yes", faulty).unwrap_err();
        assert_eq!(errors[0].fault, FieldFault::NotARanking, "{faulty:?}");
    }
}
