//! What logic computes with.

use super::{Data, number};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// A value of JSON Logic.
#[derive(Clone, Debug, Eq, Default)]
pub enum Value {
    /// Nothing: a question without an answer.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A number, never a float: 0.1 + 0.2 is 0.3.
    Number(Decimal),
    /// A text, the id of an option, or a date as in `2026-01-31`.
    Text(String),
    /// Values in order.
    List(Vec<Value>),
    /// Values by name, in their order.
    Map(Vec<(String, Value)>),
}

/// Numbers are compared without the code of `rust_decimal`.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Number(left), Self::Number(right)) => number::compare(*left, *right).is_eq(),
            (Self::Text(left), Self::Text(right)) => left == right,
            (Self::List(left), Self::List(right)) => left == right,
            (Self::Map(left), Self::Map(right)) => left == right,
            _ => false,
        }
    }
}

impl Value {
    /// JSON Logic's truth: null, false, zero, the empty text and the empty list are false.
    #[must_use]
    pub fn is_true(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(value) => *value,
            Self::Number(number) => !number.is_zero(),
            Self::Text(text) => !text.is_empty(),
            Self::List(values) => !values.is_empty(),
            Self::Map(_) => true,
        }
    }

    /// The text of a number, or the text.
    #[must_use]
    pub fn plain(&self) -> Option<String> {
        match self {
            Self::Number(number) => Some(number::text(*number)),
            Self::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// The member of that name, or the element of that number.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(members) => {
                let found = members.iter().find(|(key, _)| key == name);
                found.map(|(_, value)| value)
            }
            Self::List(values) => values.get(index(name)?),
            _ => None,
        }
    }
}

fn index(digits: &str) -> Option<usize> {
    let mut index = 0_usize;
    for digit in digits.bytes() {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        index = index.checked_mul(10)?.checked_add(digit.into())?;
    }
    (!digits.is_empty()).then_some(index)
}

impl Data for Value {
    fn get(&self, name: &str) -> Option<Cow<'_, Value>> {
        self.member(name).map(Cow::Borrowed)
    }

    fn whole(&self) -> Cow<'_, Value> {
        Cow::Borrowed(self)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Decimal> for Value {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Vec<Value>> for Value {
    fn from(values: Vec<Value>) -> Self {
        Self::List(values)
    }
}
