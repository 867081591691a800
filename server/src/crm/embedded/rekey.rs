//! The keys of records that were there before their table was declared as it is now.

use super::Embedded;
use super::keys::keys;
use super::writing::Failure;
use crate::crm::builtin::builtin_tables;
use crate::crm::connector::WriteRequest;
use crate::crm::error::DeliveryError;
use crate::crm::table::{Column, Table};
use crate::store::{StoreError, StoredRecord, WriteError, key_record, release_key, release_record};
use serde::Deserialize;
use serde_json::json;
use sqlx::AnyConnection;
use std::collections::BTreeSet;
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

/// So many records are written in one transaction: submissions and deliveries go between.
const PAGE: u32 = 100;
/// How soon a delivery comes back that waits for keys.
const SOON: Duration = Duration::from_secs(5);
/// How often a page is written that a delivery was in the way of.
const MOST_TRIES: u32 = 5;

impl Embedded {
    /// Brings the keys of records up to date with the declared tables, while records are written: none is without the
    /// keys it had. Of records that share a value which has become unique, the oldest keeps it, and the log names the
    /// others: they stay as they are.
    ///
    /// # Errors
    /// The database failed; what was not brought up to date will be the next time.
    pub async fn bring_keys_up_to_date(&self) -> Result<(), StoreError> {
        for table in self.tables.iter().filter(|table| !is_built_in(table)) {
            let declaration = declaration(table);
            if self.is_keyed(table, &declaration).await? {
                self.note_keyed(table);
                continue;
            }
            let turn = self.store.lock_keying(&table.name).await?;
            // Another process may have done it while this one waited.
            if !self.is_keyed(table, &declaration).await? {
                tracing::info!(
                    record.table = table.name,
                    "the keys of records are brought up to date"
                );
                self.key_again(table).await?;
                let store = &self.store;
                store
                    .keep_key_declaration(&table.name, &declaration)
                    .await?;
                tracing::info!(
                    record.table = table.name,
                    "the keys of records are up to date"
                );
            }
            drop(turn);
            self.note_keyed(table);
        }
        Ok(())
    }

    /// Lets a delivery wait that finds its record by a column which has become identifying, as long as there may be
    /// records that are not yet found by it: it would create another.
    pub(super) async fn check_keys(&self, request: &WriteRequest) -> Result<(), Failure> {
        let Some(table) = self.table(&request.table) else {
            return Ok(());
        };
        if self.lock_keyed().contains(&table.name) {
            return Ok(());
        }
        let known = self.store.key_declaration(&table.name).await?;
        let is_settled = match &known {
            Some(known) => *known == declaration(table),
            // Built-in tables stay as they are; what comes into one that was empty is found by all that is declared.
            None => is_built_in(table) || self.has_no_records(table).await?,
        };
        if is_settled {
            self.note_keyed(table);
            return Ok(());
        }
        let Some(find) = &request.find else {
            return Ok(());
        };
        let before = known.and_then(|known| serde_json::from_str::<Declaration>(&known).ok());
        let before = before.unwrap_or_default().columns;
        let was_found_by = |column: &Column| {
            let mut before = before.iter().filter(|before| before.identifying);
            before.any(|before| before.name == column.name && before.kind == column.kind)
        };
        let mut columns = find.by.iter().filter_map(|name| table.column(name));
        match columns.find(|column| !was_found_by(column)) {
            None => Ok(()),
            Some(column) => Err(Failure::Delivery(DeliveryError::Wait {
                after: SOON,
                reason: format!(
                    "older records of `{}` are not yet found by `{}`: their keys are being brought up to date",
                    table.name, column.name
                ),
            })),
        }
    }

    async fn has_no_records(&self, table: &Table) -> Result<bool, StoreError> {
        let first = self.store.records(&table.name, None, 1).await?;
        Ok(first.is_empty())
    }

    fn note_keyed(&self, table: &Table) {
        self.lock_keyed().insert(table.name.clone());
    }

    fn lock_keyed(&self) -> MutexGuard<'_, BTreeSet<String>> {
        // A set is sound whatever panicked while it was held.
        self.keyed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn is_keyed(&self, table: &Table, declaration: &str) -> Result<bool, StoreError> {
        let known = self.store.key_declaration(&table.name).await?;
        Ok(known.as_deref() == Some(declaration))
    }

    async fn key_again(&self, table: &Table) -> Result<(), StoreError> {
        let mut after: Option<String> = None;
        loop {
            let page = self.store.records(&table.name, after.as_deref(), PAGE);
            let page = page.await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = Some(last.id.clone());
            let mut tries = 1;
            while let Err(error) = self.key_page(table, &page).await {
                // PostgreSQL ends one of two that wait for each other.
                if tries == MOST_TRIES {
                    return Err(error);
                }
                tries += 1;
            }
        }
    }

    async fn key_page(&self, table: &Table, page: &[StoredRecord]) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        for one in page {
            let locked = self.store.lock_record(&mut tx, &table.name, &one.id);
            if let Some(record) = locked.await? {
                release_record(&mut tx, &record).await?;
                self.key(&mut tx, table, &record).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    async fn key(
        &self,
        tx: &mut AnyConnection,
        table: &Table,
        record: &StoredRecord,
    ) -> Result<(), StoreError> {
        let mut keys = keys(table, &record.values);
        loop {
            let taken = match key_record(tx, record, &keys).await {
                Ok(()) => return Ok(()),
                Err(WriteError::Store(error)) => return Err(error),
                Err(WriteError::Taken(taken)) => taken,
            };
            let other = self.store.record(&table.name, &taken.by).await?;
            let age = |record: &StoredRecord| (record.created_at_ms, record.id.clone());
            if other.as_ref().is_none_or(|other| age(other) > age(record)) {
                // It has it from before, or is newer than the key: its own turn to be named comes.
                release_key(tx, &taken).await?;
                continue;
            }
            tracing::warn!(
                record.table = table.name,
                record.id,
                record.columns = taken.key,
                record.other = taken.by,
                "a record has a value that is unique and an older record's"
            );
            keys.unique.retain(|key| key.column != taken.key);
        }
    }
}

fn is_built_in(table: &Table) -> bool {
    builtin_tables().iter().any(|one| one.name == table.name)
}

/// What is kept of [`declaration`].
#[derive(Default, Deserialize)]
struct Declaration {
    columns: Vec<Column>,
}

/// What the keys of the table's records depend on.
fn declaration(table: &Table) -> String {
    let is_key = |column: &&Column| {
        let mut names = table.keys.iter().flatten();
        column.identifying || names.any(|name| *name == column.name)
    };
    let columns: Vec<&Column> = table.columns.iter().filter(is_key).collect();
    json!({ "columns": columns, "keys": table.keys }).to_string()
}
