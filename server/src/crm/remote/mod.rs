//! CRMs over the network. What all of them share is here: how a record is found, matched, merged and created, in
//! which turn, and what is noted of it. What each says in its own protocol is a [`Remote`].

mod apply;
mod find;
mod hidden;
mod http;
mod pass;
mod plan;
mod preview;
mod published;
mod taken;
mod turns;
mod upsert;

pub use http::{Answered, Http, Limits};
pub use pass::{Opened, Pass};
pub(in crate::crm) use published::write_again;
pub use turns::{KnownTurns, MemoryTurns, StoreTurns, Turn, Turns};
pub use upsert::Upsert;

use super::connector::{
    Connector, ExpectedRecords, Finding, Guarantee, Preview, PublishedForm, RecordWrite,
    WriteRequest, Written, WrittenRecord,
};
use super::error::DeliveryError;
use super::table::{Column, Table};
use super::transcript::Transcript;
use futures::future::BoxFuture;
use published::Published;
use serde_json::{Map, Value};
use sonda_domain::{Content, FormId};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// When a delivery has looked whether what it points to is there still, after it was refused: before the worker's
/// patience ends.
const LOOKED: Duration = Duration::from_secs(44);

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

    /// Which of these records are there: of those under our ids, where the CRM takes them.
    fn existing(
        &self,
        table: &Table,
        ids: &[Uuid],
        transcript: &Transcript,
    ) -> impl Future<Output = Result<BTreeSet<Uuid>, DeliveryError>> + Send {
        async move {
            let mut there = BTreeSet::new();
            for id in ids {
                let own = id.to_string();
                let found = self.find(table, By::Id(&own), &[], 1, transcript).await?;
                there.extend(found.first().map(|_| *id));
            }
            Ok(there)
        }
    }

    /// The requests that [`Remote::write`] would send, without credentials.
    fn render(&self, table: &Table, steps: &[Step]) -> Vec<String>;

    /// Whether the record that has this value in this column is to be changed, or created, by one request, without
    /// being looked at first: [`Remote::upsert`].
    fn upserts(&self, _table: &Table, _column: &Column, _value: &Value) -> bool {
        false
    }

    /// The columns of a table whose values [`Remote::upserts`] may accept.
    fn upsert_keys<'a>(&self, _table: &'a Table) -> Vec<&'a str> {
        Vec::new()
    }

    /// Changes or creates that record.
    fn upsert(
        &self,
        _upsert: &Upsert<'_>,
        _transcript: &Transcript,
    ) -> impl Future<Output = Result<WrittenRecord, DeliveryError>> + Send {
        async { Err(DeliveryError::give_up("the CRM knows no upsert")) }
    }

    /// The request that [`Remote::upsert`] would send, without credentials.
    fn render_upsert(&self, _upsert: &Upsert<'_>) -> String {
        String::new()
    }

    /// What is to be said of its promise besides, in a sentence.
    fn proviso(&self) -> Option<String> {
        None
    }

    /// The records that publishing a form makes, which records of its responses may point to: by table, in the order
    /// in which they are written. Only where the CRM takes our ids ([`SourceKey::Id`]).
    fn published(
        &self,
        _tables: &[Table],
        _form: &FormId,
        _content: &Content,
    ) -> Vec<(&'static str, Vec<RecordWrite>)> {
        Vec::new()
    }

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

impl SourceKey {
    /// The column that settings name for a table, by table.
    #[must_use]
    pub fn of(columns: &BTreeMap<String, String>, table: &str) -> Self {
        match columns.get(table) {
            Some(column) => Self::Column(column.clone()),
            None => Self::None,
        }
    }
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

/// The values of these columns of a record, each as `read` gives it; one that is empty is left out.
pub(super) fn values_of(
    table: &Table,
    columns: &[&str],
    read: impl Fn(&Column) -> Option<Value>,
) -> Map<String, Value> {
    let value = |name: &&str| Some(((*name).to_owned(), read(table.column(name)?)?));
    columns.iter().filter_map(value).collect()
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
    published: Published,
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
            published: Published::default(),
        }
    }

    /// The same, beginning no more of what publishing a form writes after that time.
    #[must_use]
    pub fn with_publishing_patience(mut self, patience: Duration) -> Self {
        self.published.patience = patience;
        self
    }

    /// The tables in which a record cannot be recognised that an earlier try created.
    fn keyless(&self) -> impl Iterator<Item = &str> {
        let names = self.tables.iter().map(|table| table.name.as_str());
        names.filter(|name| self.remote.source_key(name) == SourceKey::None)
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
        // As long as no table is known, it is not known either whether each has a key.
        let is_unknown = self.tables.is_empty() && self.remote.source_key("") != SourceKey::Id;
        match is_unknown || self.keyless().next().is_some() {
            true => Guarantee::AtLeastOnce,
            false => Guarantee::ExactlyOnce,
        }
    }

    fn guarantee_text(&self) -> String {
        let keyless: Vec<String> = self.keyless().map(|name| format!("`{name}`")).collect();
        let text = match (self.guarantee(), &keyless[..]) {
            (Guarantee::AtLeastOnce, []) => {
                "What it promises is known once its tables are: refresh it.".to_owned()
            }
            (Guarantee::AtLeastOnce, keyless) => format!(
                "Each record is there, and of {} may be there twice where an answer of the CRM was lost: no column \
                 holds our id there. Name one in `source_keys`.",
                keyless.join(", ")
            ),
            (exactly, _) => exactly.describe().to_owned(),
        };
        match self.remote.proviso() {
            Some(proviso) => format!("{text} {proviso}"),
            None => text,
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
        Box::pin(async move {
            let until = Instant::now() + LOOKED;
            match self.apply(request, transcript).await {
                Err(DeliveryError::GiveUp { .. })
                    if self.has_lost_published(request, until, transcript).await =>
                {
                    Err(DeliveryError::retry(
                        "a record that publishing the form wrote to the CRM is gone: it is written again",
                    ))
                }
                result => result,
            }
        })
    }

    fn publish<'a>(
        &'a self,
        form: &'a PublishedForm<'a>,
        points_to: &'a HashSet<&'a str>,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<(), DeliveryError>> {
        Box::pin(self.write_published(form, points_to, transcript))
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
