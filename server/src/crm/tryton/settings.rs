//! What a connection to Tryton needs to know.

use crate::crm::settings::{address, at_once, name, names, source_keys};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A connection to Tryton; the user's password is kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrytonSettings {
    /// The server's address, such as `https://erp.example.com`.
    #[serde(deserialize_with = "address")]
    pub url: String,
    /// The name of the database.
    #[serde(deserialize_with = "name")]
    pub database: String,
    /// The user; its groups decide what may be read and written.
    pub user: String,
    /// The models that can be mapped to. Default: parties and sale opportunities.
    #[serde(default = "usual_models", deserialize_with = "names")]
    pub models: Vec<String>,
    /// The id of the company that records are written for; absent: the user's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<i64>,
    /// The language of labels: a Tryton code. Default: `en`.
    #[serde(default = "english")]
    pub language: String,
    /// By model, the text field that holds Sonda's id of a record, by which one that was created is recognised; a field
    /// of a list of its own as `list.field`. Without one, a lost answer can make a record twice. Default: of parties
    /// `identifiers.code`.
    #[serde(default = "usual_keys", deserialize_with = "source_keys")]
    pub source_keys: BTreeMap<String, String>,
    /// How many requests may be under way at once. Default: 4.
    #[serde(default = "usual_at_once", deserialize_with = "at_once")]
    pub at_once: usize,
}

fn usual_models() -> Vec<String> {
    ["party.party", "sale.opportunity"].map(Into::into).into()
}

fn english() -> String {
    "en".into()
}

fn usual_keys() -> BTreeMap<String, String> {
    [("party.party".to_owned(), "identifiers.code".to_owned())].into()
}

fn usual_at_once() -> usize {
    4
}
