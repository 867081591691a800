//! What a delivery would do: the same as it does, without turns and without writing.

use super::plan::{Planned, accepted, steps};
use super::taken::Taken;
use super::{Remote, RemoteConnector, SourceKey};
use crate::crm::connector::{ExpectedRecords, Outcome, PlannedRecord, Preview, WriteRequest};
use crate::crm::error::DeliveryError;
use crate::crm::merge::merge;
use crate::crm::transcript::Transcript;
use serde_json::Map;

impl<R: Remote> RemoteConnector<R> {
    /// What a request would do, if the `expected` records were there.
    pub(super) async fn plan_only(
        &self,
        request: &WriteRequest,
        expected: &ExpectedRecords,
    ) -> Result<Preview, DeliveryError> {
        let table = self.table(&request.table)?;
        // The CRM cannot be asked for a record that is not there yet.
        if let (Some(find), [row]) = (&request.find, &request.rows[..])
            && let Some(id) = &row.existing
            && let Some(there) = expected.get(&(table.name.clone(), id.clone()))
        {
            let row = accepted(table, row)?;
            let writes = merge(table, there, &row.values, find.on_match, false);
            let mut before = there.clone();
            before.retain(|name, _| row.values.contains_key(name));
            let record = PlannedRecord {
                outcome: outcome(writes.is_empty()),
                id: Some(id.clone()),
                before,
                writes,
            };
            return Ok(Preview {
                records: vec![record],
                requests: Vec::new(),
            });
        }
        let mut taken = Taken::by_nobody(request.answered_at_ms);
        let planned = self
            .plan(table, request, &mut taken, &Transcript::default())
            .await?;
        let upsert = self.upsert_in_turn(table, request, &mut taken).await?;
        let requests = match &upsert {
            Some((upsert, _)) => vec![self.remote.render_upsert(upsert)],
            None => self.remote.render(table, &steps(&planned)),
        };
        let keeps = upsert.is_none() && self.remote.source_key(&table.name) == SourceKey::Id;
        let is_written = |name: &str| request.rows.iter().any(|row| row.values.contains_key(name));
        let records = planned.into_iter().map(|one| {
            let mut record = planned_record(one, keeps);
            record.before.retain(|name, _| is_written(name));
            record
        });
        Ok(Preview {
            records: records.collect(),
            requests,
        })
    }
}

/// `keeps_id`: whether the CRM takes the id that we give.
fn planned_record(planned: Planned, keeps_id: bool) -> PlannedRecord {
    match planned {
        Planned::Create { id, values } => PlannedRecord {
            outcome: Outcome::Created,
            id: keeps_id.then(|| id.to_string()),
            before: Map::new(),
            writes: values,
        },
        Planned::Match { record, writes } => PlannedRecord {
            outcome: outcome(writes.is_empty()),
            id: Some(record.id),
            before: record.values,
            writes,
        },
        Planned::Repeated { id } => PlannedRecord {
            outcome: Outcome::Found,
            id: Some(id),
            before: Map::new(),
            writes: Map::new(),
        },
    }
}

fn outcome(is_right_already: bool) -> Outcome {
    match is_right_already {
        true => Outcome::Found,
        false => Outcome::Updated,
    }
}
