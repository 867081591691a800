//! Changes or creates the record that an alternate key names, by one request to the key's own address.

use super::Dataverse;
use super::error::refusal;
use super::names::Sets;
use super::query::QUERY;
use super::session::Call;
use super::value::{Record, body, unknown_set};
use crate::crm::connector::{Outcome, WrittenRecord};
use crate::crm::error::DeliveryError;
use crate::crm::remote::Upsert;
use crate::crm::table::{Column, ColumnType, Table, TextFormat};
use crate::crm::transcript::Transcript;
use axum::http::StatusCode;
use percent_encoding::utf8_percent_encode;
use serde_json::Value;

/// What the address of an alternate key cannot hold, however it is encoded.
const NOT_IN_ADDRESSES: [char; 10] = ['/', '<', '>', '*', '%', '&', ':', '\\', '?', '+'];

impl Dataverse {
    /// Whether the connection upserts records of that table, and the column is an alternate key whose address can hold
    /// that value.
    pub(super) fn can_upsert(&self, table: &Table, column: &Column, value: &Value) -> bool {
        let name = column.name.as_str();
        self.keys_to_upsert(table).contains(&name) && literal(column, value).is_some()
    }

    /// The columns that are an alternate key, where the connection upserts records of that table.
    pub(super) fn keys_to_upsert<'a>(&self, table: &'a Table) -> Vec<&'a str> {
        if !self.session.settings.upsert.contains(&table.name) {
            return Vec::new();
        }
        let alone = |key: &'a Vec<String>| match &key[..] {
            [name] => Some(name.as_str()),
            _ => None,
        };
        table.keys.iter().filter_map(alone).collect()
    }

    pub(super) async fn send_upsert(
        &self,
        upsert: &Upsert<'_>,
        transcript: &Transcript,
    ) -> Result<WrittenRecord, DeliveryError> {
        let written = upsert.values.keys();
        let sets = self.sets(upsert.table, written, transcript).await?;
        let call = self.upsert_call(upsert, Some(&sets))?;
        let answered = self.session.send(&call, transcript).await?;
        let outcome = match answered.status {
            StatusCode::CREATED => Outcome::Created,
            StatusCode::OK => Outcome::Updated,
            // It is looked for then.
            status if status.is_success() => return Err(unsaid()),
            _ => {
                return Err(refusal(
                    &answered,
                    Some(upsert.table),
                    self.session.now_ms(),
                ));
            }
        };
        let (_, id) = sets.of(&upsert.table.name)?;
        let record: Record = serde_json::from_slice(&answered.body).map_err(|_| unsaid())?;
        let id = record
            .get(id)
            .and_then(|raw| serde_json::from_str(raw.get()).ok());
        Ok(WrittenRecord {
            id: id.ok_or_else(unsaid)?,
            outcome,
        })
    }

    pub(super) fn upsert_call(
        &self,
        upsert: &Upsert<'_>,
        sets: Option<&Sets>,
    ) -> Result<Call, DeliveryError> {
        let Upsert {
            table,
            column,
            value,
            values,
        } = upsert;
        let (set, id) = match sets {
            Some(sets) => {
                let (set, id) = sets.of(&table.name)?;
                (set.to_owned(), id.to_owned())
            }
            None => (unknown_set(&table.name), format!("{}id", table.name)),
        };
        let misfit = || DeliveryError::column(&column.name, "holds what no address can hold");
        let literal = literal(column, value).ok_or_else(misfit)?;
        let literal = utf8_percent_encode(&literal, QUERY);
        let path = format!("{set}({}={literal})?$select={id}", column.name);
        let call = Call::patch(path, body(table, values, sets)?);
        Ok(self.wary(call.with("prefer", "return=representation")))
    }
}

fn unsaid() -> DeliveryError {
    DeliveryError::retry("the CRM did not say what it wrote: it is looked for")
}

/// The value of a key in an address, before it is encoded; `None` where it cannot be there.
fn literal(column: &Column, value: &Value) -> Option<String> {
    match &column.kind {
        // A telephone number is looked for in two spellings.
        ColumnType::Text { format, .. } if *format != TextFormat::Phone => {
            let text = value.as_str()?;
            let fits = !text.is_empty()
                && text.trim() == text
                && !text.contains(NOT_IN_ADDRESSES)
                && !text.contains(char::is_control);
            fits.then(|| format!("'{}'", text.replace('\'', "''")))
        }
        ColumnType::Integer { .. } => Some(value.as_i64()?.to_string()),
        _ => None,
    }
}
