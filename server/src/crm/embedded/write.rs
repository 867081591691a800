//! What happens inside the transaction of a delivery: judge, find, merge or create.

use super::Embedded;
use super::activity::{Cause, is_logged};
use super::assign::OWNER;
use super::keys::found_by;
use super::writing::{Failure, Writing};
use crate::crm::connector::{Cell, Outcome, RecordWrite, WriteRequest, Written, WrittenRecord};
use crate::crm::error::DeliveryError;
use crate::crm::merge::merge;
use crate::crm::table::{Column, ColumnType, Table};
use crate::mapping::{Find, OnMatch, OnSeveral};
use crate::store::{ActivityKind, StoredRecord, record_exists, records_by_key};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How many candidates a dead letter names.
const MOST_CANDIDATES: u32 = 5;

/// What becomes of one record.
pub(super) enum Planned {
    /// It is new, with these values.
    Create(Map<String, Value>),
    /// It was found, and these values are written to it.
    Match(StoredRecord, Map<String, Value>),
    /// It was created by an earlier try.
    Repeated(StoredRecord),
    /// It was not found, and is not created.
    Nothing,
}

impl Embedded {
    /// Writes the records of one delivery inside the caller's transaction.
    pub(super) async fn write<'t>(
        &'t self,
        writing: &mut Writing<'t>,
        request: &WriteRequest,
    ) -> Result<Written, Failure> {
        let table = self.table(&request.table).ok_or_else(|| {
            DeliveryError::give_up(format!("there is no table `{}`", request.table))
        })?;
        let mut accepted = Vec::with_capacity(request.rows.len());
        for row in &request.rows {
            accepted.push(accept_values(table, row)?);
        }
        let mut written = Written::default();
        let mut known = BTreeSet::new();
        for (row, values) in request.rows.iter().zip(accepted) {
            Self::check_lookups(writing, table, &values, &mut known).await?;
            if let Some(record) = self.write_row(writing, table, request, row, values).await? {
                written.records.push(record);
            }
        }
        Ok(written)
    }

    async fn write_row<'t>(
        &self,
        writing: &mut Writing<'t>,
        table: &'t Table,
        request: &WriteRequest,
        row: &RecordWrite,
        values: Map<String, Value>,
    ) -> Result<Option<WrittenRecord>, Failure> {
        let written = |id: &str, outcome| {
            Some(WrittenRecord {
                id: id.to_owned(),
                outcome,
            })
        };
        Ok(
            match self.plan_row(writing, table, request, row, values).await? {
                Planned::Nothing => None,
                Planned::Repeated(record) => written(&record.id, Outcome::Created),
                Planned::Match(mut record, writes) => {
                    let now = self.clock.now_ms();
                    record.active_at_ms = is_logged(&table.name).then_some(now);
                    let (kind, outcome) = match writes.is_empty() {
                        true => (ActivityKind::Answered, Outcome::Found),
                        false => (ActivityKind::Updated, Outcome::Updated),
                    };
                    let cause = Cause::delivery(request, row);
                    writing.note(cause.activity(&record, kind, writes.keys()));
                    // Answers that are there already are the newest all the same: older ones must not overwrite them.
                    let links = |find: &Find| find.on_match == OnMatch::Link;
                    let is_newest = request.answered_at_ms > record.answered_at_ms
                        && !request.find.as_ref().is_some_and(links);
                    if !writes.is_empty() {
                        record.updated_at_ms = now;
                    }
                    if is_newest || !writes.is_empty() {
                        record.answered_at_ms = record.answered_at_ms.max(request.answered_at_ms);
                        writing.update(table, &mut record, writes).await?;
                    }
                    written(&record.id, outcome)
                }
                Planned::Create(values) => {
                    let now = self.clock.now_ms();
                    let id = row.id.to_string();
                    let record = new_record(table, id, values, now, request.answered_at_ms);
                    let written = written(&record.id, Outcome::Created);
                    writing.create(table, record, Cause::delivery(request, row));
                    written
                }
            },
        )
    }

    /// What becomes of one record; nothing of it is written.
    pub(super) async fn plan_row(
        &self,
        writing: &mut Writing<'_>,
        table: &Table,
        request: &WriteRequest,
        row: &RecordWrite,
        values: Map<String, Value>,
    ) -> Result<Planned, Failure> {
        let own_id = row.id.to_string();
        let lacking = self.lacking(table, &values).next();
        // A record that is always new and complete need not be looked for: writing it again changes nothing.
        if (request.find.is_some() || lacking.is_some())
            && let Some(record) = self
                .store
                .lock_record(writing.up_to_date().await?, &table.name, &own_id)
                .await?
        {
            return Ok(Planned::Repeated(record));
        }
        if let Some(find) = &request.find {
            match self.find(writing, table, find, row, &values).await? {
                Some(record) => {
                    let cells = accepted_cells(row, values);
                    let is_older = request.answered_at_ms < record.answered_at_ms;
                    let writes = merge(table, &record.values, &cells, find.on_match, is_older);
                    return Ok(Planned::Match(record, writes));
                }
                None if !find.creates() => return Ok(Planned::Nothing),
                None => {}
            }
        }
        match lacking {
            Some(column) => {
                Err(DeliveryError::column(&column.name, "is required and has no value").into())
            }
            None => Ok(Planned::Create(values)),
        }
    }

    /// The one record that the identifying columns lead to, locked.
    async fn find(
        &self,
        writing: &mut Writing<'_>,
        table: &Table,
        find: &Find,
        row: &RecordWrite,
        values: &Map<String, Value>,
    ) -> Result<Option<StoredRecord>, Failure> {
        let tx = writing.up_to_date().await?;
        let mut all = found_by(table, values);
        all.retain(|key| find.by.contains(&key.column));
        // In one order for everybody, so that two deliveries cannot wait for each other.
        all.sort();
        for key in &all {
            self.store.lock_key(tx, &table.name, key).await?;
        }
        for column in &find.by {
            if column == "id" {
                let Some(id) = &row.existing else { continue };
                let record = self.store.lock_record(tx, &table.name, id).await?;
                let missing = || DeliveryError::column("id", "names a record that does not exist");
                return Ok(Some(record.ok_or_else(missing)?));
            }
            let Some(key) = all.iter().find(|key| key.column == *column) else {
                continue;
            };
            let found = records_by_key(tx, &table.name, key, MOST_CANDIDATES + 1).await?;
            match &found[..] {
                [] => {}
                [id] => return Ok(self.store.lock_record(tx, &table.name, id).await?),
                [newest, ..] if find.on_several == OnSeveral::Newest => {
                    return Ok(self.store.lock_record(tx, &table.name, newest).await?);
                }
                several => return Err(several_match(column, several).into()),
            }
        }
        Ok(None)
    }

    /// The columns that a new record needs and has no value for.
    pub(super) fn lacking<'c>(
        &self,
        table: &'c Table,
        values: &Map<String, Value>,
    ) -> impl Iterator<Item = &'c Column> {
        let is_given = self.assign.contains_key(&table.name);
        let lacks = move |column: &&Column| {
            column.required
                && !values.contains_key(&column.name)
                && !(is_given && column.name == OWNER)
        };
        table.columns.iter().filter(lacks)
    }

    /// Every record referred to must exist; `known` are those already seen.
    pub(super) async fn check_lookups(
        writing: &mut Writing<'_>,
        table: &Table,
        values: &Map<String, Value>,
        known: &mut BTreeSet<(String, String)>,
    ) -> Result<(), Failure> {
        for column in &table.columns {
            let (ColumnType::Lookup { table: other }, Some(Value::String(id))) =
                (&column.kind, values.get(&column.name))
            else {
                continue;
            };
            if known.contains(&(other.clone(), id.clone())) {
                continue;
            }
            if !record_exists(writing.up_to_date().await?, other, id).await? {
                let reason = format!("refers to a record of `{other}` that does not exist");
                return Err(DeliveryError::column(&column.name, reason).into());
            }
            known.insert((other.clone(), id.clone()));
        }
        Ok(())
    }
}

/// The cells of a row, with their values in the form that the columns keep.
pub(super) fn accepted_cells(
    row: &RecordWrite,
    values: Map<String, Value>,
) -> BTreeMap<String, Cell> {
    let mode = |name: &str| row.values.get(name).map(|cell| cell.mode);
    values
        .into_iter()
        .map(|(name, value)| {
            let mode = mode(&name).unwrap_or_default();
            (name, Cell { value, mode })
        })
        .collect()
}

pub(super) fn accept_values(
    table: &Table,
    row: &RecordWrite,
) -> Result<Map<String, Value>, DeliveryError> {
    let mut accepted = Map::new();
    for (name, cell) in &row.values {
        let column = table.column(name).ok_or_else(|| {
            DeliveryError::column(name, format!("is unknown to the table `{}`", table.name))
        })?;
        let value = column
            .kind
            .accept(&cell.value)
            .map_err(|fault| DeliveryError::column(name, format!("has a value that {fault}")))?;
        accepted.insert(name.clone(), value);
    }
    Ok(accepted)
}

pub(super) fn new_record(
    table: &Table,
    id: String,
    values: Map<String, Value>,
    now_ms: i64,
    answered_at_ms: i64,
) -> StoredRecord {
    StoredRecord {
        table: table.name.clone(),
        id,
        values,
        created_at_ms: now_ms,
        updated_at_ms: now_ms,
        answered_at_ms,
        active_at_ms: is_logged(&table.name).then_some(now_ms),
    }
}

fn several_match(column: &str, ids: &[String]) -> DeliveryError {
    let named = MOST_CANDIDATES as usize;
    let more = if ids.len() > named { " and more" } else { "" };
    let list = ids
        .iter()
        .take(named)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    DeliveryError::column(column, format!("matches several records: {list}{more}"))
}
