//! What a source can give. Whether a column takes all of it, [`super::fit`] says.
//!
//! The other half is [`super::value`]: whatever a shape promises, the values keep.

use crate::crm::ColumnType;
use rust_decimal::Decimal;
use serde_json::Value;

/// Between the titles of several options in one text.
pub(super) const SEPARATOR: &str = "; ";
/// A consent in a text.
pub(super) const AGREED: &str = "yes";
/// A no in a text.
pub(super) const DENIED: &str = "no";

/// The sign, 28 digits and the point.
const LONGEST_NUMBER: usize = 30;
/// The sign, 29 digits, the mark and 10 decimal places.
const LONGEST_WRITTEN: usize = 41;
/// RFC 3339 with milliseconds; years before 0 are longer.
const LONGEST_MOMENT: usize = 30;
/// `2026-01-31`
pub(super) const LENGTH_OF_DAY: usize = 10;
/// `2026-01-31T14:05`
const LENGTH_OF_LOCAL_TIME: usize = 16;
const LONGEST_RECORD_ID: usize = 300;

/// Every value that a source can give.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// A text of up to so many characters.
    Text { longest: usize },
    /// A text that is cut to the column's length: nobody promised how long it is.
    Cut,
    /// A number between bounds.
    Number {
        min: Option<Decimal>,
        max: Option<Decimal>,
        decimals: u32,
    },
    /// A calculated value: a number of so many decimal places whose bounds nobody knows, or a text.
    Calculated { decimals: u32 },
    /// A calculated value as a text. A number that is longer than the column is left out, any other text is cut.
    Written,
    /// Yes.
    Flag,
    /// Yes or no.
    YesNo,
    /// A date.
    Day,
    /// A date and a time of day, where the visitor was.
    LocalTime,
    /// Up to `most` of the options, each an id with its title.
    Options {
        options: Vec<(String, String)>,
        most: usize,
    },
    /// One of some words.
    Words(Vec<String>),
    /// A moment.
    Moment,
    /// A record of this table of the same CRM.
    Record { table: String },
    /// The contact of a personal link: what it is shows only when a response comes.
    Contact,
    /// Up to `most` of some values that the mapping names.
    Fixed { values: Vec<Value>, most: usize },
    /// Of one of these shapes.
    Either(Vec<Shape>),
}

impl Shape {
    /// The most characters of its text among others; `None` if nobody promised how many.
    ///
    /// # Errors
    /// That it has no text.
    pub(super) fn joined(&self) -> Result<Option<usize>, String> {
        match self {
            Self::Either(shapes) => {
                let lengths: Vec<Option<usize>> =
                    shapes.iter().map(Self::joined).collect::<Result<_, _>>()?;
                let lengths: Option<Vec<usize>> = lengths.into_iter().collect();
                Ok(lengths.and_then(|lengths| lengths.into_iter().max()))
            }
            Self::Cut | Self::Calculated { .. } | Self::Written => Ok(None),
            Self::Record { .. } | Self::Contact => Err(format!(
                "{} has no text to join: leave it out",
                self.describe()
            )),
            Self::Fixed { values, .. } if !values.iter().all(is_written) => {
                Err("only texts can be joined: write all values as texts that are not empty".into())
            }
            shape => Ok(Some(shape.longest_text())),
        }
    }

    /// Whether a column can be left without a value though the source has one.
    pub(super) fn can_vanish(&self, column: &ColumnType) -> bool {
        match self {
            Self::Calculated { .. } | Self::Written => match column {
                ColumnType::Text { length, .. } => (*length as usize) < LONGEST_WRITTEN,
                _ => true,
            },
            Self::Either(shapes) => shapes.iter().any(|one| one.can_vanish(column)),
            _ => false,
        }
    }

    /// One shape for what is of the one or the other.
    pub(super) fn or(self, other: Self) -> Self {
        let shapes = |shape| match shape {
            Self::Either(shapes) => shapes,
            one => vec![one],
        };
        let mut all = shapes(self);
        for one in shapes(other) {
            if !all.contains(&one) {
                all.push(one);
            }
        }
        match all.len() {
            1 => all.remove(0),
            _ => Self::Either(all),
        }
    }

    /// The most characters this has as a text.
    pub(super) fn longest_text(&self) -> usize {
        match self {
            Self::Text { longest } => *longest,
            Self::Cut | Self::Calculated { .. } | Self::Written => 0,
            Self::Number { .. } => LONGEST_NUMBER,
            Self::Flag | Self::YesNo => AGREED.len(),
            Self::Day => LENGTH_OF_DAY,
            Self::LocalTime => LENGTH_OF_LOCAL_TIME,
            Self::Options { options, most } => longest_list(
                options.iter().map(|(_, title)| title.chars().count()),
                *most,
            ),
            Self::Words(words) => longest_list(words.iter().map(|word| word.chars().count()), 1),
            Self::Moment => LONGEST_MOMENT,
            Self::Record { .. } | Self::Contact => LONGEST_RECORD_ID,
            Self::Fixed { values, most } => {
                let lengths = values
                    .iter()
                    .map(|value| value.as_str().map_or(0, |text| text.chars().count()));
                longest_list(lengths, *most)
            }
            Self::Either(shapes) => shapes.iter().map(Self::longest_text).max().unwrap_or(0),
        }
    }

    pub(super) fn describe(&self) -> String {
        match self {
            Self::Text { .. } | Self::Cut | Self::Written => "a text".into(),
            Self::Number { .. } => "a number".into(),
            Self::Calculated { .. } => "a calculated value".into(),
            Self::YesNo => "yes or no".into(),
            Self::Day => "a date".into(),
            Self::LocalTime => "a date and a time of day without a time zone".into(),
            Self::Flag => "yes".into(),
            Self::Options { most: 1, .. } => "one of its options".into(),
            Self::Options { .. } => "several of its options".into(),
            Self::Words(_) => "a word".into(),
            Self::Moment => "a date and time".into(),
            Self::Record { table } => format!("a record of `{table}`"),
            Self::Contact => "the link's contact".into(),
            Self::Fixed { .. } => "fixed values".into(),
            Self::Either(shapes) => {
                let described: Vec<String> = shapes.iter().map(Self::describe).collect();
                described.join(" or ")
            }
        }
    }
}

/// Whether it is a text that a column could keep.
fn is_written(value: &Value) -> bool {
    value.as_str().is_some_and(is_text)
}

pub(super) fn is_text(text: &str) -> bool {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    !text.trim().is_empty() && !text.contains(control)
}

pub(super) fn longest_list(lengths: impl Iterator<Item = usize>, most: usize) -> usize {
    let mut lengths: Vec<usize> = lengths.collect();
    lengths.sort_unstable_by(|a, b| b.cmp(a));
    lengths.truncate(most);
    lengths.iter().sum::<usize>() + SEPARATOR.len() * lengths.len().saturating_sub(1)
}
