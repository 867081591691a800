//! The embedded CRM: records in Sonda's own database, with types, lengths, choices, required
//! columns and lookups enforced.
//!
//! The records of one delivery are written in one transaction under ids that every repeat derives
//! again, so each is there exactly once, wherever the process dies.

mod activity;
mod assign;
mod keys;
mod preview;
mod rekey;
mod reminder;
mod turn;
mod write;
mod writing;

pub use activity::{LONGEST_NOTE, NoteError};
pub use assign::{Assign, AssignRule};
pub use reminder::{Reminder, ReminderConfig, publish_reminder_metrics};

use super::connector::{
    Connector, ExpectedRecords, Finding, Guarantee, Preview, WriteRequest, Written,
};
use super::error::DeliveryError;
use super::table::Table;
use super::transcript::Transcript;
use crate::clock::SharedClock;
use crate::store::{Store, StoreError, StoredRecord};
use activity::Cause;
use futures::future::BoxFuture;
use serde_json::{Map, Value};
use sonda_domain::Fault;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use turn::Turns;
use uuid::Uuid;
use write::new_record;
use writing::{Failure, Writing, taken_reason};

/// The embedded CRM.
#[derive(Clone)]
pub struct Embedded {
    store: Store,
    tables: Arc<[Table]>,
    clock: SharedClock,
    turns: Arc<Turns>,
    assign: Arc<BTreeMap<String, Assign>>,
    reminders: Arc<BTreeMap<String, ReminderConfig>>,
    /// The tables whose records all have their keys.
    keyed: Arc<Mutex<BTreeSet<String>>>,
}

/// Why a record was not created by hand.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// There is no such table.
    #[error("there is no table `{0}`")]
    UnknownTable(String),
    /// Values that the table does not take, with paths relative to them.
    #[error("the values do not fit the table")]
    Values(Vec<Fault>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Embedded {
    /// The embedded CRM of a store, with its tables (see [`super::embedded_tables`]).
    #[must_use]
    pub fn new(store: Store, tables: impl Into<Arc<[Table]>>, clock: SharedClock) -> Self {
        let turns = Arc::new(Turns::new(store.dialect()));
        Self {
            store,
            tables: tables.into(),
            clock,
            turns,
            assign: Arc::default(),
            reminders: Arc::default(),
            keyed: Arc::default(),
        }
    }

    /// Gives new records of these tables to owners in turn.
    ///
    /// # Errors
    /// What makes no sense, with paths relative to `crm.assign`.
    pub fn assigning(mut self, assign: BTreeMap<String, Assign>) -> Result<Self, Vec<Fault>> {
        let faults = assign::assign_faults(&assign, &self.tables);
        if !faults.is_empty() {
            return Err(faults);
        }
        self.assign = Arc::new(assign);
        Ok(self)
    }

    /// Reminds of records of these tables to which nothing happens.
    ///
    /// # Errors
    /// What makes no sense, with paths relative to `crm.reminders`.
    pub fn reminding(
        mut self,
        reminders: BTreeMap<String, ReminderConfig>,
    ) -> Result<Self, Vec<Fault>> {
        let faults = reminder::reminder_faults(&reminders, &self.tables);
        if !faults.is_empty() {
            return Err(faults);
        }
        self.reminders = Arc::new(reminders);
        Ok(self)
    }

    /// Its tables.
    #[must_use]
    pub fn all_tables(&self) -> &[Table] {
        &self.tables
    }

    /// Creates a record by hand; its id.
    ///
    /// # Errors
    /// Values that do not fit the table, or a store that failed.
    pub async fn create_record(
        &self,
        table: &str,
        values: &Map<String, Value>,
    ) -> Result<String, CreateError> {
        let table = self
            .table(table)
            .ok_or_else(|| CreateError::UnknownTable(table.to_owned()))?;
        let mut accepted = Map::new();
        let mut faults = Vec::new();
        for (name, value) in values {
            let path = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
            match table.column(name).map(|column| column.kind.accept(value)) {
                Some(Ok(value)) => {
                    accepted.insert(name.clone(), value);
                }
                Some(Err(fault)) => faults.push(Fault::new(path, format!("`{name}` {fault}"))),
                None => faults.push(Fault::new(
                    path,
                    format!("`{}` has no such column", table.name),
                )),
            }
        }
        for column in self.lacking(table, values) {
            let reason = format!("`{}` is required", column.name);
            faults.push(Fault::new(format!("/{}", column.name), reason));
        }
        if !faults.is_empty() {
            return Err(CreateError::Values(faults));
        }
        let now = self.clock.now_ms();
        let record = new_record(table, Uuid::new_v4().to_string(), accepted, now, now);
        let id = record.id.clone();
        match self.create(table, record).await {
            Ok(()) => Ok(id),
            Err(Failure::Store(error)) => Err(error.into()),
            Err(Failure::Taken(taken)) => {
                let (column, reason) = taken_reason(&taken);
                let fault = Fault::new(format!("/{column}"), format!("`{column}` {reason}"));
                Err(CreateError::Values(vec![fault]))
            }
            Err(Failure::Delivery(error)) => {
                let path = match &error {
                    DeliveryError::GiveUp {
                        column: Some(column),
                        ..
                    } => format!("/{column}"),
                    _ => String::new(),
                };
                let fault = Fault::new(path, error.to_string());
                Err(CreateError::Values(vec![fault]))
            }
        }
    }

    async fn create(&self, table: &Table, record: StoredRecord) -> Result<(), Failure> {
        let mut tx = self.store.begin().await?;
        let mut writing = Writing::new(self, &mut tx);
        let mut known = BTreeSet::new();
        Self::check_lookups(&mut writing, table, &record.values, &mut known).await?;
        writing.create(table, record, Cause::hand());
        writing.finish().await?;
        Ok(tx.commit().await?)
    }

    fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}

impl Connector for Embedded {
    fn guarantee(&self) -> Guarantee {
        Guarantee::ExactlyOnce
    }

    fn ends_with_the_process(&self) -> bool {
        true
    }

    fn tables(&self) -> BoxFuture<'_, Result<Arc<[Table]>, DeliveryError>> {
        Box::pin(async { Ok(self.tables.clone()) })
    }

    fn deliver<'a>(
        &'a self,
        request: &'a WriteRequest,
        _: &'a Transcript,
    ) -> BoxFuture<'a, Result<Written, DeliveryError>> {
        Box::pin(async {
            self.check_keys(request).await?;
            self.deliver_in_turn(request).await
        })
    }

    fn preview<'a>(
        &'a self,
        request: &'a WriteRequest,
    ) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
        Box::pin(async { Ok(self.plan_only(request, &ExpectedRecords::new()).await?) })
    }

    fn preview_after<'a>(
        &'a self,
        request: &'a WriteRequest,
        expected: &'a ExpectedRecords,
    ) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
        Box::pin(async move { Ok(self.plan_only(request, expected).await?) })
    }

    fn test(&self) -> BoxFuture<'_, Vec<Finding>> {
        Box::pin(self.try_out())
    }
}
