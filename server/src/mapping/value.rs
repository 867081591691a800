//! What a source gives for one response, and the value a column gets of it.

use super::shape::{AGREED, DENIED, LENGTH_OF_DAY, SEPARATOR};
use crate::crm::ColumnType;
use jiff::Zoned;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Number, Value};

/// What a source gives, before a column is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Raw {
    /// A text whose length was judged. Never blank.
    Text(String),
    /// A text that is cut to the column's length. Never blank: see [`Raw::cut`].
    Cut(String),
    /// A number.
    Number(Decimal),
    /// What was calculated: a number, with the text it is written as unless that is empty, or else a text. Never
    /// blank: see [`Raw::calculated`].
    Calculated(Option<Decimal>, String),
    /// Yes.
    Flag,
    /// Yes or no.
    YesNo(bool),
    /// A date.
    Day(String),
    /// A date and a time of day, where the visitor was.
    LocalTime(String),
    /// The option chosen, an id with its title.
    Option(String, String),
    /// Options chosen, each an id with its title.
    Options(Vec<(String, String)>),
    /// A moment, in the time zone that its day is told in.
    Moment(Zoned),
    /// A record's id.
    Record(String),
    /// A value that the mapping names.
    Fixed(Value),
    /// Values that the mapping names, for several options chosen.
    Several(Vec<Value>),
}

impl Raw {
    /// A text on one line whose length nobody promised; `None` if nothing is left of it.
    pub(super) fn cut(text: &str) -> Option<Self> {
        let line: String = text.chars().filter(|c| !c.is_control()).collect();
        let line = line.trim();
        (!line.is_empty()).then(|| Self::Cut(line.to_owned()))
    }

    /// A calculated value; `None` if it is neither a number nor a text.
    pub(super) fn calculated(number: Option<Decimal>, text: &str) -> Option<Self> {
        match (number, Self::cut(text)) {
            (Some(_), _) => Some(Self::Calculated(number, String::new())),
            (None, Some(Self::Cut(text))) => Some(Self::Calculated(None, text)),
            _ => None,
        }
    }

    /// The value for a column; `None` if there is nothing to write.
    ///
    /// # Errors
    /// That the column does not take it: the mapping was not judged by [`super::check_mapping`].
    pub(super) fn convert(self, column: &ColumnType) -> Result<Option<Value>, String> {
        use ColumnType::{Choice, Date, DateTime, Integer, Lookup, MultiChoice, Text};
        let value = match (self, column) {
            // What is calculated has no bounds to be judged by: what the column does not take is left out.
            (Self::Calculated(number, _), Integer { .. } | ColumnType::Decimal { .. }) => {
                let value = number.map(|number| Self::Number(number).convert(column));
                return Ok(value.and_then(Result::ok).flatten());
            }
            (calculated @ Self::Calculated(..), Text { length, .. }) => {
                let is_number = matches!(calculated, Self::Calculated(Some(_), _));
                let text = calculated.into_text();
                // A part of a number is another number.
                if is_number && text.chars().count() > *length as usize {
                    return Ok(None);
                }
                return Self::Cut(text).convert(column);
            }
            (Self::Fixed(value), MultiChoice { .. }) => flat(vec![value]),
            (Self::Several(values), MultiChoice { .. }) => flat(values),
            (Self::Fixed(value), _) => value,
            (Self::Several(mut values), _) if values.len() == 1 => values.remove(0),
            (Self::Several(values), _) => {
                Value::from(join(values.iter().filter_map(Value::as_str)))
            }
            (Self::Cut(text), Text { length, .. }) => Value::from(shorten(&text, *length as usize)),
            (raw, Text { .. }) => Value::from(raw.into_text()),
            (Self::Number(number), Integer { .. }) => match number.to_i64() {
                Some(whole) if Decimal::from(whole) == number => Value::from(whole),
                _ => return Err("takes whole numbers".into()),
            },
            (Self::Number(number), ColumnType::Decimal { .. }) => Value::from(number.to_string()),
            (Self::Flag, ColumnType::Boolean) => Value::from(true),
            (Self::YesNo(yes), ColumnType::Boolean) => Value::from(yes),
            (Self::Day(day), Date) => Value::from(day),
            (Self::LocalTime(time), Date) => {
                Value::from(time.chars().take(LENGTH_OF_DAY).collect::<String>())
            }
            (Self::Option(id, _), Choice { .. }) => Value::from(id),
            (Self::Options(mut options), Choice { .. }) if options.len() == 1 => {
                Value::from(options.remove(0).0)
            }
            (Self::Option(id, _), MultiChoice { .. }) => Value::from(vec![id]),
            (Self::Options(options), MultiChoice { .. }) => {
                options.into_iter().map(|(id, _)| id).collect()
            }
            (Self::Moment(moment), Date) => Value::from(moment.date().to_string()),
            (Self::Moment(moment), DateTime) => Value::from(moment.timestamp().to_string()),
            (Self::Text(text) | Self::Cut(text), Choice { .. }) => Value::from(text),
            (Self::Record(id), Lookup { .. }) => Value::from(id),
            _ => return Err(format!("takes {}", column.describe())),
        };
        column
            .accept(&value)
            .map(Some)
            .map_err(|fault| format!("has a value that {fault}"))
    }

    /// The value for a column that takes anything: options by their ids, numbers as numbers where no digit is lost.
    pub(super) fn into_json(self) -> Value {
        match self {
            Self::Number(number) => json_number(number),
            Self::Calculated(Some(number), text) if text.is_empty() => json_number(number),
            Self::Flag => Value::from(true),
            Self::YesNo(yes) => Value::from(yes),
            Self::Option(id, _) => Value::from(id),
            Self::Options(options) => options.into_iter().map(|(id, _)| id).collect(),
            Self::Fixed(value) => value,
            Self::Several(values) => Value::from(values),
            text => Value::from(text.into_text()),
        }
    }

    /// The text that people read.
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Text(text)
            | Self::Cut(text)
            | Self::Record(text)
            | Self::Day(text)
            | Self::LocalTime(text)
            | Self::Option(_, text)
            | Self::Calculated(None, text) => text,
            Self::Calculated(Some(_), text) if !text.is_empty() => text,
            Self::Number(number) | Self::Calculated(Some(number), _) => number.to_string(),
            Self::Flag | Self::YesNo(true) => AGREED.into(),
            Self::YesNo(false) => DENIED.into(),
            Self::Options(options) => join(options.iter().map(|(_, title)| title.as_str())),
            Self::Moment(moment) => moment.timestamp().to_string(),
            Self::Fixed(value) => value.as_str().unwrap_or_default().to_owned(),
            Self::Several(values) => join(values.iter().filter_map(Value::as_str)),
        }
    }
}

fn flat(values: Vec<Value>) -> Value {
    let flat = values.into_iter().flat_map(|value| match value {
        Value::Array(several) => several,
        one => vec![one],
    });
    Value::from(flat.collect::<Vec<_>>())
}

fn json_number(number: Decimal) -> Value {
    let number = number.normalize();
    if let (0, Some(whole)) = (number.scale(), number.to_i64()) {
        return Value::from(whole);
    }
    let text = number.to_string();
    let same = |float: &f64| float.to_string() == text;
    let float = text.parse().ok().filter(same).and_then(Number::from_f64);
    float.map_or(Value::from(text), Value::Number)
}

fn join<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<Vec<_>>().join(SEPARATOR)
}

/// Up to `length` characters of the text.
fn shorten(text: &str, length: usize) -> String {
    let shortened: String = text.trim_start().chars().take(length).collect();
    shortened.trim_end().to_owned()
}
