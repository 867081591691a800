//! Numbers from numbers.

use super::evaluation::Evaluation;
use super::operator::Operator as O;
use super::{Value, number};
use rust_decimal::Decimal;

impl Evaluation<'_> {
    /// The number that a value counts as; lists and maps are none, nor are texts of anything else.
    pub(super) fn number(&mut self, value: &Value) -> Decimal {
        let number = match value {
            Value::Null => Some(Decimal::ZERO),
            Value::Bool(value) => Some(u32::from(*value).into()),
            Value::Number(number) => Some(*number),
            Value::Text(text) => number::parse(text),
            Value::List(_) | Value::Map(_) => None,
        };
        self.or_fail(number)
    }

    fn or_fail(&mut self, number: Option<Decimal>) -> Decimal {
        if number.is_none() {
            self.fail();
        }
        number.unwrap_or_default()
    }

    /// `+`, `-`, `*`, `/`, `%`, `max`, `min`.
    pub(super) fn arithmetic(&mut self, operator: O, values: &[Value]) -> Value {
        let (start, rest) = match values {
            [] => {
                return match operator {
                    O::Plus => Value::Number(Decimal::ZERO),
                    O::Times => Value::Number(Decimal::ONE),
                    O::Max | O::Min => Value::Null,
                    _ => self.fail(),
                };
            }
            [_] => match operator {
                O::Minus => (Decimal::ZERO, values),
                O::Divide => (Decimal::ONE, values),
                O::Modulo => return self.fail(),
                _ => (self.number(&values[0]), &[][..]),
            },
            [first, rest @ ..] => (self.number(first), rest),
        };
        let mut result = start;
        for value in rest {
            let number = self.number(value);
            result = self.compute(operator, result, number);
        }
        Value::Number(result)
    }

    fn compute(&mut self, operator: O, left: Decimal, right: Decimal) -> Decimal {
        match operator {
            O::Max => left.max(right),
            O::Min => left.min(right),
            operator => self.or_fail(number::compute(operator, left, right)),
        }
    }

    /// `sum` and `mean` of what was answered: nulls are left out.
    pub(super) fn total(&mut self, operator: O, values: Vec<Value>) -> Value {
        let mut sum = Decimal::ZERO;
        let mut count = 0_u32;
        for value in values {
            if value != Value::Null {
                let number = self.number(&value);
                sum = self.or_fail(number::add(sum, number));
                count += 1;
            }
        }
        match operator {
            O::Sum => Value::Number(sum),
            _ if count == 0 => Value::Null,
            _ => Value::Number(self.compute(O::Divide, sum, count.into())),
        }
    }

    /// `round`: a number to so many decimal places, or to an integer. Null stays null.
    pub(super) fn round(&mut self, values: &[Value]) -> Value {
        match values {
            [] => self.fail(),
            [Value::Null, ..] => Value::Null,
            [value, rest @ ..] => {
                let number = self.number(value);
                let places = rest.first().map_or(0, |places| self.integer(places));
                let places = u32::try_from(places).unwrap_or_default();
                Value::Number(number::round(number, places))
            }
        }
    }

    /// The whole part of a number.
    pub(super) fn integer(&mut self, value: &Value) -> i64 {
        let number = self.number(value);
        number::integer(number)
    }
}
