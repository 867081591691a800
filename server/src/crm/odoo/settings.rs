//! What a connection to Odoo needs to know.

use crate::crm::settings::{address, at_once, names, source_keys};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A connection to Odoo 19 or later; the user's API key is kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OdooSettings {
    /// The server's address, such as `https://example.odoo.com`.
    #[serde(deserialize_with = "address")]
    pub url: String,
    /// The name of the database; needed where the address serves several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// The models that can be mapped to. Default: contacts and leads.
    #[serde(default = "usual_models", deserialize_with = "names")]
    pub models: Vec<String>,
    /// The language of labels: an Odoo code such as `pl_PL`. Default: the user's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// By model, the text field that holds Sonda's id of a record, by which one that was created is recognised, such as
    /// `x_sonda_id`. Without one, a lost answer can make a record twice. Default: none.
    #[serde(default, deserialize_with = "source_keys")]
    pub source_keys: BTreeMap<String, String>,
    /// How many requests may be under way at once. Default: 4.
    #[serde(default = "usual_at_once", deserialize_with = "at_once")]
    pub at_once: usize,
}

fn usual_models() -> Vec<String> {
    ["res.partner", "crm.lead"].map(Into::into).into()
}

fn usual_at_once() -> usize {
    4
}
