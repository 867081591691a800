//! Salesforce, over its REST API: leads, contacts, cases, and any other object that the user may see.
//!
//! Salesforce takes no ids of ours as its own. Where an object has an external id field for one
//! ([`SalesforceSettings::source_keys`]), records are written by it, and one that is there already is not made again.

mod api;
mod error;
mod metadata;
mod settings;
mod value;
mod write;

pub use settings::SalesforceSettings;

use super::connector::Finding;
use super::error::DeliveryError;
use super::key::identifying_value;
use super::reading::{Probe, Reading};
use super::remote::{By, Found, Remote, SourceKey, Step, values_of};
use super::table::{Column, ColumnType, Table, TextFormat};
use super::transcript::Transcript;
use crate::clock::SharedClock;
use crate::outgoing::Client;
use api::{Api, Call, encoded};
use serde_json::Value;
use value::{from_salesforce, literal, quoted};
use write::batches;

/// Says of a lead that it has become a contact: it takes no changes any more.
const CONVERTED: &str = "IsConverted";
/// The most records that are read for one that is looked for.
const MOST_READ: usize = 50;

/// A Salesforce org.
pub struct Salesforce {
    settings: SalesforceSettings,
    api: Api,
}

impl Salesforce {
    /// A connection with a connected app's consumer secret; nothing is sent yet.
    #[must_use]
    pub fn new(
        settings: SalesforceSettings,
        secret: String,
        client: Client,
        clock: SharedClock,
    ) -> Self {
        let api = Api::new(&settings, secret, client, clock);
        Self { settings, api }
    }

    async fn object(
        &self,
        name: &str,
        transcript: &Transcript,
    ) -> Result<(Table, Value), DeliveryError> {
        let call = Call::get(format!("/sobjects/{}/describe", encoded(name)));
        let description = self.api.call(&call, transcript).await?;
        let source_key = self.settings.source_keys.get(name).map(String::as_str);
        let table = metadata::object(name, &description, &self.settings.objects, source_key);
        Ok((table.ok_or_else(unclear)?, description))
    }

    /// The settings name a field for our ids that is not there, or that records cannot be written by.
    fn missing_key(&self, table: &Table, description: &Value) -> Option<String> {
        let field = self.settings.source_keys.get(&table.name)?;
        let fields = description["fields"].as_array()?;
        let about = fields.iter().find(|about| about["name"] == field.as_str());
        Some(match about {
            Some(about) if about["externalId"] == true && about["unique"] == true => return None,
            Some(_) => format!(
                "`{}.{field}` is no unique external id: mark it as both in Salesforce, or take it out of `source_keys`.",
                table.name
            ),
            None => format!(
                "`{}` has no field `{field}` for Sonda's ids, or the user may not see it.",
                table.name
            ),
        })
    }
}

fn unclear() -> DeliveryError {
    DeliveryError::retry("Salesforce's answer is not understood")
}

/// The condition that finds records by a column's value; `None` where there is nothing to look for.
fn condition(column: &Column, value: &Value) -> Option<String> {
    let name = &column.name;
    match &column.kind {
        ColumnType::Text {
            format: TextFormat::Phone,
            ..
        } => {
            let compact = quoted(&identifying_value(column, value)?);
            Some(format!(
                "{name} IN ({}, {compact})",
                literal(column, value)?
            ))
        }
        // Texts are compared without their case.
        ColumnType::Text { .. } => Some(format!(
            "{name} = {}",
            quoted(&identifying_value(column, value)?)
        )),
        _ => Some(format!("{name} = {}", literal(column, value)?)),
    }
}

/// What is found by a column's value has that value, by our own way of comparing.
fn is_same(column: &Column, value: &Value, record: &Value) -> bool {
    let ColumnType::Text { .. } = column.kind else {
        return true;
    };
    let own = from_salesforce(column, &record[&column.name]);
    let own = own.and_then(|own| identifying_value(column, &own));
    own == identifying_value(column, value)
}

impl Remote for Salesforce {
    fn at_once(&self) -> usize {
        self.settings.at_once
    }

    fn source_key(&self, table: &str) -> SourceKey {
        SourceKey::of(&self.settings.source_keys, table)
    }

    async fn tables(&self, transcript: &Transcript) -> Result<Vec<Table>, DeliveryError> {
        let mut reading = Reading::default();
        for name in &self.settings.objects {
            reading.add(self.object(name, transcript).await.map(|(table, _)| table))?;
        }
        reading.end()
    }

    async fn find(
        &self,
        table: &Table,
        by: By<'_>,
        columns: &[&str],
        most: usize,
        transcript: &Transcript,
    ) -> Result<Vec<Found>, DeliveryError> {
        let mut fields = vec!["Id"];
        fields.extend(columns);
        let condition = match by {
            By::Id(id) => Some(format!("Id = {}", quoted(id))),
            By::Source(field, id) => Some(format!("{field} = {}", quoted(&id.to_string()))),
            By::Column(column, value) => {
                fields.push(&column.name);
                condition(column, value)
            }
        };
        let Some(mut condition) = condition else {
            return Ok(Vec::new());
        };
        if matches!(by, By::Column(..)) && table.column(CONVERTED).is_some() {
            condition.push_str(" AND IsConverted = false");
        }
        fields.sort_unstable();
        fields.dedup();
        let query = format!(
            "SELECT {} FROM {} WHERE {condition} ORDER BY CreatedDate DESC, Id DESC LIMIT {MOST_READ}",
            fields.join(", "),
            table.name
        );
        let call = Call::get(format!("/query?q={}", encoded(&query)));
        let answer = self.api.call(&call, transcript).await?;
        let found = |record: &Value| {
            let read = |column: &Column| from_salesforce(column, &record[&column.name]);
            Some(Found {
                id: record["Id"].as_str()?.to_owned(),
                version: None,
                values: values_of(table, columns, read),
            })
        };
        let is_wanted = |record: &&Value| match by {
            By::Column(column, value) => is_same(column, value, record),
            By::Id(_) | By::Source(..) => true,
        };
        let records = answer["records"].as_array().ok_or_else(unclear)?.iter();
        records
            .filter(is_wanted)
            .take(most)
            .map(|record| found(record).ok_or_else(unclear))
            .collect()
    }

    async fn write(
        &self,
        table: &Table,
        steps: &[Step],
        transcript: &Transcript,
    ) -> Result<Vec<String>, DeliveryError> {
        let mut ids = vec![String::new(); steps.len()];
        for batch in batches(table, &self.source_key(&table.name), steps)? {
            let answer = self.api.call(&batch.call, transcript).await?;
            for (place, id) in batch.ids(&answer, steps)? {
                ids[place] = id;
            }
        }
        Ok(ids)
    }

    fn render(&self, table: &Table, steps: &[Step]) -> Vec<String> {
        let batches = batches(table, &self.source_key(&table.name), steps).unwrap_or_default();
        batches
            .iter()
            .map(|batch| self.api.render(&batch.call))
            .collect()
    }

    async fn test(&self) -> Vec<Finding> {
        let mut probe = Probe::new("Salesforce lets the user see", "fields", &[403, 404]);
        for object in &self.settings.objects {
            let transcript = Transcript::default();
            let (read, description) = match self.object(object, &transcript).await {
                Ok((table, description)) => (Ok(table), description),
                Err(error) => (Err(error), Value::Null),
            };
            let table = probe.add(object, read, &transcript);
            if let Some(missing) = table.and_then(|table| self.missing_key(&table, &description)) {
                probe.find(false, missing);
            }
            if description["createable"] == false {
                let text = format!("The user may not create `{object}`: give it the privilege.");
                probe.find(false, text);
            }
            if probe.is_over() {
                break;
            }
        }
        probe.end()
    }
}
