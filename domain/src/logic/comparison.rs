//! `==`, `<` and their like: each argument against the next.

use super::Value;
use super::data::Scope;
use super::evaluation::Evaluation;
use super::expression::Expression;
use super::number;
use super::operator::Operator as O;
use std::cmp::Ordering;

impl Evaluation<'_> {
    /// Whether the comparison holds between each argument and the next; what follows after is not evaluated.
    pub(super) fn chain(
        &mut self,
        operator: O,
        arguments: &[Expression],
        scope: &Scope<'_>,
    ) -> Value {
        let [first, rest @ ..] = arguments else {
            return self.fail();
        };
        if rest.is_empty() {
            return self.fail();
        }
        let mut left = self.value(first, scope);
        for argument in rest {
            let right = self.value(argument, scope);
            if !self.holds(operator, &left, &right) {
                return Value::Bool(false);
            }
            left = right;
        }
        Value::Bool(true)
    }

    fn holds(&mut self, operator: O, left: &Value, right: &Value) -> bool {
        let order = match (operator, left, right) {
            (O::Same | O::NotSame, _, _) => (left == right).then_some(Ordering::Equal),
            (_, Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
            // A question without an answer is not any text, nor before or after it.
            (_, Value::Null, Value::Text(_)) | (_, Value::Text(_), Value::Null) => None,
            _ => Some(number::compare(self.number(left), self.number(right))),
        };
        match operator {
            O::Equal | O::Same => order == Some(Ordering::Equal),
            O::NotEqual | O::NotSame => order != Some(Ordering::Equal),
            O::Less => order == Some(Ordering::Less),
            O::Greater => order == Some(Ordering::Greater),
            O::LessOrEqual => order.is_some_and(Ordering::is_le),
            _ => order.is_some_and(Ordering::is_ge),
        }
    }
}
