//! The keys of records that were there before their table was declared as it is now.

use super::Embedded;
use super::keys::keys;
use crate::crm::builtin::builtin_tables;
use crate::crm::table::{Column, Table};
use crate::store::{StoreError, StoredRecord, WriteError, key_record};
use serde_json::json;
use sqlx::AnyConnection;

/// So many records are written in one transaction.
const PAGE: u32 = 200;

impl Embedded {
    /// Brings the keys of records up to date with the declared tables. Of records that share a value which has become
    /// unique, the oldest keeps it, and the log names the others: they stay as they are.
    ///
    /// # Errors
    /// The database failed.
    pub async fn bring_keys_up_to_date(&self) -> Result<(), StoreError> {
        let built_in = builtin_tables();
        let is_declared = |table: &&Table| built_in.iter().all(|one| one.name != table.name);
        for table in self.tables.iter().filter(is_declared) {
            let declaration = declaration(table);
            let known = self.store.key_declaration(&table.name).await?;
            if known.as_deref() != Some(&declaration) {
                self.store.release_all(&table.name).await?;
                self.key_again(table).await?;
                let store = &self.store;
                store
                    .keep_key_declaration(&table.name, &declaration)
                    .await?;
            }
        }
        Ok(())
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
            let mut tx = self.store.begin().await?;
            for one in &page {
                let locked = self.store.lock_record(&mut tx, &table.name, &one.id);
                if let Some(record) = locked.await? {
                    key(&mut tx, table, &record).await?;
                }
            }
            tx.commit().await?;
        }
    }
}

async fn key(
    tx: &mut AnyConnection,
    table: &Table,
    record: &StoredRecord,
) -> Result<(), StoreError> {
    let mut keys = keys(table, &record.values);
    loop {
        match key_record(tx, record, &keys).await {
            Ok(()) => return Ok(()),
            Err(WriteError::Store(error)) => return Err(error),
            Err(WriteError::Taken(taken)) => {
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
