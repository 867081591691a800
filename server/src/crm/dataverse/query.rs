//! Finds records: by the key in the address, or by a filter, the newest first.

use super::Dataverse;
use super::names::Lookups;
use super::session::Call;
use super::value::{Record, condition, guid, read, selected};
use crate::crm::error::DeliveryError;
use crate::crm::remote::{By, Found};
use crate::crm::table::{Column, ColumnType, Table};
use crate::crm::transcript::Transcript;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// What stands for itself in a query; all else is encoded.
pub(super) const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// How many ids one filter asks for: an address holds some 32 KB, and proxies less.
const IDS_AT_ONCE: usize = 40;

impl Dataverse {
    /// Up to `most` records.
    pub(super) async fn find_records(
        &self,
        table: &Table,
        by: By<'_>,
        columns: &[&str],
        most: usize,
        transcript: &Transcript,
    ) -> Result<Vec<Found>, DeliveryError> {
        let sets = self.sets(table, [], transcript).await?;
        let (set, id) = sets.of(&table.name)?;
        let columns: Vec<&Column> = columns
            .iter()
            .filter_map(|name| table.column(name))
            .collect();
        let is_lookup = |column: &&&Column| matches!(column.kind, ColumnType::Lookup { .. });
        let navigations: Vec<&str> = columns
            .iter()
            .filter(is_lookup)
            .map(|column| column.name.as_str())
            .collect();
        let lookups = match navigations.is_empty() {
            true => Arc::new(Lookups::new()),
            false => {
                let (names, session) = (&self.names, &self.session);
                names
                    .lookups(&table.name, &navigations, session, transcript)
                    .await?
            }
        };
        let mut select: Vec<String> = vec![id.to_owned()];
        select.extend(
            columns
                .iter()
                .filter_map(|column| selected(column, &lookups)),
        );
        // Columns of one lookup share the place of their value.
        let mut asked = BTreeSet::new();
        select.retain(|name| asked.insert(name.clone()));
        let select = select.join(",");
        let records: Vec<Record> = match by {
            By::Id(text) => {
                // What is no id is no record's id.
                let Some(key) = guid(&Value::from(text)) else {
                    return Ok(Vec::new());
                };
                let call = Call::get(format!("{set}({key})?$select={select}"));
                let record = self.session.read(&call, transcript).await?;
                record.into_iter().collect()
            }
            By::Column(column, value) => {
                let filter = condition(column, value)?;
                self.filtered(set, &select, &filter, Some(most), transcript)
                    .await?
            }
            By::Source(name, key) => {
                let filter = format!("{name} eq '{key}'");
                self.filtered(set, &select, &filter, Some(most), transcript)
                    .await?
            }
        };
        let found = records
            .iter()
            .map(|record| found(id, record, &columns, &lookups));
        found
            .collect::<Option<Vec<Found>>>()
            .ok_or_else(|| DeliveryError::retry("the CRM gave a record without its id"))
    }

    /// Which of these ids are there.
    pub(super) async fn existing_records(
        &self,
        table: &Table,
        ids: &[Uuid],
        transcript: &Transcript,
    ) -> Result<BTreeSet<Uuid>, DeliveryError> {
        let sets = self.sets(table, [], transcript).await?;
        let (set, key) = sets.of(&table.name)?;
        let mut there = BTreeSet::new();
        for some in ids.chunks(IDS_AT_ONCE) {
            let each = some.iter().map(|id| format!("{key} eq {id}"));
            let filter = each.collect::<Vec<_>>().join(" or ");
            let records = self.filtered(set, key, &filter, None, transcript).await?;
            for record in records {
                let id = record
                    .get(key)
                    .and_then(|raw| serde_json::from_str(raw.get()).ok());
                there.extend(id.as_ref().and_then(guid));
            }
        }
        Ok(there)
    }

    async fn filtered(
        &self,
        set: &str,
        select: &str,
        filter: &str,
        most: Option<usize>,
        transcript: &Transcript,
    ) -> Result<Vec<Record>, DeliveryError> {
        let filter = utf8_percent_encode(filter, QUERY);
        let newest = match most {
            Some(most) => format!("&$orderby=createdon%20desc&$top={most}"),
            None => String::new(),
        };
        let path = format!("{set}?$select={select}&$filter={filter}{newest}");
        let call = Call::get(path);
        let read = self.session.read(&call, transcript).await?;
        let missing = || DeliveryError::give_up("the CRM does not know the table");
        let many: super::metadata::Many<Record> = read.ok_or_else(missing)?;
        Ok(many.value)
    }
}

fn found(id: &str, record: &Record, columns: &[&Column], lookups: &Lookups) -> Option<Found> {
    let text = |name: &str| serde_json::from_str::<String>(record.get(name)?.get()).ok();
    let values: Map<String, Value> = columns
        .iter()
        .filter_map(|column| Some((column.name.clone(), read(column, record, lookups)?)))
        .collect();
    Some(Found {
        id: text(id)?,
        version: text("@odata.etag"),
        values,
    })
}
