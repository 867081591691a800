//! Values on their way to Dataverse and back. Numbers go as they are written: no digit passes through a float.

use super::column::exact;
use super::names::{Lookups, Sets};
use crate::crm::error::DeliveryError;
use crate::crm::table::{Column, ColumnType, Table};
use jiff::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A record as the service gives it.
pub(super) type Record = BTreeMap<String, Box<RawValue>>;

/// The body that writes these values.
///
/// # Errors
/// A value that is not of its column's type.
pub(super) fn body(
    table: &Table,
    values: &Map<String, Value>,
    sets: Option<&Sets>,
) -> Result<String, DeliveryError> {
    let mut members = Vec::with_capacity(values.len());
    for (name, value) in values {
        let unknown = || DeliveryError::column(name, "is unknown to the table");
        let column = table.column(name).ok_or_else(unknown)?;
        let misfit = || DeliveryError::column(name, format!("takes {}", column.kind.describe()));
        let (key, value) = match &column.kind {
            ColumnType::Lookup { table } => {
                let id = guid(value).ok_or_else(|| {
                    DeliveryError::column(name, "names a record by what is no id of Dataverse")
                })?;
                let set = match sets {
                    Some(sets) => sets.of(table)?.0.to_owned(),
                    None => unknown_set(table),
                };
                let bound = Value::from(format!("/{set}({id})"));
                (format!("{name}@odata.bind"), bound.to_string())
            }
            // Dataverse counts as UTF-16 does: most emoji are two.
            ColumnType::Text { length, .. }
                if value
                    .as_str()
                    .is_some_and(|text| text.encode_utf16().count() > *length as usize) =>
            {
                let reason = format!("has more than {length} characters, as the CRM counts them");
                return Err(DeliveryError::column(name, reason));
            }
            kind => (name.clone(), json_literal(kind, value).ok_or_else(misfit)?),
        };
        members.push(format!("{}:{value}", Value::from(key)));
    }
    Ok(format!("{{{}}}", members.join(",")))
}

/// What stands for the name of a set that was not read yet.
pub(super) fn unknown_set(table: &str) -> String {
    format!("<set of {table}>")
}

/// An id, in its one spelling.
pub(super) fn guid(value: &Value) -> Option<Uuid> {
    value.as_str()?.parse().ok()
}

fn json_literal(kind: &ColumnType, value: &Value) -> Option<String> {
    Some(match kind {
        ColumnType::Decimal { .. } => decimal(value)?,
        ColumnType::Choice { .. } => choice(value)?.to_string(),
        ColumnType::MultiChoice { .. } => {
            let chosen = value.as_array()?.iter().map(choice);
            let chosen: Option<Vec<String>> = chosen.map(|one| Some(one?.to_string())).collect();
            Value::from(chosen?.join(",")).to_string()
        }
        _ => value.to_string(),
    })
}

fn decimal(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(exact(&text)?.to_string())
}

fn choice(value: &Value) -> Option<i32> {
    value.as_str()?.parse().ok()
}

/// The condition that a column has that value, before it is encoded for an address.
///
/// # Errors
/// A column that cannot be asked for, or a value that is none of its type.
pub(super) fn condition(column: &Column, value: &Value) -> Result<String, DeliveryError> {
    let name = &column.name;
    let misfit = || DeliveryError::column(name, format!("takes {}", column.kind.describe()));
    let literal = match &column.kind {
        ColumnType::Text { .. } => {
            let text = value.as_str().ok_or_else(misfit)?;
            let mut spellings = vec![text.trim().to_owned()];
            // The same number may be kept as we write it, or in the one way that we compare by.
            spellings.extend(crate::crm::identifying_value(column, value));
            spellings.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
            let each = spellings
                .iter()
                .map(|text| format!("{name} eq '{}'", text.replace('\'', "''")));
            return Ok(each.collect::<Vec<_>>().join(" or "));
        }
        ColumnType::Lookup { .. } | ColumnType::MultiChoice { .. } => {
            return Err(DeliveryError::column(name, "cannot be searched by"));
        }
        ColumnType::Date | ColumnType::DateTime => value.as_str().ok_or_else(misfit)?.to_owned(),
        kind => json_literal(kind, value).ok_or_else(misfit)?,
    };
    Ok(format!("{name} eq {literal}"))
}

/// The name under which a record gives a column.
pub(super) fn selected(column: &Column, lookups: &Lookups) -> Option<String> {
    match &column.kind {
        ColumnType::Lookup { .. } => Some(format!("_{}_value", lookups.get(&column.name)?)),
        _ => Some(column.name.clone()),
    }
}

/// The value of a column, in the form that [`ColumnType`] describes; `None` where there is none.
pub(super) fn read(column: &Column, record: &Record, lookups: &Lookups) -> Option<Value> {
    let name = selected(column, lookups)?;
    let raw = record.get(&name)?.get();
    if raw == "null" {
        return None;
    }
    let value: Value = serde_json::from_str(raw).ok()?;
    // What the column would not take is still there, and not empty.
    Some(read_as(&column.kind, raw, &value).unwrap_or(value))
}

fn read_as(kind: &ColumnType, raw: &str, value: &Value) -> Option<Value> {
    match kind {
        ColumnType::Text { .. } | ColumnType::Date => Some(Value::from(value.as_str()?)),
        ColumnType::Integer { .. } => {
            let number = value.as_i64().or_else(|| value.as_str()?.parse().ok())?;
            Some(Value::from(number))
        }
        ColumnType::Decimal { .. } => Some(exact(raw)?.to_string().into()),
        ColumnType::Boolean => Some(Value::from(value.as_bool()?)),
        ColumnType::DateTime => {
            let moment: Timestamp = value.as_str()?.parse().ok()?;
            Some(moment.to_string().into())
        }
        ColumnType::Choice { .. } => Some(value.as_i64()?.to_string().into()),
        ColumnType::MultiChoice { .. } => {
            let chosen = value.as_str()?.split(',').map(str::trim);
            Some(chosen.filter(|one| !one.is_empty()).collect())
        }
        // Of whatever table: the columns of one lookup hold one record between them, and none of them is empty then.
        ColumnType::Lookup { .. } => Some(Value::from(value.as_str()?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::{LabelledValue, TextFormat};
    use serde_json::json;

    fn column(kind: ColumnType) -> Column {
        Column::new("c", kind)
    }

    fn choices() -> Vec<LabelledValue> {
        let choice = |value: &str| LabelledValue {
            value: value.into(),
            label: String::new(),
        };
        vec![choice("1"), choice("9")]
    }

    #[test]
    fn what_is_written_is_read_again() {
        let cases = [
            (
                ColumnType::Decimal {
                    min: None,
                    max: None,
                    scale: 4,
                },
                json!("922337203685477.5807"),
                "922337203685477.5807",
            ),
            (ColumnType::Choice { values: choices() }, json!("9"), "9"),
            (
                ColumnType::MultiChoice { values: choices() },
                json!(["1", "9"]),
                "\"1,9\"",
            ),
            (ColumnType::Boolean, json!(false), "false"),
            (ColumnType::Integer { min: 0, max: 9 }, json!(7), "7"),
            (ColumnType::Date, json!("1990-01-02"), "\"1990-01-02\""),
            (
                ColumnType::DateTime,
                json!("2026-07-31T10:00:00Z"),
                "\"2026-07-31T10:00:00Z\"",
            ),
        ];
        for (kind, value, wire) in cases {
            let column = column(kind);
            let table = Table::new("t", vec![column.clone()]);
            let values = Map::from_iter([("c".to_owned(), value.clone())]);
            let body = body(&table, &values, None).unwrap();
            assert_eq!(body, format!("{{\"c\":{wire}}}"));
            let record: Record = serde_json::from_str(&body).unwrap();
            assert_eq!(read(&column, &record, &Lookups::new()), Some(value));
        }
    }

    #[test]
    fn what_the_service_writes_otherwise_is_read_alike() {
        let cases = [
            (
                ColumnType::Decimal {
                    min: None,
                    max: None,
                    scale: 4,
                },
                "1.5000",
                json!("1.5"),
            ),
            (
                ColumnType::Decimal {
                    min: None,
                    max: None,
                    scale: 4,
                },
                "1E-3",
                json!("0.001"),
            ),
            (
                ColumnType::MultiChoice { values: choices() },
                "\"1, 9\"",
                json!(["1", "9"]),
            ),
            (
                ColumnType::DateTime,
                "\"2026-07-31T12:00:00+02:00\"",
                json!("2026-07-31T10:00:00Z"),
            ),
        ];
        for (kind, wire, value) in cases {
            let record: Record = serde_json::from_str(&format!("{{\"c\":{wire}}}")).unwrap();
            assert_eq!(read(&column(kind), &record, &Lookups::new()), Some(value));
        }
    }

    #[test]
    fn what_the_column_would_not_take_is_still_there() {
        let kind = ColumnType::Decimal {
            min: None,
            max: None,
            scale: 4,
        };
        for (kind, wire) in [
            (kind, json!("9 + 1")),
            (ColumnType::DateTime, json!("once")),
        ] {
            let record: Record = serde_json::from_str(&format!("{{\"c\":{wire}}}")).unwrap();
            let read = read(&column(kind), &record, &Lookups::new());
            assert_eq!(read, Some(wire));
        }
    }

    #[test]
    fn a_text_cannot_leave_its_quotes() {
        let text = |format| column(ColumnType::Text { length: 50, format });
        let found = condition(&text(TextFormat::Plain), &json!("O'Hara' or '1' eq '1"));
        assert_eq!(found.unwrap(), "c eq 'O''Hara'' or ''1'' eq ''1'");
        let found = condition(&text(TextFormat::Phone), &json!("+48 601 234 567"));
        assert_eq!(
            found.unwrap(),
            "c eq '+48 601 234 567' or c eq '+48601234567'"
        );
        let found = condition(&text(TextFormat::Email), &json!("Ola@example.pl"));
        assert_eq!(found.unwrap(), "c eq 'Ola@example.pl'");
    }

    #[test]
    fn a_lookup_names_its_set_by_a_true_id() {
        let lookup = column(ColumnType::Lookup {
            table: "contact".into(),
        });
        let table = Table::new("t", vec![lookup]);
        let of = |id: &str| Map::from_iter([("c".to_owned(), Value::from(id))]);
        let id = "9b7c2f1e-0000-4000-8000-000000000001";
        let written = body(&table, &of(id), None).unwrap();
        assert_eq!(
            written,
            format!("{{\"c@odata.bind\":\"/<set of contact>({id})\"}}")
        );
        assert!(body(&table, &of("1)/x(2"), None).is_err());
    }
}
