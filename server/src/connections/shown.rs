//! A connection as administrators see it: all but its secret.

use crate::crm::Guarantee;
use crate::store::{Drift, TablesChanged};
use crate::wording::{asked, said_all, said_maybe};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
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
    #[serde(serialize_with = "said_maybe")]
    pub guarantee_text: Option<String>,
    /// The names of its tables.
    pub tables: Vec<String>,
    /// When they were read, in milliseconds since the epoch; absent: never.
    pub tables_read_at_ms: Option<i64>,
    /// What was different when its tables were last found changed; absent: nothing yet.
    pub last_changes: Option<Changed>,
    /// The forms whose newest mapping writes to it.
    pub used_by: Vec<String>,
    /// The targets of mappings that its tables do not bear any more.
    #[serde(serialize_with = "said_drift")]
    pub drift: Vec<Drift>,
    /// Why nothing is delivered to it, where it is disabled.
    #[serde(serialize_with = "said_maybe")]
    pub disabled: Option<String>,
    /// Why it cannot be used, where it cannot.
    #[serde(serialize_with = "said_maybe")]
    pub problem: Option<String>,
    /// When it was added, in milliseconds since the epoch.
    pub created_at_ms: i64,
    /// When it was last changed, in milliseconds since the epoch.
    pub updated_at_ms: i64,
}

/// What was different about a CRM's tables.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Changed {
    /// When it was found, in milliseconds since the epoch.
    pub at_ms: i64,
    /// A sentence each.
    #[serde(serialize_with = "said_all")]
    pub changes: Vec<String>,
}

impl From<TablesChanged> for Changed {
    fn from(TablesChanged { at_ms, changes }: TablesChanged) -> Self {
        Self { at_ms, changes }
    }
}

/// What drifted, as whoever asks reads it: what is stored of it stays English.
pub(super) fn said_drift<S: Serializer>(drift: &[Drift], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(drift.iter().map(|one| Drift {
        reason: asked(&one.reason).into_owned(),
        ..one.clone()
    }))
}
