//! What a source gives for one response, and the value a column gets of it.

use super::shape::{AGREED, DENIED, LENGTH_OF_DAY, SEPARATOR};
use crate::crm::ColumnType;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;

/// What a source gives, before a column is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Raw {
    /// A text whose length was judged.
    Text(String),
    /// A text that is cut to the column's length.
    Cut(String),
    /// A number.
    Number(Decimal),
    /// What was calculated: a number, or else a text.
    Calculated(Option<Decimal>, String),
    /// Yes.
    Flag,
    /// Yes or no.
    YesNo(bool),
    /// A date.
    Day(String),
    /// A date and a time of day, where the visitor was.
    LocalTime(String),
    /// Options chosen, each an id with its title.
    Options(Vec<(String, String)>),
    /// A moment.
    Moment(Timestamp),
    /// A record's id.
    Record(String),
    /// Values that the mapping names.
    Fixed(Vec<Value>),
}

impl Raw {
    /// The value for a column; `None` if there is nothing to write.
    ///
    /// # Errors
    /// That the column does not take it: the mapping was not judged by [`super::check_mapping`].
    pub(super) fn convert(self, column: &ColumnType) -> Result<Option<Value>, String> {
        let value = match (self, column) {
            // What is calculated has no bounds to be judged by: what the column does not take is left out.
            (
                Self::Calculated(Some(number), _),
                ColumnType::Integer { .. } | ColumnType::Decimal { .. },
            ) => {
                return Ok(Self::Number(number).convert(column).unwrap_or_default());
            }
            (
                Self::Calculated(None, _),
                ColumnType::Integer { .. } | ColumnType::Decimal { .. },
            ) => return Ok(None),
            (calculated @ Self::Calculated(..), ColumnType::Text { .. }) => {
                return Self::Cut(calculated.into_text()).convert(column);
            }
            (Self::Fixed(values), ColumnType::MultiChoice { .. }) => {
                let flat = values.into_iter().flat_map(|value| match value {
                    Value::Array(several) => several,
                    one => vec![one],
                });
                Value::from(flat.collect::<Vec<_>>())
            }
            (Self::Fixed(mut values), _) => match values.len() {
                0 => return Ok(None),
                1 => values.remove(0),
                _ => Value::from(join(values.iter().filter_map(Value::as_str))),
            },
            (Self::Cut(text), ColumnType::Text { length, .. }) => {
                match cut(&text, *length as usize) {
                    Some(text) => Value::from(text),
                    None => return Ok(None),
                }
            }
            (raw, ColumnType::Text { .. }) => Value::from(raw.into_text()),
            (Self::Number(number), ColumnType::Integer { .. }) => match number.to_i64() {
                Some(whole) if Decimal::from(whole) == number => Value::from(whole),
                _ => return Err("takes whole numbers".into()),
            },
            (Self::Number(number), ColumnType::Decimal { .. }) => Value::from(number.to_string()),
            (Self::Flag, ColumnType::Boolean) => Value::from(true),
            (Self::YesNo(yes), ColumnType::Boolean) => Value::from(yes),
            (Self::Day(day), ColumnType::Date) => Value::from(day),
            (Self::LocalTime(time), ColumnType::Date) => {
                Value::from(time.chars().take(LENGTH_OF_DAY).collect::<String>())
            }
            (Self::Options(mut options), ColumnType::Choice { .. }) if options.len() == 1 => {
                Value::from(options.remove(0).0)
            }
            (Self::Options(options), ColumnType::MultiChoice { .. }) => {
                options.into_iter().map(|(id, _)| id).collect()
            }
            (Self::Moment(moment), ColumnType::Date) => {
                Value::from(moment.to_zoned(TimeZone::UTC).date().to_string())
            }
            (Self::Moment(moment), ColumnType::DateTime) => Value::from(moment.to_string()),
            (Self::Text(text) | Self::Cut(text), ColumnType::Choice { .. }) => Value::from(text),
            (Self::Record(id), ColumnType::Lookup { .. }) => Value::from(id),
            _ => return Err(format!("takes {}", column.describe())),
        };
        column
            .accept(&value)
            .map(Some)
            .map_err(|fault| format!("has a value that {fault}"))
    }

    /// The text that people read.
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Text(text)
            | Self::Cut(text)
            | Self::Record(text)
            | Self::Day(text)
            | Self::LocalTime(text) => text,
            Self::Number(number) | Self::Calculated(Some(number), _) => number.to_string(),
            Self::Calculated(None, text) => text,
            Self::Flag | Self::YesNo(true) => AGREED.into(),
            Self::YesNo(false) => DENIED.into(),
            Self::Options(options) => join(options.iter().map(|(_, title)| title.as_str())),
            Self::Moment(moment) => moment.to_string(),
            Self::Fixed(values) => join(values.iter().filter_map(Value::as_str)),
        }
    }
}

fn join<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<Vec<_>>().join(SEPARATOR)
}

/// The text on one line, in up to `length` characters.
fn cut(text: &str, length: usize) -> Option<String> {
    let line: String = text
        .chars()
        .filter(|c| !c.is_control())
        .take(length)
        .collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}
