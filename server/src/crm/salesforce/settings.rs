//! What a connection to Salesforce needs to know.

use crate::crm::settings::{address, at_once, name, names, source_keys};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A connection to a Salesforce org; the connected app's consumer secret is kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SalesforceSettings {
    /// The org's own address, such as `https://example.my.salesforce.com`.
    #[serde(deserialize_with = "address")]
    pub url: String,
    /// The consumer key of the connected app.
    pub client_id: String,
    /// The version of the API. Default: `62.0`.
    #[serde(default = "usual_version", deserialize_with = "name")]
    pub version: String,
    /// The objects that can be mapped to. Default: leads, contacts and cases.
    #[serde(default = "usual_objects", deserialize_with = "names")]
    pub objects: Vec<String>,
    /// By object, the unique external id field that holds Sonda's id of a record, such as `Sonda_Id__c`, by which one
    /// that was created is recognised. Without one, a lost answer can make a record twice. Default: none.
    #[serde(default, deserialize_with = "source_keys")]
    pub source_keys: BTreeMap<String, String>,
    /// Whether records are saved that a duplicate rule warns of. What a rule blocks is never saved. Default: no.
    #[serde(default)]
    pub saves_duplicates: bool,
    /// How many requests may be under way at once. Default: 4.
    #[serde(default = "usual_at_once", deserialize_with = "at_once")]
    pub at_once: usize,
}

fn usual_version() -> String {
    "62.0".into()
}

fn usual_objects() -> Vec<String> {
    ["Lead", "Contact", "Case"].map(Into::into).into()
}

fn usual_at_once() -> usize {
    4
}
