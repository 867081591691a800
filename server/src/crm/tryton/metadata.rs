//! Tryton's fields as columns.

use crate::crm::table::{Column, ColumnType, LabelledValue, Table, TextFormat};
use serde_json::{Map, Value};

/// Texts without a size of their own.
const LONGEST_TEXT: u32 = 100_000;
/// Decimal places where the field's own depend on the record.
const USUAL_SCALE: u32 = 2;
/// Decimal places of a floating-point number that are read and written.
const FLOAT_SCALE: u32 = 6;
/// Fields that Tryton numbers by itself where they are left out.
const NUMBERED: [&str; 2] = ["code", "number"];

/// A floating-point number.
pub(super) const FLOAT: &str = "float";

/// What a party can be reached by: fields that stand for its list of contact mechanisms.
pub(super) const MECHANISMS: [&str; 5] = ["email", "phone", "mobile", "fax", "website"];

/// The model whose contact mechanisms are columns.
pub(super) const PARTY: &str = "party.party";

/// A model's fields: `fields` as `fields_get` gives them, `defaults` as `default_get` does for the required ones.
/// What is not understood, such as lists of other records, is left out.
pub(super) fn model(
    name: &str,
    label: &str,
    fields: &Map<String, Value>,
    defaults: &Value,
) -> Table {
    let mut columns: Vec<Column> = fields
        .iter()
        .filter(|(field, _)| *field != "id")
        .filter_map(|(field, about)| column(name, field, about, defaults))
        .collect();
    columns.sort_by(|one, other| one.name.cmp(&other.name));
    Table {
        label: label.to_owned(),
        ..Table::new(name, columns)
    }
}

fn column(model: &str, field: &str, about: &Value, defaults: &Value) -> Option<Column> {
    let is_set = |property: &str| about[property].as_bool().unwrap_or(false);
    let is_mechanism = model == PARTY && MECHANISMS.contains(&field);
    let kind = kind(field, about, is_mechanism)?;
    let comparable = matches!(
        kind,
        ColumnType::Text { .. } | ColumnType::Integer { .. } | ColumnType::Lookup { .. }
    ) && about["type"] != "text";
    Some(Column {
        label: about["string"].as_str().unwrap_or_default().to_owned(),
        required: is_set("required")
            && defaults.get(field).is_none_or(Value::is_null)
            && !NUMBERED.contains(&field),
        identifying: is_mechanism || (is_set("searchable") && comparable),
        read_only: is_set("readonly"),
        // Tryton refuses to change them; a person adds and orders them in the party itself.
        write_once: is_mechanism,
        native: (about["type"] == FLOAT).then(|| FLOAT.to_owned()),
        ..Column::new(field, kind)
    })
}

fn kind(field: &str, about: &Value, is_mechanism: bool) -> Option<ColumnType> {
    Some(match about["type"].as_str()? {
        "char" | "text" => ColumnType::Text {
            length: about["size"]
                .as_u64()
                .and_then(|size| size.try_into().ok())
                .unwrap_or(LONGEST_TEXT),
            format: match field {
                "email" if is_mechanism => TextFormat::Email,
                "phone" | "mobile" | "fax" if is_mechanism => TextFormat::Phone,
                _ => TextFormat::Plain,
            },
        },
        "integer" | "biginteger" => ColumnType::Integer {
            min: i32::MIN.into(),
            max: i32::MAX.into(),
        },
        "numeric" => ColumnType::Decimal {
            min: None,
            max: None,
            scale: scale(about).unwrap_or(USUAL_SCALE),
        },
        FLOAT => ColumnType::Decimal {
            min: None,
            max: None,
            scale: scale(about).unwrap_or(FLOAT_SCALE),
        },
        "boolean" => ColumnType::Boolean,
        "date" => ColumnType::Date,
        "datetime" | "timestamp" => ColumnType::DateTime,
        "selection" => ColumnType::Choice {
            values: choices(about)?,
        },
        "multiselection" => ColumnType::MultiChoice {
            values: choices(about)?,
        },
        "many2one" => ColumnType::Lookup {
            table: about["relation"].as_str()?.to_owned(),
        },
        _ => return None,
    })
}

/// The decimal places: `digits` is JSON in a text, such as `[16, 2]`; a statement of Tryton's own is not one.
fn scale(about: &Value) -> Option<u32> {
    let digits: Value = serde_json::from_str(about["digits"].as_str()?).ok()?;
    digits.get(1)?.as_u64()?.try_into().ok()
}

/// The values of a selection; `None` where only the record itself knows them.
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
