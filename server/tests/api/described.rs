//! Holds every answer of the API that any test here receives against the API's own description.

use crate::ask::Answer;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tower::ServiceExt;

/// The description, and what was made of it so far.
struct Described {
    document: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// Asked for once: it is the same of every server.
static DESCRIBED: OnceLock<Described> = OnceLock::new();

async fn described(router: &Router) -> &'static Described {
    if let Some(described) = DESCRIBED.get() {
        return described;
    }
    let request = Request::get("/api/v1/openapi.json").body(Body::empty());
    let response = router.clone().oneshot(request.unwrap()).await.unwrap();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    DESCRIBED.get_or_init(|| Described {
        document: serde_json::from_slice(&bytes).unwrap(),
        validators: Mutex::default(),
    })
}

/// The path of the document that an address is of; one without parameters goes first.
fn template<'d>(document: &'d Value, path: &str) -> Option<&'d str> {
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |template: &&String| {
        let of: Vec<&str> = template.split('/').collect();
        let same = |(one, other): (&&str, &&str)| one == other || one.starts_with('{');
        of.len() == parts.len() && of.iter().zip(&parts).all(same)
    };
    let paths = document["paths"].as_object().unwrap().keys();
    let found = paths
        .filter(fits)
        .min_by_key(|one| one.matches('{').count());
    found.map(String::as_str)
}

/// Fails where an answer is not as described.
pub(crate) async fn check(router: &Router, method: &Method, path: &str, answer: &Answer) {
    let Some(below) = path.strip_prefix("/api/v1") else {
        return;
    };
    let described = described(router).await;
    let Some(template) = template(&described.document, below) else {
        return;
    };
    let method = if method == Method::HEAD {
        "GET"
    } else {
        method.as_str()
    };
    let operation = &described.document["paths"][template][method.to_ascii_lowercase()];
    let media_type = answer
        .header("content-type")
        .split(';')
        .next()
        .unwrap_or_default();
    // Methods that an address does not take, and addresses that hold NUL, are no matter of an operation.
    if operation.is_null() || path.contains("%00") {
        return;
    }
    let status = answer.status.as_u16().to_string();
    let place = format!("{method} {template} {status}");
    let response = &operation["responses"][&status];
    assert!(response.is_object(), "{place} is not described: {answer:?}");
    let content = &response["content"];
    if answer.body.is_empty() {
        return;
    }
    let described_type = content.get(media_type).or_else(|| content.get("*/*"));
    let described_type =
        described_type.unwrap_or_else(|| panic!("{place}: {media_type} is not described"));
    if media_type.ends_with("json") && !described_type["schema"].is_null() {
        let schema = &described_type["schema"];
        let validator = described.validator(format!("{place} {media_type}"), schema);
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        let faults: Vec<String> = validator
            .iter_errors(&body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(
            faults.is_empty(),
            "{place} is not as described: {faults:#?}"
        );
    }
}

impl Described {
    fn validator(&self, place: String, schema: &Value) -> Arc<Validator> {
        let mut made = self
            .validators
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let schemas = &self.document["components"]["schemas"];
            let whole = json!({ "allOf": [schema], "components": { "schemas": schemas } });
            Arc::new(jsonschema::draft202012::new(&whole).unwrap())
        };
        Arc::clone(made.entry(place).or_insert_with(make))
    }
}
