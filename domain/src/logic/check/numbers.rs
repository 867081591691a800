//! What can be computed with.

use super::{Checker, Found};
use crate::logic::Value;
use crate::logic::expression::{Expression, Operation};
use crate::logic::operator::Operator as O;
use crate::logic::types::Type;

/// The most decimal places of a number.
const MOST_PLACES: i64 = 12;

impl Checker {
    /// `+` and its like.
    pub(super) fn arithmetic(&mut self, operation: &Operation, found: &[Found]) -> Found {
        // The way to read a number from a text.
        let conversion = operation.operator == O::Plus && found.len() == 1;
        for (index, found) in found.iter().enumerate() {
            let text = matches!(found.of, Type::Text | Type::Choice(_));
            let element = found.element().filter(|_| operation.bare);
            let found = element.unwrap_or_else(|| found.clone());
            if !(conversion && text) {
                self.at_argument(operation, index, |checker| checker.must_be_number(&found));
            }
        }
        let divides = matches!(operation.operator, O::Divide | O::Modulo);
        let by = operation.arguments.iter().enumerate();
        for (index, argument) in by.skip(usize::from(found.len() > 1)) {
            if let Expression::Literal(Value::Number(number)) = argument
                && divides
                && number.is_zero()
            {
                self.at_argument(operation, index, |checker| {
                    checker.fault("division by zero");
                });
            }
        }
        Type::Number.into()
    }

    /// Nothing but a number may stand here.
    pub(super) fn must_be_number(&mut self, found: &Found) {
        if !matches!(found.of, Type::Any | Type::Number) {
            self.fault(format!("{} is not a number", found.of.described()));
        }
    }

    /// `sum` and `mean`: of numbers, and of the numbers in lists and groups.
    pub(super) fn total(&mut self, operation: &Operation, found: &[Found]) -> Found {
        for (index, found) in found.iter().enumerate() {
            self.at_argument(operation, index, |checker| match &found.of {
                Type::List(element) => checker.must_be_number(&(**element).clone().into()),
                Type::Map(parts) => {
                    for (_, part) in parts {
                        checker.must_be_number(&part.clone().into());
                    }
                }
                _ => checker.must_be_number(found),
            });
        }
        Type::Number.into()
    }

    /// `round`.
    pub(super) fn round(&mut self, operation: &Operation, found: &[Found]) -> Found {
        for (index, found) in found.iter().enumerate() {
            self.at_argument(operation, index, |checker| checker.must_be_number(found));
        }
        if let Some(places) = operation.arguments.get(1) {
            let fits = match places {
                Expression::Literal(Value::Number(places)) => {
                    places.is_integer()
                        && (0..=MOST_PLACES).contains(&crate::logic::number::integer(*places))
                }
                _ => false,
            };
            if !fits {
                self.at("1", |checker| {
                    checker.fault(format!(
                        "decimal places are an integer from 0 to {MOST_PLACES}"
                    ));
                });
            }
        }
        Type::Number.into()
    }
}
