//! Numbers from numbers.

use super::budget::Failed;
use super::evaluate::Evaluation;
use super::operator::Operator as O;
use super::{Value, number};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// The most decimal places that can be asked for.
const MOST_PLACES: u32 = 28;

impl Evaluation<'_> {
    /// `+`, `-`, `*`, `/`, `%`, `max`, `min`.
    pub(super) fn arithmetic(
        &mut self,
        operator: O,
        arguments: &[Cow<'_, Value>],
    ) -> Result<Value, Failed> {
        let mut numbers = arguments.iter().map(|argument| number::of(argument));
        let (first, second) = (numbers.next().transpose()?, numbers.next().transpose()?);
        let (left, right) = match (first, second) {
            (Some(first), Some(second)) => (first, second),
            (Some(only), None) => match operator {
                O::Minus => (Decimal::ZERO, only),
                O::Divide => (Decimal::ONE, only),
                O::Modulo => return Err(Failed),
                _ => return Ok(Value::Number(only)),
            },
            _ => {
                return match operator {
                    O::Plus => Ok(Value::Number(Decimal::ZERO)),
                    O::Times => Ok(Value::Number(Decimal::ONE)),
                    O::Max | O::Min => Ok(Value::Null),
                    _ => Err(Failed),
                };
            }
        };
        let mut result = number::compute(operator, left, right)?;
        for number in numbers {
            result = number::compute(operator, result, number?)?;
        }
        Ok(Value::Number(result))
    }

    /// `sum` and `mean` of what was answered: nulls are left out, lists and maps stand for their values.
    pub(super) fn total(
        &mut self,
        operator: O,
        arguments: &[Cow<'_, Value>],
    ) -> Result<Value, Failed> {
        let mut sum = Decimal::ZERO;
        let mut count = 0_i64;
        for argument in arguments {
            let alone = match &**argument {
                Value::List(_) | Value::Map(_) => None,
                value => Some(value),
            };
            for value in argument.inner().chain(alone) {
                self.budget.spend(1)?;
                if *value != Value::Null {
                    sum = number::compute(O::Plus, sum, number::of(value)?)?;
                    count += 1;
                }
            }
        }
        Ok(match operator {
            O::Sum => Value::Number(sum),
            _ if count == 0 => Value::Null,
            _ => Value::Number(number::compute(O::Divide, sum, count.into())?),
        })
    }

    /// `round`: a number to so many decimal places, or to an integer. Null stays null.
    pub(super) fn rounded(&mut self, arguments: &[Cow<'_, Value>]) -> Result<Value, Failed> {
        let value = match arguments.first() {
            None => return Err(Failed),
            Some(value) if **value == Value::Null => return Ok(Value::Null),
            Some(value) => number::of(value)?,
        };
        let places = match arguments.get(1) {
            Some(places) => u32::try_from(number::of(places)?).map_err(|_| Failed)?,
            None => 0,
        };
        Ok(Value::Number(number::round(value, places.min(MOST_PLACES))))
    }
}
