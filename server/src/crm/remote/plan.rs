//! Decides what becomes of each record of a delivery: found by an earlier try, matched and merged, or created.

use super::find::Look;
use super::taken::Taken;
use super::{By, Found, Remote, RemoteConnector, SourceKey, Step};
use crate::crm::connector::{RecordWrite, WriteRequest};
use crate::crm::error::DeliveryError;
use crate::crm::merge::merge;
use crate::crm::table::{Column, Table};
use crate::crm::transcript::Transcript;
use futures::{TryStreamExt, stream};
use serde_json::{Map, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// So many records are looked for at once.
pub(super) const LOOKS_AT_ONCE: usize = 8;

/// What becomes of one record.
pub(super) enum Planned {
    /// It is created, under our id.
    Create {
        id: Uuid,
        values: Map<String, Value>,
    },
    /// It was found; with nothing to write, it is right as it is.
    Match {
        record: Found,
        writes: Map<String, Value>,
    },
    /// It was created by an earlier try.
    Repeated { id: String },
}

impl<R: Remote> RemoteConnector<R> {
    /// What becomes of the records of a request.
    pub(super) async fn plan(
        &self,
        table: &Table,
        request: &WriteRequest,
        taken: &mut Taken,
        transcript: &Transcript,
    ) -> Result<Vec<Planned>, DeliveryError> {
        let rows = request.rows.iter().map(|row| accepted(table, row));
        let rows: Vec<RecordWrite> = rows.collect::<Result<_, _>>()?;
        let mut earlier = self
            .written_earlier(table, request, taken.takes, transcript)
            .await?;
        let mut planned = Vec::with_capacity(rows.len());
        for row in &rows {
            match earlier.remove(&row.id) {
                Some(id) => planned.push(Planned::Repeated { id }),
                None => planned.extend(
                    self.plan_row(table, request, row, taken, transcript)
                        .await?,
                ),
            }
        }
        Ok(planned)
    }

    /// The records in the CRM that an earlier try created, by our ids.
    async fn written_earlier(
        &self,
        table: &Table,
        request: &WriteRequest,
        writes: bool,
        transcript: &Transcript,
    ) -> Result<HashMap<Uuid, String>, DeliveryError> {
        let source_key = self.remote.source_key(&table.name);
        let is_looked_for = match source_key {
            SourceKey::Column(_) => true,
            // Without `find`, the CRM says by itself that a record of that id is there, when it is asked to write.
            SourceKey::Id => request.find.is_some() || !writes,
            SourceKey::None => false,
        };
        if !request.is_repeat || !is_looked_for {
            return Ok(HashMap::new());
        }
        let ids = request.rows.iter().map(|row| row.id);
        let looks = ids.map(|id| self.look_for_own(table, &source_key, id, transcript));
        let looks: Vec<_> = looks.map(Ok).collect();
        stream::iter(looks)
            .try_buffer_unordered(LOOKS_AT_ONCE)
            .try_filter_map(|found| async { Ok(found) })
            .try_collect()
            .await
    }

    async fn look_for_own(
        &self,
        table: &Table,
        source_key: &SourceKey,
        id: Uuid,
        transcript: &Transcript,
    ) -> Result<Option<(Uuid, String)>, DeliveryError> {
        let own_id = id.to_string();
        let by = match source_key {
            SourceKey::Column(column) => By::Source(column, id),
            SourceKey::Id | SourceKey::None => By::Id(&own_id),
        };
        let found = self.remote.find(table, by, &[], 1, transcript).await?;
        Ok(found.into_iter().next().map(|record| (id, record.id)))
    }

    async fn plan_row(
        &self,
        table: &Table,
        request: &WriteRequest,
        row: &RecordWrite,
        taken: &mut Taken,
        transcript: &Transcript,
    ) -> Result<Option<Planned>, DeliveryError> {
        if let Some(find) = &request.find {
            let look = Look {
                table,
                find,
                row,
                more: self.remote.upsert_keys(table),
                transcript,
            };
            if let Some((found, newest_at_ms)) = self.find_row(&look, taken).await? {
                let is_older = newest_at_ms.is_some_and(|newest| newest > request.answered_at_ms);
                let writes = merge(table, &found.values, &row.values, find.on_match, is_older);
                return Ok(Some(Planned::Match {
                    record: found,
                    writes,
                }));
            }
            if !find.creates() {
                return Ok(None);
            }
        }
        if let Some(missing) = missing(table, row) {
            return Err(DeliveryError::column(
                missing,
                "is required and has no value",
            ));
        }
        let mut values: Map<String, Value> = row
            .values
            .iter()
            .map(|(name, cell)| (name.clone(), cell.value.clone()))
            .collect();
        if let SourceKey::Column(column) = self.remote.source_key(&table.name) {
            values.insert(column, row.id.to_string().into());
        }
        Ok(Some(Planned::Create { id: row.id, values }))
    }
}

/// The record that was there, where one was.
pub(super) fn leads_to(planned: &Planned) -> Option<&str> {
    match planned {
        Planned::Create { .. } => None,
        Planned::Match { record, .. } => Some(&record.id),
        Planned::Repeated { id } => Some(id),
    }
}

/// What the CRM is asked to do.
pub(super) fn steps(planned: &[Planned]) -> Vec<Step> {
    planned
        .iter()
        .filter_map(|one| match one {
            Planned::Create { id, values } => Some(Step::Create {
                id: *id,
                values: values.clone(),
            }),
            Planned::Match { record, writes } if !writes.is_empty() => Some(Step::Update {
                record: record.clone(),
                values: writes.clone(),
            }),
            Planned::Match { .. } | Planned::Repeated { .. } => None,
        })
        .collect()
}

/// The row with its values as the table's columns keep them; judged by the table as it is now: a CRM would say the
/// same less clearly.
pub(super) fn accepted(table: &Table, row: &RecordWrite) -> Result<RecordWrite, DeliveryError> {
    let mut row = row.clone();
    for (name, cell) in &mut row.values {
        let Some(column) = table.column(name) else {
            if table.open {
                continue;
            }
            let reason = format!("is unknown to the table `{}`", table.name);
            return Err(DeliveryError::column(name, reason));
        };
        let accepted = column.kind.accept(&cell.value);
        cell.value = accepted
            .map_err(|fault| DeliveryError::column(name, format!("has a value that {fault}")))?;
    }
    Ok(row)
}

/// A required column that a new record would lack.
pub(super) fn missing<'a>(table: &'a Table, row: &RecordWrite) -> Option<&'a str> {
    let fills = |name: &str| row.values.contains_key(name);
    table
        .columns
        .iter()
        .filter(|column| column.required && !column.read_only && !fills(&column.name))
        .find(|column| {
            let mut others = table.columns.iter();
            let is_alternative = |other: &Column| {
                column.one_of.is_some() && other.one_of == column.one_of && fills(&other.name)
            };
            !others.any(is_alternative)
        })
        .map(|column| column.name.as_str())
}
