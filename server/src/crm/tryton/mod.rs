//! Tryton, over its JSON-RPC: parties, opportunities and any other model that the user may see.
//!
//! Tryton takes no ids of ours. Where a model has a text field for one ([`TrytonSettings::source_keys`]), a record that
//! was created before its answer was lost is recognised by it.

mod error;
mod find;
mod metadata;
mod probe;
mod rpc;
mod settings;
mod value;
mod write;

pub use settings::TrytonSettings;

use super::connector::Finding;
use super::error::DeliveryError;
use super::reading::Reading;
use super::remote::{By, Found, Remote, SourceKey, Step, values_of};
use super::table::{Column, Table};
use super::transcript::Transcript;
use crate::clock::SharedClock;
use crate::outgoing::Client;
use find::condition;
use rpc::Rpc;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use value::from_tryton;

/// A Tryton database.
pub struct Tryton {
    settings: TrytonSettings,
    rpc: Rpc,
    /// The company that records are written for.
    company: OnceCell<Option<i64>>,
}

impl Tryton {
    /// A connection; nothing is sent yet.
    #[must_use]
    pub fn new(
        settings: TrytonSettings,
        password: String,
        client: Client,
        clock: SharedClock,
    ) -> Self {
        let rpc = Rpc::new(&settings, password, client, clock);
        let company = OnceCell::new_with(settings.company.map(Some));
        Self {
            settings,
            rpc,
            company,
        }
    }

    async fn call(
        &self,
        model: &str,
        method: &str,
        mut parameters: Vec<Value>,
        table: Option<&Table>,
        transcript: &Transcript,
    ) -> Result<Value, DeliveryError> {
        self.find_company(transcript).await?;
        parameters.push(self.context());
        let method = format!("model.{model}.{method}");
        self.rpc
            .call(&method, &Value::from(parameters), table, transcript)
            .await
    }

    /// Where the settings name no company, the one that the user works for.
    async fn find_company(&self, transcript: &Transcript) -> Result<(), DeliveryError> {
        let preferences = async {
            let method = "model.res.user.get_preferences";
            let preferences = self
                .rpc
                .call(method, &json!([true, {}]), None, transcript)
                .await?;
            Ok(preferences["company"].as_i64())
        };
        self.company
            .get_or_try_init(|| preferences)
            .await
            .map(|_| ())
    }

    fn context(&self) -> Value {
        let mut context = json!({"language": self.settings.language});
        if let Some(company) = self.company.get().copied().flatten() {
            context["company"] = company.into();
        }
        context
    }

    async fn model(&self, name: &str, transcript: &Transcript) -> Result<Table, DeliveryError> {
        let named = vec![
            json!([["name", "=", name]]),
            json!(0),
            json!(1),
            Value::Null,
            json!(["string"]),
        ];
        let about = self
            .call("ir.model", "search_read", named, None, transcript)
            .await?;
        let Some(label) = about[0]["string"].as_str() else {
            return Err(DeliveryError::give_up(format!(
                "Tryton has no model `{name}`, or the user may not see it"
            )));
        };
        let fields = self
            .call(name, "fields_get", vec![json!([])], None, transcript)
            .await?;
        let unclear = || DeliveryError::retry("Tryton's answer is not understood");
        let mut fields = match fields {
            Value::Object(fields) => fields,
            _ => return Err(unclear()),
        };
        for about in fields.values_mut() {
            self.read_choices(name, about, transcript).await?;
        }
        let required: Vec<&String> = fields
            .iter()
            .filter(|(_, about)| about["required"] == true)
            .map(|(field, _)| field)
            .collect();
        let asked = vec![json!(required), json!(true)];
        let defaults = self
            .call(name, "default_get", asked, None, transcript)
            .await?;
        Ok(metadata::model(name, label, &fields, &defaults))
    }

    /// Some selections are methods of the model.
    async fn read_choices(
        &self,
        model: &str,
        about: &mut Value,
        transcript: &Transcript,
    ) -> Result<(), DeliveryError> {
        let Some(method) = about["selection"].as_str().map(str::to_owned) else {
            return Ok(());
        };
        match self
            .call(model, &method, Vec::new(), None, transcript)
            .await
        {
            Ok(choices) => about["selection"] = choices,
            // It depends on a record, or may not be called: the field is left out.
            Err(DeliveryError::GiveUp { .. }) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

fn no_such_record() -> DeliveryError {
    DeliveryError::give_up("the id names no record of Tryton, whose ids are whole numbers")
}

impl Remote for Tryton {
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
        let condition = match by {
            By::Id(id) => {
                let Ok(id) = id.parse::<i64>() else {
                    return Err(no_such_record());
                };
                Some(json!([["id", "=", id]]))
            }
            By::Column(column, value) => condition(table, column, value),
            By::Source(field, id) => Some(json!([[field, "=", id.to_string()]])),
        };
        let Some(condition) = condition else {
            return Ok(Vec::new());
        };
        let mut fields: Vec<&str> = columns.to_vec();
        fields.push("_timestamp");
        let asked = vec![
            condition,
            json!(0),
            json!(most),
            json!([["id", "DESC"]]),
            json!(fields),
        ];
        let answer = self
            .call(&table.name, "search_read", asked, Some(table), transcript)
            .await?;
        let found = |row: &Value| {
            let read = |column: &Column| from_tryton(column, row.get(&column.name)?);
            Some(Found {
                id: row["id"].as_i64()?.to_string(),
                version: row["_timestamp"].as_str().map(str::to_owned),
                values: values_of(table, columns, read),
            })
        };
        let unclear = || DeliveryError::retry("Tryton's answer is not understood");
        let rows = answer.as_array().ok_or_else(unclear)?.iter();
        rows.map(|row| found(row).ok_or_else(unclear)).collect()
    }

    async fn write(
        &self,
        table: &Table,
        steps: &[Step],
        transcript: &Transcript,
    ) -> Result<Vec<String>, DeliveryError> {
        self.find_company(transcript).await?;
        let mut ids = vec![String::new(); steps.len()];
        for call in self.calls(table, steps)? {
            let result = self
                .rpc
                .call(&call.method, &call.parameters, Some(table), transcript)
                .await?;
            let created = result.as_array().cloned().unwrap_or_default();
            for (place, step) in call.steps.into_iter().enumerate() {
                ids[step] = match &steps[step] {
                    Step::Update { record, .. } => record.id.clone(),
                    Step::Create { .. } => {
                        let id = created.get(place).and_then(Value::as_i64);
                        let unclear = || DeliveryError::retry("Tryton did not say what it created");
                        id.ok_or_else(unclear)?.to_string()
                    }
                };
            }
        }
        Ok(ids)
    }

    fn render(&self, table: &Table, steps: &[Step]) -> Vec<String> {
        let calls = self.calls(table, steps).unwrap_or_default();
        calls
            .into_iter()
            .map(|call| format!("{} {}", call.method, call.parameters))
            .collect()
    }

    async fn test(&self) -> Vec<Finding> {
        self.probe().await
    }
}
