//! Finds, matches, merges and creates the records of one delivery.

use super::turns::{Turn, key};
use super::{By, Found, Remote, RemoteConnector, SourceKey, Step};
use crate::crm::connector::{
    ExpectedRecords, Outcome, PlannedRecord, Preview, RecordWrite, WriteRequest, Written,
    WrittenRecord,
};
use crate::crm::error::DeliveryError;
use crate::crm::key::identifying_value;
use crate::crm::merge::merge;
use crate::crm::table::Table;
use crate::crm::transcript::Transcript;
use crate::mapping::{Find, OnMatch, OnSeveral};
use serde_json::{Map, Value};
use std::time::Duration;
use tokio::time::timeout;

/// The longest a delivery may take, but for giving back its turns; less than the worker's patience.
const PATIENCE: Duration = Duration::from_secs(40);
/// For so long a record may still come to be after the answer to its creation was lost.
const LATE_COMMIT: Duration = Duration::from_secs(120);
/// How many candidates a dead letter names.
const MOST_CANDIDATES: usize = 5;

/// What becomes of one record.
enum Planned {
    /// It is created.
    Create { step: Step },
    /// It was found; with nothing to write, it is right as it is.
    Match {
        record: Found,
        writes: Map<String, Value>,
    },
    /// It was created by an earlier try.
    Repeated { id: String },
}

/// The turns of one delivery.
pub(super) struct Taken {
    turns: Vec<Held>,
    /// Whether it takes any: a dry run does not.
    takes: bool,
    /// Whether the CRM was asked to write.
    asked_to_write: bool,
    /// When the answers were given that are delivered, in milliseconds since the epoch.
    answered_at_ms: i64,
}

/// A turn of a delivery.
struct Held {
    turn: Turn,
    /// Whether it is for a record that holds these answers, not for looking.
    is_written: bool,
}

impl<R: Remote> RemoteConnector<R> {
    /// Delivers a request.
    pub(super) async fn apply(
        &self,
        request: &WriteRequest,
        transcript: &Transcript,
    ) -> Result<Written, DeliveryError> {
        let mut taken = Taken {
            turns: Vec::new(),
            takes: true,
            asked_to_write: false,
            answered_at_ms: request.answered_at_ms,
        };
        let writing = self.write_all(request, &mut taken, transcript);
        // Turns are given back however it ends.
        let result = timeout(PATIENCE, writing)
            .await
            .unwrap_or_else(|_| Err(DeliveryError::retry("the CRM did not answer in time")));
        // Where the answer was lost it may have been written: what is older must not overwrite it meanwhile.
        let may_be_written =
            taken.asked_to_write && matches!(result, Err(DeliveryError::Retry { .. }));
        let given_back = taken.turns.into_iter().map(|held| {
            let notes = may_be_written || (result.is_ok() && held.is_written);
            (held.turn, notes.then_some(request.answered_at_ms))
        });
        let given_back: Vec<_> = given_back.collect();
        if !given_back.is_empty() {
            self.turns.give_back(given_back).await;
        }
        match result {
            // A CRM that is slow may still create what it was asked for: only then is it found by our id.
            Err(DeliveryError::Retry { after, reason })
                if may_be_written
                    && is_answer_lost(transcript)
                    && self.is_found_by_column(&request.table) =>
            {
                let after = Some(after.unwrap_or_default().max(LATE_COMMIT));
                Err(DeliveryError::Retry { after, reason })
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
        for one in planned {
            let (id, outcome) = match one {
                Planned::Create { .. } => (next()?, Outcome::Created),
                Planned::Match { record, writes } if writes.is_empty() => {
                    (record.id, Outcome::Found)
                }
                Planned::Match { .. } => (next()?, Outcome::Updated),
                Planned::Repeated { id } => (id, Outcome::Created),
            };
            let record = WrittenRecord { id, outcome };
            if outcome == Outcome::Created && request.find.is_some() {
                self.note_written(table, &record, taken).await;
            }
            written.records.push(record);
        }
        self.note_for_upserts(table, request, taken);
        Ok(written)
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
        taken.asked_to_write();
        self.remote.write(table, &steps, transcript).await
    }

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
            let outcome = match writes.is_empty() {
                true => Outcome::Found,
                false => Outcome::Updated,
            };
            let mut before = there.clone();
            before.retain(|name, _| row.values.contains_key(name));
            let record = PlannedRecord {
                outcome,
                id: Some(id.clone()),
                before,
                writes,
            };
            return Ok(Preview {
                records: vec![record],
                requests: Vec::new(),
            });
        }
        let mut taken = Taken {
            turns: Vec::new(),
            takes: false,
            asked_to_write: false,
            answered_at_ms: request.answered_at_ms,
        };
        let planned = self
            .plan(table, request, &mut taken, &Transcript::default())
            .await?;
        let upsert = self.upsert_of(table, request)?;
        let requests = match &upsert {
            Some(_) if matches!(planned[..], [Planned::Repeated { .. }]) => Vec::new(),
            Some(upsert) => vec![self.remote.render_upsert(upsert)],
            None => self.remote.render(table, &steps(&planned)),
        };
        let records = planned.into_iter().map(|one| match one {
            Planned::Create { step } => {
                let Step::Create { id, values } = step else {
                    unreachable!("only records that are created are planned so")
                };
                let keeps =
                    upsert.is_none() && self.remote.source_key(&table.name) == SourceKey::Id;
                PlannedRecord {
                    outcome: Outcome::Created,
                    id: keeps.then(|| id.to_string()),
                    before: Map::new(),
                    writes: values,
                }
            }
            Planned::Match { record, writes } => PlannedRecord {
                outcome: match writes.is_empty() {
                    true => Outcome::Found,
                    false => Outcome::Updated,
                },
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
        });
        Ok(Preview {
            records: records.collect(),
            requests,
        })
    }

    async fn plan(
        &self,
        table: &Table,
        request: &WriteRequest,
        taken: &mut Taken,
        transcript: &Transcript,
    ) -> Result<Vec<Planned>, DeliveryError> {
        let mut planned = Vec::with_capacity(request.rows.len());
        for row in &request.rows {
            let row = accepted(table, row)?;
            planned.extend(
                self.plan_row(table, request, &row, taken, transcript)
                    .await?,
            );
        }
        Ok(planned)
    }

    async fn plan_row(
        &self,
        table: &Table,
        request: &WriteRequest,
        row: &RecordWrite,
        taken: &mut Taken,
        transcript: &Transcript,
    ) -> Result<Option<Planned>, DeliveryError> {
        let source_key = self.remote.source_key(&table.name);
        if request.is_repeat {
            let own_id = row.id.to_string();
            let by = match &source_key {
                SourceKey::Column(column) => Some(By::Source(column, row.id)),
                // The CRM says by itself that a record of that id is there, when it is asked to write.
                SourceKey::Id if request.find.is_some() || !taken.takes => Some(By::Id(&own_id)),
                SourceKey::Id | SourceKey::None => None,
            };
            if let Some(by) = by {
                let earlier = self.remote.find(table, by, &[], 1, transcript).await?;
                if let Some(record) = earlier.into_iter().next() {
                    return Ok(Some(Planned::Repeated { id: record.id }));
                }
            }
        }
        if let Some(find) = &request.find {
            let found = self.find_row(table, find, row, taken, transcript).await?;
            if let Some((found, newest_at_ms)) = found {
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
        if let SourceKey::Column(column) = source_key {
            values.insert(column, row.id.to_string().into());
        }
        Ok(Some(Planned::Create {
            step: Step::Create { id: row.id, values },
        }))
    }

    /// The one record that the identifying columns lead to, as it is in the turn to write to it, and when the newest
    /// answers were given that it may hold.
    async fn find_row(
        &self,
        table: &Table,
        find: &Find,
        row: &RecordWrite,
        taken: &mut Taken,
        transcript: &Transcript,
    ) -> Result<Option<(Found, Option<i64>)>, DeliveryError> {
        // What two deliveries look for at the same time, neither would find, and both create.
        let mut keys: Vec<String> = Vec::new();
        for name in &find.by {
            let value = row.values.get(name).map(|cell| &cell.value);
            if let Some((column, value)) = table.column(name).zip(value)
                && let Some(value) = identifying_value(column, value)
            {
                keys.push(key(&self.name, &table.name, name, &value));
            }
        }
        let looking = taken.take(self, keys).await?;
        let columns: Vec<&str> = match find.on_match {
            OnMatch::Link => Vec::new(),
            OnMatch::Update | OnMatch::FillEmpty => row.values.keys().map(String::as_str).collect(),
        };
        let missing = || DeliveryError::column("id", "names a record that does not exist");
        for name in &find.by {
            if name == "id" {
                let Some(id) = &row.existing else { continue };
                let newest = match find.on_match {
                    OnMatch::Link => None,
                    _ => self.take_record(table, id, taken).await?.newest_at_ms,
                };
                let found = self
                    .remote
                    .find(table, By::Id(id), &columns, 1, transcript)
                    .await?;
                let found = found.into_iter().next().ok_or_else(missing)?;
                return Ok(Some((found, newest.max(looking))));
            }
            let value = row.values.get(name).map(|cell| &cell.value);
            let Some((column, value)) = table.column(name).zip(value) else {
                continue;
            };
            if identifying_value(column, value).is_none() {
                continue;
            }
            let by = By::Column(column, value);
            let mut found = self
                .remote
                .find(table, by, &columns, MOST_CANDIDATES + 1, transcript)
                .await?;
            let found = match (found.len(), find.on_several) {
                (0, _) => continue,
                (1, _) | (_, OnSeveral::Newest) => found.swap_remove(0),
                (_, OnSeveral::Refuse) => return Err(several_match(name, &found)),
            };
            if find.on_match == OnMatch::Link {
                return Ok(Some((found, None)));
            }
            let turn = self.take_record(table, &found.id, taken).await?;
            let newest = turn.newest_at_ms.max(looking);
            if !turn.was_in_use {
                return Ok(Some((found, newest)));
            }
            // Somebody else wrote to it a moment ago, who had found it by something else.
            let again = self
                .remote
                .find(table, By::Id(&found.id), &columns, 1, transcript)
                .await?;
            let gone = || DeliveryError::retry("the record that was found is gone");
            return Ok(Some((again.into_iter().next().ok_or_else(gone)?, newest)));
        }
        Ok(None)
    }

    /// Takes the turn to write to a record.
    async fn take_record(
        &self,
        table: &Table,
        id: &str,
        taken: &mut Taken,
    ) -> Result<TurnToWrite, DeliveryError> {
        let own_key = key(&self.name, &table.name, "id", id);
        let newest_at_ms = taken.take(self, vec![own_key.clone()]).await?;
        Ok(TurnToWrite {
            newest_at_ms,
            was_in_use: taken.is_written_in(&own_key),
        })
    }
}

/// What is known of a record in the turn to write to it.
pub(super) struct TurnToWrite {
    newest_at_ms: Option<i64>,
    was_in_use: bool,
}

impl Taken {
    /// Notes that the CRM is asked to write.
    pub(super) fn asked_to_write(&mut self) {
        self.asked_to_write = true;
    }

    /// Takes turns, each once, unless this is a dry run; when the newest answers were given that were written in any of
    /// them.
    pub(super) async fn take<R: Remote>(
        &mut self,
        connector: &RemoteConnector<R>,
        mut keys: Vec<String>,
    ) -> Result<Option<i64>, DeliveryError> {
        if !self.takes {
            return connector.turns.newest(keys).await;
        }
        keys.sort_unstable();
        keys.dedup();
        let wanted = keys.clone();
        keys.retain(|key| self.turns.iter().all(|held| held.turn.key != *key));
        if !keys.is_empty() {
            let turns = connector.turns.take(keys, self.answered_at_ms).await?;
            self.turns.extend(turns.into_iter().map(|turn| Held {
                turn,
                is_written: false,
            }));
        }
        let held = self
            .turns
            .iter()
            .filter(|held| wanted.contains(&held.turn.key));
        Ok(held.filter_map(|held| held.turn.newest_at_ms).max())
    }

    /// Notes that answers are written in a turn; whether somebody else had it a moment ago.
    pub(super) fn is_written_in(&mut self, key: &str) -> bool {
        let held = self.turns.iter_mut().find(|held| held.turn.key == key);
        let Some(held) = held else {
            return false;
        };
        held.is_written = true;
        held.turn.was_in_use
    }
}

/// The record that was there, where one was.
fn leads_to(planned: &Planned) -> Option<&str> {
    match planned {
        Planned::Create { .. } => None,
        Planned::Match { record, .. } => Some(&record.id),
        Planned::Repeated { id } => Some(id),
    }
}

/// Whether nobody said what became of the last request: nothing came back, or a proxy gave up waiting.
fn is_answer_lost(transcript: &Transcript) -> bool {
    let exchanges = transcript.exchanges();
    let status = exchanges.last().map(|exchange| exchange.status);
    matches!(status, Some(None | Some(504)))
}

fn steps(planned: &[Planned]) -> Vec<Step> {
    planned
        .iter()
        .filter_map(|one| match one {
            Planned::Create { step } => Some(step.clone()),
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
            let is_alternative = |other: &crate::crm::Column| {
                column.one_of.is_some() && other.one_of == column.one_of && fills(&other.name)
            };
            !others.any(is_alternative)
        })
        .map(|column| column.name.as_str())
}

fn several_match(column: &str, found: &[Found]) -> DeliveryError {
    let more = if found.len() > MOST_CANDIDATES {
        " and more"
    } else {
        ""
    };
    let ids: Vec<&str> = found
        .iter()
        .take(MOST_CANDIDATES)
        .map(|record| record.id.as_str())
        .collect();
    DeliveryError::column(
        column,
        format!("matches several records: {}{more}", ids.join(", ")),
    )
}
