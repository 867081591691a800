//! Texts: joined, cut and searched.

use super::evaluation::Evaluation;
use super::{Value, number};
use std::borrow::Cow;

/// The longest text that is a result, in characters.
const LONGEST: usize = 10_000;

impl Evaluation<'_> {
    /// The text of a value that is no list and no map.
    pub(super) fn text<'v>(&mut self, value: &'v Value) -> Cow<'v, str> {
        Cow::Borrowed(match value {
            Value::Null => "",
            Value::Bool(true) => "true",
            Value::Bool(false) => "false",
            Value::Number(number) => return Cow::Owned(number::text(*number)),
            Value::Text(text) => text,
            Value::List(_) | Value::Map(_) => {
                self.fail();
                ""
            }
        })
    }

    /// `cat`: the texts one after another.
    pub(super) fn cat(&mut self, values: &[Value]) -> Value {
        let mut joined = String::new();
        for value in values {
            let text = self.text(value);
            self.spend(text.len() / 16);
            joined.push_str(&text);
        }
        if joined.chars().count() > LONGEST {
            return self.fail();
        }
        Value::Text(joined)
    }

    /// `substr`: from a character on, so many; negative numbers count from the end.
    pub(super) fn substr(&mut self, values: &[Value]) -> Value {
        let [text, start, rest @ ..] = values else {
            return self.fail();
        };
        let text = self.text(text);
        let count = text.chars().count() as i64;
        let from_end = |position: i64| match position {
            0.. => position,
            _ => count.saturating_add(position).max(0),
        };
        let start = from_end(self.integer(start));
        let end = match rest.first().map(|length| self.integer(length)) {
            None => count,
            Some(length @ 0..) => start.saturating_add(length),
            Some(length) => from_end(length),
        };
        let mut cut = String::new();
        for (position, c) in (0..).zip(text.chars()) {
            if start <= position && position < end {
                cut.push(c);
            }
        }
        Value::Text(cut)
    }

    /// `in`: whether a list has the value, or a text the text.
    pub(super) fn contains(&mut self, values: &[Value]) -> Value {
        let [needle, haystack, ..] = values else {
            return self.fail();
        };
        Value::Bool(match haystack {
            Value::List(values) => values.contains(needle),
            Value::Text(haystack) => {
                let needle = self.text(needle);
                let (needle, haystack) = (needle.as_bytes(), haystack.as_bytes());
                // The search of the standard library is faster for long needles, and 2 KB.
                self.spend(haystack.len().saturating_mul(1 + needle.len() / 16) / 16);
                needle.is_empty() || haystack.windows(needle.len()).any(|part| part == needle)
            }
            _ => false,
        })
    }
}
