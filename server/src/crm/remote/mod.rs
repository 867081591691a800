//! CRMs over the network. What all of them share is here: how a record is found, matched, merged and created, in
//! which turn, and what is noted of it. What each says in its own protocol is a [`Remote`].

mod apply;
mod find;
mod http;
mod plan;
mod preview;
mod taken;
mod turns;

pub use http::{Answered, Http, Limits};
pub use turns::{KnownTurns, MemoryTurns, StoreTurns, Turn, Turns};

use super::connector::{
    Connector, ExpectedRecords, Finding, Guarantee, Preview, WriteRequest, Written,
};
use super::error::DeliveryError;
use super::table::{Column, Table};
use super::transcript::Transcript;
use futures::future::BoxFuture;
use serde_json::{Map, Value};
use std::future::Future;
use std::sync::Arc;
use uuid::Uuid;

/// A CRM's protocol: reads tables, finds records, writes them.
pub trait Remote: Send + Sync + 'static {
    /// How a record that an earlier try created is recognised in that table.
    fn source_key(&self, table: &str) -> SourceKey;

    /// How many deliveries it takes at once: as many as requests of its may be under way.
    fn at_once(&self) -> usize {
        16
    }

    /// The tables that it lets the connection see, with all that is known of their columns.
    fn tables(
        &self,
        transcript: &Transcript,
    ) -> impl Future<Output = Result<Vec<Table>, DeliveryError>> + Send;

    /// Up to `most` records, the newest first, with the values of `columns` in the form that
    /// [`super::ColumnType`] describes; a column without a value is left out.
    fn find(
        &self,
        table: &Table,
        by: By<'_>,
        columns: &[&str],
        most: usize,
        transcript: &Transcript,
    ) -> impl Future<Output = Result<Vec<Found>, DeliveryError>> + Send;

    /// Carries out the steps, all or none where the CRM can; the records' ids, in the order of the steps.
    ///
    /// A record to be created under an id that is there already ([`SourceKey::Id`]) was created by an earlier try:
    /// it is left as it is. A record that was changed by somebody else since it was found is an error to retry,
    /// where the CRM can tell.
    fn write(
        &self,
        table: &Table,
        steps: &[Step],
        transcript: &Transcript,
    ) -> impl Future<Output = Result<Vec<String>, DeliveryError>> + Send;

    /// The requests that [`Remote::write`] would send, without credentials.
    fn render(&self, table: &Table, steps: &[Step]) -> Vec<String>;

    /// Tries address, credentials and privileges; one finding for each, in words.
    fn test(&self) -> impl Future<Output = Vec<Finding>> + Send;
}

/// How a record that an earlier try created is recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceKey {
    /// The CRM takes the id we give.
    Id,
    /// A text column of the table holds our id.
    Column(String),
    /// Not at all: a repeat after a lost answer creates the record again.
    None,
}

/// What a record is found by.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    /// Its id in the CRM.
    Id(&'a str),
    /// The value of a column. Texts are compared as their format says, as far as the CRM can.
    Column(&'a Column, &'a Value),
    /// A text in the column that holds our ids.
    Source(&'a str, Uuid),
}

/// A record that was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Its id in the CRM.
    pub id: String,
    /// Its version, such as an `ETag`, where the CRM has one.
    pub version: Option<String>,
    /// The values asked for.
    pub values: Map<String, Value>,
}

/// A change of one record.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A new record.
    Create {
        /// Our id.
        id: Uuid,
        /// The values, with our id where a column holds it.
        values: Map<String, Value>,
    },
    /// Values of a record that was found.
    Update {
        /// The record.
        record: Found,
        /// The values.
        values: Map<String, Value>,
    },
}

/// A remote CRM as a connector.
pub struct RemoteConnector<R> {
    remote: R,
    /// The connection's name: turns are taken in it.
    name: String,
    tables: Arc<[Table]>,
    turns: Arc<dyn Turns>,
}

impl<R: Remote> RemoteConnector<R> {
    /// A connector of that name; `tables` are those that [`Remote::tables`] gave last.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        remote: R,
        tables: impl Into<Arc<[Table]>>,
        turns: Arc<dyn Turns>,
    ) -> Self {
        Self {
            remote,
            name: name.into(),
            tables: tables.into(),
            turns,
        }
    }

    fn table(&self, name: &str) -> Result<&Table, DeliveryError> {
        self.tables
            .iter()
            .find(|table| table.name == name)
            .ok_or_else(|| DeliveryError::give_up(format!("there is no table `{name}`")))
    }
}

impl<R: Remote> Connector for RemoteConnector<R> {
    fn guarantee(&self) -> Guarantee {
        let keyless = |table: &Table| self.remote.source_key(&table.name) == SourceKey::None;
        match self.tables.iter().any(keyless) {
            true => Guarantee::AtLeastOnce,
            false => Guarantee::ExactlyOnce,
        }
    }

    fn at_once(&self) -> usize {
        self.remote.at_once()
    }

    fn tables(&self) -> BoxFuture<'_, Result<Arc<[Table]>, DeliveryError>> {
        Box::pin(async { Ok(self.tables.clone()) })
    }

    fn read_tables<'a>(
        &'a self,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<Vec<Table>, DeliveryError>> {
        Box::pin(self.remote.tables(transcript))
    }

    fn deliver<'a>(
        &'a self,
        request: &'a WriteRequest,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<Written, DeliveryError>> {
        Box::pin(self.apply(request, transcript))
    }

    fn preview<'a>(
        &'a self,
        request: &'a WriteRequest,
    ) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
        Box::pin(async { self.plan_only(request, &ExpectedRecords::new()).await })
    }

    fn preview_after<'a>(
        &'a self,
        request: &'a WriteRequest,
        expected: &'a ExpectedRecords,
    ) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
        Box::pin(self.plan_only(request, expected))
    }

    fn test(&self) -> BoxFuture<'_, Vec<Finding>> {
        Box::pin(self.remote.test())
    }
}
