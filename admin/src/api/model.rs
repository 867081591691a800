//! What the API tells, as far as the console shows it.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// `GET forms`
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Forms {
    pub(crate) forms: Vec<Form>,
}

/// A form without its content.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Form {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) version: i64,
    pub(crate) responses: u64,
}

/// A definition, as far as answers are read by it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Definition {
    pub(crate) fallback_locale: String,
    pub(crate) title: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) questions: Vec<Question>,
}

/// A question, as far as its answers are read by it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Question {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) title: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) options: Vec<Choice>,
}

/// One of the answers there are.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Choice {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) title: BTreeMap<String, String>,
}

/// The text in a language, or in the fallback's, or any there is.
pub(crate) fn text_in<'a>(
    texts: &'a BTreeMap<String, String>,
    locale: &str,
    fallback: &str,
) -> Option<&'a str> {
    let text = texts.get(locale).or_else(|| texts.get(fallback));
    text.or_else(|| texts.values().next()).map(String::as_str)
}

/// `GET forms/{form}/responses`
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Responses {
    pub(crate) responses: Vec<Response>,
    pub(crate) next: Option<String>,
}

/// What somebody answered.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Response {
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) link: Option<String>,
    #[serde(default)]
    pub(crate) contact: Option<String>,
    pub(crate) locale: String,
    pub(crate) answers: Map<String, Value>,
    #[serde(default)]
    pub(crate) results: Map<String, Value>,
    #[serde(default)]
    pub(crate) context: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) marks: Vec<String>,
    pub(crate) submitted_at: String,
}

/// `GET deliveries`
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Deliveries {
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) next: Option<String>,
}

/// A response on its way to a record.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Delivery {
    pub(crate) response: String,
    pub(crate) target: String,
    pub(crate) form: String,
    pub(crate) connector: String,
    pub(crate) status: String,
    pub(crate) attempts: i64,
    pub(crate) due_at_ms: i64,
    pub(crate) record_table: Option<String>,
    pub(crate) record: Option<String>,
    pub(crate) last_error: Option<String>,
}

/// `GET deliveries/{response}/{target}/attempts`
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Attempts {
    pub(crate) attempts: Vec<Attempt>,
}

/// One try of a delivery.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) number: i64,
    pub(crate) started_at_ms: i64,
    pub(crate) duration_ms: i64,
    pub(crate) outcome: String,
    pub(crate) detail: String,
    #[serde(default)]
    pub(crate) exchanges: Vec<Exchange>,
}

/// What was said in one request.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Exchange {
    pub(crate) request: String,
    #[serde(default)]
    pub(crate) body: String,
    #[serde(default)]
    pub(crate) status: Option<u16>,
    #[serde(default)]
    pub(crate) answer: String,
}

/// `GET deliveries/causes`
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Causes {
    pub(crate) causes: Vec<Cause>,
}

/// Why deliveries were given up.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Cause {
    pub(crate) connector: String,
    pub(crate) form: String,
    pub(crate) target: String,
    pub(crate) column: Option<String>,
    pub(crate) reason: String,
    pub(crate) deliveries: u64,
    pub(crate) last_at_ms: i64,
}

/// `POST deliveries/replay`
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Replayed {
    pub(crate) replayed: u64,
}

/// `GET connections`
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Connections {
    pub(crate) connections: Vec<Connection>,
}

/// A CRM or webhook that mappings write to.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Connection {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) settings: Map<String, Value>,
    pub(crate) secret: String,
    pub(crate) guarantee_text: Option<String>,
    pub(crate) tables: Vec<String>,
    pub(crate) tables_read_at_ms: Option<i64>,
    #[serde(default)]
    pub(crate) drift: Vec<Drift>,
    pub(crate) disabled: Option<String>,
    pub(crate) problem: Option<String>,
}

/// A target that a CRM does not bear any more.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Drift {
    pub(crate) form: String,
    pub(crate) target: String,
    pub(crate) reason: String,
}

/// `POST connections/{name}/test`
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Tested {
    pub(crate) ok: bool,
    pub(crate) findings: Vec<Finding>,
}

/// One thing that a test found.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Finding {
    pub(crate) ok: bool,
    pub(crate) text: String,
}

/// `POST connections/{name}/refresh`
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Refreshed {
    pub(crate) changes: Vec<String>,
    #[serde(default)]
    pub(crate) drift: Vec<Drift>,
}

/// `GET session`, of a person.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Session {
    pub(crate) person: Account,
    pub(crate) csrf_token: String,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: String,
    pub(crate) language: String,
}
