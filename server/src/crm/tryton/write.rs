//! The calls that write records.

use super::value::to_tryton;
use super::{Tryton, no_such_record};
use crate::crm::error::DeliveryError;
use crate::crm::remote::Step;
use crate::crm::table::Table;
use serde_json::{Map, Value, json};

/// A call, and the steps that it carries out.
pub(super) struct Call {
    pub(super) method: String,
    pub(super) parameters: Value,
    pub(super) steps: Vec<usize>,
}

impl Tryton {
    /// The values as Tryton takes them; `list.field` becomes a new entry of that list.
    fn values(&self, table: &Table, values: &Map<String, Value>) -> Result<Value, DeliveryError> {
        let mut sent = Map::new();
        for (name, value) in values {
            if let Some((list, field)) = name.split_once('.') {
                sent.insert(list.to_owned(), json!([["create", [{field: value}]]]));
                continue;
            }
            let value = match table.column(name) {
                Some(column) => to_tryton(column, value),
                None => Some(value.clone()),
            };
            let value = value
                .ok_or_else(|| DeliveryError::column(name, "has a value Tryton cannot hold"))?;
            sent.insert(name.clone(), value);
        }
        Ok(Value::Object(sent))
    }

    /// The calls that carry out the steps: all new records in one, each change in one of its own.
    pub(super) fn calls(&self, table: &Table, steps: &[Step]) -> Result<Vec<Call>, DeliveryError> {
        let mut created = Vec::new();
        let mut calls = Vec::new();
        for (index, step) in steps.iter().enumerate() {
            match step {
                Step::Create { values, .. } => created.push((index, self.values(table, values)?)),
                Step::Update { record, values } => {
                    let id: i64 = record.id.parse().map_err(|_| no_such_record())?;
                    let mut context = self.context();
                    if let Some(version) = &record.version {
                        context["_timestamp"] = json!({format!("{},{id}", table.name): version});
                    }
                    calls.push(Call {
                        method: format!("model.{}.write", table.name),
                        parameters: json!([[id], self.values(table, values)?, context]),
                        steps: vec![index],
                    });
                }
            }
        }
        if !created.is_empty() {
            let (steps, rows): (Vec<usize>, Vec<Value>) = created.into_iter().unzip();
            calls.insert(
                0,
                Call {
                    method: format!("model.{}.create", table.name),
                    parameters: json!([rows, self.context()]),
                    steps,
                },
            );
        }
        Ok(calls)
    }
}
