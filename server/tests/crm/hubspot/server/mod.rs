//! A strict HubSpot of our own, as far as the connector needs it.
//!
//! From HubSpot's own documentation: addresses, batches and their answers, traces, search, the shape of errors. From
//! memory: the cap of 100, codes and words of errors, 207 where a batch is read or created in part, the index's delay.

mod objects;

use crate::fake::{Asked, Reply, Service, object};
use objects::{Object, objects};
use serde_json::{Map, Value, json};

pub(crate) const TOKEN: &str = "pat-eu1-secret";

pub(crate) struct HubSpotServer {
    objects: Vec<Object>,
    next_id: i64,
    /// Whether the search knows nothing that was written since.
    pub(crate) index_sleeps: bool,
    /// What the private app may not see.
    pub(crate) hidden: Vec<&'static str>,
}

fn error(status: u16, category: &str, message: &str) -> Reply {
    let body = json!({
        "status": "error", "category": category, "message": message,
        "correlationId": "a43683b0-5717-4ceb-80b4-104d02915d8c",
    });
    Reply::new(status, body)
}

fn fault(code: &str, property: &str, message: &str) -> Value {
    json!({
        "status": "error", "category": "VALIDATION_ERROR", "message": format!("Property values were not valid: {message}"),
        "errors": [{"code": code, "message": message, "context": {"propertyName": [property]}}],
    })
}

impl HubSpotServer {
    pub(crate) fn new() -> Self {
        Self {
            objects: objects(),
            next_id: 501,
            index_sleeps: false,
            hidden: Vec::new(),
        }
    }

    pub(crate) fn rows(&self, object: &str) -> Vec<Row> {
        let object = self.objects.iter().find(|one| one.name == object);
        object.unwrap().rows.clone()
    }

    pub(crate) fn remove_property(&mut self, object: &str, property: &str) {
        let object = self.objects.iter_mut().find(|one| one.name == object);
        object
            .unwrap()
            .properties
            .retain(|one| one["name"] != property);
    }

    fn post(&mut self, place: usize, what: &str, body: &Value) -> Reply {
        let inputs = body["inputs"].as_array().cloned().unwrap_or_default();
        if inputs.len() > 100 {
            return error(400, "VALIDATION_ERROR", "The maximum batch size is 100");
        }
        let known = match what {
            "search" => vec![
                "filterGroups",
                "sorts",
                "properties",
                "limit",
                "after",
                "query",
            ],
            "batch/read" => vec![
                "inputs",
                "properties",
                "idProperty",
                "propertiesWithHistory",
            ],
            _ => vec!["inputs"],
        };
        if let Some(unknown) = object(body.clone())
            .keys()
            .find(|name| !known.contains(&name.as_str()))
        {
            return error(
                400,
                "VALIDATION_ERROR",
                &format!("Invalid input JSON: unknown field {unknown}"),
            );
        }
        match what {
            "search" => self.objects[place].search(body),
            "batch/read" => self.objects[place].read(body, &inputs),
            "batch/create" => self.create(place, &inputs),
            "batch/update" => self.update(place, &inputs),
            "batch/upsert" => self.upsert(place, &inputs),
            _ => error(404, "OBJECT_NOT_FOUND", "no such address"),
        }
    }

    /// With a trace for each, what is right is created and the rest named; without, all or none.
    fn create(&mut self, place: usize, inputs: &[Value]) -> Reply {
        let is_traced = inputs
            .iter()
            .all(|input| input["objectWriteTraceId"].is_string());
        let mut results = Vec::new();
        let mut errors = Vec::new();
        let before = self.objects[place].rows.clone();
        for input in inputs {
            match self.created(place, input) {
                Ok(result) => results.push(result),
                Err(reply) if !is_traced => {
                    self.objects[place].rows = before;
                    return reply;
                }
                Err(reply) => errors.push(reply.body),
            }
        }
        Self::outcome(201, results, &errors)
    }

    fn outcome(status: u16, mut results: Vec<Value>, errors: &[Value]) -> Reply {
        // In no order that was promised.
        results.reverse();
        if errors.is_empty() {
            return Reply::new(status, json!({"status": "COMPLETE", "results": results}));
        }
        let body = json!({
            "status": "COMPLETE", "results": results, "numErrors": errors.len(), "errors": errors,
        });
        Reply::new(207, body)
    }

    fn created(&mut self, place: usize, input: &Value) -> Result<Value, Reply> {
        let properties = object(input["properties"].clone());
        self.objects[place].check(&properties, None)?;
        let required = &self.objects[place].required;
        if let Some(missing) = required
            .iter()
            .find(|name| !properties.contains_key(**name))
        {
            let reply = fault(
                "REQUIRED_PROPERTY",
                missing,
                "required property was not set",
            );
            return Err(Reply::new(400, reply));
        }
        let mut associations = Vec::new();
        for one in input["associations"]
            .as_array()
            .cloned()
            .unwrap_or_default()
        {
            let to = one["to"]["id"].as_str().unwrap().to_owned();
            let kind = one["types"][0]["associationTypeId"].as_u64().unwrap();
            assert_eq!(one["types"][0]["associationCategory"], "HUBSPOT_DEFINED");
            let there = self.objects[0].rows.iter().any(|row| row.id == to);
            if kind != 3 || !there {
                return Err(error(
                    400,
                    "VALIDATION_ERROR",
                    &format!("{to} is not a valid object ID"),
                ));
            }
            associations.push((to, kind));
        }
        let row = Row {
            id: self.next_id.to_string(),
            properties,
            associations,
            is_indexed: !self.index_sleeps,
        };
        self.next_id += 1;
        let result = row.result(input, true);
        self.objects[place].rows.push(row);
        Ok(result)
    }

    fn update(&mut self, place: usize, inputs: &[Value]) -> Reply {
        let mut results = Vec::new();
        for input in inputs {
            let id = input["id"].as_str().unwrap();
            let properties = object(input["properties"].clone());
            let model = &mut self.objects[place];
            if let Err(reply) = model.check(&properties, Some(id)) {
                return reply;
            }
            let Some(row) = model.rows.iter_mut().find(|row| row.id == id) else {
                return error(404, "OBJECT_NOT_FOUND", "Could not get some objects");
            };
            row.properties.extend(properties);
            results.push(row.result(input, false));
        }
        Self::outcome(200, results, &[])
    }

    fn upsert(&mut self, place: usize, inputs: &[Value]) -> Reply {
        let mut results = Vec::new();
        let mut errors = Vec::new();
        for input in inputs {
            let key = input["idProperty"].as_str().unwrap();
            let unique = self.objects[place].is_unique(key);
            if !unique || input["associations"].is_array() {
                return error(
                    400,
                    "VALIDATION_ERROR",
                    "idProperty must be a unique property",
                );
            }
            let id = input["id"].as_str().unwrap();
            let model = &self.objects[place];
            let there = model
                .rows
                .iter()
                .find(|row| row.properties.get(key) == Some(&id.into()));
            match there.map(|row| row.id.clone()) {
                Some(own) => {
                    let mut input = input.clone();
                    input["id"] = own.into();
                    let reply = self.update(place, &[input]);
                    results.extend(
                        reply.body["results"]
                            .as_array()
                            .cloned()
                            .unwrap_or_default(),
                    );
                }
                None => {
                    let mut input = input.clone();
                    input["properties"][key] = id.into();
                    match self.created(place, &input) {
                        Ok(result) => results.push(result),
                        Err(reply) => errors.push(reply.body),
                    }
                }
            }
        }
        Self::outcome(200, results, &errors)
    }
}

#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) properties: Map<String, Value>,
    /// The ids of associated records with the type.
    pub(crate) associations: Vec<(String, u64)>,
    is_indexed: bool,
}

impl Row {
    fn result(&self, input: &Value, is_new: bool) -> Value {
        let mut result =
            json!({"id": self.id, "properties": self.properties, "new": is_new, "archived": false});
        if let Some(trace) = input.get("objectWriteTraceId") {
            result["objectWriteTraceId"] = trace.clone();
        }
        result
    }
}

impl Service for HubSpotServer {
    fn answer(&mut self, asked: &Asked) -> Reply {
        if asked.header("authorization") != format!("Bearer {TOKEN}") {
            return error(
                401,
                "INVALID_AUTHENTICATION",
                "Authentication credentials not found.",
            );
        }
        let parts: Vec<&str> = asked.path().trim_start_matches('/').split('/').collect();
        let name = match parts.as_slice() {
            ["crm", "v3", "properties" | "schemas", name] => name,
            ["crm", "v4", "associations", name, _, "labels"] => name,
            ["crm", "objects", "2026-03", name, ..] => name,
            _ => return error(404, "OBJECT_NOT_FOUND", "no such address"),
        };
        if self.hidden.contains(name) {
            let mut reply = error(
                403,
                "MISSING_SCOPES",
                "This app hasn't been granted all required scopes",
            );
            let scope = format!("crm.objects.{name}.read");
            reply.body["errors"] = json!([{"context": {"requiredGranularScopes": [scope]}}]);
            return reply;
        }
        let Some(place) = self.objects.iter().position(|one| one.name == *name) else {
            return error(404, "OBJECT_NOT_FOUND", "Unable to infer object type");
        };
        match (asked.method.as_str(), parts.as_slice()) {
            ("GET", ["crm", "v3", "properties", _]) => {
                Reply::new(200, json!({"results": self.objects[place].properties}))
            }
            ("GET", ["crm", "v3", "schemas", _]) => {
                let one = &self.objects[place];
                let labels =
                    json!({"singular": one.singular, "plural": format!("{}s", one.singular)});
                Reply::new(
                    200,
                    json!({"labels": labels, "requiredProperties": one.required}),
                )
            }
            ("GET", ["crm", "v4", _, "deals", "contacts", _]) => Reply::new(
                200,
                json!({"results": [
                    {"category": "USER_DEFINED", "typeId": 36, "label": "Decides"},
                    {"category": "HUBSPOT_DEFINED", "typeId": 3, "label": null},
                ]}),
            ),
            ("GET", ["crm", "v4", ..]) => Reply::new(200, json!({"results": []})),
            ("POST", ["crm", "objects", _, _, what @ ..]) => match asked.json() {
                Some(body) => self.post(place, &what.join("/"), &body),
                None => error(400, "VALIDATION_ERROR", "Invalid input JSON"),
            },
            _ => error(405, "VALIDATION_ERROR", "method not allowed"),
        }
    }
}
