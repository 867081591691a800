//! Computes the records that a response becomes. Pure: the same input gives the same records, ids included.

use super::column::{ColumnSource, PipedSource};
use super::document::{Context, JoinSource, Rows, Source, Target};
use super::source::{Row, read};
use super::value::Raw;
use crate::contact::ContactRef;
use crate::crm::{Cell, ColumnType, RecordWrite, Table};
use crate::store::StoredResponse;
use serde_json::Value;
use sonda_domain::{Content, TargetId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The namespace of the ids of records (UUID version 5). Never changes: ids would.
const RECORDS: Uuid = Uuid::from_u128(0x6b1f_4d0e_52a7_4c38_9a63_d1c7_0f5e_8b24);

/// The records that earlier targets of the same response found or created: their ids, by target.
pub type EarlierRecords = BTreeMap<TargetId, String>;

/// Why the records of a response cannot be computed. Never quotes an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column `{column}` {reason}")]
pub struct ComputeError {
    /// The column at fault.
    pub column: String,
    /// What is wrong, continuing "column `x` …".
    pub reason: String,
}

/// The id of a record that a response creates: always the same for the same response, target and row.
#[must_use]
pub fn record_id(response: &str, target: &TargetId, row: &str) -> Uuid {
    Uuid::new_v5(&RECORDS, format!("{response}\n{target}\n{row}").as_bytes())
}

/// The earlier targets whose records a target refers to.
pub fn references(target: &Target) -> impl Iterator<Item = &TargetId> {
    target
        .columns
        .values()
        .flat_map(|column| records(&column.value))
}

fn records(piped: &PipedSource) -> Vec<&TargetId> {
    match &piped.source {
        Source::Record(id) => vec![id],
        Source::FirstOf(of) | Source::Join(JoinSource { of, .. }) => {
            of.iter().flat_map(records).collect()
        }
        _ => Vec::new(),
    }
}

/// The records that a target writes for a response.
///
/// With `rows: per_question` one for each question answered or commented, in the form's order.
/// A column whose source has nothing is left out. Choices become their titles in a text column
/// (in the form's fallback language) and their ids in a choice column.
///
/// # Errors
/// A column that does not take its source: the mapping is not one that [`super::check_mapping`] lets
/// pass, or the link's contact is a record of another table.
pub fn compute(
    target: &Target,
    table: &Table,
    content: &Content,
    response: &StoredResponse,
    earlier: &EarlierRecords,
) -> Result<Vec<RecordWrite>, ComputeError> {
    let computation = Computation {
        target,
        table,
        content,
        response,
        earlier,
    };
    match target.rows {
        Rows::One => Ok(vec![computation.record("", None)?]),
        Rows::PerQuestion => content
            .questions()
            .filter_map(|question| {
                let given = response.answers.0.get(&question.id)?;
                Some(Row { question, given })
            })
            .map(|row| computation.record(row.question.id.as_str(), Some(row)))
            .collect(),
    }
}

struct Computation<'a> {
    target: &'a Target,
    table: &'a Table,
    content: &'a Content,
    response: &'a StoredResponse,
    earlier: &'a EarlierRecords,
}

impl Computation<'_> {
    fn record(&self, key: &str, row: Option<Row<'_>>) -> Result<RecordWrite, ComputeError> {
        let mut values = BTreeMap::new();
        let mut existing = None;
        for (name, ColumnSource { value, mode }) in &self.target.columns {
            let source = &value.source;
            let own;
            let kind = if name == "id" {
                own = ColumnType::Lookup {
                    table: self.table.name.clone(),
                };
                &own
            } else {
                &self
                    .table
                    .column(name)
                    .ok_or_else(|| self.fault(name, "does not exist"))?
                    .kind
            };
            let value = self
                .value(source, kind, row)
                .map_err(|reason| self.fault(name, reason))?;
            match value {
                Some(Value::String(id)) if name == "id" => existing = Some(id),
                Some(value) => {
                    values.insert(name.clone(), Cell { value, mode: *mode });
                }
                None => {}
            }
        }
        Ok(RecordWrite {
            id: record_id(&self.response.id, &self.target.id, key),
            existing,
            values,
        })
    }

    fn value(
        &self,
        source: &Source,
        kind: &ColumnType,
        row: Option<Row<'_>>,
    ) -> Result<Option<Value>, String> {
        let raw = match source {
            Source::Record(target) => self.earlier.get(target).cloned().map(Raw::Record),
            Source::Context(Context::Contact) => match &self.response.contact {
                Some(contact) => Some(self.contact(contact, kind)?),
                None => None,
            },
            _ => read(source, self.content, self.response, row),
        };
        match raw {
            Some(raw) => raw.convert(kind),
            None => Ok(None),
        }
    }

    fn contact(&self, contact: &ContactRef, kind: &ColumnType) -> Result<Raw, String> {
        match kind {
            ColumnType::Lookup { table }
                if contact.connector != self.target.connector || contact.table != *table =>
            {
                Err(format!(
                    "takes a record of `{}/{table}`, but the link was made for one of `{}/{}`",
                    self.target.connector, contact.connector, contact.table
                ))
            }
            _ => Ok(Raw::Record(contact.record.clone())),
        }
    }

    fn fault(&self, column: &str, reason: impl Into<String>) -> ComputeError {
        ComputeError {
            column: column.to_owned(),
            reason: reason.into(),
        }
    }
}
