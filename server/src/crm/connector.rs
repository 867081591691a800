//! The boundary to a CRM: what it is asked to write, and what it answers.

use super::table::Table;
use crate::mapping::Find;
use futures::future::BoxFuture;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// A CRM that records are written to.
pub trait Connector: Send + Sync {
    /// Its tables as they are now.
    fn tables(&self) -> BoxFuture<'_, Result<Arc<[Table]>, DeliveryError>>;

    /// Writes the records of one delivery. A repeat of a request, whole or after a part of it was
    /// written, must leave the same records.
    fn deliver<'a>(
        &'a self,
        request: &'a WriteRequest,
    ) -> BoxFuture<'a, Result<Written, DeliveryError>>;
}

/// What one delivery writes.
#[derive(Debug, Clone, PartialEq)]
pub struct WriteRequest {
    /// The table.
    pub table: String,
    /// How an existing record is found; absent: a new one is created.
    pub find: Option<Find>,
    /// When the response was accepted, in milliseconds since the epoch: older answers do not
    /// overwrite newer ones.
    pub answered_at_ms: i64,
    /// The records.
    pub rows: Vec<RecordWrite>,
}

/// One record of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordWrite {
    /// The id it has if it is created. The same for every repeat, so that a repeat is recognised.
    pub id: Uuid,
    /// The record it is, where the mapping names one by its id.
    pub existing: Option<String>,
    /// The values by column, in the form that [`super::ColumnType`] describes. Absent: no value.
    pub values: BTreeMap<String, Value>,
}

/// What a delivery wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The records, in the order of the request; none if there was nothing to write.
    pub records: Vec<WrittenRecord>,
}

/// A record that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenRecord {
    /// Its id in the CRM.
    pub id: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is new, or was made by an earlier try of the same delivery.
    Created,
    /// It was there and was written to.
    Updated,
    /// It was there and needed no change.
    Found,
}

/// Why a delivery did not succeed. Reasons are read by people and never quote an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// Trying again later may help.
    #[error("{reason}")]
    Retry {
        /// The wait that the CRM asked for.
        after: Option<Duration>,
        /// What happened.
        reason: String,
    },
    /// Trying again cannot help until something is mended.
    #[error("{}{reason}", column.as_ref().map(|column| format!("column `{column}` ")).unwrap_or_default())]
    GiveUp {
        /// The column at fault.
        column: Option<String>,
        /// What is wrong.
        reason: String,
    },
}

impl DeliveryError {
    /// Gives up, with no column to blame.
    pub fn give_up(reason: impl Into<String>) -> Self {
        Self::GiveUp {
            column: None,
            reason: reason.into(),
        }
    }

    /// Gives up because of a column; the reason continues "column `x` …".
    pub fn column(column: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::GiveUp {
            column: Some(column.into()),
            reason: reason.into(),
        }
    }

    /// Asks for another try, at the schedule's own pace.
    pub fn retry(reason: impl Into<String>) -> Self {
        Self::Retry {
            after: None,
            reason: reason.into(),
        }
    }
}

/// The connectors there are, by the name that mappings use.
#[derive(Clone, Default)]
pub struct Connectors(BTreeMap<String, Arc<dyn Connector>>);

impl Connectors {
    /// Adds a connector under a name.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, connector: Arc<dyn Connector>) -> Self {
        self.0.insert(name.into(), connector);
        self
    }

    /// The connector of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<dyn Connector>> {
        self.0.get(name)
    }

    /// The tables of every connector, for judging mappings.
    ///
    /// # Errors
    /// The first connector that could not tell.
    pub async fn catalogue(&self) -> Result<Catalogue, DeliveryError> {
        let mut catalogue = Catalogue::default();
        for (name, connector) in &self.0 {
            catalogue.0.insert(name.clone(), connector.tables().await?);
        }
        Ok(catalogue)
    }
}

/// The tables that can be mapped to, by connector.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue(BTreeMap<String, Arc<[Table]>>);

impl Catalogue {
    /// Adds the tables of a connector.
    #[must_use]
    pub fn with(mut self, connector: impl Into<String>, tables: impl Into<Arc<[Table]>>) -> Self {
        self.0.insert(connector.into(), tables.into());
        self
    }

    /// The names of the connectors.
    pub fn connectors(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The tables of a connector; `None` if there is no such connector.
    #[must_use]
    pub fn tables(&self, connector: &str) -> Option<&[Table]> {
        self.0.get(connector).map(AsRef::as_ref)
    }

    /// One table of a connector.
    #[must_use]
    pub fn table(&self, connector: &str, table: &str) -> Option<&Table> {
        self.tables(connector)?.iter().find(|one| one.name == table)
    }
}
