//! What can be compared with what.

use super::{Checker, Found};
use crate::logic::expression::Operation;
use crate::logic::operator::Operator as O;
use crate::logic::types::{Type, named};

impl Checker {
    /// `==` and its like.
    pub(super) fn equality(&mut self, operation: &Operation, found: &[Found]) -> Found {
        let strict = matches!(operation.operator, O::Same | O::NotSame);
        for pair in found.windows(2) {
            let null = pair.iter().any(|found| found.of == Type::Null);
            let zero = |found: &Found| matches!(found.of, Type::Number | Type::Bool);
            if let Err(reason) = equal(&pair[0], &pair[1]) {
                self.fault(reason);
            } else if null && !strict && pair.iter().any(zero) {
                let name = operation.operator.name();
                self.fault(format!(
                    "null counts as 0 here: write `{name}=` to tell them apart"
                ));
            }
        }
        Type::Bool.into()
    }

    /// `<` and its like.
    pub(super) fn order(&mut self, operation: &Operation, found: &[Found]) -> Found {
        let before = self.faults.len();
        for (index, found) in found.iter().enumerate() {
            let ordered = match found.of {
                Type::Any | Type::Null | Type::Number => true,
                Type::Date | Type::Time | Type::DateTime => true,
                // Perhaps a date: the other side will tell.
                Type::Text => !found.texts.is_empty(),
                _ => false,
            };
            if !ordered {
                let what = found.of.described();
                self.at_argument(operation, index, |checker| {
                    checker.fault(format!("{what} has no order: {ORDERED}"));
                });
            }
        }
        if self.faults.len() > before {
            return Type::Bool.into();
        }
        for pair in found.windows(2) {
            if pair.iter().all(|found| found.of == Type::Text) {
                self.fault(format!("a text has no order: {ORDERED}"));
            } else if let Err(reason) = equal(&pair[0], &pair[1]) {
                self.fault(reason);
            }
        }
        Type::Bool.into()
    }

    /// `in`.
    pub(super) fn membership(&mut self, found: &[Found]) -> Found {
        let (needle, haystack) = (&found[0], &found[1]);
        let fits = match (&haystack.of, haystack.element()) {
            (Type::Text, _) => match needle.of {
                Type::Any | Type::Null | Type::Text => Ok(()),
                _ => Err(format!("a text does not contain {}", needle.of.described())),
            },
            (_, Some(element)) => equal(needle, &element),
            (of, None) => Err(format!("{} is neither a list nor a text", of.described())),
        };
        if let Err(reason) = fits {
            self.fault(reason);
        }
        Type::Bool.into()
    }
}

/// What has an order.
const ORDERED: &str = "only numbers, dates and times have";

/// Whether two can be equal.
fn equal(left: &Found, right: &Found) -> Result<(), String> {
    match (&left.of, &right.of) {
        (Type::Any | Type::Null, _) | (_, Type::Any | Type::Null) => Ok(()),
        (Type::Choice(ids), Type::Choice(others)) => {
            if ids.iter().any(|id| others.contains(id)) {
                return Ok(());
            }
            Err("the two choices have no option in common".to_owned())
        }
        (of, Type::Text) if !right.texts.is_empty() => {
            right.texts.iter().try_for_each(|text| meant(of, text))
        }
        (Type::Text, of) if !left.texts.is_empty() => {
            left.texts.iter().try_for_each(|text| meant(of, text))
        }
        (
            Type::Choices(_) | Type::List(_) | Type::Map(_),
            Type::Choices(_) | Type::List(_) | Type::Map(_),
        ) => Err("lists are not compared: use `in`, `all`, `some`, `none` or `length`".to_owned()),
        (left, right) if left == right => Ok(()),
        (left, right) => Err(format!(
            "{} cannot be compared with {}",
            left.described(),
            right.described()
        )),
    }
}

/// Whether a text in the expression can be a value of a type.
fn meant(of: &Type, text: &str) -> Result<(), String> {
    let format = match of {
        Type::Text => return Ok(()),
        Type::Choice(ids) => {
            if ids.iter().any(|id| id == text) {
                return Ok(());
            }
            return Err(format!("`{text}` is not an option: {}", named(ids)));
        }
        Type::Date if is_date(text) => return Ok(()),
        Type::Time if is_time(text) => return Ok(()),
        Type::DateTime if is_date_time(text) => return Ok(()),
        Type::Date => "2026-01-31",
        Type::Time => "09:30",
        Type::DateTime => "2026-01-31T09:30",
        Type::Choices(_) => {
            return Err("several choices cannot be compared with a text: use `in`".to_owned());
        }
        of => return Err(format!("{} cannot be compared with a text", of.described())),
    };
    let what = of.described();
    Err(format!("`{text}` is not {what} as in `{format}`"))
}

/// The numbers of a text of digits and separators, like `0000-00-00`.
fn numbers(text: &str, pattern: &str) -> Option<Vec<u32>> {
    let fits = |(byte, like): (u8, u8)| match like {
        b'0' => byte.is_ascii_digit(),
        like => byte == like,
    };
    let same = text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(fits);
    let numbers = text.split(['-', ':', 'T']).map(str::parse);
    same.then(|| numbers.collect::<Result<_, _>>().ok())
        .flatten()
}

fn is_date(text: &str) -> bool {
    let Some(&[year, month, day]) = numbers(text, "0000-00-00").as_deref() else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    matches!(numbers(text, "00:00").as_deref(), Some([0..24, 0..60]))
}

fn is_date_time(text: &str) -> bool {
    let parts = text.split_once('T');
    parts.is_some_and(|(date, time)| is_date(date) && is_time(time))
}
