//! The boundary to a CRM: what it is asked to write, and what it answers.

use super::error::DeliveryError;
use super::table::Table;
use super::transcript::Transcript;
use crate::connections::Registry;
use crate::mapping::{Find, Mode};
use crate::wording::said;
use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use sonda_domain::{Content, FormId};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// A CRM that records are written to.
pub trait Connector: Send + Sync {
    /// What it promises of each response.
    fn guarantee(&self) -> Guarantee;

    /// The same in a sentence for people.
    fn guarantee_text(&self) -> String {
        self.guarantee().describe().to_owned()
    }

    /// How many deliveries it takes at once.
    fn at_once(&self) -> usize {
        64
    }

    /// Whether what it was asked is undone when this process is killed. A CRM over the network may go on with it.
    fn ends_with_the_process(&self) -> bool {
        false
    }

    /// Its tables as they are known: of a CRM over the network, as they were read last.
    fn tables(&self) -> BoxFuture<'_, Result<Arc<[Table]>, DeliveryError>>;

    /// Its tables as they are now, asked of the CRM.
    fn read_tables<'a>(
        &'a self,
        _transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<Vec<Table>, DeliveryError>> {
        Box::pin(async { Ok(self.tables().await?.to_vec()) })
    }

    /// Writes what publishing a form makes in the CRM, such as the questions that its answers point to, if any of it
    /// is among the ids that are pointed to, and it is not known to be there. Most CRMs keep nothing of forms.
    fn publish<'a>(
        &'a self,
        _form: &'a PublishedForm<'a>,
        _points_to: &'a HashSet<&'a str>,
        _transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<(), DeliveryError>> {
        Box::pin(async { Ok(()) })
    }

    /// Writes the records of one delivery. A repeat of a request, whole or after a part of it was
    /// written, must leave the same records, as far as [`Connector::guarantee`] says.
    fn deliver<'a>(
        &'a self,
        request: &'a WriteRequest,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<Written, DeliveryError>>;

    /// What a delivery would do to the CRM as it is now. Writes nothing.
    fn preview<'a>(
        &'a self,
        request: &'a WriteRequest,
    ) -> BoxFuture<'a, Result<Preview, DeliveryError>>;

    /// The same, if the `expected` records were there, which earlier targets of the same response would create.
    fn preview_after<'a>(
        &'a self,
        request: &'a WriteRequest,
        expected: &'a ExpectedRecords,
    ) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
        // Most CRMs are not asked whether a record that is referred to is there.
        let _ = expected;
        self.preview(request)
    }

    /// Whether it can be reached, and lets in; one finding for each thing tried.
    fn test(&self) -> BoxFuture<'_, Vec<Finding>>;
}

/// A record: its table and its id.
pub type RecordRef = (String, String);

/// Records that are not there yet, with the values they would have.
pub type ExpectedRecords = BTreeMap<RecordRef, Map<String, Value>>;

/// What a connector promises of each response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Guarantee {
    /// Its records are there exactly once, whatever failed on the way.
    ExactlyOnce,
    /// Its records are there, and may be there twice where an answer of the CRM was lost: the CRM can hold no key of
    /// ours.
    AtLeastOnce,
}

impl Guarantee {
    /// The promise in a sentence for people.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::ExactlyOnce => {
                "Each record is there exactly once: a repeat recognises what an earlier try wrote."
            }
            Self::AtLeastOnce => {
                "Each record is there, and may be there twice where an answer of the CRM was lost: the CRM can hold \
                 no key of ours by which a repeat would be recognised."
            }
        }
    }
}

/// A version of a form.
#[derive(Debug, Clone, Copy)]
pub struct PublishedForm<'a> {
    /// The form.
    pub id: &'a FormId,
    /// The version's number.
    pub version: i64,
    /// What it asks.
    pub content: &'a Content,
    /// When the version was published, in milliseconds since the epoch: older ones do not overwrite newer ones.
    pub published_at_ms: i64,
}

/// What one delivery writes.
#[derive(Debug, Clone, PartialEq)]
pub struct WriteRequest {
    /// The response it delivers.
    pub response: String,
    /// The form that was answered.
    pub form: String,
    /// The table.
    pub table: String,
    /// How an existing record is found; absent: a new one is created.
    pub find: Option<Find>,
    /// When the response was accepted, in milliseconds since the epoch: older answers do not
    /// overwrite newer ones.
    pub answered_at_ms: i64,
    /// Whether it may have been written before, in part or as a whole.
    pub is_repeat: bool,
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
    /// The values by column. Absent: no value.
    pub values: BTreeMap<String, Cell>,
}

/// What is written to a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The value, in the form that [`super::ColumnType`] describes.
    pub value: Value,
    /// When it is written to a record that was found.
    pub mode: Mode,
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Self {
            value,
            mode: Mode::default(),
        }
    }
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "RecordOutcome")]
pub enum Outcome {
    /// It is new, or was made by an earlier try of the same delivery.
    Created,
    /// It was there and was written to.
    Updated,
    /// It was there and needed no change.
    Found,
}

/// What a delivery would do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Preview {
    /// The records it would write, in the order of the request; none where nothing is to be written.
    pub records: Vec<PlannedRecord>,
    /// The requests that would be sent, in words of the CRM's protocol; none of the embedded CRM.
    pub requests: Vec<String>,
}

/// A record that would be written.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PlannedRecord {
    /// What would become of it.
    pub outcome: Outcome,
    /// Its id: of a record that was found, or the one a new record is given; absent where the CRM gives it.
    pub id: Option<String>,
    /// Of a record that was found, what is in the columns of the request now.
    pub before: Map<String, Value>,
    /// What would be written. Columns that are right already are left out.
    pub writes: Map<String, Value>,
}

/// Something that a test of a connection found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "ConnectionFinding")]
pub struct Finding {
    /// Whether all is well.
    pub ok: bool,
    /// What was tried and what came of it, and what can be done about it: a sentence.
    #[serde(serialize_with = "said")]
    pub text: String,
}

/// The connectors there are, by the name that mappings use: some for good, and the connections of the database,
/// which come and go. Cheap to clone.
#[derive(Clone, Default)]
pub struct Connectors {
    fixed: BTreeMap<String, Arc<dyn Connector>>,
    connections: Option<Arc<Registry>>,
}

impl Connectors {
    /// Adds a connector under a name.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, connector: Arc<dyn Connector>) -> Self {
        self.fixed.insert(name.into(), connector);
        self
    }

    /// Adds the connections of a database.
    #[must_use]
    pub fn with_connections(mut self, connections: Arc<Registry>) -> Self {
        self.connections = Some(connections);
        self
    }

    /// The connections of the database.
    #[must_use]
    pub fn connections(&self) -> Option<&Arc<Registry>> {
        self.connections.as_ref()
    }

    /// The connectors of which nothing goes on when this process is killed.
    #[must_use]
    pub fn that_end_with_the_process(&self) -> Vec<&str> {
        let fixed = self.fixed.iter();
        let ending = fixed.filter(|(_, connector)| connector.ends_with_the_process());
        ending.map(|(name, _)| name.as_str()).collect()
    }

    /// The connector of that name. Connections are known as of the last [`Connectors::catalogue`].
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Arc<dyn Connector>> {
        let connection = || self.connections.as_ref()?.get(name);
        self.fixed.get(name).cloned().or_else(connection)
    }

    /// When the settings, the secret or the state of that connection were changed last, in milliseconds since the
    /// epoch; `None` of a connector that is there for good.
    #[must_use]
    pub fn changed_at_ms(&self, name: &str) -> Option<i64> {
        self.connections.as_ref()?.changed_at_ms(name)
    }

    /// The tables of every connector, for judging mappings. Learns of connections that were added or changed.
    ///
    /// # Errors
    /// The first connector that could not tell; or the connections cannot be read.
    pub async fn catalogue(&self) -> Result<Catalogue, DeliveryError> {
        let mut catalogue = Catalogue::default();
        if let Some(connections) = &self.connections {
            connections.catch_up().await.map_err(|error| {
                tracing::warn!(error.cause = %error, "the connections could not be read");
                DeliveryError::retry("the connections could not be read")
            })?;
            catalogue.0.extend(connections.tables());
        }
        for (name, connector) in &self.fixed {
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

    /// The tables of a connector, shared: the same allocation until they are read anew.
    #[must_use]
    pub fn shared_tables(&self, connector: &str) -> Option<&Arc<[Table]>> {
        self.0.get(connector)
    }

    /// One table of a connector.
    #[must_use]
    pub fn table(&self, connector: &str, table: &str) -> Option<&Table> {
        self.tables(connector)?.iter().find(|one| one.name == table)
    }
}
