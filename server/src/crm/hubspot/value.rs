//! Values in HubSpot's JSON: all of them texts, lists of choices with semicolons.

use crate::crm::table::{Column, ColumnType};
use jiff::Timestamp;
use serde_json::Value;

/// A column's value as HubSpot takes it; `None` if it is not one of that column.
pub(super) fn to_hubspot(column: &Column, value: &Value) -> Option<String> {
    match (&column.kind, value) {
        (ColumnType::MultiChoice { .. }, Value::Array(values)) => {
            let values: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
            Some(values?.join(";"))
        }
        (_, Value::String(text)) => Some(text.clone()),
        (_, Value::Bool(_) | Value::Number(_)) => Some(value.to_string()),
        _ => None,
    }
}

/// HubSpot's value in the form of the column; `None` if there is none.
pub(super) fn from_hubspot(column: &Column, value: &Value) -> Option<Value> {
    let text = value.as_str().filter(|text| !text.is_empty())?;
    let value = match &column.kind {
        ColumnType::Boolean => Value::from(text == "true"),
        ColumnType::MultiChoice { .. } => text.split(';').collect(),
        ColumnType::Date => text.get(..10).unwrap_or(text).into(),
        ColumnType::DateTime => match text.parse::<Timestamp>() {
            Ok(moment) => return Some(moment.to_string().into()),
            Err(_) => Value::from(text),
        },
        _ => Value::from(text),
    };
    // What the column would not take is still there, and not empty.
    Some(column.kind.accept(&value).unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::LabelledValue;
    use serde_json::json;

    #[test]
    fn values_come_back_as_they_went() {
        let values = ["a", "b"].map(|value| LabelledValue {
            value: value.into(),
            label: value.into(),
        });
        let decimal = ColumnType::Decimal {
            min: None,
            max: None,
            scale: 2,
        };
        let values: Vec<LabelledValue> = values.into();
        let cases = [
            (ColumnType::MultiChoice { values }, json!(["a", "b"]), "a;b"),
            (decimal, json!("1500.5"), "1500.5"),
            (ColumnType::Boolean, json!(false), "false"),
            (ColumnType::Date, json!("2026-07-31"), "2026-07-31"),
            (
                ColumnType::DateTime,
                json!("2026-07-31T10:00:00Z"),
                "2026-07-31T10:00:00Z",
            ),
        ];
        for (kind, value, sent) in cases {
            let column = Column::new("c", kind);
            assert_eq!(to_hubspot(&column, &value).as_deref(), Some(sent));
            assert_eq!(from_hubspot(&column, &json!(sent)), Some(value), "{sent}");
        }
        let column = Column::new("c", ColumnType::Date);
        assert_eq!(from_hubspot(&column, &json!("")), None);
        assert_eq!(from_hubspot(&column, &json!(null)), None);
        let column = Column::new("c", ColumnType::DateTime);
        let unread = json!("once upon a time");
        assert_eq!(from_hubspot(&column, &unread), Some(unread));
    }
}
