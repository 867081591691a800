//! The keys of records that were there before their table was declared as it is now.

use super::Embedded;
use super::keys::keys;
use crate::crm::builtin::builtin_tables;
use crate::crm::table::{Column, Table};
use crate::store::{StoreError, StoredRecord, WriteError, key_record, release_key, release_record};
use serde_json::json;
use sqlx::AnyConnection;

/// So many records are written in one transaction: submissions and deliveries go between.
const PAGE: u32 = 100;
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
        let built_in = builtin_tables();
        let is_declared = |table: &&Table| built_in.iter().all(|one| one.name != table.name);
        for table in self.tables.iter().filter(is_declared) {
            let declaration = declaration(table);
            if self.is_keyed(table, &declaration).await? {
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
        }
        Ok(())
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

/// What the keys of the table's records depend on.
fn declaration(table: &Table) -> String {
    let is_key = |column: &&Column| {
        let mut names = table.keys.iter().flatten();
        column.identifying || names.any(|name| *name == column.name)
    };
    let columns: Vec<&Column> = table.columns.iter().filter(is_key).collect();
    json!({ "columns": columns, "keys": table.keys }).to_string()
}
