//! Whether a column takes every value that a source can give.

use super::nearest::listed;
use super::shape::Shape;
use crate::crm::{ColumnType, LabelledValue};
use rust_decimal::Decimal;
use serde_json::Value;

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
                        "has {length} characters, but the source gives up to {longest}: limit the length of the \
                         answer (`max_length`), or choose a longer column"
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
                "takes whole numbers, but the source gives {decimals} decimal places: round it to \
                 whole numbers"
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
                        "takes {scale} decimal places, but the source gives {decimals}: round it to \
                         {scale}"
                    ));
                }
                fit_bounds((*min, *max), (*least, *most))
            }
            // What the column does not take of it, which depends on the answers, is left out.
            (Self::Calculated { decimals: 0 }, ColumnType::Integer { .. }) => Ok(()),
            (Self::Calculated { decimals }, ColumnType::Integer { .. }) => Err(format!(
                "takes whole numbers, but the calculation gives {decimals} decimal places: give it none"
            )),
            (Self::Calculated { decimals }, ColumnType::Decimal { scale, .. }) => {
                if decimals > scale {
                    return Err(format!(
                        "takes {scale} decimal places, but the calculation gives {decimals}: round it to \
                         {scale}"
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
                "takes {}, but the source gives {}: name its time zone",
                column.describe(),
                self.describe()
            )),
            _ => Err(format!(
                "takes {}, but the source gives {}; {}",
                column.describe(),
                self.describe(),
                advice(column)
            )),
        }
    }
}

type Bounds = (Option<Decimal>, Option<Decimal>);

fn fit_bounds((min, max): Bounds, (least, most): Bounds) -> Result<(), String> {
    let place = "give the question a least and a greatest value inside the column's bounds";
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
    let unknown: Vec<&str> = given
        .filter(|id| !values.iter().any(|one| one.value == **id))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(format!(
        "has no counterpart of {}; it has {}: use a table of values",
        listed(&unknown),
        listed(&names(values))
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
        fits.map_err(|fault| {
            format!(
                "does not take {}: it {fault}; {}",
                shortened(value),
                another(column)
            )
        })?;
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
                    "has {length} characters, but the source gives up to {longest}: shorten the values, or choose a longer \
                     column"
                ));
            }
            if !values.iter().all(Value::is_string) {
                return Err(
                    "takes a text, but not all values are texts: write all as texts".into(),
                );
            }
            Ok(())
        }
        _ if most > 1 => Err(format!(
            "takes {}, but several can be chosen: let one be chosen, or use a column of several choices",
            column.describe()
        )),
        _ => Ok(()),
    }
}

fn names(values: &[LabelledValue]) -> Vec<&str> {
    values.iter().map(|one| one.value.as_str()).collect()
}

/// What could give such a value.
fn advice(column: &ColumnType) -> String {
    match column {
        ColumnType::Text { .. } => "use an answer, a comment or a constant".into(),
        ColumnType::Integer { .. } | ColumnType::Decimal { .. } => {
            "use a question for a number, or a table of values with numbers".into()
        }
        ColumnType::Boolean => {
            "use a yes-or-no question, a consent, or a table of values with `true` and `false`"
                .into()
        }
        ColumnType::Date => "use a question for a date, or the moment of sending".into(),
        ColumnType::DateTime => {
            "use a question for a date and a time with its time zone, or the moment of \
                                 sending"
                .into()
        }
        ColumnType::Choice { values } | ColumnType::MultiChoice { values } => {
            format!("use a table with values of {}", listed(&names(values)))
        }
        ColumnType::Lookup { table } => format!(
            "use the record of an earlier target that writes to `{table}`, or the link's contact"
        ),
    }
}

/// What the column would take in the place of a wrong value.
fn another(column: &ColumnType) -> String {
    match column {
        ColumnType::Text { length, .. } => format!("write a text of 1 to {length} characters"),
        ColumnType::Integer { min, max } => format!("write a whole number from {min} to {max}"),
        ColumnType::Decimal { min, max, scale } => {
            let bound = |word: &str, bound: &Option<Decimal>| {
                bound.map_or(String::new(), |bound| format!(", {word} {bound}"))
            };
            format!(
                "write a number with at most {scale} decimal places{}{}",
                bound("at least", min),
                bound("at most", max)
            )
        }
        ColumnType::Boolean => "write `true` or `false`".into(),
        ColumnType::Date => "write it as in \"2026-07-31\"".into(),
        ColumnType::DateTime => "write it as in \"2026-07-31T12:00:00Z\"".into(),
        ColumnType::Choice { values } | ColumnType::MultiChoice { values } => {
            format!("choose from {}", listed(&names(values)))
        }
        ColumnType::Lookup { .. } => advice(column),
    }
}

/// The beginning of a value, which may be long.
fn shortened(value: &Value) -> String {
    const LONGEST: usize = 100;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
