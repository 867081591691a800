//! The objects there are, their properties, and their records.

use super::{Row, error, fault};
use crate::fake::{Reply, object};
use serde_json::{Map, Value, json};

pub(super) struct Object {
    pub(super) name: &'static str,
    pub(super) singular: &'static str,
    pub(super) properties: Vec<Value>,
    pub(super) required: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
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

pub(super) fn objects() -> Vec<Object> {
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

impl Object {
    pub(super) fn property(&self, name: &str) -> Option<&Value> {
        self.properties.iter().find(|one| one["name"] == name)
    }

    pub(super) fn is_unique(&self, name: &str) -> bool {
        let about = self.property(name);
        about.is_some_and(|about| about["hasUniqueValue"] == true)
            || (self.name, name) == ("contacts", "email")
    }

    pub(super) fn check(
        &self,
        properties: &Map<String, Value>,
        own: Option<&str>,
    ) -> Result<(), Reply> {
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

    pub(super) fn shown(&self, row: &Row, asked: &Value) -> Value {
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

    pub(super) fn read(&self, body: &Value, inputs: &[Value]) -> Reply {
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

    pub(super) fn search(&self, body: &Value) -> Reply {
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
