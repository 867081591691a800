//! What a delivery would do, found out in a transaction that writes nothing.

use super::Embedded;
use super::write::{Planned, accept_values, accepted_cells};
use super::writing::{Failure, Writing};
use crate::crm::connector::{
    ExpectedRecords, Finding, Outcome, PlannedRecord, Preview, RecordRef, RecordWrite, WriteRequest,
};
use crate::crm::error::DeliveryError;
use crate::crm::merge::merge;
use crate::crm::table::Table;
use crate::store::{StoreError, StoredRecord};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

impl Embedded {
    /// What a request would do, if the `expected` records were there.
    pub(super) async fn plan_only(
        &self,
        request: &WriteRequest,
        expected: &ExpectedRecords,
    ) -> Result<Preview, Failure> {
        let table = self.table(&request.table).ok_or_else(|| {
            DeliveryError::give_up(format!("there is no table `{}`", request.table))
        })?;
        self.check_keys(request).await?;
        let mut tx = self.store.begin().await?;
        let mut preview = Preview::default();
        {
            let mut writing = Writing::new(self, &mut tx);
            let mut known: BTreeSet<RecordRef> = expected.keys().cloned().collect();
            for row in &request.rows {
                let values = accept_values(table, row)?;
                Self::check_lookups(&mut writing, table, &values, &mut known).await?;
                if let Some(find) = &request.find
                    && let Some((id, there)) = expected_record(table, row, expected)
                {
                    let cells = accepted_cells(row, values);
                    let writes = merge(table, there, &cells, find.on_match, false);
                    let before = shown(there, row);
                    preview.records.push(found(id, before, writes));
                    continue;
                }
                let own_id = row.id.to_string();
                let tx = writing.up_to_date().await?;
                if let Some(record) = self.store.lock_record(tx, &table.name, &own_id).await? {
                    let before = before(&record, row);
                    preview.records.push(found(record.id, before, Map::new()));
                    continue;
                }
                let plan = self.plan_row(&mut writing, table, request, row, values);
                preview.records.extend(match plan.await? {
                    Planned::Nothing => None,
                    Planned::Create(writes) => {
                        writing
                            .check_unique(table, &own_id, &Map::new(), &writes)
                            .await?;
                        Some(planned(Outcome::Created, own_id, writes))
                    }
                    Planned::Repeated(record) => {
                        let before = before(&record, row);
                        Some(found(record.id, before, Map::new()))
                    }
                    Planned::Match(record, writes) => {
                        writing
                            .check_unique(table, &record.id, &record.values, &writes)
                            .await?;
                        let before = before(&record, row);
                        Some(found(record.id, before, writes))
                    }
                });
            }
        }
        tx.rollback().await?;
        Ok(preview)
    }

    /// Whether the database answers.
    pub(super) async fn try_out(&self) -> Vec<Finding> {
        let tables = self.tables.len();
        let result: Result<_, StoreError> = match self.tables.first() {
            Some(table) => self.store.records(&table.name, None, 1).await.map(drop),
            None => Ok(()),
        };
        let text = match &result {
            Ok(()) => format!("Sonda's own database answers; it has {tables} tables of records."),
            Err(error) => {
                tracing::warn!(error.cause = %error, "the embedded CRM's database failed");
                "Sonda's own database does not answer: see the server's log.".to_owned()
            }
        };
        vec![Finding {
            ok: result.is_ok(),
            text,
        }]
    }
}

/// The record named by its id, where it is one of those expected.
fn expected_record<'e>(
    table: &Table,
    row: &RecordWrite,
    expected: &'e ExpectedRecords,
) -> Option<(String, &'e Map<String, Value>)> {
    let id = row.existing.clone()?;
    let there = expected.get(&(table.name.clone(), id.clone()))?;
    Some((id, there))
}

fn planned(outcome: Outcome, id: String, writes: Map<String, Value>) -> PlannedRecord {
    PlannedRecord {
        outcome,
        id: Some(id),
        before: Map::new(),
        writes,
    }
}

fn found(id: String, before: Map<String, Value>, writes: Map<String, Value>) -> PlannedRecord {
    let outcome = match writes.is_empty() {
        true => Outcome::Found,
        false => Outcome::Updated,
    };
    PlannedRecord {
        before,
        ..planned(outcome, id, writes)
    }
}

/// What the columns of the request hold now.
fn before(record: &StoredRecord, row: &RecordWrite) -> Map<String, Value> {
    shown(&record.values, row)
}

fn shown(there: &Map<String, Value>, row: &RecordWrite) -> Map<String, Value> {
    there
        .iter()
        .filter(|(name, _)| row.values.contains_key(*name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
