//! Texts: joined, cut and searched.

use super::budget::Failed;
use super::evaluate::Evaluation;
use super::list::elements;
use super::{Value, number};
use std::borrow::Cow;

/// The longest text that is a result, in characters.
const LONGEST_TEXT: usize = 10_000;

/// The text of a value that is no list and no map.
pub(super) fn of(value: &Value) -> Result<Cow<'_, str>, Failed> {
    Ok(match value {
        Value::Null => Cow::Borrowed(""),
        Value::Bool(true) => Cow::Borrowed("true"),
        Value::Bool(false) => Cow::Borrowed("false"),
        Value::Number(number) => Cow::Owned(number::text(*number)),
        Value::Text(text) => Cow::Borrowed(text),
        Value::List(_) | Value::Map(_) => return Err(Failed),
    })
}

impl Evaluation<'_> {
    /// `cat`: the texts one after another, a list's with commas between them.
    pub(super) fn cat(&mut self, arguments: &[Cow<'_, Value>]) -> Result<Value, Failed> {
        let mut joined = String::new();
        for argument in arguments {
            match &**argument {
                Value::List(values) => {
                    for (index, value) in values.iter().enumerate() {
                        if index > 0 {
                            joined.push(',');
                        }
                        self.append(&mut joined, value)?;
                    }
                }
                value => self.append(&mut joined, value)?,
            }
        }
        Ok(Value::Text(joined))
    }

    fn append(&mut self, joined: &mut String, value: &Value) -> Result<(), Failed> {
        let text = of(value)?;
        self.budget.spend(1 + text.len() / 16)?;
        joined.push_str(&text);
        // Counting characters is only worth while where there could be too many.
        if joined.len() > LONGEST_TEXT && joined.chars().count() > LONGEST_TEXT {
            return Err(Failed);
        }
        Ok(())
    }

    /// `substr`: from a character on, so many; negative numbers count from the end.
    pub(super) fn substr(&mut self, arguments: &[Cow<'_, Value>]) -> Result<Value, Failed> {
        let [text, start, rest @ ..] = arguments else {
            return Err(Failed);
        };
        let text = of(text)?;
        self.budget.spend(text.len() / 16)?;
        let count = text.chars().count();
        let start = from_end(integer(start)?, count);
        let end = match rest.first() {
            Some(length) => match integer(length)? {
                length if length < 0 => from_end(length, count),
                length => start.saturating_add(usize::try_from(length).unwrap_or(usize::MAX)),
            },
            None => count,
        };
        let cut = text.chars().skip(start).take(end.saturating_sub(start));
        Ok(Value::Text(cut.collect()))
    }

    /// `in`: whether a list has the value, or a text the text.
    pub(super) fn contains(&mut self, arguments: &[Cow<'_, Value>]) -> Result<bool, Failed> {
        let [needle, haystack, ..] = arguments else {
            return Err(Failed);
        };
        if let Value::Text(haystack) = &**haystack {
            let needle = of(needle)?;
            self.budget.spend(haystack.len() / 16)?;
            return Ok(haystack.contains(&*needle));
        }
        for value in elements(haystack) {
            self.budget.spend(1)?;
            if self.same(needle, value)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The whole part of a number.
fn integer(value: &Value) -> Result<i64, Failed> {
    i64::try_from(number::of(value)?).map_err(|_| Failed)
}

/// The position so far from the start, or if negative from the end.
fn from_end(position: i64, count: usize) -> usize {
    let distance = usize::try_from(position.unsigned_abs()).unwrap_or(usize::MAX);
    if position < 0 {
        count.saturating_sub(distance)
    } else {
        distance
    }
}
