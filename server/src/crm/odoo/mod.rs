//! Odoo 19 and later, over its JSON-2: contacts, leads and any other model that the key's user may see.
//!
//! Odoo takes no ids of ours. Where a model has a text field for one ([`OdooSettings::source_keys`]), a record that was
//! created before its answer was lost is recognised by it.

mod error;
mod metadata;
mod rpc;
mod settings;
mod value;

pub use settings::OdooSettings;

use super::ColumnType;
use super::connector::Finding;
use super::error::DeliveryError;
use super::key::{identifying_value, literally};
use super::reading::{Probe, Reading};
use super::remote::{By, Found, Remote, SourceKey, Step, values_of};
use super::table::{Column, Table, TextFormat};
use super::transcript::Transcript;
use crate::clock::SharedClock;
use crate::outgoing::Client;
use metadata::{ATTRIBUTES, EMAIL_NORMALIZED, PHONE_SANITIZED};
use rpc::{Call, Rpc};
use serde_json::{Map, Value, json};
use value::{from_odoo, to_odoo};

/// An Odoo database.
pub struct Odoo {
    settings: OdooSettings,
    rpc: Rpc,
}

impl Odoo {
    /// A connection with a user's API key; nothing is sent yet.
    #[must_use]
    pub fn new(settings: OdooSettings, key: String, client: Client, clock: SharedClock) -> Self {
        let rpc = Rpc::new(&settings, key, client, clock);
        Self { settings, rpc }
    }

    async fn model(&self, name: &str, transcript: &Transcript) -> Result<Table, DeliveryError> {
        let asked = json!({"attributes": ATTRIBUTES});
        let call = Call::new(name, "fields_get", asked);
        let Value::Object(fields) = self.rpc.call(call, None, transcript).await? else {
            return Err(unclear());
        };
        let required: Vec<&String> = fields
            .iter()
            .filter(|(_, about)| about["required"] == true)
            .map(|(field, _)| field)
            .collect();
        let call = Call::new(name, "default_get", json!({"fields": required}));
        let defaults = self.rpc.call(call, None, transcript).await?;
        let label = self.label(name, transcript).await?;
        let source_key = self.settings.source_keys.get(name).map(String::as_str);
        Ok(metadata::model(
            name, &label, &fields, &defaults, source_key,
        ))
    }

    /// What people call a model; nothing where the user may not ask.
    async fn label(&self, name: &str, transcript: &Transcript) -> Result<String, DeliveryError> {
        let asked = json!({"domain": [["model", "=", name]], "fields": ["name"], "limit": 1});
        let call = Call::new("ir.model", "search_read", asked);
        match self.rpc.call(call, None, transcript).await {
            Ok(about) => Ok(about[0]["name"].as_str().unwrap_or_default().to_owned()),
            Err(DeliveryError::GiveUp { .. }) => Ok(String::new()),
            Err(error) => Err(error),
        }
    }

    /// The calls that carry out the steps: all new records in one, each change in one of its own.
    fn calls(table: &Table, steps: &[Step]) -> Result<Vec<(Call, Vec<usize>)>, DeliveryError> {
        let mut created = Vec::new();
        let mut calls = Vec::new();
        for (index, step) in steps.iter().enumerate() {
            match step {
                Step::Create { values, .. } => created.push((index, sent(table, values)?)),
                Step::Update { record, values } => {
                    let id: i64 = record.id.parse().map_err(|_| no_such_record())?;
                    let arguments = json!({"ids": [id], "vals": sent(table, values)?});
                    calls.push((Call::new(&table.name, "write", arguments), vec![index]));
                }
            }
        }
        if !created.is_empty() {
            let (steps, rows): (Vec<usize>, Vec<Value>) = created.into_iter().unzip();
            let call = Call::new(&table.name, "create", json!({"vals_list": rows}));
            calls.insert(0, (call, steps));
        }
        Ok(calls)
    }
}

/// The values as Odoo takes them.
fn sent(table: &Table, values: &Map<String, Value>) -> Result<Value, DeliveryError> {
    let mut sent = Map::new();
    for (name, value) in values {
        let value = match table.column(name) {
            Some(column) => to_odoo(column, value),
            None => Some(value.clone()),
        };
        let value =
            value.ok_or_else(|| DeliveryError::column(name, "has a value Odoo cannot hold"))?;
        sent.insert(name.clone(), value);
    }
    Ok(Value::Object(sent))
}

fn unclear() -> DeliveryError {
    DeliveryError::retry("Odoo's answer is not understood")
}

fn no_such_record() -> DeliveryError {
    DeliveryError::give_up("the id names no record of Odoo, whose ids are whole numbers")
}

/// The domain that finds records by a column's value; `None` where there is nothing to look for.
fn domain(table: &Table, column: &Column, value: &Value) -> Option<Value> {
    let name = &column.name;
    let ColumnType::Text { format, .. } = &column.kind else {
        return Some(json!([[name, "=", to_odoo(column, value)?]]));
    };
    let text = identifying_value(column, value)?;
    let has = |other: &str| name != other && table.column(other).is_some();
    Some(match format {
        TextFormat::Email => {
            let written = json!([name, "=ilike", literally(&text)]);
            match has(EMAIL_NORMALIZED) {
                // Written as `Ola <ola@example.pl>`, too.
                true => json!(["|", [EMAIL_NORMALIZED, "=", text], written]),
                false => json!([written]),
            }
        }
        TextFormat::Phone => {
            let written = json!([name, "in", [value, text]]);
            match has(PHONE_SANITIZED) {
                true => json!(["|", [PHONE_SANITIZED, "=", text], written]),
                false => json!([written]),
            }
        }
        TextFormat::Plain => json!([[name, "=", text]]),
    })
}

impl Remote for Odoo {
    fn at_once(&self) -> usize {
        self.settings.at_once
    }

    fn source_key(&self, table: &str) -> SourceKey {
        SourceKey::of(&self.settings.source_keys, table)
    }

    async fn tables(&self, transcript: &Transcript) -> Result<Vec<Table>, DeliveryError> {
        let mut reading = Reading::default();
        for name in &self.settings.models {
            reading.add(self.model(name, transcript).await)?;
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
        let domain = match by {
            By::Id(id) => {
                let id: i64 = id.parse().map_err(|_| no_such_record())?;
                Some(json!([["id", "=", id]]))
            }
            By::Column(column, value) => domain(table, column, value),
            By::Source(field, id) => Some(json!([[field, "=", id.to_string()]])),
        };
        let Some(domain) = domain else {
            return Ok(Vec::new());
        };
        let mut fields: Vec<&str> = columns.to_vec();
        fields.push("id");
        let asked = json!({"domain": domain, "fields": fields, "limit": most, "order": "id desc"});
        let call = Call::new(&table.name, "search_read", asked);
        let answer = self.rpc.call(call, Some(table), transcript).await?;
        let found = |row: &Value| {
            let read = |column: &Column| from_odoo(column, row.get(&column.name)?);
            Some(Found {
                id: row["id"].as_i64()?.to_string(),
                version: None,
                values: values_of(table, columns, read),
            })
        };
        let rows = answer.as_array().ok_or_else(unclear)?.iter();
        rows.map(|row| found(row).ok_or_else(unclear)).collect()
    }

    async fn write(
        &self,
        table: &Table,
        steps: &[Step],
        transcript: &Transcript,
    ) -> Result<Vec<String>, DeliveryError> {
        let mut ids = vec![String::new(); steps.len()];
        for (call, places) in Self::calls(table, steps)? {
            let answer = self.rpc.call(call, Some(table), transcript).await?;
            for (nth, place) in places.into_iter().enumerate() {
                ids[place] = match &steps[place] {
                    // A page or an error of who stands before Odoo; `write` says `true`, or nothing.
                    Step::Update { .. } if answer.is_object() || answer.is_string() => {
                        return Err(unclear());
                    }
                    Step::Update { record, .. } => record.id.clone(),
                    Step::Create { .. } => {
                        let id = answer.get(nth).and_then(Value::as_i64);
                        id.ok_or_else(unclear)?.to_string()
                    }
                };
            }
        }
        Ok(ids)
    }

    fn render(&self, table: &Table, steps: &[Step]) -> Vec<String> {
        let calls = Self::calls(table, steps).unwrap_or_default();
        calls
            .into_iter()
            .map(|(call, _)| format!("POST /json/2/{} {}", call.method, call.arguments))
            .collect()
    }

    async fn test(&self) -> Vec<Finding> {
        let mut probe = Probe::new("Odoo lets the user see", "fields", &[403, 404]);
        for model in &self.settings.models {
            let transcript = Transcript::default();
            let read = self.model(model, &transcript).await;
            let table = probe.add(model, read, &transcript);
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

impl Odoo {
    /// The settings name a field for our ids that the model does not have.
    fn missing_key(&self, table: &Table) -> Option<String> {
        let field = self.settings.source_keys.get(&table.name)?;
        let is_text = |column: &Column| matches!(column.kind, ColumnType::Text { .. });
        if table.column(field).is_some_and(is_text) {
            return None;
        }
        Some(format!(
            "`{}` has no text field `{field}` for Sonda's ids: create it in Odoo, or take it out of `source_keys`.",
            table.name
        ))
    }
}
