//! HubSpot's properties as columns, and its associations as columns that point to other records.

use crate::crm::table::{Column, ColumnType, LabelledValue, Table, TextFormat};
use serde_json::Value;
use std::collections::BTreeMap;

/// The most characters of a text.
const LONGEST_TEXT: u32 = 65_536;
/// Decimal places of a number that are read and written.
const SCALE: u32 = 6;

/// What the columns of associations begin with: `associations.contacts`.
pub(super) const ASSOCIATIONS: &str = "associations.";
/// Marks properties whose values are unique: records are read by them at once, without the search's delay.
pub(super) const UNIQUE: &str = "unique";

/// How records of one type are associated with those of another: `category:type`, by the other's name.
pub(super) type AssociationTypes = BTreeMap<String, String>;

/// The properties that new records need, as the object type's schema tells.
pub(super) fn required(schema: &Value) -> Vec<&str> {
    let names = schema["requiredProperties"].as_array();
    let names = names.map(Vec::as_slice).unwrap_or_default();
    names.iter().filter_map(Value::as_str).collect()
}

/// An object type. `source_key` holds our ids.
pub(super) fn object(
    name: &str,
    properties: &[Value],
    schema: &Value,
    associations: &AssociationTypes,
    source_key: Option<&str>,
) -> Table {
    let required = required(schema);
    let mut columns: Vec<Column> = properties
        .iter()
        .filter_map(|about| column(name, about, &required))
        .collect();
    for column in &mut columns {
        column.read_only |= source_key == Some(column.name.as_str());
    }
    columns.sort_by(|one, other| one.name.cmp(&other.name));
    let association = |(table, kind): (&String, &String)| Column {
        label: table.clone(),
        // What is associated later is left as it is: people associate, too.
        write_once: true,
        native: Some(kind.clone()),
        ..Column::new(
            format!("{ASSOCIATIONS}{table}"),
            ColumnType::Lookup {
                table: table.clone(),
            },
        )
    };
    columns.extend(associations.iter().map(association));
    Table {
        label: schema["labels"]["singular"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        ..Table::new(name, columns)
    }
}

fn column(object: &str, about: &Value, required: &[&str]) -> Option<Column> {
    let name = about["name"].as_str()?;
    let is_set = |property: &str| about[property].as_bool().unwrap_or(false);
    if is_set("hidden") || is_set("archived") {
        return None;
    }
    let kind = kind(name, about)?;
    // The address of a contact is unique, although HubSpot does not say so of the property.
    let is_unique = is_set("hasUniqueValue") || (object, name) == ("contacts", "email");
    let is_short = about["fieldType"] != "textarea" && about["fieldType"] != "html";
    let comparable = match kind {
        ColumnType::Text { .. } => is_short,
        ColumnType::Decimal { .. } => true,
        _ => false,
    };
    Some(Column {
        label: about["label"].as_str().unwrap_or_default().to_owned(),
        required: required.contains(&name),
        identifying: is_unique || comparable,
        read_only: about["modificationMetadata"]["readOnlyValue"] == true || is_set("calculated"),
        native: is_unique.then(|| UNIQUE.to_owned()),
        ..Column::new(name, kind)
    })
}

fn kind(name: &str, about: &Value) -> Option<ColumnType> {
    let text = |format| ColumnType::Text {
        length: LONGEST_TEXT,
        format,
    };
    Some(match about["type"].as_str()? {
        "phone_number" => text(TextFormat::Phone),
        "string" => text(match (name, about["fieldType"].as_str()) {
            ("email", _) => TextFormat::Email,
            (_, Some("phonenumber")) | ("phone" | "mobilephone", _) => TextFormat::Phone,
            _ => TextFormat::Plain,
        }),
        "number" => ColumnType::Decimal {
            min: None,
            max: None,
            scale: SCALE,
        },
        "bool" => ColumnType::Boolean,
        "date" => ColumnType::Date,
        "datetime" => ColumnType::DateTime,
        "enumeration" => {
            let values = choices(about);
            // The owners and the stages of pipelines are told elsewhere.
            match (values.is_empty(), about["fieldType"] == "checkbox") {
                (true, _) => text(TextFormat::Plain),
                (false, true) => ColumnType::MultiChoice { values },
                (false, false) => ColumnType::Choice { values },
            }
        }
        _ => return None,
    })
}

fn choices(about: &Value) -> Vec<LabelledValue> {
    let options = about["options"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let value = |option: &Value| {
        let value = option["value"].as_str()?.to_owned();
        let label = option["label"].as_str().unwrap_or(&value).to_owned();
        Some(LabelledValue { value, label })
    };
    options.iter().filter_map(value).collect()
}
