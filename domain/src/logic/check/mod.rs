//! Judges logic before it is published: what JSON Logic would bend into some result is refused here.
//!
//! Not part of the browser's bundle.

mod arguments;
mod comparison;
mod control;
mod lists;
mod names;
mod numbers;
#[cfg(test)]
mod tests;
mod texts;

use super::expression::{EXACT, Expression, Operation};
use super::operator::Operator as O;
use super::types::Type;
use super::variables::push_segment;
use super::{Logic, Value};
use names::Names;

/// The deepest logic: arrays and objects within each other. The browser's reader has a limit of its own.
const MAX_DEPTH: usize = 32;

/// The most values in one expression, those in arrays and objects counted.
const MAX_NODES: usize = 1_000;

/// Every fault of an expression: a JSON Pointer into it, and what is wrong. `scope` knows the variables.
#[must_use]
pub fn check(logic: &Logic, scope: &dyn Fn(&str) -> Option<Type>) -> Vec<(String, String)> {
    let json = logic.0.to_json();
    if depth(&json) > MAX_DEPTH {
        let reason = format!("logic is nested at most {MAX_DEPTH} arrays and objects deep");
        return vec![(String::new(), reason)];
    }
    if nodes(&json) > MAX_NODES {
        let reason = format!("at most {MAX_NODES} values in one expression");
        return vec![(String::new(), reason)];
    }
    let mut checker = Checker::default();
    checker.found(&logic.0, &Names::Form(scope));
    checker.faults
}

/// The type of an expression's value, as far as it is known. Faults are for [`check`] to tell.
#[must_use]
pub fn type_of(logic: &Logic, scope: &dyn Fn(&str) -> Option<Type>) -> Type {
    Checker::default().found(&logic.0, &Names::Form(scope)).of
}

fn inner(value: &Value) -> Vec<&Value> {
    match value {
        Value::List(values) => values.iter().collect(),
        Value::Map(members) => members.iter().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::List(_) | Value::Map(_) => {
            1 + inner(value).into_iter().map(depth).max().unwrap_or(0)
        }
        _ => 0,
    }
}

fn nodes(value: &Value) -> usize {
    1 + inner(value).into_iter().map(nodes).sum::<usize>()
}

/// What is known of an expression.
#[derive(Clone, Debug)]
struct Found {
    of: Type,
    /// The texts that it, or an element of it, can be, if they stand in the expression.
    texts: Vec<String>,
}

impl From<Type> for Found {
    fn from(of: Type) -> Self {
        let texts = Vec::new();
        Self { of, texts }
    }
}

impl Found {
    /// What is known of an element, if it is a list or may be one.
    fn element(&self) -> Option<Self> {
        let of = self.of.element()?;
        let texts = self.texts.clone();
        Some(Self { of, texts })
    }

    /// What is one or the other.
    fn or(mut self, other: Self) -> Self {
        let literal = |found: &Self| found.of == Type::Null || !found.texts.is_empty();
        self.texts = if literal(&self) && literal(&other) {
            [self.texts, other.texts].concat()
        } else {
            Vec::new()
        };
        self.of = self.of.or(other.of);
        self
    }
}

#[derive(Default)]
struct Checker {
    faults: Vec<(String, String)>,
    /// Where the checker is in the expression.
    pointer: String,
}

impl Checker {
    fn fault(&mut self, reason: impl Into<String>) {
        self.faults.push((self.pointer.clone(), reason.into()));
    }

    /// Does something at a place further inside.
    fn at<T>(&mut self, segment: &str, what: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.pointer.len();
        push_segment(&mut self.pointer, segment);
        let result = what(self);
        self.pointer.truncate(length);
        result
    }

    /// Does something at an argument.
    fn at_argument<T>(
        &mut self,
        operation: &Operation,
        index: usize,
        what: impl FnOnce(&mut Self) -> T,
    ) -> T {
        if operation.bare {
            what(self)
        } else {
            self.at(&index.to_string(), what)
        }
    }

    fn found(&mut self, expression: &Expression, names: &Names<'_>) -> Found {
        match expression {
            Expression::Literal(value) => self.literal(value),
            Expression::Exact(_) => self.at(EXACT, |checker| {
                checker.fault("write the number itself");
                Type::Number.into()
            }),
            Expression::List(values) => {
                let mut elements = Vec::new();
                for (index, value) in values.iter().enumerate() {
                    elements
                        .push(self.at(&index.to_string(), |checker| checker.found(value, names)));
                }
                list_of(elements)
            }
            Expression::Operation(operation) => self.at(operation.operator.name(), |checker| {
                checker.operation(operation, names)
            }),
            Expression::Unknown(name, _) => self.at(name, |checker| {
                checker.fault(format!("unknown operator `{name}`"));
                Type::Any.into()
            }),
        }
    }

    fn literal(&mut self, value: &Value) -> Found {
        match value {
            Value::Null => Type::Null.into(),
            Value::Bool(_) => Type::Bool.into(),
            Value::Number(_) => Type::Number.into(),
            Value::Text(text) => Found {
                of: Type::Text,
                texts: vec![text.clone()],
            },
            Value::List(_) => Type::List(Box::new(Type::Any)).into(),
            Value::Map(members) => {
                let count = members.len();
                self.fault(format!("an object holds one operator, not {count} members"));
                Type::Any.into()
            }
        }
    }

    fn operation(&mut self, operation: &Operation, names: &Names<'_>) -> Found {
        if !self.count_fits(operation) {
            return Type::Any.into();
        }
        match operation.operator {
            O::Var => return self.var(operation, names),
            O::Val => return self.val(operation, names),
            O::Exists => {
                self.val(operation, names);
                return Type::Bool.into();
            }
            O::Missing | O::MissingSome => return self.missing(operation, names),
            operator if operator.has_scope() => return self.through(operation, names),
            _ => {}
        }
        let mut found = Vec::new();
        for (index, argument) in operation.arguments.iter().enumerate() {
            found
                .push(self.at_argument(operation, index, |checker| checker.found(argument, names)));
        }
        match operation.operator {
            O::Equal | O::NotEqual | O::Same | O::NotSame => self.equality(operation, &found),
            O::Less | O::LessOrEqual | O::Greater | O::GreaterOrEqual => {
                self.order(operation, &found)
            }
            O::Not | O::Truth => Type::Bool.into(),
            O::And | O::Or | O::Coalesce => any_of(found),
            O::If | O::Ternary => Self::choice(found),
            O::Cat => self.cat(operation, &found),
            O::Substr => self.substr(operation, &found),
            O::In => self.membership(&found),
            O::Merge => Self::merge(&found),
            O::Length => self.length(operation, &found),
            O::Sum | O::Mean => self.total(operation, &found),
            O::Round => self.round(operation, &found),
            _ => self.arithmetic(operation, &found),
        }
    }
}

/// A list of these.
fn list_of(elements: Vec<Found>) -> Found {
    if elements.is_empty() {
        return Type::List(Box::new(Type::Any)).into();
    }
    let Found { of, texts } = any_of(elements);
    Found {
        of: Type::List(Box::new(of)),
        texts,
    }
}

/// What one of these is.
fn any_of(found: Vec<Found>) -> Found {
    let all = found.into_iter().reduce(Found::or);
    all.unwrap_or_else(|| Type::Null.into())
}
