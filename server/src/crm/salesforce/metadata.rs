//! Salesforce's fields as columns.

use crate::crm::table::{Column, ColumnType, LabelledValue, Table, TextFormat};
use rust_decimal::Decimal;
use serde_json::Value;

/// Texts without a length.
const LONGEST_TEXT: u32 = 131_072;

/// An object as `describe` gives it. What is not understood, such as compound addresses, is left out.
/// `objects` are those of the connection: a field that points to several points to the first of them.
/// `source_key` holds our ids.
pub(super) fn object(
    name: &str,
    description: &Value,
    objects: &[String],
    source_key: Option<&str>,
) -> Option<Table> {
    let fields = description["fields"].as_array()?;
    let mut columns: Vec<Column> = fields
        .iter()
        .filter(|about| about["name"] != "Id")
        .filter_map(|about| column(about, objects))
        .collect();
    for column in &mut columns {
        column.read_only |= source_key == Some(column.name.as_str());
    }
    columns.sort_by(|one, other| one.name.cmp(&other.name));
    Some(Table {
        label: description["label"].as_str().unwrap_or_default().to_owned(),
        ..Table::new(name, columns)
    })
}

fn column(about: &Value, objects: &[String]) -> Option<Column> {
    let is_set = |property: &str| about[property].as_bool().unwrap_or(false);
    let kind = kind(about, objects)?;
    let (creates, updates) = (is_set("createable"), is_set("updateable"));
    let comparable = matches!(
        kind,
        ColumnType::Text { .. } | ColumnType::Integer { .. } | ColumnType::Lookup { .. }
    );
    Some(Column {
        label: about["label"].as_str().unwrap_or_default().to_owned(),
        // A switch is never without a value.
        required: creates
            && !is_set("nillable")
            && !is_set("defaultedOnCreate")
            && kind != ColumnType::Boolean,
        identifying: comparable && is_set("filterable"),
        read_only: !creates && !updates,
        write_once: creates && !updates,
        native: about["type"].as_str().map(str::to_owned),
        ..Column::new(about["name"].as_str()?, kind)
    })
}

fn kind(about: &Value, objects: &[String]) -> Option<ColumnType> {
    let text = |format| ColumnType::Text {
        length: about["length"]
            .as_u64()
            .filter(|length| *length > 0)
            .and_then(|length| length.try_into().ok())
            .unwrap_or(LONGEST_TEXT),
        format,
    };
    Some(match about["type"].as_str()? {
        "string" | "textarea" | "url" | "encryptedstring" | "combobox" => text(TextFormat::Plain),
        "email" => text(TextFormat::Email),
        "phone" => text(TextFormat::Phone),
        "int" | "long" => {
            let digits = about["digits"]
                .as_u64()
                .filter(|digits| (1..=18).contains(digits));
            let most = 10_i64.pow(digits.unwrap_or(9).try_into().ok()?) - 1;
            ColumnType::Integer {
                min: -most,
                max: most,
            }
        }
        "double" | "currency" | "percent" => {
            let scale = whole(&about["scale"]).unwrap_or(2);
            let most = whole(&about["precision"]).and_then(|precision| {
                let digits = precision.checked_sub(scale)?;
                let one = 10_i128.checked_pow(digits)?;
                Some(Decimal::from_i128_with_scale(one, 0) - Decimal::new(1, scale))
            });
            ColumnType::Decimal {
                min: most.map(|most| -most),
                max: most,
                scale,
            }
        }
        "boolean" => ColumnType::Boolean,
        "date" => ColumnType::Date,
        "datetime" => ColumnType::DateTime,
        "picklist" => ColumnType::Choice {
            values: choices(about)?,
        },
        "multipicklist" => ColumnType::MultiChoice {
            values: choices(about)?,
        },
        "reference" => {
            let targets: Vec<&str> = about["referenceTo"]
                .as_array()?
                .iter()
                .filter_map(Value::as_str)
                .collect();
            let known = targets
                .iter()
                .find(|target| objects.iter().any(|one| one == *target));
            ColumnType::Lookup {
                table: (*known.or(targets.first())?).to_owned(),
            }
        }
        _ => return None,
    })
}

/// A small whole number: no decimal holds more than 18 digits here.
fn whole(value: &Value) -> Option<u32> {
    value
        .as_u64()
        .filter(|number| *number <= 18)?
        .try_into()
        .ok()
}

fn choices(about: &Value) -> Option<Vec<LabelledValue>> {
    let values = about["picklistValues"].as_array()?.iter();
    let value = |one: &Value| {
        let value = one["value"].as_str()?.to_owned();
        let label = one["label"].as_str().unwrap_or(&value).to_owned();
        Some(LabelledValue { value, label })
    };
    Some(
        values
            .filter(|one| one["active"] != false)
            .filter_map(value)
            .collect(),
    )
}
