//! A strict HubSpot of our own, as far as the connector needs it.
//!
//! From HubSpot's own documentation: addresses, batches and their answers, traces, search, the shape of errors. From
//! memory: the cap of 100, codes and words of errors, 207 where a batch is read or created in part, the index's delay.

use crate::fake::{Asked, Reply, Service, object};
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

struct Object {
    name: &'static str,
    singular: &'static str,
    properties: Vec<Value>,
    required: Vec<&'static str>,
    rows: Vec<Row>,
}

#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) properties: Map<String, Value>,
    /// The ids of associated records with the type.
    pub(crate) associations: Vec<(String, u64)>,
    is_indexed: bool,
}

fn property(name: &str, kind: &str, field: &str, more: Value) -> Value {
    let mut about = json!({
        "name": name, "label": name.to_uppercase(), "type": kind, "fieldType": field, "options": [],
        "hasUniqueValue": false, "hidden": false, "calculated": false,
        "modificationMetadata": {"archivable": true, "readOnlyDefinition": true, "readOnlyValue": false},
    });
    for (name, value) in object(more) {
        about[name] = value;
    }
    about
}

fn options(values: &[&str]) -> Value {
    let option =
        |value: &&str| json!({"value": value, "label": value.to_uppercase(), "hidden": false});
    json!({"options": values.iter().map(option).collect::<Vec<Value>>()})
}

fn objects() -> Vec<Object> {
    let read_only = || json!({"modificationMetadata": {"readOnlyValue": true}});
    let key = || {
        property(
            "sonda_id",
            "string",
            "text",
            json!({"hasUniqueValue": true}),
        )
    };
    let text = |name| property(name, "string", "text", json!({}));
    let created = || property("createdate", "datetime", "date", read_only());
    let contacts = vec![
        property("email", "string", "text", json!({})),
        text("firstname"),
        text("city"),
        property("phone", "string", "phonenumber", json!({})),
        property("message", "string", "textarea", json!({})),
        property(
            "interests",
            "enumeration",
            "checkbox",
            options(&["a", "b", "c"]),
        ),
        property(
            "stage",
            "enumeration",
            "select",
            options(&["lead", "customer"]),
        ),
        property("consent", "bool", "booleancheckbox", json!({})),
        property("birthday", "date", "date", json!({})),
        property("last_visit", "datetime", "date", json!({})),
        property("hs_secret", "string", "text", json!({"hidden": true})),
        created(),
        key(),
    ];
    let deals = vec![
        text("dealname"),
        property("amount", "number", "number", json!({})),
        property("description", "string", "textarea", json!({})),
        created(),
        key(),
    ];
    let object = |name, singular, properties, required: &[&'static str]| Object {
        name,
        singular,
        properties,
        required: required.to_vec(),
        rows: Vec::new(),
    };
    vec![
        object("contacts", "Contact", contacts, &[]),
        object("deals", "Deal", deals, &["dealname"]),
    ]
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

impl Object {
    fn property(&self, name: &str) -> Option<&Value> {
        self.properties.iter().find(|one| one["name"] == name)
    }

    fn is_unique(&self, name: &str) -> bool {
        let about = self.property(name);
        about.is_some_and(|about| about["hasUniqueValue"] == true)
            || (self.name, name) == ("contacts", "email")
    }

    fn check(&self, properties: &Map<String, Value>, own: Option<&str>) -> Result<(), Reply> {
        for (name, value) in properties {
            let refuse =
                |code: &str, message: &str| Err(Reply::new(400, fault(code, name, message)));
            let Some(about) = self.property(name) else {
                return refuse(
                    "PROPERTY_DOESNT_EXIST",
                    &format!("Property \"{name}\" does not exist"),
                );
            };
            // More than HubSpot, which takes some numbers and switches as such.
            let Some(text) = value.as_str() else {
                return refuse("INVALID_VALUE", "values are texts");
            };
            if about["modificationMetadata"]["readOnlyValue"] == true {
                return refuse(
                    "READ_ONLY_VALUE",
                    &format!("\"{name}\" is a read only property"),
                );
            }
            let options = about["options"].as_array().unwrap();
            let is_option = |text: &str| options.iter().any(|one| one["value"] == text);
            let fits = match about["type"].as_str().unwrap() {
                "number" => text.parse::<f64>().is_ok(),
                "bool" => matches!(text, "true" | "false"),
                "date" => text.parse::<jiff::civil::Date>().is_ok(),
                "datetime" => text.parse::<jiff::Timestamp>().is_ok(),
                "enumeration" => text.split(';').all(is_option),
                _ => name != "email" || text.contains('@'),
            };
            if !fits {
                let code = match about["type"].as_str().unwrap() {
                    "number" => "INVALID_LONG",
                    "enumeration" => "INVALID_OPTION",
                    "date" | "datetime" => "INVALID_DATE",
                    _ => "INVALID_EMAIL",
                };
                return refuse(code, &format!("{text} was not valid"));
            }
            if text.chars().count() > 65_536 {
                return refuse("VALUE_TOO_LONG", &format!("{text} is too long"));
            }
            let same = |row: &&Row| {
                row.properties.get(name) == Some(value) && Some(row.id.as_str()) != own
            };
            if let Some(other) = self
                .rows
                .iter()
                .find(|row| self.is_unique(name) && same(row))
            {
                if name == "email" {
                    return Err(error(
                        409,
                        "CONFLICT",
                        &format!("Contact already exists. Existing ID: {}", other.id),
                    ));
                }
                return refuse(
                    "DUPLICATE_UNIQUE_PROPERTY_VALUE",
                    "another object has the same value",
                );
            }
        }
        Ok(())
    }

    fn shown(&self, row: &Row, asked: &Value) -> Value {
        let mut properties = Map::new();
        for name in asked.as_array().unwrap() {
            let name = name.as_str().unwrap();
            // What HubSpot does not know it leaves out in silence.
            if self.property(name).is_some() {
                properties.insert(
                    name.to_owned(),
                    row.properties.get(name).cloned().unwrap_or_default(),
                );
            }
        }
        json!({"id": row.id, "properties": properties, "archived": false})
    }

    fn read(&self, body: &Value, inputs: &[Value]) -> Reply {
        let mut results = Vec::new();
        let mut missing = Vec::new();
        for input in inputs {
            let wanted = input["id"].as_str().unwrap();
            let found = match body["idProperty"].as_str() {
                Some(property) if !self.is_unique(property) => {
                    return error(
                        400,
                        "VALIDATION_ERROR",
                        "idProperty must be a unique property",
                    );
                }
                Some(property) => self.rows.iter().find(|row| {
                    let own = row.properties.get(property).and_then(Value::as_str);
                    own.is_some_and(|own| own.to_lowercase() == wanted)
                }),
                None => self.rows.iter().find(|row| row.id == wanted),
            };
            match found {
                Some(row) => results.push(self.shown(row, &body["properties"])),
                None => missing.push(json!(wanted)),
            }
        }
        if missing.is_empty() {
            return Reply::new(200, json!({"status": "COMPLETE", "results": results}));
        }
        let error = json!({
            "status": "error", "category": "OBJECT_NOT_FOUND", "message": "Could not get some objects",
            "context": {"ids": missing},
        });
        let body =
            json!({"status": "COMPLETE", "results": results, "numErrors": 1, "errors": [error]});
        Reply::new(207, body)
    }

    fn search(&self, body: &Value) -> Reply {
        if body["limit"].as_u64().unwrap() > 200
            || body["filterGroups"].as_array().unwrap().len() > 5
        {
            return error(400, "VALIDATION_ERROR", "too much is asked");
        }
        assert_eq!(
            body["sorts"][0],
            json!({"propertyName": "createdate", "direction": "DESCENDING"})
        );
        let holds = |row: &Row| {
            let mut groups = body["filterGroups"].as_array().unwrap().iter();
            groups.any(|group| {
                let mut filters = group["filters"].as_array().unwrap().iter();
                filters.all(|filter| {
                    assert_eq!(filter["operator"], "EQ");
                    let name = filter["propertyName"].as_str().unwrap();
                    let own = row
                        .properties
                        .get(name)
                        .and_then(Value::as_str)
                        .unwrap_or_default();
                    // Texts are compared without their case.
                    own.to_lowercase() == filter["value"].as_str().unwrap().to_lowercase()
                })
            })
        };
        let found = self
            .rows
            .iter()
            .rev()
            .filter(|row| row.is_indexed && holds(row));
        let results: Vec<Value> = found
            .map(|row| self.shown(row, &body["properties"]))
            .collect();
        Reply::new(200, json!({"total": results.len(), "results": results}))
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
