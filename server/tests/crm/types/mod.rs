//! What each type of question gives a column, and what calculations give.

mod answers;
mod context;
mod required;
mod results;
mod transforms;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use sonda_domain::{Content, Entries, Judged, Known, check_content, validate};
use sonda_server::crm::{Catalogue, Column, ColumnType, LabelledValue, Table, TextFormat};
use sonda_server::link_values::ValueOf;
use sonda_server::mapping::{Arrival, EarlierRecords, Mapping, applies, check_mapping, compute};
use sonda_server::store::StoredResponse;
use sonda_server::wording::is_known;

fn content() -> Content {
    let t = |text: &str| json!({"en": text});
    let list = |ids: &[&str]| -> Value {
        let named = ids
            .iter()
            .map(|id| json!({"id": id, "title": {"en": id.to_uppercase()}}));
        named.collect()
    };
    let title = t("Q");
    let content: Content = serde_json::from_value(json!({
        "locales": ["en", "pl"], "fallback_locale": "en", "title": title, "known": ["link.order"],
        "questions": [
            {"id": "text", "type": "text", "title": title},
            {"id": "long", "type": "long_text", "title": title},
            {"id": "mail", "type": "email", "title": title},
            {"id": "phone", "type": "phone", "title": title},
            {"id": "url", "type": "url", "title": title},
            {"id": "number", "type": "number", "title": title, "decimals": 2},
            {"id": "one", "type": "single_choice", "title": title, "options": list(&["a", "b"])},
            {"id": "many", "type": "multiple_choice", "title": title, "options": list(&["a", "b"])},
            {"id": "yes", "type": "yes_no", "title": title},
            {"id": "no", "type": "yes_no", "title": title},
            {"id": "rating", "type": "rating", "title": title},
            {"id": "nps", "type": "nps", "title": title},
            {"id": "csat", "type": "csat", "title": title},
            {"id": "ces", "type": "ces", "title": title},
            {"id": "agreement", "type": "agreement", "title": title},
            {"id": "bipolar", "type": "bipolar", "title": title, "low_label": t("cold"), "high_label": t("warm")},
            {"id": "slider", "type": "slider", "title": title},
            {"id": "matrix", "type": "matrix", "title": title, "rows": list(&["r1", "r2"]),
             "options": list(&["a", "b"])},
            {"id": "table", "type": "matrix", "cells": "columns", "title": title, "rows": list(&["r1"]),
             "questions": [{"id": "c1", "type": "number", "title": title}, {"id": "c2", "type": "yes_no", "title": title}]},
            {"id": "weighed", "type": "matrix", "cells": "weighted", "title": title, "rows": list(&["r1", "r2"])},
            {"id": "other", "type": "single_choice", "title": title,
             "options": [{"id": "x", "title": title, "text": true}]},
            {"id": "ranking", "type": "ranking", "title": title, "options": list(&["a", "b"])},
            {"id": "date", "type": "date", "title": title},
            {"id": "time", "type": "time", "title": title},
            {"id": "moment", "type": "date_time", "title": title},
            {"id": "range", "type": "date_range", "title": title},
            {"id": "address", "type": "address", "title": title},
            {"id": "signature", "type": "signature", "title": title},
            {"id": "drawing", "type": "signature", "title": title},
            {"id": "consent", "type": "consent", "title": title},
            {"id": "hidden", "type": "hidden", "title": title, "source": {"url": "ref"}},
            {"id": "group", "type": "group", "title": title, "questions": [
                {"id": "who", "type": "text", "title": title}, {"id": "age", "type": "number", "title": title}]},
        ],
        "calculations": [
            {"id": "score", "value": {"+": [{"var": "rating"}, {"var": "number"}]}, "decimals": 1, "bands": [
                {"id": "low", "to": 4.9, "title": t("Not yet")}, {"id": "high", "from": 5, "title": t("Works")}]},
            {"id": "whole", "value": {"*": [{"var": "nps"}, 100]}, "decimals": 0},
            {"id": "word", "value": {"if": [{"var": "yes"}, "w".repeat(300), "-"]}},
            {"id": "empty", "value": {"var": "nothing.at.all"}},
        ],
    }))
    .unwrap();
    let faults = check_content(&content);
    assert!(
        faults
            .iter()
            .all(|fault| fault.path.starts_with("/calculations/3")),
        "{faults:?}"
    );
    content
}

fn judged(content: &Content) -> Judged {
    let entries: Entries = [
        ("text", "Żaneta"),
        ("long", "a\nb"),
        ("mail", "a@b.co"),
        ("phone", "+48 601 234 567"),
        ("url", "https://example.com/"),
        ("number", "2,75"),
        ("one", "b"),
        ("many", "a"),
        ("many", "b"),
        ("yes", "yes"),
        ("no", "no"),
        ("rating", "4"),
        ("nps", "9"),
        ("csat", "5"),
        ("ces", "7"),
        ("agreement", "3"),
        ("bipolar", "1"),
        ("slider", "50"),
        ("matrix.r1", "a"),
        ("matrix.r2", "b"),
        ("table.r1.c1", "3"),
        ("table.r1.c2", "yes"),
        ("weighed.r1", "4"),
        ("weighed.r1.weight", "0.25"),
        ("weighed.r2", "5"),
        ("weighed.r2.weight", "0.75"),
        ("other", "x"),
        ("other.x", "my own"),
        ("ranking.a", "2"),
        ("ranking.b", "1"),
        ("date", "2026-02-28"),
        ("time", "14:05"),
        ("moment", "2026-02-28T14:05"),
        ("range.from", "2026-02-01"),
        ("range.to", "2026-02-28"),
        ("address.street", "Długa 1"),
        ("address.postal_code", "00-001"),
        ("address.city", "Warszawa"),
        ("address.country", "Polska"),
        ("signature.name", "Jan Żak"),
        ("drawing", "M10 20L30 40"),
        ("consent", "yes"),
        ("hidden", "news"),
        ("group", "2"),
        ("group.0.who", "Jan"),
        ("group.0.age", "7"),
        ("group.1.who", "Ola"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    validate(content, &entries, &Known::of(&content.fallback_locale)).unwrap()
}

fn column(kind: ColumnType) -> Column {
    Column::new("c", kind)
}

fn faults(source: &Value, kind: &ColumnType) -> Vec<String> {
    let table = Table::new("t", vec![column(kind.clone())]);
    let catalogue = Catalogue::default().with("embedded", vec![table]);
    let faults = check_mapping(&mapping(source), &content(), Arrival::Anyhow, &catalogue);
    let reasons = faults.into_iter().map(|fault| fault.reason);
    reasons
        .inspect(|reason| assert!(is_known(reason), "English alone: {reason}"))
        .collect()
}

fn mapping(source: &Value) -> Mapping {
    serde_json::from_value(
        json!({"targets": [{"id": "t", "table": "t", "columns": {"c": source}}]}),
    )
    .unwrap()
}

/// What a column of that type gets of a source that passes the check.
#[track_caller]
fn gets(source: Value, kind: ColumnType) -> Value {
    assert_eq!(faults(&source, &kind), [""; 0], "{source} {kind:?}");
    let table = Table::new("t", vec![column(kind)]);
    let content = content();
    let response = response(&content);
    let target = &mapping(&source).targets[0];
    let mut rows = compute(target, &table, &content, &response, &EarlierRecords::new()).unwrap();
    rows.remove(0)
        .values
        .remove("c")
        .map(|cell| cell.value)
        .unwrap_or_default()
}

/// A response with every answer.
fn response(content: &Content) -> StoredResponse {
    let judged = judged(content);
    StoredResponse {
        seed: 0,
        id: "r".into(),
        form: "f".parse().unwrap(),
        version: 1,
        link: None,
        contact: None,
        link_values: Default::default(),
        locale: "en".parse().unwrap(),
        answers: judged.answers,
        conclusion: judged.conclusion,
        context: Default::default(),
        marks: Vec::new(),
        submitted_at_ms: 0,
    }
}

fn text(length: u32) -> ColumnType {
    ColumnType::Text {
        length,
        format: TextFormat::Plain,
    }
}

fn decimal(scale: u32) -> ColumnType {
    ColumnType::Decimal {
        min: None,
        max: None,
        scale,
    }
}

fn through(answer: &str, transforms: Value) -> Value {
    json!({"answer": answer, "through": transforms})
}
