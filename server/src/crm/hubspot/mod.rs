//! HubSpot: contacts, deals, tickets, and any other object type that the private app may see.
//!
//! HubSpot takes no ids of ours. Where an object type has a property with unique values for one
//! ([`HubSpotSettings::source_keys`]), a record that was created before its answer was lost is recognised by it.

mod api;
mod batch;
mod error;
mod metadata;
mod settings;
mod value;

pub use settings::HubSpotSettings;

use super::connector::Finding;
use super::error::DeliveryError;
use super::key::identifying_value;
use super::reading::{Probe, Reading};
use super::remote::{By, Found, Remote, SourceKey, Step, values_of};
use super::table::{Column, Table};
use super::transcript::Transcript;
use crate::clock::SharedClock;
use crate::outgoing::Client;
use api::{Api, Call};
use batch::batches;
use metadata::{ASSOCIATIONS, AssociationTypes, UNIQUE};
use serde_json::{Value, json};
use value::{from_hubspot, to_hubspot};

/// The most records that a search gives at once.
const MOST_FOUND: usize = 100;

/// A HubSpot account.
pub struct HubSpot {
    settings: HubSpotSettings,
    api: Api,
}

impl HubSpot {
    /// A connection with a private app's access token; nothing is sent yet.
    #[must_use]
    pub fn new(
        settings: HubSpotSettings,
        token: String,
        client: Client,
        clock: SharedClock,
    ) -> Self {
        let api = Api::new(&settings, token, client, clock);
        Self { settings, api }
    }

    async fn object(&self, name: &str, transcript: &Transcript) -> Result<Table, DeliveryError> {
        let call = Call::get(format!("/crm/v3/properties/{name}"));
        let answer = self.api.call(&call, transcript).await?;
        let properties = answer["results"].as_array().ok_or_else(unclear)?;
        let schema = self
            .allowed(format!("/crm/v3/schemas/{name}"), transcript)
            .await?;
        let mut associations = AssociationTypes::new();
        for other in &self.settings.objects {
            let path = format!("/crm/v4/associations/{name}/{other}/labels");
            let types = self.allowed(path, transcript).await?;
            let types = types["results"].as_array().cloned().unwrap_or_default();
            let plain = types
                .iter()
                .find(|one| one["label"].is_null())
                .or(types.first());
            let kind = plain.and_then(|kind| {
                Some(format!(
                    "{}:{}",
                    kind["category"].as_str()?,
                    kind["typeId"].as_u64()?
                ))
            });
            associations.extend(kind.map(|kind| (other.clone(), kind)));
        }
        let source_key = self.settings.source_keys.get(name).map(String::as_str);
        Ok(metadata::object(
            name,
            properties,
            &schema,
            &associations,
            source_key,
        ))
    }

    /// What an address answers; nothing where the app may not ask.
    async fn allowed(&self, path: String, transcript: &Transcript) -> Result<Value, DeliveryError> {
        match self.api.call(&Call::get(path), transcript).await {
            Err(DeliveryError::GiveUp { .. }) => Ok(Value::Null),
            answer => answer,
        }
    }

    /// The record with this id or unique value, as it is at this moment.
    fn read(&self, table: &Table, by: Option<&str>, value: &str, properties: &[&str]) -> Call {
        let mut body = json!({"inputs": [{"id": value}], "properties": properties});
        if let Some(property) = by {
            body["idProperty"] = property.into();
        }
        Call::post(self.api.objects(&table.name, "batch/read"), body)
    }

    /// The newest records with a value, as HubSpot's index knows them: some seconds late.
    fn search(
        &self,
        table: &Table,
        column: &Column,
        value: &Value,
        properties: &[&str],
    ) -> Option<Call> {
        let own = to_hubspot(column, value)?;
        let mut values = vec![identifying_value(column, value)?];
        if !values.contains(&own) {
            values.push(own);
        }
        let equal = |value: &String| json!({"filters": [{"propertyName": column.name, "operator": "EQ", "value": value}]});
        let groups: Vec<Value> = values.iter().map(equal).collect();
        let created = match table.column("hs_createdate") {
            Some(_) => "hs_createdate",
            None => "createdate",
        };
        let body = json!({
            "filterGroups": groups, "properties": properties, "limit": MOST_FOUND,
            "sorts": [{"propertyName": created, "direction": "DESCENDING"}],
        });
        Some(Call::post(self.api.objects(&table.name, "search"), body))
    }
}

fn unclear() -> DeliveryError {
    DeliveryError::retry("HubSpot's answer is not understood")
}

fn gone() -> DeliveryError {
    DeliveryError::retry("the record that was found is gone from HubSpot: it is looked for again")
}

impl Remote for HubSpot {
    fn at_once(&self) -> usize {
        self.settings.at_once
    }

    fn source_key(&self, table: &str) -> SourceKey {
        SourceKey::of(&self.settings.source_keys, table)
    }

    async fn tables(&self, transcript: &Transcript) -> Result<Vec<Table>, DeliveryError> {
        let mut reading = Reading::default();
        for name in &self.settings.objects {
            reading.add(self.object(name, transcript).await)?;
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
        let mut properties: Vec<&str> = columns.to_vec();
        properties.retain(|name| !name.starts_with(ASSOCIATIONS));
        let mut wanted = None;
        let call = match by {
            By::Id(id) => Some(self.read(table, None, id, &properties)),
            By::Source(property, id) => {
                Some(self.read(table, Some(property), &id.to_string(), &properties))
            }
            By::Column(column, value) => {
                wanted = identifying_value(column, value).map(|value| (column, value));
                properties.push(&column.name);
                match (&wanted, column.native.as_deref()) {
                    (Some((_, value)), Some(UNIQUE)) => {
                        Some(self.read(table, Some(&column.name), value, &properties))
                    }
                    _ => self.search(table, column, value, &properties),
                }
            }
        };
        let Some(call) = call else {
            return Ok(Vec::new());
        };
        let Some(answer) = self.api.look(&call, transcript).await? else {
            return Ok(Vec::new());
        };
        // What is not read for another reason may be there.
        let errors = answer["errors"].as_array().map(Vec::as_slice);
        let mut errors = errors.unwrap_or_default().iter();
        if let Some(error) = errors.find(|error| !error::is_of_missing(error)) {
            return Err(error::refused(error));
        }
        // The index also gives what is only alike.
        let is_same = |about: &&Value| {
            wanted.as_ref().is_none_or(|(column, wanted)| {
                let own = from_hubspot(column, &about["properties"][&column.name]);
                own.and_then(|own| identifying_value(column, &own)).as_ref() == Some(wanted)
            })
        };
        let found = |about: &Value| {
            let read = |column: &Column| from_hubspot(column, &about["properties"][&column.name]);
            Some(Found {
                id: about["id"].as_str()?.to_owned(),
                version: None,
                values: values_of(table, columns, read),
            })
        };
        let results = answer["results"].as_array().ok_or_else(unclear)?.iter();
        results
            .filter(is_same)
            .take(most)
            .map(|about| found(about).ok_or_else(unclear))
            .collect()
    }

    async fn write(
        &self,
        table: &Table,
        steps: &[Step],
        transcript: &Transcript,
    ) -> Result<Vec<String>, DeliveryError> {
        let mut ids = vec![String::new(); steps.len()];
        for batch in batches(&self.api, table, &self.source_key(&table.name), steps)? {
            let answer = match batch.only_updates(steps) {
                // It was there when it was found.
                true => self.api.look(&batch.call, transcript).await?,
                false => Some(self.api.call(&batch.call, transcript).await?),
            };
            let answer = answer.ok_or_else(gone)?;
            if let Some(error) = answer["errors"].get(0) {
                return Err(
                    match error::is_of_missing(error) && batch.only_updates(steps) {
                        true => gone(),
                        false => error::refused(error),
                    },
                );
            }
            for (place, id) in batch.ids(&answer, steps)? {
                ids[place] = id;
            }
        }
        Ok(ids)
    }

    fn render(&self, table: &Table, steps: &[Step]) -> Vec<String> {
        let batches = batches(&self.api, table, &self.source_key(&table.name), steps);
        let batches = batches.unwrap_or_default();
        batches
            .into_iter()
            .map(|batch| batch.call.render())
            .collect()
    }

    async fn test(&self) -> Vec<Finding> {
        let mut probe = Probe::new("HubSpot lets the app see", "properties", &[403, 404]);
        for object in &self.settings.objects {
            let transcript = Transcript::default();
            let read = self.object(object, &transcript).await;
            let table = probe.add(object, read, &transcript);
            if let Some(missing) = table.and_then(|table| self.missing_key(&table)) {
                probe.find(false, missing);
            }
            if probe.is_over() {
                break;
            }
        }
        probe.end()
    }
}

impl HubSpot {
    /// The settings name a property for our ids that is not there, or holds one value twice.
    fn missing_key(&self, table: &Table) -> Option<String> {
        let property = self.settings.source_keys.get(&table.name)?;
        let is_unique = |column: &Column| column.native.as_deref() == Some(UNIQUE);
        if table.column(property).is_some_and(is_unique) {
            return None;
        }
        Some(format!(
            "`{}` has no property `{property}` with unique values for Sonda's ids: create it in HubSpot, or take it \
             out of `source_keys`.",
            table.name
        ))
    }
}
