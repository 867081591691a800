//! One request in place of two: where the CRM knows the record by a key, and whatever it holds is to be overwritten, it
//! is not looked at first.

use super::plan::{accepted, missing};
use super::taken::Taken;
use super::turns::{key, value_key};
use super::{Remote, RemoteConnector};
use crate::crm::connector::{RecordWrite, WriteRequest, Written};
use crate::crm::error::DeliveryError;
use crate::crm::table::{Column, Table};
use crate::crm::transcript::Transcript;
use crate::mapping::{Mode, OnMatch};
use serde_json::{Map, Value};

/// A record that is changed where it is there, and created where it is not.
#[derive(Debug, Clone, PartialEq)]
pub struct Upsert<'a> {
    /// Its table.
    pub table: &'a Table,
    /// The column that it is known by.
    pub column: &'a Column,
    /// What it holds there.
    pub value: Value,
    /// The other values.
    pub values: Map<String, Value>,
}

impl<R: Remote> RemoteConnector<R> {
    /// The upsert that a request comes to, where it is the same as looking, merging and writing.
    ///
    /// It is not where a value depends on what is there, where the record may not be changed or not be created, or
    /// where a new one would lack something.
    pub(super) fn upsert_of<'a>(
        &self,
        table: &'a Table,
        request: &WriteRequest,
    ) -> Result<Option<Upsert<'a>>, DeliveryError> {
        let (Some(find), [row]) = (&request.find, &request.rows[..]) else {
            return Ok(None);
        };
        let [name] = &find.by[..] else {
            return Ok(None);
        };
        let Some((column, cell)) = table.column(name).zip(row.values.get(name)) else {
            return Ok(None);
        };
        if find.on_match != OnMatch::Update
            || !find.creates()
            || !self.remote.upserts(table, column, &cell.value)
        {
            return Ok(None);
        }
        let row = accepted(table, row)?;
        if missing(table, &row).is_some() || !overwrites(table, &row, name) {
            return Ok(None);
        }
        let mut values: Map<String, Value> = row
            .values
            .into_iter()
            .map(|(name, cell)| (name, cell.value))
            .collect();
        let value = values.remove(name).unwrap_or_default();
        Ok(Some(Upsert {
            table,
            column,
            value,
            values,
        }))
    }

    /// The upsert by which a request is delivered now, with the turn of its key, which is taken: none where an earlier
    /// try may have written, or newer answers are known.
    pub(super) async fn upsert_in_turn<'a>(
        &self,
        table: &'a Table,
        request: &WriteRequest,
        taken: &mut Taken,
    ) -> Result<Option<(Upsert<'a>, String)>, DeliveryError> {
        let upsert = match request.is_repeat {
            true => None,
            false => self.upsert_of(table, request)?,
        };
        let Some(upsert) = upsert else {
            return Ok(None);
        };
        let looking = value_key(&self.name, &table.name, upsert.column, &upsert.value);
        let Some(looking) = looking else {
            return Ok(None);
        };
        let newest = taken.take(self, vec![looking.clone()]).await?;
        let is_newest = newest.is_none_or(|newest| newest <= request.answered_at_ms);
        Ok(is_newest.then_some((upsert, looking)))
    }

    /// Carries out a request as an upsert; `None` where it is none.
    pub(super) async fn try_upsert(
        &self,
        table: &Table,
        request: &WriteRequest,
        taken: &mut Taken,
        transcript: &Transcript,
    ) -> Result<Option<Written>, DeliveryError> {
        let upsert = self.upsert_in_turn(table, request, taken).await?;
        let Some((upsert, looking)) = upsert else {
            return Ok(None);
        };
        taken.asked_to_write = true;
        let record = self.remote.upsert(&upsert, transcript).await?;
        taken.is_written_in(&looking);
        // Older ones must not overwrite them, by whatever column they find the record later.
        let own_key = key(&self.name, &table.name, "id", &record.id);
        let others = self.upserted_by(table, &upsert.values);
        taken.note(self, others.chain([own_key]).collect()).await;
        Ok(Some(Written {
            records: vec![record],
        }))
    }

    /// The turns of the values that a record which holds them may be upserted by later: it is not looked at then.
    pub(super) fn upserted_by(
        &self,
        table: &Table,
        values: &Map<String, Value>,
    ) -> impl Iterator<Item = String> {
        let turn = |name: &str| {
            let (column, value) = table.column(name).zip(values.get(name))?;
            let upserts = self.remote.upserts(table, column, value);
            upserts.then(|| value_key(&self.name, &table.name, column, value))?
        };
        let names = self.remote.upsert_keys(table).into_iter();
        names.filter_map(turn).collect::<Vec<_>>().into_iter()
    }
}

/// Whether each value takes the place of what is there, whatever that is.
fn overwrites(table: &Table, row: &RecordWrite, key: &str) -> bool {
    row.values.iter().all(|(name, cell)| {
        let is_written_once = table.column(name).is_some_and(|column| column.write_once);
        name == key || (cell.mode == Mode::Overwrite && !is_written_once)
    })
}
