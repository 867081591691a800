//! Expression, model and sentence: what is looked at is not changed, and what is said is so.

use super::condition::{Group, Joint, Node, Op, Operand, Test};
use super::place::{Part, Place};
use super::reading::{holds_of_nothing, read};
use super::sentence::{Speech, label, plain};
use super::subject::Subjects;
use crate::screens::panels::form::Reader;
use crate::words::panels::words_of;
use serde_json::{Value, json};
use sonda_domain::{Budget, Logic, Value as Data};

fn form() -> Value {
    json!({"content": {
        "locales": ["en", "pl"], "fallback_locale": "en", "known": ["contact.first_name"],
        "questions": [
            {"id": "rating", "type": "rating", "title": {"en": "How satisfied are you?"}},
            {"id": "nps", "type": "nps", "title": {"en": "Would you recommend us?"}},
            {"id": "channel", "type": "single_choice", "title": {"en": "Channel"}, "options": [
                {"id": "phone", "title": {"en": "phone"}}, {"id": "mail", "title": {"en": "e-mail"}},
                {"id": "chat", "title": {"en": "chat"}}]},
            {"id": "used", "type": "multiple_choice", "title": {"en": "What did you use?"}, "options": [
                {"id": "a", "title": {"en": "the app"}}, {"id": "b", "title": {"en": "the site"}}]},
            {"id": "again", "type": "yes_no", "title": {"en": "Again?"}},
            {"id": "from", "type": "date", "title": {"en": "First day"}},
            {"id": "to", "type": "date", "title": {"en": "Last day"}},
            {"id": "name", "type": "text", "title": {"en": "Name"}},
            {"id": "grid", "type": "matrix", "cells": "rating", "title": {"en": "Grid"},
             "rows": [{"id": "speed", "title": {"en": "Speed"}}]},
            {"id": "visits", "type": "number", "title": {"en": "Visits"}},
        ],
        "calculations": [{"id": "score", "title": {"en": "Score"}, "value": {"var": "rating"},
            "bands": [{"id": "low", "to": 3, "title": {"en": "Low"}}, {"id": "high", "from": 4, "title": {"en": "High"}}]}],
    }})
}

fn subjects(definition: &Value) -> Subjects {
    let reader = Reader {
        definition,
        locale: "en",
    };
    Subjects::of(
        &reader,
        &Place::of("/content/endings/0", Part::Before),
        &words_of("en"),
    )
}

fn said_in(language: &'static str, logic: &Value) -> String {
    let (form, words) = (form(), words_of(language));
    let subjects = subjects(&form);
    let speech = Speech {
        words: &words,
        subjects: &subjects,
        language,
    };
    plain(&speech.group(&read(logic, &subjects)))
}

fn said(logic: Value) -> String {
    said_in("en", &logic)
}

fn group(logic: &Value) -> Group {
    read(logic, &subjects(&form()))
}

/// Every expression of the other tests, and some that no editor shows.
fn expressions() -> Vec<Value> {
    vec![
        json!({"==": [{"var": "channel"}, "phone"]}),
        json!({"===": ["phone", {"var": ["channel"]}]}),
        json!({"and": [{"==": [{"var": "channel"}, "phone"]}, {"or": [{">": [3, {"var": "rating"}]}, {"!": {"var": "again"}}]}]}),
        json!({"and": [{"var": "rating"}]}),
        json!({"and": []}),
        json!({"!": {"or": [{"var": "again"}, {"in": ["a", {"var": "used"}]}]}}),
        json!({"!": [{"or": [{"var": "again"}]}]}),
        json!({"and": [{"var": "rating"}, {"<": [{"var": "rating"}, 3]}]}),
        json!({"or": [{"===": [{"var": "from"}, null]}, {"<=": [{"var": "from"}, {"var": "to"}]}]}),
        json!({"some": [{"var": "used"}, {"in": [{"var": ""}, ["a", "b"]]}]}),
        json!({"some": [{"var": "used"}, {"==": [{"var": ""}, "a"]}]}),
        json!({"<": [1, {"var": "rating"}, 4]}),
        json!({"<=": [1, {"var": "rating"}, 4]}),
        json!({"if": [{"var": "again"}, true, false]}),
        json!({"val": ["grid", "speed"]}),
        json!({"missing": ["name"]}),
        json!({"==": [{"+": [{"var": "rating"}, 1]}, 3]}),
        json!({"nonsense": 1, "two": 2}),
        json!({"unheard_of": [1]}),
        json!({"var": ["name", "x"]}),
        json!({"var": ""}),
        json!({"!": {"!": {"var": "again"}}}),
        json!({"==": [{"length": {"var": "used"}}, 2]}),
        json!({"#": "0.5"}),
        json!(true),
        json!("text"),
        json!([1, 2]),
    ]
}

#[test]
fn what_is_only_looked_at_is_written_as_it_was() {
    for logic in expressions() {
        assert_eq!(group(&logic).to_json(), Some(logic.clone()), "{logic}");
    }
}

#[test]
fn changing_one_part_leaves_the_others_as_they_were() {
    let logic = json!({"and": [
        {"==": [{"var": "channel"}, "phone"]},
        {"===": ["mail", {"var": ["channel"]}]},
        {"if": [{"var": "again"}, true, false]},
    ]});
    let mut group = group(&logic);
    group.change(&[0], |node| {
        if let Node::Test(test) = node {
            test.operand = Operand::One(json!("chat"));
        }
    });
    let expected = json!({"and": [
        {"==": [{"var": "channel"}, "chat"]},
        {"===": ["mail", {"var": ["channel"]}]},
        {"if": [{"var": "again"}, true, false]},
    ]});
    assert_eq!(group.to_json(), Some(expected));
}

/// Every complete test there can be over the form.
fn all_tests() -> Vec<Test> {
    let mut all = Vec::new();
    let form = form();
    for subject in &subjects(&form).0 {
        for op in super::operators::fitting(&subject.shape) {
            let operand = super::operators::carried(&Operand::Nothing, *op, &subject.shape, *op);
            let value = match &subject.shape {
                super::Shape::Number { .. } => json!(2),
                super::Shape::Date => json!("2026-01-31"),
                _ => json!("x"),
            };
            let operand = match operand {
                Operand::One(Value::Null) => Operand::One(value),
                Operand::Many(_) => Operand::Many(vec![json!("a"), json!("phone")]),
                Operand::Range(..) => Operand::Range(value.clone(), value),
                operand => operand,
            };
            for blank in [false, true] {
                if blank != op.takes_blank() && !op.minds_blank() {
                    continue;
                }
                all.push(Test {
                    subject: subject.path.clone(),
                    op: *op,
                    operand: operand.clone(),
                    blank,
                    written: None,
                });
            }
        }
    }
    all
}

#[test]
fn what_the_editor_writes_it_reads_again() {
    let tests = all_tests();
    assert!(tests.len() > 100, "{}", tests.len());
    for test in tests {
        let json = test.to_json().unwrap();
        let group = group(&json);
        let [Node::Test(again)] = group.nodes.as_slice() else {
            panic!("{json} is read as {group:?}");
        };
        let found = (&again.subject, again.op, &again.operand);
        assert_eq!(found, (&test.subject, test.op, &test.operand), "{json}");
        if test.op.minds_blank() {
            assert_eq!(again.blank, test.blank, "{json}");
        }
    }
}

#[test]
fn a_test_holds_of_no_answer_only_where_it_says_so() {
    for test in all_tests() {
        if test.op.minds_blank() {
            let json = test.to_json().unwrap();
            assert_eq!(holds_of_nothing(&json), test.blank, "{json}");
        }
    }
}

fn is_true(logic: &Value, data: Value) -> bool {
    let logic: Logic = serde_json::from_value(logic.clone()).unwrap();
    let data: Data = serde_json::from_value(data).unwrap();
    logic.is_true(&data, &Budget::default())
}

#[test]
fn a_rewritten_test_means_what_was_read() {
    let data = [
        json!({}),
        json!({"rating": 1, "again": true, "channel": "phone", "used": ["a"], "name": "x", "nps": 0}),
        json!({"rating": 3, "again": false, "channel": "mail", "used": [], "name": "", "nps": 6}),
        json!({"rating": 5, "channel": "chat", "used": ["a", "b"], "from": "2026-01-01", "to": "2026-01-02"}),
    ];
    for logic in [
        json!({">": [3, {"var": "rating"}]}),
        json!({"and": [{"var": "rating"}, {"<": [{"var": "rating"}, 3]}]}),
        json!({"!": {"==": [{"var": "channel"}, "phone"]}}),
        json!({"==": [{"var": "again"}, false]}),
        json!({"===": [{"var": "again"}, false]}),
        json!({"!==": [{"var": "nps"}, 6]}),
        json!({"!=": [{"var": "nps"}, 0]}),
        json!({"==": [{"var": "nps"}, 0]}),
        json!({"!": {"<": [{"var": "nps"}, 3]}}),
        json!({"!": {"in": [{"var": "channel"}, ["phone", "mail"]]}}),
        json!({"<=": [0, {"var": "nps"}, 6]}),
        json!({"!!": {"var": "again"}}),
        json!({"or": [{"===": [{"var": "nps"}, null]}, {">": [{"var": "nps"}, 8]}]}),
        json!({"none": [{"var": "used"}, {"in": [{"var": ""}, ["b"]]}]}),
        json!({"<": [{"var": "from"}, "2026-06-01"]}),
    ] {
        let mut group = group(&logic);
        assert!(matches!(group.nodes[0], Node::Test(_)), "{logic}");
        group.change(&[0], |_| {});
        let rewritten = group.to_json().unwrap();
        for data in &data {
            assert_eq!(
                is_true(&logic, data.clone()),
                is_true(&rewritten, data.clone()),
                "{logic} became {rewritten} for {data}"
            );
        }
    }
}

#[test]
fn what_no_editor_shows_is_kept_as_json() {
    for logic in [
        json!({"if": [{"var": "again"}, true, false]}),
        json!({"==": [{"+": [{"var": "rating"}, 1]}, 3]}),
        // 0 is an answer: asking for truth is more than asking for an answer.
        json!({"==": [{"var": "nps"}, null]}),
        json!({"var": ["name", "x"]}),
    ] {
        assert_eq!(group(&logic).nodes, [Node::Other(logic.clone())]);
    }
    let zero = json!({"and": [{"var": "nps"}, {"<=": [{"var": "nps"}, 6]}]});
    assert_eq!(group(&zero).nodes.len(), 2, "zero is an answer, too");
}

#[test]
fn a_group_of_nothing_is_no_condition() {
    assert_eq!(Group::empty().to_json(), None);
    let incomplete = Test {
        subject: "rating".into(),
        op: Op::AtMost,
        operand: Operand::One(Value::Null),
        blank: false,
        written: None,
    };
    let group = Group {
        joint: Joint::All,
        nodes: vec![Node::Test(incomplete), Node::Group(Group::empty())],
        written: None,
    };
    assert_eq!(group.to_json(), None);
}

#[test]
fn conditions_are_sentences() {
    let both = json!({"and": [
        {"and": [{"!==": [{"var": "rating"}, null]}, {"<=": [{"var": "rating"}, 3]}]},
        {"in": [{"var": "channel"}, ["phone", "mail"]]},
    ]});
    assert_eq!(
        said_in("en", &both),
        "How satisfied are you? is at most 3 and Channel is one of phone or e-mail"
    );
    assert_eq!(
        said_in("pl", &both),
        "How satisfied are you? wynosi najwyżej 3 i Channel to jedno z: phone lub e-mail"
    );
    assert_eq!(
        said_in("uk", &both),
        "How satisfied are you? не більше ніж 3 і Channel – одне з: phone або e-mail"
    );
}

#[test]
fn a_sentence_says_what_becomes_of_missing_answers() {
    assert_eq!(
        said(json!({"<": [{"var": "rating"}, 3]})),
        "How satisfied are you? is less than 3 or is not answered"
    );
    assert_eq!(
        said(json!({"and": [{"var": "rating"}, {"<": [{"var": "rating"}, 3]}]})),
        "How satisfied are you? is less than 3"
    );
    assert_eq!(
        said(json!({"==": [{"var": "again"}, false]})),
        "Again? is no or is not answered"
    );
    assert_eq!(
        said(json!({"===": [{"var": "again"}, false]})),
        "Again? is no"
    );
    assert_eq!(
        said(json!({"var": "nps"})),
        "Would you recommend us? is answered and not 0"
    );
    let beside =
        json!({"and": [{"var": "rating"}, {"<": [{"var": "rating"}, 3]}, {"var": "again"}]});
    assert_eq!(
        said(beside),
        "How satisfied are you? is answered and How satisfied are you? is less than 3 and Again? is yes"
    );
}

#[test]
fn groups_within_groups_are_in_brackets() {
    let logic = json!({"and": [{"var": "again"}, {"or": [{"==": [{"var": "channel"}, "chat"]}, {"in": ["a", {"var": "used"}]}]}]});
    assert_eq!(
        said(logic),
        "Again? is yes and (Channel is chat or What did you use? includes the app)"
    );
    let none = json!({"!": {"or": [{"var": "again"}, {"===": [{"var": "name"}, null]}]}});
    assert_eq!(
        said(none),
        "none of this is so: Again? is yes or Name is not answered"
    );
}

#[test]
fn dates_numbers_and_answers_are_said_as_people_do() {
    let date = json!({"<": [{"var": "from"}, "2026-01-31"]});
    assert_eq!(said_in("en", &date), "First day is before 31 Jan 2026");
    assert_eq!(said_in("pl", &date), "First day przypada przed 31.01.2026");
    let number = json!({">=": [{"var": "visits"}, 1.5]});
    assert_eq!(said_in("uk", &number), "Visits не менше ніж 1,5");
    let other =
        json!({"or": [{"===": [{"var": "from"}, null]}, {"<=": [{"var": "from"}, {"var": "to"}]}]});
    assert_eq!(
        said(other),
        "First day is not after Last day or is not answered"
    );
    assert_eq!(
        said(json!({"==": [{"var": "$band.score"}, "low"]})),
        "Score (band) is Low"
    );
    assert_eq!(
        said(json!({">": [{"var": "grid.speed"}, 2]})),
        "Grid – Speed is more than 2"
    );
    assert_eq!(
        said(json!({"==": [{"var": "$contact.first_name"}, "Ala"]})),
        "Contact: first_name is “Ala”"
    );
}

#[test]
fn what_is_gone_is_said_by_its_id() {
    assert_eq!(said(json!({"==": [{"var": "gone"}, "x"]})), "gone is “x”");
    assert_eq!(
        said(json!({"==": [{"var": "channel"}, "fax"]})),
        "Channel is fax"
    );
}

#[test]
fn every_operator_has_a_label_of_its_own() {
    for language in ["en", "pl", "uk"] {
        let (form, words) = (form(), words_of(language));
        let subjects = subjects(&form);
        let speech = Speech {
            words: &words,
            subjects: &subjects,
            language,
        };
        for subject in &subjects.0 {
            let ops = super::operators::fitting(&subject.shape).iter();
            let mut labels: Vec<String> = ops
                .map(|op| label(speech.template(*op, Some(&subject.shape))))
                .collect();
            let all = labels.len();
            assert!(labels.iter().all(|label| !label.is_empty()), "{labels:?}");
            labels.sort();
            labels.dedup();
            assert_eq!(labels.len(), all, "{language} {labels:?}");
        }
    }
}
