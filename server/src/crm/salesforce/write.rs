//! The requests that carry out steps: one record by itself, several as collections that are there together or not at
//! all.

use super::api::{Call, encoded};
use super::error;
use super::value::to_salesforce;
use crate::crm::error::DeliveryError;
use crate::crm::remote::{SourceKey, Step};
use crate::crm::table::Table;
use axum::http::Method;
use serde_json::{Map, Value, json};

/// The most records of one collection.
const MOST: usize = 200;
/// What is said of a record that was right, where another of its collection was not.
const ROLLED_BACK: [&str; 2] = ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "PROCESSING_HALTED"];

/// A request, and the steps that it carries out.
pub(super) struct Batch {
    pub(super) call: Call,
    /// The places of its records among the steps, in the request's order.
    places: Vec<usize>,
    is_collection: bool,
}

/// The requests of some steps: new records first.
pub(super) fn batches(
    table: &Table,
    source_key: &SourceKey,
    steps: &[Step],
) -> Result<Vec<Batch>, DeliveryError> {
    if let [step] = steps {
        return Ok(vec![single(table, source_key, step)?]);
    }
    let mut creates = Vec::new();
    let mut updates = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let (Step::Create { values, .. } | Step::Update { values, .. }) = step;
        let mut record = sent(table, values)?;
        record.insert("attributes".into(), json!({"type": table.name}));
        match step {
            Step::Create { .. } => creates.push((place, record)),
            Step::Update { record: found, .. } => {
                record.insert("id".into(), found.id.as_str().into());
                updates.push((place, record));
            }
        }
    }
    let (method, path) = match source_key {
        SourceKey::Column(field) => {
            let path = format!("/composite/sobjects/{}/{field}", encoded(&table.name));
            (Method::PATCH, path)
        }
        SourceKey::Id | SourceKey::None => (Method::POST, "/composite/sobjects".to_owned()),
    };
    let updating = (Method::PATCH, "/composite/sobjects".to_owned());
    let mut batches = Vec::new();
    for ((method, path), records) in [((method, path), creates), (updating, updates)] {
        for records in records.chunks(MOST) {
            let bodies: Vec<&Map<String, Value>> = records.iter().map(|(_, one)| one).collect();
            let body = json!({"allOrNone": true, "records": bodies});
            batches.push(Batch {
                call: Call::write(method.clone(), path.clone(), body),
                places: records.iter().map(|(place, _)| *place).collect(),
                is_collection: true,
            });
        }
    }
    Ok(batches)
}

fn single(table: &Table, source_key: &SourceKey, step: &Step) -> Result<Batch, DeliveryError> {
    let object = format!("/sobjects/{}", encoded(&table.name));
    let (Step::Create { values, .. } | Step::Update { values, .. }) = step;
    let mut record = sent(table, values)?;
    let (method, path) = match (step, source_key) {
        (Step::Create { id, .. }, SourceKey::Column(field)) => {
            record.remove(field);
            (Method::PATCH, format!("{object}/{field}/{id}"))
        }
        (Step::Create { .. }, _) => (Method::POST, object),
        (Step::Update { record, .. }, _) => {
            (Method::PATCH, format!("{object}/{}", encoded(&record.id)))
        }
    };
    Ok(Batch {
        call: Call::write(method, path, Value::Object(record)),
        places: vec![0],
        is_collection: false,
    })
}

impl Batch {
    /// The ids of the records by the places of their steps.
    ///
    /// # Errors
    /// A record of a collection was refused, and with it all of them.
    pub(super) fn ids(
        &self,
        answer: &Value,
        steps: &[Step],
    ) -> Result<Vec<(usize, String)>, DeliveryError> {
        let results = match self.is_collection {
            true => answer.as_array().map(Vec::as_slice).unwrap_or_default(),
            false => std::slice::from_ref(answer),
        };
        let errors = || {
            results
                .iter()
                .flat_map(|result| result["errors"].as_array())
                .flatten()
        };
        let is_own = |error: &&Value| !ROLLED_BACK.iter().any(|code| error["statusCode"] == *code);
        if let Some(error) = errors().find(is_own).or_else(|| errors().next()) {
            let code = error["statusCode"].as_str().unwrap_or_default();
            return Err(error::refused(
                code,
                &error["fields"],
                error["message"].as_str(),
            ));
        }
        let unclear = || DeliveryError::retry("Salesforce did not say what it wrote");
        let mut ids = Vec::with_capacity(self.places.len());
        for (nth, place) in self.places.iter().enumerate() {
            let result = results.get(nth).ok_or_else(unclear)?;
            let id = match &steps[*place] {
                // A change of one record is answered with nothing; a page or other JSON is not Salesforce's.
                Step::Update { record, .. } if result.is_null() || result["success"] == true => {
                    record.id.clone()
                }
                Step::Update { .. } => return Err(unclear()),
                Step::Create { .. } => result["id"].as_str().ok_or_else(unclear)?.to_owned(),
            };
            ids.push((*place, id));
        }
        Ok(ids)
    }
}

/// The values as Salesforce takes them.
fn sent(table: &Table, values: &Map<String, Value>) -> Result<Map<String, Value>, DeliveryError> {
    let mut sent = Map::new();
    for (name, value) in values {
        let value = match table.column(name) {
            Some(column) => to_salesforce(column, value),
            None => Some(value.clone()),
        };
        let refused = || DeliveryError::column(name, "has a value Salesforce cannot hold");
        sent.insert(name.clone(), value.ok_or_else(refused)?);
    }
    Ok(sent)
}
