//! What a source can give, and whether a column takes all of it.
//!
//! The other half is [`super::value`]: whatever a shape promises, the values keep.

use crate::crm::{ColumnType, LabelledValue};
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
    /// Whether the column takes every value of this shape.
    ///
    /// # Errors
    /// Why it does not, continuing "the column `x` …".
    pub(super) fn fit(&self, column: &ColumnType) -> Result<(), String> {
        match (self, column) {
            (Self::Either(shapes), _) => shapes.iter().try_for_each(|one| one.fit(column)),
            (Self::Fixed { values, most }, _) => fit_fixed(values, *most, column),
            (_, ColumnType::Text { length, .. }) => {
                let longest = self.longest_text();
                if longest > *length as usize {
                    return Err(format!(
                        "has {length} characters, but the source gives up to {longest}: limit the answer by \
                         `max_length`, or choose a longer column"
                    ));
                }
                Ok(())
            }
            (
                Self::Number {
                    min,
                    max,
                    decimals: 0,
                },
                ColumnType::Integer {
                    min: least,
                    max: most,
                },
            ) => fit_bounds((*min, *max), (Some((*least).into()), Some((*most).into()))),
            (Self::Number { decimals, .. }, ColumnType::Integer { .. }) => Err(format!(
                "takes whole numbers, but the source gives {decimals} decimal places: round it by \
                 `{{\"number\": {{\"decimals\": 0}}}}`"
            )),
            (
                Self::Number { min, max, decimals },
                ColumnType::Decimal {
                    min: least,
                    max: most,
                    scale,
                },
            ) => {
                if decimals > scale {
                    return Err(format!(
                        "takes {scale} decimal places, but the source gives {decimals}: round it by \
                         `{{\"number\": {{\"decimals\": {scale}}}}}`"
                    ));
                }
                fit_bounds((*min, *max), (*least, *most))
            }
            // What the column does not take of it, which depends on the answers, is left out.
            (Self::Calculated { decimals: 0 }, ColumnType::Integer { .. }) => Ok(()),
            (Self::Calculated { decimals }, ColumnType::Integer { .. }) => Err(format!(
                "takes whole numbers, but the calculation gives {decimals} decimal places: give it `decimals`: 0"
            )),
            (Self::Calculated { decimals }, ColumnType::Decimal { scale, .. }) => {
                if decimals > scale {
                    return Err(format!(
                        "takes {scale} decimal places, but the calculation gives {decimals}: round it by \
                         `{{\"number\": {{\"decimals\": {scale}}}}}`"
                    ));
                }
                Ok(())
            }
            (Self::Flag | Self::YesNo, ColumnType::Boolean)
            | (Self::Day | Self::LocalTime, ColumnType::Date)
            | (Self::Moment, ColumnType::Date | ColumnType::DateTime)
            | (Self::Contact, ColumnType::Lookup { .. }) => Ok(()),
            (Self::Options { options, most: 1 }, ColumnType::Choice { values })
            | (Self::Options { options, .. }, ColumnType::MultiChoice { values }) => {
                fit_choices(options.iter().map(|(id, _)| id.as_str()), values)
            }
            (Self::Words(words), ColumnType::Choice { values }) => {
                fit_choices(words.iter().map(String::as_str), values)
            }
            (Self::Record { table }, ColumnType::Lookup { table: wanted }) if table == wanted => {
                Ok(())
            }
            (Self::LocalTime, ColumnType::DateTime) => Err(format!(
                "takes {}, but the source gives {}: name its time zone by `{{\"date\": {{\"zone\": …}}}}`",
                column.describe(),
                self.describe()
            )),
            _ => Err(format!(
                "takes {}, but the source gives {}",
                column.describe(),
                self.describe()
            )),
        }
    }

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

type Bounds = (Option<Decimal>, Option<Decimal>);

fn fit_bounds((min, max): Bounds, (least, most): Bounds) -> Result<(), String> {
    let place = "give the question a `min` and `max` inside the column's bounds";
    if let Some(least) = least
        && min.is_none_or(|min| min < least)
    {
        return Err(format!(
            "takes at least {least}, but the source can give less; {place}"
        ));
    }
    if let Some(most) = most
        && max.is_none_or(|max| max > most)
    {
        return Err(format!(
            "takes at most {most}, but the source can give more; {place}"
        ));
    }
    Ok(())
}

fn fit_choices<'a>(
    given: impl Iterator<Item = &'a str>,
    values: &[LabelledValue],
) -> Result<(), String> {
    let unknown: Vec<String> = given
        .filter(|id| !values.iter().any(|one| one.value == **id))
        .map(|id| format!("`{id}`"))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let known: Vec<String> = values
        .iter()
        .map(|one| format!("`{}`", one.value))
        .collect();
    Err(format!(
        "has no counterpart of {}; it has {}: use `choice`, or `table`, with a table of values",
        unknown.join(", "),
        known.join(", ")
    ))
}

fn fit_fixed(values: &[Value], most: usize, column: &ColumnType) -> Result<(), String> {
    for value in values {
        let fits = match (column, value) {
            (ColumnType::MultiChoice { .. }, Value::String(_)) => {
                column.accept(&Value::from(vec![value.clone()]))
            }
            _ => column.accept(value),
        };
        fits.map_err(|fault| format!("does not take {value}: it {fault}"))?;
    }
    match column {
        ColumnType::MultiChoice { .. } => Ok(()),
        ColumnType::Text { length, .. } if most > 1 => {
            let longest = Shape::Fixed {
                values: values.to_vec(),
                most,
            }
            .longest_text();
            if longest > *length as usize {
                return Err(format!(
                    "has {length} characters, but the source gives up to {longest}"
                ));
            }
            if !values.iter().all(Value::is_string) {
                return Err("takes a text, but not all values are texts".into());
            }
            Ok(())
        }
        _ if most > 1 => Err(format!(
            "takes {}, but several can be chosen",
            column.describe()
        )),
        _ => Ok(()),
    }
}
