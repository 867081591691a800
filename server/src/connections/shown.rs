//! A connection as administrators see it: all but its secret.

use crate::crm::Guarantee;
use crate::store::{Drift, TablesChanged};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// A connection as administrators see it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Connection")]
pub struct Shown {
    /// The name that mappings use.
    pub name: String,
    /// What it connects to.
    pub kind: String,
    /// Its settings.
    pub settings: Map<String, Value>,
    /// `set` or `none`: more is not said.
    pub secret: &'static str,
    /// What it promises of each response; absent where it cannot be used.
    pub guarantee: Option<Guarantee>,
    /// The same in a sentence.
    pub guarantee_text: Option<String>,
    /// The names of its tables.
    pub tables: Vec<String>,
    /// When they were read, in milliseconds since the epoch; absent: never.
    pub tables_read_at_ms: Option<i64>,
    /// What was different when its tables were last found changed; absent: nothing yet.
    pub last_changes: Option<TablesChanged>,
    /// The forms whose newest mapping writes to it.
    pub used_by: Vec<String>,
    /// The targets of mappings that its tables do not bear any more.
    pub drift: Vec<Drift>,
    /// Why nothing is delivered to it, where it is disabled.
    pub disabled: Option<String>,
    /// Why it cannot be used, where it cannot.
    pub problem: Option<String>,
    /// When it was added, in milliseconds since the epoch.
    pub created_at_ms: i64,
    /// When it was last changed, in milliseconds since the epoch.
    pub updated_at_ms: i64,
}
