//! What logic computes with.

use super::{Data, text};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// A value of JSON Logic.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
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

    /// The text of a value that is no list and no map.
    pub(crate) fn plain(&self) -> Option<String> {
        let text = text::of(self).ok()?;
        Some(text.into_owned())
    }

    /// Where the member of that name or the element of that number is.
    fn position(&self, name: &str) -> Option<usize> {
        match self {
            Self::Map(members) => members.iter().position(|(key, _)| key == name),
            Self::List(values) => name.parse().ok().filter(|index| *index < values.len()),
            _ => None,
        }
    }

    /// The values of a list or map.
    pub(super) fn inner(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match self {
            Self::List(values) => Box::new(values.iter()),
            Self::Map(members) => Box::new(members.iter().map(|(_, value)| value)),
            _ => Box::new(std::iter::empty()),
        }
    }
}

/// The member of that name, or the element of that number.
pub(super) fn member<'v>(value: Cow<'v, Value>, name: &str) -> Option<Cow<'v, Value>> {
    let index = value.position(name)?;
    match value {
        Cow::Borrowed(Value::Map(members)) => members.get(index).map(|(_, it)| Cow::Borrowed(it)),
        Cow::Borrowed(Value::List(values)) => values.get(index).map(Cow::Borrowed),
        Cow::Owned(Value::Map(mut members)) => Some(Cow::Owned(members.swap_remove(index).1)),
        Cow::Owned(Value::List(mut values)) => Some(Cow::Owned(values.swap_remove(index))),
        _ => None,
    }
}

impl Data for Value {
    fn get(&self, name: &str) -> Option<Cow<'_, Value>> {
        member(Cow::Borrowed(self), name)
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
