//! Values that no two records of a table share.

use super::{
    RecordKey, Store, StoreError, StoredRecord, bind_all, placeholders, places, rows, runs,
};
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row, Transaction};
use std::collections::{BTreeSet, HashSet};

/// How often a value is asked for that others give up and take again meanwhile.
const MOST_TRIES: usize = 3;

/// Why records were not written.
#[derive(Debug)]
pub(crate) enum WriteError {
    /// A value is another record's.
    Taken(Taken),
    /// The database failed.
    Store(StoreError),
}

/// A value that another record has already.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) table: String,
    /// The columns, with commas between.
    pub(crate) key: String,
    /// The record that has it.
    pub(crate) by: String,
}

impl From<StoreError> for WriteError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<sqlx::Error> for WriteError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Store {
    /// How the keys of a table were declared when they were last brought up to date.
    pub(crate) async fn key_declaration(&self, table: &str) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT declaration FROM record_keying WHERE table_name = $1")
            .bind(table)
            .fetch_optional(self.reader())
            .await?;
        Ok(row.map(|row| row.try_get("declaration")).transpose()?)
    }

    /// Keeps how the keys of a table are declared: all its records have them.
    pub(crate) async fn keep_key_declaration(
        &self,
        table: &str,
        declaration: &str,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "INSERT INTO record_keying (table_name, declaration) VALUES ($1, $2) \
             ON CONFLICT (table_name) DO UPDATE SET declaration = excluded.declaration",
        )
        .bind(table)
        .bind(declaration)
        .execute(&mut *tx)
        .await?;
        Ok(tx.commit().await?)
    }

    /// Waits for whoever brings the keys of that table up to date, and keeps others waiting until what is returned is
    /// dropped. Nothing on SQLite, which one process works with.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn lock_keying(
        &self,
        table: &str,
    ) -> Result<Option<Transaction<'_, Any>>, StoreError> {
        let Some(sql) = self.dialect().lock_name() else {
            return Ok(None);
        };
        let mut tx = self.begin().await?;
        let name = format!("keys of {table}");
        sqlx::query(sql).bind(name).fetch_one(&mut *tx).await?;
        Ok(Some(tx))
    }
}

/// Frees all that a record has claimed.
pub(crate) async fn release_record(
    tx: &mut AnyConnection,
    record: &StoredRecord,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM record_unique WHERE table_name = $1 AND record_id = $2")
        .bind(&record.table)
        .bind(&record.id)
        .execute(tx)
        .await?;
    Ok(())
}

/// Frees what another record has claimed by that key.
pub(crate) async fn release_key(tx: &mut AnyConnection, taken: &Taken) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM record_unique WHERE table_name = $1 AND record_id = $2 AND key_name = $3",
    )
    .bind(&taken.table)
    .bind(&taken.by)
    .bind(&taken.key)
    .execute(tx)
    .await?;
    Ok(())
}

/// Claims values for their records. Who claims the same value at the same time is waited for.
pub(super) async fn claim(
    tx: &mut AnyConnection,
    claims: &[(&StoredRecord, &RecordKey)],
) -> Result<(), WriteError> {
    for run in runs(claims) {
        let mut claimed = insert(tx, run).await?;
        for &(record, key) in run {
            let mut tries = 0;
            while !claimed.contains(&(record.table.clone(), key.clone(), record.id.clone())) {
                let holder = holder(tx, &record.table, key).await?;
                match holder {
                    Some(by) if by == record.id => break,
                    Some(by) => {
                        return Err(WriteError::Taken(Taken {
                            table: record.table.clone(),
                            key: key.column.clone(),
                            by,
                        }));
                    }
                    None if tries == MOST_TRIES => return Err(sqlx::Error::RowNotFound.into()),
                    // It was given up after the claim failed.
                    None => {
                        tries += 1;
                        claimed.extend(insert(tx, &[(record, key)]).await?);
                    }
                }
            }
        }
    }
    Ok(())
}

/// The first of these values that another record has.
pub(crate) async fn taken(
    tx: &mut AnyConnection,
    table: &str,
    record: &str,
    keys: &[RecordKey],
) -> Result<Option<Taken>, StoreError> {
    for key in keys {
        if let Some(by) = holder(tx, table, key).await?.filter(|by| by != record) {
            return Ok(Some(Taken {
                table: table.to_owned(),
                key: key.column.clone(),
                by,
            }));
        }
    }
    Ok(None)
}

/// Gives up what a record has claimed by these keys.
pub(super) async fn release(
    tx: &mut AnyConnection,
    record: &StoredRecord,
    keys: &[RecordKey],
) -> Result<(), StoreError> {
    let names: BTreeSet<&str> = keys.iter().map(|key| key.column.as_str()).collect();
    let sql = format!(
        "DELETE FROM record_unique WHERE table_name = $1 AND record_id = $2 AND key_name IN ({})",
        placeholders(3, places(names.len()))
    );
    let query = sqlx::query(AssertSqlSafe(sql))
        .bind(record.table.clone())
        .bind(record.id.clone());
    bind_all(query, &names).execute(tx).await?;
    Ok(())
}

async fn insert(
    tx: &mut AnyConnection,
    claims: &[(&StoredRecord, &RecordKey)],
) -> Result<HashSet<(String, RecordKey, String)>, StoreError> {
    let sql = format!(
        "INSERT INTO record_unique (table_name, key_name, value, record_id) VALUES {} \
         ON CONFLICT DO NOTHING RETURNING table_name, key_name, value, record_id",
        rows(claims.len(), 4)
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for (record, key) in claims {
        query = query
            .bind(&record.table)
            .bind(&key.column)
            .bind(&key.value)
            .bind(&record.id);
    }
    let inserted = query.fetch_all(tx).await?;
    inserted
        .iter()
        .map(|row| {
            let key = RecordKey {
                column: row.try_get("key_name")?,
                value: row.try_get("value")?,
            };
            Ok((row.try_get("table_name")?, key, row.try_get("record_id")?))
        })
        .collect()
}

async fn holder(
    tx: &mut AnyConnection,
    table: &str,
    key: &RecordKey,
) -> Result<Option<String>, StoreError> {
    let row = sqlx::query(
        "SELECT record_id FROM record_unique WHERE table_name = $1 AND key_name = $2 AND value = $3",
    )
    .bind(table)
    .bind(&key.column)
    .bind(&key.value)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| row.try_get("record_id")).transpose()?)
}
