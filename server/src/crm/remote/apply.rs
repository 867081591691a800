//! Writes the records of one delivery in their turns.

use super::plan::{Planned, leads_to, steps};
use super::taken::Taken;
use super::turns::key;
use super::{Remote, RemoteConnector, SourceKey};
use crate::crm::connector::{Outcome, WriteRequest, Written, WrittenRecord};
use crate::crm::error::DeliveryError;
use crate::crm::table::Table;
use crate::crm::transcript::Transcript;
use crate::mapping::{Find, OnMatch};
use std::time::Duration;
use tokio::time::timeout;

/// The longest a delivery may take, but for giving back its turns; less than the worker's patience.
const PATIENCE: Duration = Duration::from_secs(40);
/// For so long a record may still come to be after the answer to its creation was lost.
const LATE_COMMIT: Duration = Duration::from_secs(120);

impl<R: Remote> RemoteConnector<R> {
    /// Delivers a request.
    pub(super) async fn apply(
        &self,
        request: &WriteRequest,
        transcript: &Transcript,
    ) -> Result<Written, DeliveryError> {
        let mut taken = Taken::of(request.answered_at_ms);
        let writing = self.write_all(request, &mut taken, transcript);
        // Turns are given back however it ends.
        let result = timeout(PATIENCE, writing)
            .await
            .unwrap_or_else(|_| Err(DeliveryError::retry("the CRM did not answer in time")));
        // Where the answer was lost it may have been written: what is older must not overwrite it meanwhile.
        let is_unsettled = matches!(
            result,
            Err(DeliveryError::Retry { .. } | DeliveryError::Wait { .. })
        );
        let may_be_written = taken.asked_to_write && is_unsettled;
        taken.give_back(self, may_be_written, result.is_ok()).await;
        match result {
            // A CRM that is slow may still create what it was asked for: only then is it found by our id.
            Err(DeliveryError::Retry { after, reason })
                if may_be_written
                    && is_answer_lost(transcript, after)
                    && self.is_found_by_column(&request.table) =>
            {
                let after = after.unwrap_or_default().max(LATE_COMMIT);
                Err(DeliveryError::Lost { after, reason })
            }
            result => result,
        }
    }

    fn is_found_by_column(&self, table: &str) -> bool {
        matches!(self.remote.source_key(table), SourceKey::Column(_))
    }

    async fn write_all(
        &self,
        request: &WriteRequest,
        taken: &mut Taken,
        transcript: &Transcript,
    ) -> Result<Written, DeliveryError> {
        let table = self.table(&request.table)?;
        if let Some(written) = self.try_upsert(table, request, taken, transcript).await? {
            return Ok(written);
        }
        let mut planned = self.plan(table, request, taken, transcript).await?;
        let ids = match self.write(table, &planned, taken, transcript).await {
            Err(refused @ DeliveryError::GiveUp { .. }) if request.find.is_some() => {
                // A record that was not there may have come since, or one that was may have gone.
                let before = std::mem::take(&mut planned);
                planned = self.plan(table, request, taken, transcript).await?;
                if planned.iter().map(leads_to).eq(before.iter().map(leads_to)) {
                    return Err(refused);
                }
                self.write(table, &planned, taken, transcript).await?
            }
            ids => ids?,
        };
        let mut ids = ids.into_iter();
        let mut next = || {
            ids.next()
                .ok_or_else(|| DeliveryError::retry("the CRM did not say what it wrote"))
        };
        let mut written = Written::default();
        // By these values, too, an older response must not overwrite what was written.
        let mut held = Vec::new();
        for one in planned {
            held.extend(self.held_keys(table, request, &one));
            let (id, outcome) = match one {
                Planned::Create { .. } => (next()?, Outcome::Created),
                Planned::Match { record, writes } if writes.is_empty() => {
                    (record.id, Outcome::Found)
                }
                Planned::Match { .. } => (next()?, Outcome::Updated),
                Planned::Repeated { id } => (id, Outcome::Created),
            };
            written.records.push(WrittenRecord { id, outcome });
        }
        if request.find.is_some() {
            // An older response that finds these records later must not overwrite them.
            let created = written.records.iter();
            let created = created.filter(|record| record.outcome == Outcome::Created);
            let keys = created.map(|record| key(&self.name, &table.name, "id", &record.id));
            let keys = keys.chain(held);
            taken.note(self, keys.collect()).await;
        }
        Ok(written)
    }

    /// The turns of what a record may be upserted by, once that is done.
    fn held_keys(&self, table: &Table, request: &WriteRequest, planned: &Planned) -> Vec<String> {
        let links = |find: &Find| find.on_match == OnMatch::Link;
        match planned {
            Planned::Create { values, .. } => self.upserted_by(table, values).collect(),
            Planned::Match { .. } if request.find.as_ref().is_some_and(links) => Vec::new(),
            Planned::Match { record, writes } => {
                let there = self.upserted_by(table, &record.values);
                there.chain(self.upserted_by(table, writes)).collect()
            }
            Planned::Repeated { .. } => match &request.rows[..] {
                [row] => {
                    let cells = row.values.iter();
                    let values = cells.map(|(name, cell)| (name.clone(), cell.value.clone()));
                    self.upserted_by(table, &values.collect()).collect()
                }
                _ => Vec::new(),
            },
        }
    }

    async fn write(
        &self,
        table: &Table,
        planned: &[Planned],
        taken: &mut Taken,
        transcript: &Transcript,
    ) -> Result<Vec<String>, DeliveryError> {
        let steps = steps(planned);
        if steps.is_empty() {
            return Ok(Vec::new());
        }
        taken.asked_to_write = true;
        self.remote.write(table, &steps, transcript).await
    }
}

/// Whether nobody said what became of the last request: nothing came back, or a proxy gave up waiting. Who names a
/// time with a 503 to come back has done nothing; others say 503 as well where the CRM takes too long.
fn is_answer_lost(transcript: &Transcript, asked: Option<Duration>) -> bool {
    let exchanges = transcript.exchanges();
    let Some(last) = exchanges.last() else {
        return false;
    };
    match last.status {
        None | Some(502 | 504 | 520..=527) => true,
        Some(503) => asked.is_none(),
        Some(_) => false,
    }
}
