//! Values in Tryton's JSON: decimals, days and moments are objects with a class.

use super::metadata::FLOAT;
use crate::crm::table::{Column, ColumnType};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// A column's value as Tryton takes it; `None` if it is not one of that column.
pub(super) fn to_tryton(column: &Column, value: &Value) -> Option<Value> {
    Some(match (&column.kind, value) {
        (ColumnType::Decimal { .. }, Value::String(text))
            if column.native.as_deref() == Some(FLOAT) =>
        {
            let number: f64 = text.parse().ok()?;
            json!(number)
        }
        (ColumnType::Decimal { .. }, Value::String(text)) => {
            json!({"__class__": "Decimal", "decimal": text})
        }
        (ColumnType::Date, Value::String(text)) => {
            let day: Date = text.parse().ok()?;
            json!({"__class__": "date", "year": day.year(), "month": day.month(), "day": day.day()})
        }
        (ColumnType::DateTime, Value::String(text)) => {
            let moment: Timestamp = text.parse().ok()?;
            let at = moment.to_zoned(TimeZone::UTC).datetime();
            json!({
                "__class__": "datetime", "year": at.year(), "month": at.month(), "day": at.day(),
                "hour": at.hour(), "minute": at.minute(), "second": at.second(),
                "microsecond": at.subsec_nanosecond() / 1_000,
            })
        }
        (ColumnType::Lookup { .. }, Value::String(id)) => {
            let id: i64 = id.parse().ok()?;
            json!(id)
        }
        (_, value) => value.clone(),
    })
}

/// Tryton's value in the form of the column; `None` if there is none.
pub(super) fn from_tryton(column: &Column, value: &Value) -> Option<Value> {
    // What the column would not take is still there, and not empty.
    let or_as_it_is = |read: Option<Value>| Some(read.unwrap_or_else(|| value.clone()));
    match (&column.kind, value) {
        (_, Value::Null) => None,
        (ColumnType::Decimal { .. }, Value::Object(_)) => or_as_it_is(decimal(column, value)),
        (ColumnType::Date, Value::Object(_)) => {
            or_as_it_is(day(value).map(|day| day.to_string().into()))
        }
        (ColumnType::DateTime, Value::Object(_)) => or_as_it_is(moment(value)),
        (ColumnType::Lookup { .. }, Value::Number(id)) => Some(id.to_string().into()),
        (ColumnType::Text { .. }, Value::String(text)) if text.is_empty() => None,
        (kind, value) => or_as_it_is(kind.accept(value).ok()),
    }
}

/// A decimal number; one with more places than the column is known to have stays as it is written.
fn decimal(column: &Column, value: &Value) -> Option<Value> {
    let text = Value::from(value.get("decimal")?.as_str()?);
    Some(column.kind.accept(&text).unwrap_or(text))
}

fn moment(value: &Value) -> Option<Value> {
    let nanosecond = value.get("microsecond")?.as_i64()?.checked_mul(1_000)?;
    let at = DateTime::new(
        value.get("year")?.as_i64()?.try_into().ok()?,
        small(value, "month")?,
        small(value, "day")?,
        small(value, "hour")?,
        small(value, "minute")?,
        small(value, "second")?,
        nanosecond.try_into().ok()?,
    );
    let moment = at.ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(moment.to_string().into())
}

fn small(value: &Value, name: &str) -> Option<i8> {
    value.get(name)?.as_i64()?.try_into().ok()
}

fn day(value: &Value) -> Option<Date> {
    let year = value.get("year")?.as_i64()?.try_into().ok()?;
    Date::new(year, small(value, "month")?, small(value, "day")?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::TextFormat;

    #[test]
    fn values_come_back_as_they_went() {
        let decimal = ColumnType::Decimal {
            min: None,
            max: None,
            scale: 2,
        };
        let text = ColumnType::Text {
            length: 9,
            format: TextFormat::Plain,
        };
        let party = ColumnType::Lookup {
            table: "party.party".into(),
        };
        let cases = [
            (decimal.clone(), false, json!("1500")),
            (decimal, true, json!("0.5")),
            (ColumnType::Date, false, json!("2026-07-31")),
            (
                ColumnType::DateTime,
                false,
                json!("2026-07-31T10:00:00.25Z"),
            ),
            (party, false, json!("4")),
            (text, false, json!("Ola")),
            (ColumnType::Boolean, false, json!(false)),
        ];
        for (kind, is_float, value) in cases {
            let column = Column {
                native: is_float.then(|| FLOAT.into()),
                ..Column::new("c", kind)
            };
            let sent = to_tryton(&column, &value).unwrap();
            assert_eq!(from_tryton(&column, &sent), Some(value), "{sent}");
        }
    }

    #[test]
    fn what_is_no_day_is_still_there() {
        let column = Column::new("c", ColumnType::Date);
        let nonsense = json!({"__class__": "date", "year": 2026, "month": 13, "day": 1});
        assert_eq!(from_tryton(&column, &nonsense), Some(nonsense));
        assert_eq!(from_tryton(&column, &Value::Null), None);
        assert_eq!(to_tryton(&column, &json!("yesterday")), None);
        let kind = ColumnType::Decimal {
            min: None,
            max: None,
            scale: 2,
        };
        let exact = json!({"__class__": "Decimal", "decimal": "12.3456"});
        let read = from_tryton(&Column::new("c", kind), &exact);
        assert_eq!(read, Some(json!("12.3456")));
    }
}
