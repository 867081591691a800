//! Odoo's fields as columns.

use crate::crm::table::{Column, ColumnType, LabelledValue, Table, TextFormat};
use serde_json::{Map, Value};

/// Texts without a size of their own.
const LONGEST_TEXT: u32 = 100_000;
/// Decimal places where the field's own depend on the record, as those of money do.
const USUAL_SCALE: u32 = 2;
/// Decimal places of a floating-point number without digits of its own.
const FLOAT_SCALE: u32 = 6;

/// What `fields_get` is asked to say of each field.
pub(super) const ATTRIBUTES: [&str; 9] = [
    "type",
    "string",
    "required",
    "readonly",
    "searchable",
    "selection",
    "relation",
    "size",
    "digits",
];

/// A text with tags in it.
pub(super) const HTML: &str = "html";
/// A field with an address as Odoo compares it.
pub(super) const EMAIL_NORMALIZED: &str = "email_normalized";
/// A field with a telephone number as Odoo compares it.
pub(super) const PHONE_SANITIZED: &str = "phone_sanitized";

/// A model's fields: `fields` as `fields_get` gives them, `defaults` as `default_get` does for the required ones.
/// What is not understood, such as lists of other records, is left out. `source_key` holds our ids.
pub(super) fn model(
    name: &str,
    label: &str,
    fields: &Map<String, Value>,
    defaults: &Value,
    source_key: Option<&str>,
) -> Table {
    let mut columns: Vec<Column> = fields
        .iter()
        .filter(|(field, _)| *field != "id")
        .filter_map(|(field, about)| column(field, about, defaults))
        .collect();
    for column in &mut columns {
        column.read_only |= source_key == Some(column.name.as_str());
    }
    columns.sort_by(|one, other| one.name.cmp(&other.name));
    Table {
        label: label.to_owned(),
        ..Table::new(name, columns)
    }
}

fn column(field: &str, about: &Value, defaults: &Value) -> Option<Column> {
    let is_set = |property: &str| about[property].as_bool().unwrap_or(false);
    let kind = kind(field, about)?;
    let comparable = matches!(
        about["type"].as_str(),
        Some("char" | "integer" | "many2one")
    );
    let has_default = || {
        defaults
            .get(field)
            .is_some_and(|value| !value.is_null() && *value != false)
    };
    Some(Column {
        label: about["string"].as_str().unwrap_or_default().to_owned(),
        // A switch is never without a value.
        required: is_set("required") && !has_default() && kind != ColumnType::Boolean,
        identifying: comparable && is_set("searchable"),
        read_only: is_set("readonly"),
        native: (about["type"] == HTML).then(|| HTML.to_owned()),
        ..Column::new(field, kind)
    })
}

fn kind(field: &str, about: &Value) -> Option<ColumnType> {
    Some(match about["type"].as_str()? {
        "char" | "text" | HTML => ColumnType::Text {
            length: about["size"]
                .as_u64()
                .filter(|size| *size > 0)
                .and_then(|size| size.try_into().ok())
                .unwrap_or(LONGEST_TEXT),
            format: format(field, about),
        },
        "integer" => ColumnType::Integer {
            min: i32::MIN.into(),
            max: i32::MAX.into(),
        },
        "float" => decimal(scale(about).unwrap_or(FLOAT_SCALE)),
        "monetary" => decimal(USUAL_SCALE),
        "boolean" => ColumnType::Boolean,
        "date" => ColumnType::Date,
        "datetime" => ColumnType::DateTime,
        "selection" => ColumnType::Choice {
            values: choices(about)?,
        },
        "many2one" => ColumnType::Lookup {
            table: about["relation"].as_str()?.to_owned(),
        },
        _ => return None,
    })
}

/// Odoo has no types for addresses and numbers: the field's name tells.
fn format(field: &str, about: &Value) -> TextFormat {
    if about["type"] != "char" {
        return TextFormat::Plain;
    }
    match field {
        "email" | "email_from" | "email_cc" | "partner_email" | EMAIL_NORMALIZED => {
            TextFormat::Email
        }
        "phone" | "mobile" | "partner_phone" | PHONE_SANITIZED => TextFormat::Phone,
        _ => TextFormat::Plain,
    }
}

fn decimal(scale: u32) -> ColumnType {
    ColumnType::Decimal {
        min: None,
        max: None,
        scale,
    }
}

/// The decimal places of `digits`, such as `[16, 2]`.
fn scale(about: &Value) -> Option<u32> {
    about["digits"].get(1)?.as_u64()?.try_into().ok()
}

fn choices(about: &Value) -> Option<Vec<LabelledValue>> {
    let pairs = about["selection"].as_array()?;
    let value = |pair: &Value| {
        Some(LabelledValue {
            value: pair.get(0)?.as_str()?.to_owned(),
            label: pair.get(1)?.as_str()?.to_owned(),
        })
    };
    Some(pairs.iter().filter_map(value).collect())
}
