//! `==`, `<` and their like: each argument against the next.

use super::budget::Failed;
use super::data::Scope;
use super::evaluate::Evaluation;
use super::expression::Operation;
use super::operator::Operator as O;
use super::{Value, number};
use std::cmp::Ordering;

impl Evaluation<'_> {
    /// Whether the comparison holds between each argument and the next; what follows after is not evaluated.
    pub(super) fn chain(
        &mut self,
        operation: &Operation,
        scope: &Scope<'_>,
    ) -> Result<bool, Failed> {
        let mut arguments = operation.arguments.iter();
        let (Some(first), true) = (arguments.next(), operation.arguments.len() > 1) else {
            return Err(Failed);
        };
        let mut left = self.value(first, scope)?;
        for argument in arguments {
            let right = self.value(argument, scope)?;
            if !self.holds(operation.operator, &left, &right)? {
                return Ok(false);
            }
            left = right;
        }
        Ok(true)
    }

    fn holds(&mut self, operator: O, left: &Value, right: &Value) -> Result<bool, Failed> {
        match operator {
            O::Same => return self.same(left, right),
            O::NotSame => return self.same(left, right).map(|same| !same),
            _ => {}
        }
        let order = match (left, right) {
            (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
            // A question without an answer is not any text, nor before or after it.
            (Value::Null, Value::Text(_)) | (Value::Text(_), Value::Null) => None,
            _ => Some(number::of(left)?.cmp(&number::of(right)?)),
        };
        Ok(match operator {
            O::Equal => order == Some(Ordering::Equal),
            O::NotEqual => order != Some(Ordering::Equal),
            O::Less => order == Some(Ordering::Less),
            O::Greater => order == Some(Ordering::Greater),
            O::LessOrEqual => order.is_some_and(Ordering::is_le),
            _ => order.is_some_and(Ordering::is_ge),
        })
    }

    /// Whether two values are of one type and the same.
    pub(super) fn same(&mut self, left: &Value, right: &Value) -> Result<bool, Failed> {
        if let Value::List(_) | Value::Map(_) = left {
            self.pay(left, usize::MAX)?;
        }
        Ok(left == right)
    }
}
