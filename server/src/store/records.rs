//! The embedded CRM's records and the normalised values they are found by.

use super::unique::{WriteError, claim, release};
use super::{Store, StoreError, bind_all, placeholders, places, read_json, rows, runs};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use std::collections::{BTreeSet, HashSet};

/// A record of the embedded CRM.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Record")]
pub struct StoredRecord {
    /// Its table.
    pub table: String,
    /// Its id.
    pub id: String,
    /// Its values by column; a column without a value is absent.
    pub values: Map<String, Value>,
    /// When it was created, in milliseconds since the epoch.
    pub created_at_ms: i64,
    /// When it was last written, in milliseconds since the epoch.
    pub updated_at_ms: i64,
    /// When the newest answer in it was given, in milliseconds since the epoch.
    pub answered_at_ms: i64,
    /// When something last happened to it, in milliseconds since the epoch; absent where no activities are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_at_ms: Option<i64>,
}

/// A normalised value that a record is found by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RecordKey {
    pub(crate) column: String,
    pub(crate) value: String,
}

/// The normalised values of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RecordKeys {
    /// Those that it is found by.
    pub(crate) found_by: Vec<RecordKey>,
    /// Those that no other record of its table has, by the columns' names with commas between.
    pub(crate) unique: Vec<RecordKey>,
}

pub(super) const COLUMNS: &str =
    "table_name, id, data, created_at_ms, updated_at_ms, answered_at_ms, active_at_ms";

impl Store {
    /// The records of a table, oldest first, those after `after` (an id) if given.
    ///
    /// # Errors
    /// The database failed.
    pub async fn records(
        &self,
        table: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        let beyond = match after {
            Some(_) => {
                "AND (created_at_ms, id) > \
                 (SELECT created_at_ms, id FROM record WHERE table_name = $1 AND id = $3)"
            }
            None => "",
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM record WHERE table_name = $1 {beyond} \
             ORDER BY created_at_ms, id LIMIT $2"
        );
        let mut query = sqlx::query(AssertSqlSafe(sql))
            .bind(table)
            .bind(i64::from(limit));
        if let Some(after) = after {
            query = query.bind(after);
        }
        query
            .fetch_all(self.reader())
            .await?
            .iter()
            .map(read_record)
            .collect()
    }

    /// One record.
    ///
    /// # Errors
    /// The database failed.
    pub async fn record(&self, table: &str, id: &str) -> Result<Option<StoredRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM record WHERE table_name = $1 AND id = $2");
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(table)
            .bind(id)
            .fetch_optional(self.reader())
            .await?;
        row.as_ref().map(read_record).transpose()
    }

    /// The records of a table that have one of these normalised values of a column: value and id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn records_having(
        &self,
        table: &str,
        column: &str,
        values: &BTreeSet<&str>,
    ) -> Result<Vec<(String, String)>, StoreError> {
        if values.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT value, record_id FROM record_key WHERE table_name = $1 AND column_name = $2 AND value IN ({}) \
             ORDER BY value, record_id",
            placeholders(3, places(values.len()))
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(table).bind(column);
        let rows = bind_all(query, values).fetch_all(self.reader()).await?;
        let pair = |row: &AnyRow| Ok((row.try_get("value")?, row.try_get("record_id")?));
        rows.iter().map(pair).collect()
    }

    /// Those of these ids that a table has records of.
    ///
    /// # Errors
    /// The database failed.
    pub async fn records_named(
        &self,
        table: &str,
        ids: &BTreeSet<&str>,
    ) -> Result<Vec<String>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT id FROM record WHERE table_name = $1 AND id IN ({})",
            placeholders(2, places(ids.len()))
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(table);
        let rows = bind_all(query, ids).fetch_all(self.reader()).await?;
        rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
    }

    /// The record, locked until the transaction ends.
    pub(crate) async fn lock_record(
        &self,
        tx: &mut AnyConnection,
        table: &str,
        id: &str,
    ) -> Result<Option<StoredRecord>, StoreError> {
        let lock = self.dialect().for_update();
        let sql = format!("SELECT {COLUMNS} FROM record WHERE table_name = $1 AND id = $2{lock}");
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(table)
            .bind(id)
            .fetch_optional(tx)
            .await?;
        row.as_ref().map(read_record).transpose()
    }

    /// Makes everybody else who looks for this value wait until the transaction ends.
    pub(crate) async fn lock_key(
        &self,
        tx: &mut AnyConnection,
        table: &str,
        key: &RecordKey,
    ) -> Result<(), StoreError> {
        if let Some(sql) = self.dialect().lock_name() {
            let name = format!("{table}\n{}\n{}", key.column, key.value);
            sqlx::query(sql).bind(name).fetch_one(tx).await?;
        }
        Ok(())
    }
}

/// Whether there is such a record.
pub(crate) async fn record_exists(
    tx: &mut AnyConnection,
    table: &str,
    id: &str,
) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT id FROM record WHERE table_name = $1 AND id = $2")
        .bind(table)
        .bind(id)
        .fetch_optional(tx)
        .await?;
    Ok(row.is_some())
}

/// The ids of up to `limit` records that have this value, the one created last first.
pub(crate) async fn records_by_key(
    tx: &mut AnyConnection,
    table: &str,
    key: &RecordKey,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query(
        "SELECT record_key.record_id FROM record_key JOIN record \
         ON record.table_name = record_key.table_name AND record.id = record_key.record_id \
         WHERE record_key.table_name = $1 AND record_key.column_name = $2 AND record_key.value = $3 \
         ORDER BY record.created_at_ms DESC, record.id DESC LIMIT $4",
    )
    .bind(table)
    .bind(&key.column)
    .bind(&key.value)
    .bind(i64::from(limit))
    .fetch_all(tx)
    .await?;
    rows.iter()
        .map(|row| Ok(row.try_get("record_id")?))
        .collect()
}

/// Writes new records and their keys; those that are there already stay as they are.
pub(crate) async fn insert_records(
    tx: &mut AnyConnection,
    records: &[(StoredRecord, RecordKeys)],
) -> Result<(), WriteError> {
    for run in runs(records) {
        let sql = format!(
            "INSERT INTO record ({COLUMNS}) VALUES {} ON CONFLICT DO NOTHING RETURNING table_name, id",
            rows(run.len(), 7)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (record, _) in run {
            query = query
                .bind(&record.table)
                .bind(&record.id)
                .bind(write_values(&record.values))
                .bind(record.created_at_ms)
                .bind(record.updated_at_ms)
                .bind(record.answered_at_ms)
                .bind(record.active_at_ms);
        }
        let mut inserted: HashSet<(String, String)> = HashSet::with_capacity(run.len());
        for row in query.fetch_all(&mut *tx).await? {
            inserted.insert((row.try_get("table_name")?, row.try_get("id")?));
        }
        let is_new =
            |record: &StoredRecord| inserted.contains(&(record.table.clone(), record.id.clone()));
        let new: Vec<_> = run.iter().filter(|(record, _)| is_new(record)).collect();
        let keys = new.iter();
        let keys = keys.flat_map(|(record, keys)| keys.unique.iter().map(move |key| (record, key)));
        claim(tx, &keys.collect::<Vec<_>>()).await?;
        let keys = new.iter();
        let keys =
            keys.flat_map(|(record, keys)| keys.found_by.iter().map(move |key| (record, key)));
        insert_keys(tx, &keys.collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// Writes a record that is there, and the keys it has now.
pub(crate) async fn update_record(
    tx: &mut AnyConnection,
    record: &StoredRecord,
    keys: &RecordKeys,
) -> Result<(), WriteError> {
    sqlx::query(
        "UPDATE record SET data = $3, updated_at_ms = $4, answered_at_ms = $5, active_at_ms = $6 \
         WHERE table_name = $1 AND id = $2",
    )
    .bind(&record.table)
    .bind(&record.id)
    .bind(write_values(&record.values))
    .bind(record.updated_at_ms)
    .bind(record.answered_at_ms)
    .bind(record.active_at_ms)
    .execute(&mut *tx)
    .await?;
    key_record(tx, record, keys).await
}

/// Writes the keys that a record has now.
pub(crate) async fn key_record(
    tx: &mut AnyConnection,
    record: &StoredRecord,
    keys: &RecordKeys,
) -> Result<(), WriteError> {
    sqlx::query("DELETE FROM record_key WHERE table_name = $1 AND record_id = $2")
        .bind(&record.table)
        .bind(&record.id)
        .execute(&mut *tx)
        .await?;
    if !keys.unique.is_empty() {
        release(tx, record, &keys.unique).await?;
        let claims: Vec<_> = keys.unique.iter().map(|key| (record, key)).collect();
        claim(tx, &claims).await?;
    }
    let keys: Vec<_> = keys.found_by.iter().map(|key| (record, key)).collect();
    Ok(insert_keys(tx, &keys).await?)
}

async fn insert_keys(
    tx: &mut AnyConnection,
    keys: &[(&StoredRecord, &RecordKey)],
) -> Result<(), StoreError> {
    for run in runs(keys) {
        let sql = format!(
            "INSERT INTO record_key (table_name, column_name, value, record_id) VALUES {}",
            rows(run.len(), 4)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (record, key) in run {
            query = query
                .bind(&record.table)
                .bind(&key.column)
                .bind(&key.value)
                .bind(&record.id);
        }
        query.execute(&mut *tx).await?;
    }
    Ok(())
}

fn write_values(values: &Map<String, Value>) -> String {
    serde_json::to_string(values).expect("a JSON object has text for keys")
}

pub(super) fn read_record(row: &AnyRow) -> Result<StoredRecord, StoreError> {
    Ok(StoredRecord {
        table: row.try_get("table_name")?,
        id: row.try_get("id")?,
        values: read_json("a record", row.try_get("data")?)?,
        created_at_ms: row.try_get("created_at_ms")?,
        updated_at_ms: row.try_get("updated_at_ms")?,
        answered_at_ms: row.try_get("answered_at_ms")?,
        active_at_ms: row.try_get("active_at_ms")?,
    })
}
