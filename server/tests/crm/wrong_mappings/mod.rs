//! A catalogue of wrong mappings: each is found at its place, with a reason that says what to do.

mod columns;
mod malformed;
mod targets;
mod transforms;
mod warnings;

use columns::wrong_columns;
use serde_json::{Value, json};
use sonda_domain::{Content, check_content};
use sonda_server::crm::{Catalogue, Column, ColumnType, LabelledValue, Table, TextFormat};
use sonda_server::mapping::{Arrival, Finding, Mapping, Severity, inspect_mapping};
use sonda_server::wording::is_known;
use targets::wrong_targets;
use transforms::wrong_transforms;

fn content() -> Content {
    let title = json!({"en": "Q"});
    let options =
        json!([{"id": "a", "title": {"en": "Alpha"}}, {"id": "b", "title": {"en": "Beta"}}]);
    let content: Content = serde_json::from_value(json!({
        "locales": ["en", "pl"], "fallback_locale": "en", "title": title, "known": ["link.order"],
        "questions": [
            {"id": "name", "type": "text", "title": title, "required": true, "max_length": 50},
            {"id": "email", "type": "email", "title": title},
            {"id": "phone", "type": "phone", "title": title, "region": "PL", "max_length": 9},
            {"id": "story", "type": "long_text", "title": title, "max_length": 5_000},
            {"id": "stars", "type": "rating", "title": title, "required": true},
            {"id": "size", "type": "number", "title": title, "decimals": 2, "min": 0, "max": 9},
            {"id": "one", "type": "single_choice", "title": title, "options": options, "required": true},
            {"id": "many", "type": "multiple_choice", "title": title, "options": options},
            {"id": "day", "type": "date", "title": title},
            {"id": "visit", "type": "date_time", "title": title},
            {"id": "agree", "type": "consent", "title": title, "required": true, "version": "2026-07"},
            {"id": "news", "type": "consent", "title": title},
            {"id": "blank", "type": "consent", "title": title, "version": " "},
            {"id": "home", "type": "address", "title": title, "required": true, "parts": ["city", "region"]},
            {"id": "stay", "type": "date_range", "title": title, "required": true},
            {"id": "grid", "type": "matrix", "title": title, "rows": options, "options": options, "required": true},
            {"id": "sheet", "type": "matrix", "cells": "columns", "title": title, "rows": options,
             "questions": [{"id": "count", "type": "number", "title": title}]},
        ],
        "calculations": [{"id": "score", "value": {"+": [{"var": "stars"}, 1]}, "decimals": 0}],
    }))
    .unwrap();
    // What was published before a version had to be seen is judged, too.
    let faults = check_content(&content);
    let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(paths, ["/questions/12/version"]);
    content
}

fn text(length: u32) -> ColumnType {
    ColumnType::Text {
        length,
        format: TextFormat::Plain,
    }
}

fn catalogue() -> Catalogue {
    let values: Vec<LabelledValue> = ["a", "c"]
        .map(|value| LabelledValue {
            value: value.into(),
            label: value.to_uppercase(),
        })
        .into();
    let lookup = |table: &str| ColumnType::Lookup {
        table: table.into(),
    };
    let part = ColumnType::Decimal {
        min: None,
        max: None,
        scale: 1,
    };
    let group = |name: &str, table: &str| Column {
        one_of: Some("customer".into()),
        required: true,
        ..Column::new(name, lookup(table))
    };
    let contact = vec![
        Column {
            identifying: true,
            ..Column::new("email", text(254))
        },
        Column::new("name", text(200)),
        Column::new(
            "mail",
            ColumnType::Text {
                length: 600,
                format: TextFormat::Email,
            },
        ),
    ];
    let unit = vec![
        Column {
            required: true,
            identifying: true,
            ..Column::new("code", text(50))
        },
        Column::new("note", text(200)),
        Column::new("whole", ColumnType::Integer { min: 0, max: 100 }),
        Column::new("part", part),
        Column::new("flag", ColumnType::Boolean),
        Column::new("day", ColumnType::Date),
        Column::new("at", ColumnType::DateTime),
        Column::new(
            "choice",
            ColumnType::Choice {
                values: values.clone(),
            },
        ),
        Column::new("choices", ColumnType::MultiChoice { values }),
        Column::new("owner", lookup("contact")),
        Column {
            read_only: true,
            ..Column::new("machine", text(200))
        },
        Column {
            write_once: true,
            ..Column::new("born", text(200))
        },
    ];
    let case = vec![
        group("person", "contact"),
        group("company", "account"),
        Column::new("title", text(200)),
    ];
    let account = vec![Column::new("name", text(200))];
    let hook = Table {
        open: true,
        ..Table::new("event", vec![Column::new("subject", text(20))])
    };
    Catalogue::default()
        .with(
            "embedded",
            vec![
                Table::new("contact", contact),
                Table::new("unit", unit),
                Table::new("case", case),
                Table::new("account", account),
            ],
        )
        .with("hook", vec![hook])
}

fn inspect(targets: &Value) -> Vec<Finding> {
    let mapping: Mapping = serde_json::from_value(json!({"targets": targets})).unwrap();
    let found = inspect_mapping(&mapping, &content(), Arrival::Anyhow, &catalogue());
    for finding in &found {
        assert!(
            is_known(&finding.reason),
            "English alone: {}",
            finding.reason
        );
    }
    found
}

/// A sound target of the table `unit`, with one more column.
fn unit(column: &str, source: Value) -> Value {
    let mut target = json!({"id": "t", "table": "unit", "columns": {"code": {"answer": "name"}}});
    target["columns"][column] = source;
    target
}

/// The same, with another property.
fn with(property: &str, value: Value) -> Value {
    let mut target = unit("note", json!({"answer": "name"}));
    target[property] = value;
    json!([target])
}

fn column(column: &str, source: Value) -> Value {
    json!([unit(column, source)])
}

fn through(answer: &str, transform: Value) -> Value {
    json!({"answer": answer, "through": [transform]})
}

/// Name, targets, path and words of the reason.
type Case = (&'static str, Value, &'static str, &'static str);

#[track_caller]
fn each_is_found(severity: Severity, cases: Vec<Case>) {
    for (name, targets, path, words) in cases {
        let found = inspect(&targets);
        let as_expected = |one: &Finding| {
            one.severity == severity && one.path == path && one.reason.contains(words)
        };
        assert!(
            found.len() == 1 && as_expected(&found[0]),
            "{name}: {found:#?}"
        );
    }
}

#[test]
fn every_wrong_target_is_found() {
    each_is_found(Severity::Error, wrong_targets());
}

#[test]
fn every_wrong_column_is_found() {
    each_is_found(Severity::Error, wrong_columns());
}

#[test]
fn every_wrong_transform_is_found() {
    each_is_found(Severity::Error, wrong_transforms());
}

/// All that is wrong, in one list.
fn catalogue_of_cases() -> Vec<Case> {
    let mut cases = wrong_targets();
    cases.extend(wrong_columns());
    cases.extend(wrong_transforms());
    cases
}

/// How a reason begins to say what to do.
const ADVICE: [&str; 21] = [
    "did you mean",
    "choose",
    "use ",
    "add ",
    "leave ",
    "name ",
    "write ",
    "give ",
    "keep ",
    "make ",
    "put ",
    "refer to",
    "round it",
    "limit ",
    "let ",
    "take ",
    "say so",
    "shorten",
    "only by",
    "must be",
    "takes ",
];

/// A reason that says what is wrong alone leaves its reader where they were.
fn says_what_to_do(reason: &str) -> bool {
    let advice = |part: &str| {
        ADVICE
            .iter()
            .any(|begin| part.trim_start().starts_with(begin))
    };
    reason.split([':', ';', ',']).any(advice)
}

#[test]
fn each_reason_says_what_to_do() {
    let cases = catalogue_of_cases().into_iter();
    let reasons = cases.flat_map(|(_, targets, ..)| inspect(&targets));
    let silent: Vec<String> = reasons
        .map(|finding| finding.reason)
        .filter(|reason| !says_what_to_do(reason))
        .collect();
    assert_eq!(silent, [""; 0]);
}

#[test]
fn the_catalogue_is_long_enough() {
    assert!(catalogue_of_cases().len() >= 75);
}

#[test]
fn a_cycle_is_found_at_both_its_ends() {
    let target = |id: &str, of: &str| json!({"id": id, "table": "unit", "columns": {"code": {"answer": "name"}, "owner": {"record": of}}});
    let found = inspect(&json!([target("x", "y"), target("y", "x")]));
    let paths: Vec<&str> = found.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(
        paths,
        ["/targets/0/columns/owner", "/targets/1/columns/owner"]
    );
    assert!(
        found[0]
            .reason
            .contains("a cycle, for `y` refers to `x`, too"),
        "{found:?}"
    );
}

#[test]
fn sources_inside_each_other_have_an_end() {
    let nested = |depth: usize| {
        (0..depth).fold(
            json!({"answer": "name"}),
            |inner, _| json!({"first_of": [inner]}),
        )
    };
    assert_eq!(inspect(&column("note", nested(8))), []);
    let found = inspect(&column("note", nested(9)));
    assert!(found[0].reason.contains("at most 8 deep"), "{found:?}");
    let many = json!({"join": {"of": vec![json!({"constant": "x"}); 21], "separator": ""}});
    assert!(inspect(&column("note", many))[0].reason.contains("1 to 20"));
}

#[test]
fn an_open_table_takes_any_column() {
    let target = json!([{"id": "t", "connector": "hook", "table": "event", "columns": {
        "subject": {"context": "locale"}, "anything": {"answer": "many"}, "else": {"constant": {"deep": [1]}},
    }}]);
    assert_eq!(inspect(&target), []);
    let known = json!([{"id": "t", "connector": "hook", "table": "event", "columns": {"subject": {"answer": "name"}}}]);
    assert!(inspect(&known)[0].reason.contains("has 20 characters"));
}

#[test]
fn a_target_that_never_creates_needs_no_required_column() {
    let target = json!([{"id": "t", "table": "unit", "find": {"by": ["code"], "on_none": "skip"},
                         "columns": {"code": {"answer": "email", "through": ["hash", {"table": {"values": {"x": "y"}}}]}}}]);
    assert_eq!(inspect(&target), []);
}

#[test]
fn either_alternative_fills_a_required_column() {
    let target = json!([
        {"id": "a", "table": "account", "columns": {"name": {"answer": "name"}}},
        {"id": "t", "table": "case", "columns": {"company": {"record": "a"}}},
    ]);
    assert_eq!(inspect(&target), []);
    let mut conditional = target.clone();
    conditional[0]["when"] = json!({"==": [{"var": "one"}, "a"]});
    let found = inspect(&conditional);
    assert!(
        found.len() == 1 && found[0].reason.contains("can be empty"),
        "{found:?}"
    );
}

#[test]
fn a_counterpart_of_nothing_is_given_all_the_same() {
    let table = json!({"table": {"values": {"a": "x"}, "otherwise": null}});
    assert_eq!(inspect(&column("note", through("one", table.clone()))), []);
    let read: sonda_server::mapping::Transform = serde_json::from_value(table.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), table);
}
