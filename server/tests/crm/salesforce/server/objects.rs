//! The objects there are, and their fields.

use crate::fake::object;
use serde_json::{Map, Value, json};

pub(super) struct Object {
    pub(super) name: &'static str,
    pub(super) fields: Vec<Value>,
    pub(super) rows: Vec<Map<String, Value>>,
}

fn field(name: &str, kind: &str, length: u32, more: Value) -> Value {
    let mut about = json!({
        "name": name, "label": format!("The {name}"), "type": kind, "length": length,
        "nillable": true, "createable": true, "updateable": true, "defaultedOnCreate": false,
        "filterable": kind != "textarea", "externalId": false, "unique": false, "picklistValues": [],
        "referenceTo": [], "precision": 0, "scale": 0, "digits": 0,
    });
    for (name, value) in object(more) {
        about[name] = value;
    }
    about
}

pub(super) fn objects() -> Vec<Object> {
    let own = |name, kind| {
        let more = json!({"createable": false, "updateable": false, "nillable": false, "defaultedOnCreate": true});
        field(name, kind, 18, more)
    };
    let key = || {
        let more = json!({"externalId": true, "unique": true});
        field("Sonda_Id__c", "string", 36, more)
    };
    let required = || json!({"nillable": false});
    let values = |values: &[&str]| {
        let value = |value: &&str| json!({"value": value, "label": value.to_uppercase(), "active": *value != "Old"});
        json!({"picklistValues": values.iter().map(value).collect::<Vec<Value>>()})
    };
    let lead = vec![
        own("Id", "id"),
        own("CreatedDate", "datetime"),
        own("IsConverted", "boolean"),
        field("LastName", "string", 80, required()),
        field("Company", "string", 255, required()),
        field("Email", "email", 80, json!({})),
        field("Phone", "phone", 40, json!({})),
        field("City", "string", 40, json!({})),
        field("Description", "textarea", 32_000, json!({})),
        field("Rating", "picklist", 255, values(&["Hot", "Cold", "Old"])),
        field(
            "Interests__c",
            "multipicklist",
            4_099,
            values(&["a", "b", "c"]),
        ),
        field(
            "HasOptedOut",
            "boolean",
            0,
            json!({"nillable": false, "defaultedOnCreate": true}),
        ),
        field(
            "AnnualRevenue",
            "currency",
            0,
            json!({"precision": 18, "scale": 2}),
        ),
        field("Employees", "int", 0, json!({"digits": 8})),
        field("Address", "address", 0, json!({})),
        key(),
    ];
    let case = vec![
        own("Id", "id"),
        own("CreatedDate", "datetime"),
        field("Subject", "string", 255, required()),
        field("Description", "textarea", 32_000, json!({})),
        field(
            "Amount__c",
            "double",
            0,
            json!({"precision": 18, "scale": 2}),
        ),
        field(
            "Lead__c",
            "reference",
            18,
            json!({"referenceTo": ["Campaign", "Lead"]}),
        ),
        field("Due__c", "date", 0, json!({})),
        field("Visit__c", "datetime", 0, json!({})),
        key(),
    ];
    let object = |name, fields| Object {
        name,
        fields,
        rows: Vec::new(),
    };
    vec![object("Lead", lead), object("Case", case)]
}

impl Object {
    pub(super) fn field(&self, name: &str) -> Option<&Value> {
        self.fields.iter().find(|about| about["name"] == name)
    }
}
