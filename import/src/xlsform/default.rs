//! Defaults: what questions begin with.

use super::build::{Around, Builder};
use super::expression::{Expression, parse};
use super::kind::RowKind;
use super::outline::is_no;
use super::plan::Item;
use super::table::Column;
use super::translate::{Context, Entry, List, Of, Term, decimal, moment};
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value};

type Members = Map<String, Value>;

impl<'t> Builder<'t, '_> {
    /// What a question begins with.
    pub(super) fn default(&mut self, item: &Item<'t>, repeat: Around<'_>, question: &mut Members) {
        let row = item.row;
        let (default, calculation) = (row.cell(&Column::Default), row.cell(&Column::Calculation));
        let Some(cell) = calculation.or(default) else {
            return;
        };
        let cell = cell.clone();
        if let (Some(default), Some(_)) = (default, calculation) {
            self.lose(
                &default.place,
                "the calculation says what the question begins with",
            );
        }
        if repeat.is_some() {
            self.lose(&cell.place, "in a repeat, questions begin empty");
            return;
        }
        let Some(entry) = self.entry(item) else {
            self.lose(&cell.place, "more than one question has this name");
            return;
        };
        if item.kind == RowKind::Acknowledge {
            if !is_no(&cell.text) {
                self.lose(&cell.place, "nobody agrees beforehand");
            }
            return;
        }
        let computed = calculation.is_some() || is_computed(&cell.text, &entry);
        let value = if computed {
            self.translated(
                &cell,
                Context { repeat, this: None },
                |translation, expression| fitting(translation.term(expression)?, &entry),
            )
        } else {
            match literal(&cell.text, &entry) {
                Ok(value) => Some(value),
                Err(reason) => {
                    self.lose(&cell.place, reason);
                    None
                }
            }
        };
        if let Some(value) = value {
            if calculation.is_some() {
                let reason =
                    "calculated once, when the question is first shown: the visitor may change it";
                self.lose(&cell.place, reason);
            }
            question.insert("default".to_owned(), value);
        }
    }
}

/// Whether a default is an expression.
fn is_computed(text: &str, entry: &Entry) -> bool {
    text.contains("${")
        || match parse(text) {
            Ok(Expression::Call(..)) => true,
            Ok(Expression::Binary(..)) => entry.of == Of::Number,
            _ => false,
        }
}

/// A default as it is written.
fn literal(text: &str, entry: &Entry) -> Result<Value, String> {
    let option = |list: &List, name: &str| {
        let id = list.ids.get(name).cloned();
        id.map(Value::String)
            .ok_or_else(|| format!("`{name}` is not among the choices"))
    };
    match &entry.of {
        Of::Text => Ok(text.into()),
        Of::Number => {
            let number = decimal(text).ok_or_else(|| format!("`{text}` is not a number"))?;
            match number.to_i64().filter(|_| number.is_integer()) {
                Some(number) => Ok(number.into()),
                None => number
                    .to_f64()
                    .map(Value::from)
                    .ok_or_else(|| format!("`{text}` is too large")),
            }
        }
        Of::Choice(list) => option(list, text),
        Of::Choices(list) => {
            let ids: Result<Vec<Value>, String> = text
                .split_whitespace()
                .map(|name| option(list, name))
                .collect();
            Ok(Value::Array(ids?))
        }
        Of::Date | Of::Time | Of::DateTime => moment(&entry.of, text),
        Of::Bool(..) | Of::Presence | Of::Entries | Of::Empty | Of::Nothing(_) => {
            Err("a question of this type begins empty".to_owned())
        }
    }
}

/// A computed default of the type that the question has.
fn fitting(term: Term, entry: &Entry) -> Result<Value, String> {
    if let Some(text) = term.literal() {
        return literal(text, entry);
    }
    let (value, of) = term.stored()?;
    match (&of, &entry.of) {
        (of, expected) if of == expected => Ok(value),
        _ => Err("what is calculated does not fit the type of the question".to_owned()),
    }
}
