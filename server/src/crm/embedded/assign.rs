//! Who is given new records: the owners of a table, in turn.
//!
//! ```toml
//! [crm.assign.lead]
//! owners = ["anna@example.com", "bartek@example.com"]
//! rule = "round_robin"
//! ```

use super::Embedded;
use crate::crm::table::{ColumnType, Table};
use crate::store::{StoreError, StoredRecord, keep_owner_turn, records_there};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sonda_domain::Fault;
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet};

/// The column that holds the owner.
pub(super) const OWNER: &str = "owner";

/// The most owners of a table.
const MOST_OWNERS: usize = 1_000;

/// The owners of a table's new records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    /// Their names or e-mail addresses, as the column `owner` is to hold them.
    pub owners: Vec<String>,
    /// Whose turn it is.
    #[serde(default)]
    pub rule: AssignRule,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignRule {
    /// One after the other, and from the beginning again.
    #[default]
    RoundRobin,
}

/// What makes no sense about the owners, with paths relative to `crm.assign`.
pub(super) fn assign_faults(assign: &BTreeMap<String, Assign>, tables: &[Table]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, Assign { owners, .. }) in assign {
        let Some(table) = tables.iter().find(|table| table.name == *name) else {
            let reason = format!("there is no table `{name}`");
            faults.push(Fault::new(format!("/{name}"), reason));
            continue;
        };
        let Some(kind @ ColumnType::Text { .. }) = table.column(OWNER).map(|column| &column.kind)
        else {
            let reason = format!("`{name}` has no column `{OWNER}` of type text");
            faults.push(Fault::new(format!("/{name}"), reason));
            continue;
        };
        if owners.is_empty() || owners.len() > MOST_OWNERS {
            let reason = format!("there must be 1 to {MOST_OWNERS} owners");
            faults.push(Fault::new(format!("/{name}/owners"), reason));
        }
        for (index, owner) in owners.iter().enumerate() {
            if let Err(fault) = kind.accept(&Value::from(owner.as_str())) {
                let path = format!("/{name}/owners/{index}");
                faults.push(Fault::new(path, fault.to_string()));
            }
        }
    }
    faults
}

impl Embedded {
    /// Gives each new record without an owner the next one. Records that are there already, written by an earlier try,
    /// take no turn.
    pub(super) async fn assign_owners<'r>(
        &self,
        tx: &mut AnyConnection,
        new: impl Iterator<Item = &'r mut StoredRecord>,
    ) -> Result<(), StoreError> {
        let mut by_table: BTreeMap<&str, Vec<&mut StoredRecord>> = BTreeMap::new();
        for record in new {
            if let Some((table, _)) = self.assign.get_key_value(&record.table)
                && !record.values.contains_key(OWNER)
            {
                by_table.entry(table).or_default().push(record);
            }
        }
        for (table, records) in by_table {
            let owners = &self.assign[table].owners;
            let begun = self.store.lock_owner_turn(tx, table).await?;
            // Only now: whoever had the turn may have written some of them.
            let ids: BTreeSet<&str> = records.iter().map(|record| record.id.as_str()).collect();
            let there = records_there(tx, table, &ids).await?;
            let mut turn = begun;
            for record in records {
                if there.contains(&record.id) {
                    continue;
                }
                let place = usize::try_from(turn).unwrap_or_default() % owners.len().max(1);
                let Some(owner) = owners.get(place) else {
                    continue;
                };
                record
                    .values
                    .insert(OWNER.to_owned(), owner.as_str().into());
                turn = turn.wrapping_add(1).max(0);
            }
            if turn != begun {
                keep_owner_turn(tx, table, turn).await?;
            }
        }
        Ok(())
    }
}
