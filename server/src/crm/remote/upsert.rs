//! One request in place of two: where the CRM knows the record by a key, and whatever it holds is to be overwritten, it
//! is not looked at first.

use super::plan::{accepted, missing};
use super::taken::Taken;
use super::turns::key;
use super::{Remote, RemoteConnector};
use crate::crm::connector::{Outcome, RecordWrite, WriteRequest, Written};
use crate::crm::error::DeliveryError;
use crate::crm::key::identifying_value;
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

    /// Carries out a request as an upsert; `None` where it is none.
    pub(super) async fn try_upsert(
        &self,
        table: &Table,
        request: &WriteRequest,
        taken: &mut Taken,
        transcript: &Transcript,
    ) -> Result<Option<Written>, DeliveryError> {
        // What an earlier try may have done is looked for.
        let upsert = match request.is_repeat {
            true => None,
            false => self.upsert_of(table, request)?,
        };
        let Some(upsert) = upsert else {
            return Ok(None);
        };
        let Some(value) = identifying_value(upsert.column, &upsert.value) else {
            return Ok(None);
        };
        let looking = key(&self.name, &table.name, &upsert.column.name, &value);
        let newest = taken.take(self, vec![looking.clone()]).await?;
        if newest.is_some_and(|newest| newest > request.answered_at_ms) {
            return Ok(None);
        }
        taken.asked_to_write = true;
        let record = self.remote.upsert(&upsert, transcript).await?;
        taken.is_written_in(&looking);
        // Older ones must not overwrite them, by whatever column they find the record later.
        let own_key = key(&self.name, &table.name, "id", &record.id);
        taken.note(self, vec![own_key]).await;
        Ok(Some(Written {
            records: vec![record],
        }))
    }

    /// The turns of the values that the written record may be upserted by later: it is not looked at then.
    pub(super) fn upserted_by(
        &self,
        table: &Table,
        request: &WriteRequest,
        written: &Written,
    ) -> Vec<String> {
        let (Some(find), [row], [record]) =
            (&request.find, &request.rows[..], &written.records[..])
        else {
            return Vec::new();
        };
        if find.on_match == OnMatch::Link && record.outcome == Outcome::Found {
            return Vec::new();
        }
        let key = |name: &String| {
            let (column, cell) = table.column(name).zip(row.values.get(name))?;
            if !self.remote.upserts(table, column, &cell.value) {
                return None;
            }
            let value = identifying_value(column, &cell.value)?;
            Some(key(&self.name, &table.name, name, &value))
        };
        find.by.iter().filter_map(key).collect()
    }
}

/// Whether each value takes the place of what is there, whatever that is.
fn overwrites(table: &Table, row: &RecordWrite, key: &str) -> bool {
    row.values.iter().all(|(name, cell)| {
        let is_written_once = table.column(name).is_some_and(|column| column.write_once);
        name == key || (cell.mode == Mode::Overwrite && !is_written_once)
    })
}
