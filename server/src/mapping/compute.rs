//! Computes the records that a response becomes. Pure: the same input gives the same records, ids included.

use super::column::{ColumnSource, PipedSource};
use super::document::{Context, JoinSource, Rows, Source, Target};
use super::source::{Row, read};
use super::through::pass;
use super::value::Raw;
use crate::contact::ContactRef;
use crate::crm::{Cell, ColumnType, DeliveryError, RecordWrite, Table};
use crate::store::StoredResponse;
use serde_json::Value;
use sonda_domain::{Content, TargetId, is_met};
use std::borrow::Cow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The namespace of the ids of records (UUID version 5). Never changes: ids would.
const RECORDS: Uuid = Uuid::from_u128(0x6b1f_4d0e_52a7_4c38_9a63_d1c7_0f5e_8b24);

/// The records that earlier targets of the same response found or created: their ids, by target.
pub type EarlierRecords = BTreeMap<TargetId, String>;

/// Why the records of a response cannot be computed. Never quotes an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComputeError {
    /// A column does not take its value.
    #[error("column `{column}` {reason}")]
    Column {
        /// The column at fault.
        column: String,
        /// What is wrong, continuing "column `x` …".
        reason: String,
    },
    /// Whether the target is written cannot be told.
    #[error(
        "the condition of the target takes more steps than it may: make it, or the calculations it looks at, \
         simpler"
    )]
    Condition,
}

impl From<ComputeError> for DeliveryError {
    fn from(error: ComputeError) -> Self {
        match error {
            ComputeError::Column { column, reason } => Self::column(column, reason),
            error @ ComputeError::Condition => Self::give_up(error.to_string()),
        }
    }
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

/// Whether a target is written for a response.
///
/// # Errors
/// That its condition cannot be evaluated.
pub fn applies(
    target: &Target,
    content: &Content,
    response: &StoredResponse,
) -> Result<bool, ComputeError> {
    let Some(condition) = &target.when else {
        return Ok(true);
    };
    let known = response.link_values.known(content, &response.locale);
    is_met(content, condition, &response.answers, &known).ok_or(ComputeError::Condition)
}

/// The records that a target writes for a response; none if its `when` does not hold.
///
/// With `rows: per_question` one for each question answered or commented, in the form's order.
/// A column whose source has nothing is left out. Choices become their titles in a text column
/// (in the form's fallback language) and their ids in a choice column.
///
/// # Errors
/// A column that does not take its source: the mapping is not one that [`super::check_mapping`] lets
/// pass, or the link's contact is a record of another table. That its condition cannot be evaluated.
pub fn compute(
    target: &Target,
    table: &Table,
    content: &Content,
    response: &StoredResponse,
    earlier: &EarlierRecords,
) -> Result<Vec<RecordWrite>, ComputeError> {
    if !applies(target, content, response)? {
        return Ok(Vec::new());
    }
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
            let kind = self.kind(name)?;
            let raw = self
                .piped(
                    value,
                    kind.as_ref(),
                    row,
                    name == "id" && self.finds_otherwise(),
                )
                .map_err(|reason| self.fault(name, reason))?;
            let value = match (raw, &kind) {
                (Some(raw), Some(kind)) => raw
                    .convert(kind)
                    .map_err(|reason| self.fault(name, reason))?,
                (Some(raw), None) => Some(raw.into_json()),
                (None, _) => None,
            };
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

    /// Whether a record is found by more than its id.
    fn finds_otherwise(&self) -> bool {
        let find = self.target.find.as_ref();
        find.is_some_and(|find| !find.only_by_id())
    }

    /// The column's type; `None` if it takes anything.
    fn kind(&self, name: &str) -> Result<Option<Cow<'_, ColumnType>>, ComputeError> {
        if name == "id" {
            let table = self.table.name.clone();
            return Ok(Some(Cow::Owned(ColumnType::Lookup { table })));
        }
        match self.table.column(name) {
            Some(column) => Ok(Some(Cow::Borrowed(&column.kind))),
            None if self.table.open => Ok(None),
            None => Err(self.fault(name, "does not exist")),
        }
    }

    /// What a source gives, after its transforms. Where there are others, a contact of another CRM or table is none.
    fn piped(
        &self,
        piped: &PipedSource,
        kind: Option<&Cow<'_, ColumnType>>,
        row: Option<Row<'_>>,
        has_others: bool,
    ) -> Result<Option<Raw>, String> {
        let raw = match &piped.source {
            Source::Record(target) => self.earlier.get(target).cloned().map(Raw::Record),
            Source::Context(Context::Contact) => match &self.response.contact {
                Some(contact) => match self.contact(contact, kind.map(AsRef::as_ref)) {
                    Err(_) if has_others => None,
                    contact => Some(contact?),
                },
                None => None,
            },
            Source::FirstOf(of) => {
                let mut first = None;
                for one in of {
                    first = self.piped(one, kind, row, true)?;
                    if first.is_some() {
                        break;
                    }
                }
                first
            }
            Source::Join(join) => {
                let mut texts = Vec::new();
                for one in &join.of {
                    texts.extend(self.piped(one, kind, row, has_others)?.map(Raw::into_text));
                }
                (!texts.is_empty()).then(|| Raw::Cut(texts.join(&join.separator)))
            }
            source => read(source, self.content, self.response, row),
        };
        let transforms = piped.through.iter();
        Ok(transforms.fold(raw, |raw, transform| pass(transform, raw)))
    }

    fn contact(&self, contact: &ContactRef, kind: Option<&ColumnType>) -> Result<Raw, String> {
        match kind {
            Some(ColumnType::Lookup { table })
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
        ComputeError::Column {
            column: column.to_owned(),
            reason: reason.into(),
        }
    }
}
