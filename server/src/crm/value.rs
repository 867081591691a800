//! The judgement of a value by its column: type, length, bounds, choices.

use super::table::{ColumnType, LabelledValue};
use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;
use serde_json::Value;

/// Why a column does not take a value. Never quotes the value: it may be somebody's answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueFault {
    /// Of another type.
    #[error("is not {0}")]
    WrongType(String),
    /// More characters than the column has.
    #[error("has more than {0} characters")]
    TooLong(u32),
    /// No characters at all: an absent value is left out instead.
    #[error("is empty")]
    Empty,
    /// A character that is neither written nor a line's end.
    #[error("has a control character")]
    ControlCharacter,
    /// Less or more than the column holds.
    #[error("is out of the column's bounds")]
    OutOfBounds,
    /// More decimal places than the column has.
    #[error("has more than {0} decimal places")]
    TooManyDecimals(u32),
    /// Not one of the column's choices.
    #[error("is not one of the column's choices")]
    UnknownChoice,
}

impl ColumnType {
    /// The value as the column keeps it.
    ///
    /// # Errors
    /// Why the column does not take it.
    pub fn accept(&self, value: &Value) -> Result<Value, ValueFault> {
        match self {
            Self::Text { length, .. } => accept_text(self.text(value)?, *length),
            Self::Integer { min, max } => {
                let number = value.as_i64().ok_or_else(|| self.wrong_type())?;
                if !(*min..=*max).contains(&number) {
                    return Err(ValueFault::OutOfBounds);
                }
                Ok(Value::from(number))
            }
            Self::Decimal { min, max, scale } => {
                let number = self.decimal(value)?;
                if number.scale() > *scale {
                    return Err(ValueFault::TooManyDecimals(*scale));
                }
                if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
                    return Err(ValueFault::OutOfBounds);
                }
                Ok(Value::from(number.to_string()))
            }
            Self::Boolean if value.is_boolean() => Ok(value.clone()),
            Self::Boolean => Err(self.wrong_type()),
            Self::Date => {
                let date: Date = self.text(value)?.parse().map_err(|_| self.wrong_type())?;
                Ok(Value::from(date.to_string()))
            }
            Self::DateTime => {
                let moment: Timestamp = self.text(value)?.parse().map_err(|_| self.wrong_type())?;
                Ok(Value::from(moment.to_string()))
            }
            Self::Choice { values } => {
                accept_choice(self.text(value)?, values)?;
                Ok(value.clone())
            }
            Self::MultiChoice { values } => {
                let chosen = value.as_array().ok_or_else(|| self.wrong_type())?;
                let mut accepted: Vec<Value> = Vec::with_capacity(chosen.len());
                for one in chosen {
                    accept_choice(self.text(one)?, values)?;
                    if !accepted.contains(one) {
                        accepted.push(one.clone());
                    }
                }
                if accepted.is_empty() {
                    return Err(ValueFault::Empty);
                }
                Ok(Value::from(accepted))
            }
            Self::Lookup { .. } => accept_text(self.text(value)?, 300),
        }
    }

    fn wrong_type(&self) -> ValueFault {
        ValueFault::WrongType(self.describe())
    }

    fn text<'a>(&self, value: &'a Value) -> Result<&'a str, ValueFault> {
        value.as_str().ok_or_else(|| self.wrong_type())
    }

    fn decimal(&self, value: &Value) -> Result<Decimal, ValueFault> {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return Err(self.wrong_type()),
        };
        let number = Decimal::from_str_exact(&text).map_err(|_| self.wrong_type())?;
        Ok(number.normalize())
    }
}

fn accept_text(text: &str, length: u32) -> Result<Value, ValueFault> {
    if text.trim().is_empty() {
        return Err(ValueFault::Empty);
    }
    if text.chars().count() > length as usize {
        return Err(ValueFault::TooLong(length));
    }
    if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(ValueFault::ControlCharacter);
    }
    Ok(Value::from(text))
}

fn accept_choice(text: &str, values: &[LabelledValue]) -> Result<(), ValueFault> {
    if values.iter().any(|one| one.value == text) {
        Ok(())
    } else {
        Err(ValueFault::UnknownChoice)
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::TextFormat;
    use super::*;
    use serde_json::json;

    fn choices() -> Vec<LabelledValue> {
        ["a", "b"]
            .map(|value| LabelledValue {
                value: value.into(),
                label: value.to_uppercase(),
            })
            .into()
    }

    #[test]
    fn a_value_is_kept_in_one_form() {
        let decimal = ColumnType::Decimal {
            min: None,
            max: None,
            scale: 2,
        };
        let cases = [
            (decimal.clone(), json!("1.50"), json!("1.5")),
            (decimal, json!(1.5), json!("1.5")),
            (ColumnType::Date, json!("2026-07-31"), json!("2026-07-31")),
            (
                ColumnType::DateTime,
                json!("2026-07-31T12:00:00+02:00"),
                json!("2026-07-31T10:00:00Z"),
            ),
            (
                ColumnType::MultiChoice { values: choices() },
                json!(["b", "b"]),
                json!(["b"]),
            ),
        ];
        for (kind, value, kept) in cases {
            assert_eq!(kind.accept(&value), Ok(kept), "{kind:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let text = ColumnType::Text {
            length: 3,
            format: TextFormat::Plain,
        };
        let integer = ColumnType::Integer { min: 0, max: 10 };
        let decimal = ColumnType::Decimal {
            min: None,
            max: Some(Decimal::TEN),
            scale: 1,
        };
        let cases = [
            (&text, json!("żółw"), ValueFault::TooLong(3)),
            (&text, json!(" "), ValueFault::Empty),
            (&text, json!("a\u{0}"), ValueFault::ControlCharacter),
            (&integer, json!(11), ValueFault::OutOfBounds),
            (
                &integer,
                json!("1"),
                ValueFault::WrongType("a whole number".into()),
            ),
            (
                &integer,
                json!(1.5),
                ValueFault::WrongType("a whole number".into()),
            ),
            (&decimal, json!("0.25"), ValueFault::TooManyDecimals(1)),
            (&decimal, json!("10.1"), ValueFault::OutOfBounds),
            (
                &ColumnType::Boolean,
                json!("yes"),
                ValueFault::WrongType("yes or no".into()),
            ),
            (
                &ColumnType::Date,
                json!("31.7.2026"),
                ValueFault::WrongType("a date".into()),
            ),
            (
                &ColumnType::Choice { values: choices() },
                json!("c"),
                ValueFault::UnknownChoice,
            ),
            (
                &ColumnType::MultiChoice { values: choices() },
                json!([]),
                ValueFault::Empty,
            ),
        ];
        for (kind, value, fault) in cases {
            assert_eq!(kind.accept(&value), Err(fault), "{kind:?} {value}");
        }
    }
}
