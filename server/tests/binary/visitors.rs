//! Visitors of a form that becomes two records, each submission known by its number.

use crate::program::{Program, Running};
use crate::wire::{exchange, request};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;

pub(crate) const RESPONSES: &str = "/api/v1/public/forms/contact-us/responses";

/// Publishes the form. Its records are always created: what is delivered twice is there twice.
pub(crate) fn publish(program: &Program) {
    let form = json!({
        "sonda": 1, "id": "contact-us", "kind": "lead_form",
        "content": {
            "locales": ["en"], "fallback_locale": "en", "title": {"en": "Contact us"},
            "questions": [{"id": "name", "type": "text", "title": {"en": "Name"}, "required": true}],
        },
        "mapping": {"targets": [
            {"id": "lead", "table": "lead", "columns": {"name": {"answer": "name"}}},
            {"id": "case", "table": "case", "columns": {"title": {"answer": "name"}}},
        ]},
    });
    let file = program.file("contact-us.json", &form.to_string());
    program.done(&["import", &file]);
}

pub(crate) fn name(number: usize) -> String {
    format!("Visitor {number}")
}

/// The body of submission `number`.
pub(crate) fn body(number: usize) -> String {
    json!({"version": 1, "answers": {"name": name(number)}}).to_string()
}

/// The headers of submission `number`.
pub(crate) fn key(number: usize) -> String {
    format!("\"submission-{number}\"")
}

/// Sends submission `number`; its receipt if it was acknowledged.
///
/// # Errors
/// The server is gone, or going.
pub(crate) fn send(address: SocketAddr, number: usize) -> io::Result<String> {
    let key = key(number);
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", key.as_str()),
    ];
    let bytes = request("POST", RESPONSES, &headers, body(number).as_bytes());
    let answer = exchange(address, &bytes)?;
    let cut = || io::Error::new(io::ErrorKind::UnexpectedEof, "an answer cut short");
    assert_eq!(answer.status, 201, "{answer:?}");
    assert!(answer.head.contains("\r\ncontent-type: application/json"));
    let receipt: Value = serde_json::from_str(&answer.body).map_err(|_| cut())?;
    receipt["receipt"]["response"]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(cut)
}

/// The stored responses: the name given, and the ids of the responses that gave it.
pub(crate) fn stored(server: &Running) -> BTreeMap<String, Vec<String>> {
    let responses = server.all("/api/v1/forms/contact-us/responses", "responses");
    by_text(&responses, "/answers/name/answer/value")
}

/// The records of a table, by one of their values.
pub(crate) fn records(
    server: &Running,
    table: &str,
    column: &str,
) -> BTreeMap<String, Vec<String>> {
    let records = server.all(&format!("/api/v1/tables/{table}/records"), "records");
    by_text(&records, &format!("/values/{column}"))
}

fn by_text(rows: &[Value], pointer: &str) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        let text = row.pointer(pointer).unwrap().as_str().unwrap();
        let ids = found.entry(text.to_owned()).or_default();
        ids.push(row["id"].as_str().unwrap().to_owned());
    }
    found
}
