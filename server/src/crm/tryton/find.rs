//! The conditions that find records.

use super::metadata::{MECHANISMS, PARTY};
use super::value::to_tryton;
use crate::crm::key::{identifying_value, literally};
use crate::crm::table::{Column, ColumnType, Table, TextFormat};
use serde_json::{Value, json};

/// Telephone numbers of every kind: people rarely say which theirs is.
const PHONES: [&str; 2] = ["phone", "mobile"];

/// The condition that finds records by a column's value.
pub(super) fn condition(table: &Table, column: &Column, value: &Value) -> Option<Value> {
    let mechanism = table.name == PARTY && MECHANISMS.contains(&column.name.as_str());
    let text = || identifying_value(column, value);
    let kinds = match &column.kind {
        ColumnType::Text {
            format: TextFormat::Phone,
            ..
        } => json!(PHONES),
        _ => json!([column.name]),
    };
    let compared = match &column.kind {
        ColumnType::Text {
            format: TextFormat::Phone,
            ..
        } => json!(["value_compact", "=", text()?]),
        ColumnType::Text {
            format: TextFormat::Email,
            ..
        } => json!(["value", "ilike", literally(&text()?)]),
        _ => json!(["value", "=", text()?]),
    };
    if mechanism {
        return Some(json!([[
            "contact_mechanisms",
            "where",
            [["type", "in", kinds], compared]
        ]]));
    }
    let value = match column.kind {
        ColumnType::Text { .. } => text()?.into(),
        _ => to_tryton(column, value)?,
    };
    Some(json!([[column.name, "=", value]]))
}
