//! The batches that carry out steps, and the records that their answers name.

use super::api::{Api, Call};
use super::metadata::ASSOCIATIONS;
use super::value::to_hubspot;
use crate::crm::error::DeliveryError;
use crate::crm::remote::{SourceKey, Step};
use crate::crm::table::Table;
use serde_json::{Map, Value, json};

/// The most records of one batch.
const MOST: usize = 100;
/// Names a record of a batch in its answer.
const TRACE: &str = "objectWriteTraceId";

/// A batch, and the steps that it carries out.
pub(super) struct Batch {
    pub(super) call: Call,
    /// The places of its records among the steps, in the batch's order.
    places: Vec<usize>,
    /// Their traces, where they have any.
    traces: Vec<String>,
}

/// The batches of some steps: new records first. Those of the same kind are one batch, up to [`MOST`].
pub(super) fn batches(
    api: &Api,
    table: &Table,
    source_key: &SourceKey,
    steps: &[Step],
) -> Result<Vec<Batch>, DeliveryError> {
    let mut upserts = Vec::new();
    let mut creates = Vec::new();
    let mut updates = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        match step {
            Step::Create { id, values } => {
                let (mut properties, associations) = sent(table, values)?;
                match source_key {
                    SourceKey::Column(key) if associations.is_empty() => {
                        properties.remove(key);
                        let input = json!({
                            "id": id.to_string(), "idProperty": key, "properties": properties,
                            TRACE: id.to_string(),
                        });
                        upserts.push((place, input));
                    }
                    // An upsert makes no associations: the property's uniqueness keeps a second record out.
                    SourceKey::Column(_) => creates.push((
                        place,
                        json!({
                            "properties": properties, "associations": associations,
                            TRACE: id.to_string(),
                        }),
                    )),
                    // Without traces: all or none, so that a repeat finds none of them.
                    SourceKey::Id | SourceKey::None => creates.push((
                        place,
                        json!({"properties": properties, "associations": associations}),
                    )),
                }
            }
            Step::Update { record, values } => {
                let (properties, _) = sent(table, values)?;
                let input = json!({"id": record.id, "properties": properties});
                updates.push((place, input));
            }
        }
    }
    let mut batches = Vec::new();
    for (what, inputs) in [
        ("upsert", upserts),
        ("create", creates),
        ("update", updates),
    ] {
        for inputs in inputs.chunks(MOST) {
            let trace =
                |(_, input): &(usize, Value)| input[TRACE].as_str().unwrap_or_default().to_owned();
            let bodies: Vec<&Value> = inputs.iter().map(|(_, input)| input).collect();
            let path = api.objects(&table.name, &format!("batch/{what}"));
            batches.push(Batch {
                call: Call::post(path, json!({"inputs": bodies})),
                places: inputs.iter().map(|(place, _)| *place).collect(),
                traces: inputs.iter().map(trace).collect(),
            });
        }
    }
    Ok(batches)
}

impl Batch {
    /// Whether it changes records that were found.
    pub(super) fn only_updates(&self, steps: &[Step]) -> bool {
        let mut steps = self.places.iter().map(|place| &steps[*place]);
        steps.all(|step| matches!(step, Step::Update { .. }))
    }

    /// The ids of the records by the places of their steps. An update answers in any order: its ids are known.
    pub(super) fn ids(
        &self,
        answer: &Value,
        steps: &[Step],
    ) -> Result<Vec<(usize, String)>, DeliveryError> {
        let unclear = || DeliveryError::retry("HubSpot did not say what it wrote");
        let results = answer["results"].as_array().ok_or_else(unclear)?;
        let mut ids = Vec::with_capacity(self.places.len());
        let mut unclaimed: Vec<&Value> = results.iter().collect();
        for (nth, place) in self.places.iter().enumerate() {
            if let Step::Update { record, .. } = &steps[*place] {
                ids.push((*place, record.id.clone()));
                continue;
            }
            let own = |one: &&Value| match self.traces[nth].as_str() {
                "" => self.holds(nth, one),
                trace => one[TRACE] == trace,
            };
            // What has no trace and was spelled anew is one of those that are left.
            let found = unclaimed.iter().position(own).unwrap_or_default();
            if unclaimed.is_empty() {
                return Err(unclear());
            }
            let result = unclaimed.remove(found);
            ids.push((
                *place,
                result["id"].as_str().ok_or_else(unclear)?.to_owned(),
            ));
        }
        Ok(ids)
    }

    /// Whether a result has the properties that were sent for a record.
    fn holds(&self, nth: usize, result: &Value) -> bool {
        let body = self.call.body.as_ref();
        let sent = body.and_then(|body| body["inputs"][nth]["properties"].as_object());
        sent.is_some_and(|sent| {
            let mut sent = sent.iter();
            sent.all(|(name, value)| result["properties"][name] == *value)
        })
    }
}

/// The properties and associations that values become.
fn sent(
    table: &Table,
    values: &Map<String, Value>,
) -> Result<(Map<String, Value>, Vec<Value>), DeliveryError> {
    let mut properties = Map::new();
    let mut associations = Vec::new();
    for (name, value) in values {
        let refused = || DeliveryError::column(name, "has a value HubSpot cannot hold");
        let Some(column) = table.column(name) else {
            properties.insert(name.clone(), value.clone());
            continue;
        };
        let text = to_hubspot(column, value).ok_or_else(refused)?;
        if !name.starts_with(ASSOCIATIONS) {
            properties.insert(name.clone(), text.into());
            continue;
        }
        let kind = column
            .native
            .as_deref()
            .and_then(|kind| kind.split_once(':'));
        let (category, kind) = kind.ok_or_else(refused)?;
        let kind: u32 = kind.parse().map_err(|_| refused())?;
        associations.push(json!({
            "to": {"id": text},
            "types": [{"associationCategory": category, "associationTypeId": kind}],
        }));
    }
    Ok((properties, associations))
}
