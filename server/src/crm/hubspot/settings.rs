//! What a connection to HubSpot needs to know.

use crate::crm::settings::{address, at_once, name, names, source_keys};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A connection to a HubSpot account; the private app's access token is kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HubSpotSettings {
    /// The API's address. Default: `https://api.hubapi.com`.
    #[serde(default = "usual_url", deserialize_with = "address")]
    pub url: String,
    /// The version of the objects' API: a month such as `2026-03`. Default: `2026-03`.
    #[serde(default = "usual_version", deserialize_with = "name")]
    pub version: String,
    /// The object types that can be mapped to, custom ones by their full name. Default: contacts, deals and tickets.
    #[serde(default = "usual_objects", deserialize_with = "names")]
    pub objects: Vec<String>,
    /// By object type, the property with unique values that holds Sonda's id of a record, by which one that was created
    /// is recognised. Without one, a lost answer can make a record twice. Default: none.
    #[serde(default, deserialize_with = "source_keys")]
    pub source_keys: BTreeMap<String, String>,
    /// How many requests may be under way at once. Default: 4.
    #[serde(default = "usual_at_once", deserialize_with = "at_once")]
    pub at_once: usize,
}

fn usual_url() -> String {
    "https://api.hubapi.com".into()
}

fn usual_version() -> String {
    "2026-03".into()
}

fn usual_objects() -> Vec<String> {
    ["contacts", "deals", "tickets"].map(Into::into).into()
}

fn usual_at_once() -> usize {
    4
}
