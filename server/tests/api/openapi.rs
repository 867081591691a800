//! `/api/v1/openapi.json` and `/api/v1/docs`. What is answered is held against them in every test, see `described`.

use crate::app::TestApp;
use crate::ask::Ask;
use axum::body::Body;
use axum::http::Method;
use serde_json::Value;
use std::collections::BTreeSet;

const METHODS: [Method; 5] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
];

async fn document(app: &TestApp) -> Value {
    app.get("/api/v1/openapi.json").await.json()
}

fn operations(document: &Value) -> impl Iterator<Item = (&String, &String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (path, method, operation))
    })
}

/// An address of a path, where nothing is.
fn address(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.starts_with('{') {
        true => "nothing-has-this-name",
        false => part,
    });
    format!("/api/v1{}", parts.collect::<Vec<_>>().join("/"))
}

on_both_engines!(anybody_may_read_how_the_api_is_described, async |app| {
    let answer = app.get("/api/v1/openapi.json").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/json");
    let document = answer.json();
    assert_eq!(document["openapi"], "3.1.0");
    let page = app.get("/api/v1/docs").await;
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("script-src"), "{policy}");
    let text = page.page(200);
    for (path, _, operation) in operations(&document) {
        assert!(text.contains(&format!("<code>{path}</code>")), "{path}");
        let id = operation["operationId"].as_str().unwrap();
        assert!(text.contains(&format!("id=\"{id}\"")), "{id}");
    }
});

on_both_engines!(
    every_operation_described_is_there_and_no_other,
    async |app| {
        let document = document(app).await;
        let mut ids = BTreeSet::new();
        for (path, method, operation) in operations(&document) {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id), "{id} is there twice");
            assert!(!operation["summary"].as_str().unwrap().is_empty(), "{id}");
            let method: Method = method.to_uppercase().parse().unwrap();
            let answer = app
                .send(Ask::new(method, &address(path), Body::empty()))
                .await;
            assert_ne!(answer.status, 405, "{id}");
            let is_address = answer.text().contains("There is no such address");
            assert!(!is_address, "{id}: {}", answer.text());
        }
        for path in document["paths"].as_object().unwrap().keys() {
            for method in METHODS {
                let name = method.as_str().to_lowercase();
                if document["paths"][path][&name].is_null() {
                    let answer = app
                        .send(Ask::new(method, &address(path), Body::empty()))
                        .await;
                    answer.problem(405, "method_not_allowed");
                    assert!(!answer.header("allow").is_empty(), "{path}");
                }
            }
        }
    }
);

on_both_engines!(
    what_needs_somebody_says_so_and_nothing_else_does,
    async |app| {
        let document = document(app).await;
        for (path, method, operation) in operations(&document) {
            let method: Method = method.to_uppercase().parse().unwrap();
            let asked = Ask::new(method.clone(), &address(path), Body::empty());
            let status = app.send(asked).await.status;
            let is_secured = operation["security"].is_array();
            assert_eq!(status == 401, is_secured, "{method} {path}: {status}");
        }
    }
);

on_both_engines!(every_name_of_a_schema_is_one, async |app| {
    fn references<'d>(value: &'d Value, found: &mut BTreeSet<&'d str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|one| references(one, found));
            }
            Value::Array(items) => items.iter().for_each(|one| references(one, found)),
            _ => {}
        }
    }
    let document = document(app).await;
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 50);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
});
