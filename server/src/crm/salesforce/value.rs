//! Values in Salesforce's JSON and in its query language.

use crate::crm::table::{Column, ColumnType};
use jiff::Timestamp;
use jiff::fmt::strtime;
use serde_json::{Number, Value};

/// A column's value as Salesforce takes it; `None` if it is not one of that column.
pub(super) fn to_salesforce(column: &Column, value: &Value) -> Option<Value> {
    Some(match (&column.kind, value) {
        (ColumnType::Decimal { .. }, Value::String(text)) => {
            let number: Number = text.parse().ok()?;
            number.into()
        }
        (ColumnType::MultiChoice { .. }, Value::Array(values)) => {
            let values: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
            values?.join(";").into()
        }
        (_, value) => value.clone(),
    })
}

/// Salesforce's value in the form of the column; `None` if there is none.
pub(super) fn from_salesforce(column: &Column, value: &Value) -> Option<Value> {
    match (&column.kind, value) {
        (_, Value::Null) => None,
        (ColumnType::DateTime, Value::String(text)) => {
            let moment = strtime::parse("%Y-%m-%dT%H:%M:%S%.f%z", text)
                .and_then(|parsed| parsed.to_timestamp())
                .or_else(|_| text.parse::<Timestamp>());
            Some(moment.map_or_else(|_| value.clone(), |moment| moment.to_string().into()))
        }
        (ColumnType::MultiChoice { .. }, Value::String(text)) => Some(text.split(';').collect()),
        (ColumnType::Text { .. }, Value::String(text)) if text.is_empty() => None,
        // What the column would not take is still there, and not empty.
        (kind, value) => Some(kind.accept(value).unwrap_or_else(|_| value.clone())),
    }
}

/// A value in a query.
pub(super) fn literal(column: &Column, value: &Value) -> Option<String> {
    Some(match (&column.kind, value) {
        (
            ColumnType::Date | ColumnType::DateTime | ColumnType::Decimal { .. },
            Value::String(text),
        ) => text.clone(),
        (_, Value::String(text)) => quoted(text),
        (_, Value::Number(_) | Value::Bool(_)) => value.to_string(),
        _ => return None,
    })
}

/// A text in a query, in which no character ends it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for c in text.chars() {
        match c {
            '\'' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {}
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::{LabelledValue, TextFormat};
    use serde_json::json;

    #[test]
    fn values_come_back_as_they_went() {
        let values = ["a", "b"].map(|value| LabelledValue {
            value: value.into(),
            label: value.into(),
        });
        let values: Vec<LabelledValue> = values.into();
        let decimal = ColumnType::Decimal {
            min: None,
            max: None,
            scale: 2,
        };
        let cases = [
            (decimal, json!("1500.5"), json!(1500.5)),
            (
                ColumnType::MultiChoice { values },
                json!(["a", "b"]),
                json!("a;b"),
            ),
            (ColumnType::Date, json!("2026-07-31"), json!("2026-07-31")),
            (
                ColumnType::DateTime,
                json!("2026-07-31T10:00:00Z"),
                json!("2026-07-31T10:00:00Z"),
            ),
            (ColumnType::Boolean, json!(false), json!(false)),
        ];
        for (kind, value, sent) in cases {
            let column = Column::new("c", kind);
            assert_eq!(to_salesforce(&column, &value), Some(sent.clone()));
            assert_eq!(from_salesforce(&column, &sent), Some(value), "{sent}");
        }
        let column = Column::new("c", ColumnType::DateTime);
        let read = from_salesforce(&column, &json!("2026-07-31T12:00:00.000+0200"));
        assert_eq!(read, Some(json!("2026-07-31T10:00:00Z")));
        let unread = json!("once upon a time");
        assert_eq!(from_salesforce(&column, &unread), Some(unread));
    }

    #[test]
    fn no_text_ends_a_query() {
        assert_eq!(quoted("O'Hara \\ \n"), "'O\\'Hara \\\\ \\n'");
        let kind = ColumnType::Text {
            length: 9,
            format: TextFormat::Plain,
        };
        let column = Column::new("Name", kind);
        let value = json!("' OR Name != '");
        assert_eq!(
            literal(&column, &value).as_deref(),
            Some("'\\' OR Name != \\''")
        );
    }
}
