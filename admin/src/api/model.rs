//! What the API tells, as far as the console shows it.

use serde::Deserialize;

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
    pub(crate) last_error: Option<String>,
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
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: String,
    pub(crate) language: String,
}
