//! Conditions of a statement, with what they are given.

use std::fmt::Write;

/// A value that a condition is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Given {
    Text(String),
    Number(i64),
}

/// Conditions on rows of `response`, their parameters numbered on from those that are there.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    pub(crate) sql: String,
    pub(crate) given: Vec<Given>,
}

impl Conditions {
    pub(crate) fn text(&mut self, value: impl Into<String>) -> usize {
        self.given.push(Given::Text(value.into()));
        self.given.len()
    }

    pub(crate) fn number(&mut self, value: i64) -> usize {
        self.given.push(Given::Number(value));
        self.given.len()
    }

    pub(crate) fn and(&mut self, condition: &str) {
        let _ = write!(self.sql, " AND {condition}");
    }
}
