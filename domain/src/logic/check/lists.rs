//! Lists and what goes through them.

use super::names::Names;
use super::{Checker, Found, list_of};
use crate::logic::Value;
use crate::logic::expression::{Expression, Operation};
use crate::logic::operator::Operator as O;
use crate::logic::types::Type;

impl Checker {
    /// `map` and its like.
    pub(super) fn through(&mut self, operation: &Operation, names: &Names<'_>) -> Found {
        let [list, body, rest @ ..] = &*operation.arguments else {
            return Type::Any.into();
        };
        let element = self.at("0", |checker| {
            let found = checker.found(list, names);
            match found.of.element() {
                Some(element) if *list != Expression::Literal(Value::Null) => element,
                _ => {
                    checker.fault(format!("{} is not a list", found.of.described()));
                    Type::Any
                }
            }
        });
        let start = rest
            .first()
            .map(|start| self.at("2", |checker| checker.found(start, names)).of);
        let inside = match operation.operator {
            O::Reduce => {
                // Without a start it begins with null.
                let accumulator = match start.clone() {
                    None | Some(Type::Null) => Type::Any,
                    Some(start) => start,
                };
                Type::Map(vec![
                    ("current".to_owned(), element.clone()),
                    ("accumulator".to_owned(), accumulator),
                ])
            }
            _ => element.clone(),
        };
        let body = self.at("1", |checker| {
            if *body == Expression::Literal(Value::Null) {
                checker.fault("nothing is done with the elements");
            }
            checker.found(body, &Names::Element(inside, names))
        });
        match operation.operator {
            O::Map => Type::List(Box::new(body.of)),
            O::Filter => Type::List(Box::new(element)),
            O::Reduce => self.accumulated(&body.of, &start.unwrap_or(Type::Null)),
            _ => Type::Bool,
        }
        .into()
    }

    /// What `reduce` ends with: its start, or what became of it.
    fn accumulated(&mut self, body: &Type, start: &Type) -> Type {
        let known = *body != Type::Any && *start != Type::Any;
        let result = body.clone().or(start.clone());
        if known && result == Type::Any {
            let (start, body) = (start.described(), body.described());
            self.fault(format!(
                "the accumulator begins as {start} and becomes {body}"
            ));
        }
        result
    }

    pub(super) fn merge(found: &[Found]) -> Found {
        let elements = found.iter().map(|found| match found.of {
            Type::Any => found.clone(),
            _ => found.element().unwrap_or_else(|| found.clone()),
        });
        list_of(elements.collect())
    }

    pub(super) fn length(&mut self, operation: &Operation, found: &[Found]) -> Found {
        for (index, found) in found.iter().enumerate() {
            if !matches!(
                found.of,
                Type::Any | Type::Text | Type::Choices(_) | Type::List(_) | Type::Map(_)
            ) {
                let what = found.of.described();
                self.at_argument(operation, index, |checker| {
                    checker.fault(format!("{what} has no length: a list or text has"));
                });
            }
        }
        Type::Number.into()
    }
}
