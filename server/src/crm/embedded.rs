//! The embedded CRM: records in Sonda's own database, with types, lengths, choices, required
//! columns and lookups enforced.
//!
//! The records of one delivery are written in one transaction under ids that every repeat derives
//! again, so each is there exactly once, wherever the process dies.

use super::connector::{
    Connector, DeliveryError, Outcome, RecordWrite, WriteRequest, Written, WrittenRecord,
};
use super::key::identifying_value;
use super::table::{ColumnType, Table};
use crate::clock::SharedClock;
use crate::mapping::{Find, OnMatch};
use crate::store::{
    RecordKey, Store, StoreError, StoredRecord, insert_record, record_exists, records_by_key,
    update_record,
};
use futures::future::BoxFuture;
use serde_json::{Map, Value};
use sonda_domain::Fault;
use sqlx::AnyConnection;
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// How many candidates a dead letter names.
const MOST_CANDIDATES: u32 = 5;

/// The embedded CRM.
#[derive(Clone)]
pub struct Embedded {
    store: Store,
    tables: Arc<[Table]>,
    clock: SharedClock,
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

/// Why a delivery failed inside.
enum Failure {
    Delivery(DeliveryError),
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<DeliveryError> for Failure {
    fn from(error: DeliveryError) -> Self {
        Self::Delivery(error)
    }
}

impl From<Failure> for DeliveryError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Delivery(error) => error,
            Failure::Store(error) => {
                tracing::warn!(error.cause = %error, "the embedded CRM's database failed");
                Self::retry("the embedded CRM's database failed")
            }
        }
    }
}

impl Embedded {
    /// The embedded CRM of a store, with its tables (see [`super::embedded_tables`]).
    #[must_use]
    pub fn new(store: Store, tables: impl Into<Arc<[Table]>>, clock: SharedClock) -> Self {
        Self {
            store,
            tables: tables.into(),
            clock,
        }
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
        for column in table.columns.iter().filter(|column| column.required) {
            if !values.contains_key(&column.name) {
                let reason = format!("`{}` is required", column.name);
                faults.push(Fault::new(format!("/{}", column.name), reason));
            }
        }
        if !faults.is_empty() {
            return Err(CreateError::Values(faults));
        }
        let mut tx = self.store.begin().await?;
        match Self::check_lookups(&mut tx, table, &accepted, &mut BTreeSet::new()).await {
            Ok(()) => {}
            Err(Failure::Store(error)) => return Err(error.into()),
            Err(Failure::Delivery(error)) => {
                return Err(CreateError::Values(vec![Fault::new("", error.to_string())]));
            }
        }
        let now = self.clock.now_ms();
        let record = new_record(table, Uuid::new_v4().to_string(), accepted, now, now);
        insert_record(&mut tx, &record, &keys(table, &record.values)).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(record.id)
    }

    fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    async fn write(&self, request: &WriteRequest) -> Result<Written, Failure> {
        let table = self.table(&request.table).ok_or_else(|| {
            DeliveryError::give_up(format!("there is no table `{}`", request.table))
        })?;
        let mut accepted = Vec::with_capacity(request.rows.len());
        for row in &request.rows {
            accepted.push(accept_values(table, row)?);
        }
        let mut written = Written::default();
        let mut known = BTreeSet::new();
        let mut tx = self.store.begin().await?;
        for (row, values) in request.rows.iter().zip(accepted) {
            Self::check_lookups(&mut tx, table, &values, &mut known).await?;
            if let Some(record) = self.write_row(&mut tx, table, request, row, values).await? {
                written.records.push(record);
            }
        }
        tx.commit().await?;
        Ok(written)
    }

    async fn write_row(
        &self,
        tx: &mut AnyConnection,
        table: &Table,
        request: &WriteRequest,
        row: &RecordWrite,
        values: Map<String, Value>,
    ) -> Result<Option<WrittenRecord>, Failure> {
        let own_id = row.id.to_string();
        if self
            .store
            .lock_record(tx, &table.name, &own_id)
            .await?
            .is_some()
        {
            return Ok(Some(WrittenRecord {
                id: own_id,
                outcome: Outcome::Created,
            }));
        }
        if let Some(find) = &request.find {
            match self.find(tx, table, find, row, &values).await? {
                Some(record) => {
                    let written = self
                        .merge(tx, table, find.on_match, request, record, values)
                        .await?;
                    return Ok(Some(written));
                }
                None if find.only_by_id() => return Ok(None),
                None => {}
            }
        }
        if let Some(column) = table
            .columns
            .iter()
            .find(|column| column.required && !values.contains_key(&column.name))
        {
            return Err(DeliveryError::column(&column.name, "is required and has no value").into());
        }
        let now = self.clock.now_ms();
        let record = new_record(table, own_id, values, now, request.answered_at_ms);
        insert_record(tx, &record, &keys(table, &record.values)).await?;
        Ok(Some(WrittenRecord {
            id: record.id,
            outcome: Outcome::Created,
        }))
    }

    /// The one record that the identifying columns lead to, locked.
    async fn find(
        &self,
        tx: &mut AnyConnection,
        table: &Table,
        find: &Find,
        row: &RecordWrite,
        values: &Map<String, Value>,
    ) -> Result<Option<StoredRecord>, Failure> {
        let mut all = keys(table, values);
        all.retain(|key| find.by.contains(&key.column));
        // In one order for everybody, so that two deliveries cannot wait for each other.
        all.sort();
        for key in &all {
            self.store.lock_key(tx, &table.name, key).await?;
        }
        for column in &find.by {
            if column == "id" {
                let Some(id) = &row.existing else { continue };
                let record = self.store.lock_record(tx, &table.name, id).await?;
                let missing = || DeliveryError::column("id", "names a record that does not exist");
                return Ok(Some(record.ok_or_else(missing)?));
            }
            let Some(key) = all.iter().find(|key| key.column == *column) else {
                continue;
            };
            let found = records_by_key(tx, &table.name, key, MOST_CANDIDATES + 1).await?;
            match &found[..] {
                [] => {}
                [id] => return Ok(self.store.lock_record(tx, &table.name, id).await?),
                several => return Err(several_match(column, several).into()),
            }
        }
        Ok(None)
    }

    async fn merge(
        &self,
        tx: &mut AnyConnection,
        table: &Table,
        on_match: OnMatch,
        request: &WriteRequest,
        mut record: StoredRecord,
        values: Map<String, Value>,
    ) -> Result<WrittenRecord, Failure> {
        // An answer older than what the record holds fills gaps, but overwrites nothing.
        let overwrite =
            on_match == OnMatch::Update && request.answered_at_ms >= record.answered_at_ms;
        let mut changed = false;
        if on_match != OnMatch::Link {
            for (column, value) in values {
                let there = record.values.get(&column);
                if there.is_none() || (overwrite && there != Some(&value)) {
                    record.values.insert(column, value);
                    changed = true;
                }
            }
        }
        if !changed {
            return Ok(WrittenRecord {
                id: record.id,
                outcome: Outcome::Found,
            });
        }
        record.updated_at_ms = self.clock.now_ms();
        record.answered_at_ms = record.answered_at_ms.max(request.answered_at_ms);
        update_record(tx, &record, &keys(table, &record.values)).await?;
        Ok(WrittenRecord {
            id: record.id,
            outcome: Outcome::Updated,
        })
    }

    /// Every record referred to must exist; `known` are those already seen.
    async fn check_lookups(
        tx: &mut AnyConnection,
        table: &Table,
        values: &Map<String, Value>,
        known: &mut BTreeSet<(String, String)>,
    ) -> Result<(), Failure> {
        for column in &table.columns {
            let (ColumnType::Lookup { table: other }, Some(Value::String(id))) =
                (&column.kind, values.get(&column.name))
            else {
                continue;
            };
            if known.contains(&(other.clone(), id.clone())) {
                continue;
            }
            if !record_exists(tx, other, id).await? {
                let reason = format!("refers to a record of `{other}` that does not exist");
                return Err(DeliveryError::column(&column.name, reason).into());
            }
            known.insert((other.clone(), id.clone()));
        }
        Ok(())
    }
}

impl Connector for Embedded {
    fn tables(&self) -> BoxFuture<'_, Result<Arc<[Table]>, DeliveryError>> {
        Box::pin(async { Ok(self.tables.clone()) })
    }

    fn deliver<'a>(
        &'a self,
        request: &'a WriteRequest,
    ) -> BoxFuture<'a, Result<Written, DeliveryError>> {
        Box::pin(async move { Ok(self.write(request).await?) })
    }
}

fn accept_values(table: &Table, row: &RecordWrite) -> Result<Map<String, Value>, DeliveryError> {
    let mut accepted = Map::new();
    for (name, value) in &row.values {
        let column = table.column(name).ok_or_else(|| {
            DeliveryError::column(name, format!("is unknown to the table `{}`", table.name))
        })?;
        let value = column
            .kind
            .accept(value)
            .map_err(|fault| DeliveryError::column(name, format!("has a value that {fault}")))?;
        accepted.insert(name.clone(), value);
    }
    Ok(accepted)
}

fn keys(table: &Table, values: &Map<String, Value>) -> Vec<RecordKey> {
    table
        .columns
        .iter()
        .filter(|column| column.identifying)
        .filter_map(|column| {
            let value = identifying_value(column, values.get(&column.name)?)?;
            Some(RecordKey {
                column: column.name.clone(),
                value,
            })
        })
        .collect()
}

fn new_record(
    table: &Table,
    id: String,
    values: Map<String, Value>,
    now_ms: i64,
    answered_at_ms: i64,
) -> StoredRecord {
    StoredRecord {
        table: table.name.clone(),
        id,
        values,
        created_at_ms: now_ms,
        updated_at_ms: now_ms,
        answered_at_ms,
    }
}

fn several_match(column: &str, ids: &[String]) -> DeliveryError {
    let named = MOST_CANDIDATES as usize;
    let more = if ids.len() > named { " and more" } else { "" };
    let list = ids
        .iter()
        .take(named)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    DeliveryError::column(column, format!("matches several records: {list}{more}"))
}
