//! Numbers: what counts as one, and arithmetic that never overflows.

use super::Value;
use super::budget::Failed;
use super::operator::Operator;
use rust_decimal::{Decimal, RoundingStrategy};
use std::str::FromStr;

/// The decimal places that a division keeps.
const PLACES: u32 = 12;

/// The longest text that is read as a number, in bytes.
const LONGEST: usize = 64;

/// Reads a number; the empty text is zero.
pub(super) fn parse(text: &str) -> Option<Decimal> {
    if text.len() > LONGEST || text.contains('_') {
        return None;
    }
    let text = text.trim();
    if text.is_empty() {
        return Some(Decimal::ZERO);
    }
    let number = if text.contains(['e', 'E']) {
        Decimal::from_scientific(text)
    } else {
        Decimal::from_str(text)
    };
    number.ok()
}

/// Its shortest text.
pub(super) fn text(number: Decimal) -> String {
    number.normalize().to_string()
}

/// The number that a value counts as; lists and maps are none, nor are texts of anything else.
pub(super) fn of(value: &Value) -> Result<Decimal, Failed> {
    match value {
        Value::Null => Ok(Decimal::ZERO),
        Value::Bool(value) => Ok(Decimal::from(i64::from(*value))),
        Value::Number(number) => Ok(*number),
        Value::Text(text) => parse(text).ok_or(Failed),
        Value::List(_) | Value::Map(_) => Err(Failed),
    }
}

/// Computes with two numbers.
pub(super) fn compute(
    operator: Operator,
    left: Decimal,
    right: Decimal,
) -> Result<Decimal, Failed> {
    let result = match operator {
        Operator::Plus => left.checked_add(right),
        Operator::Minus => left.checked_sub(right),
        Operator::Times => left.checked_mul(right),
        Operator::Divide => left
            .checked_div(right)
            .map(|quotient| round(quotient, PLACES)),
        Operator::Modulo => left.checked_rem(right),
        Operator::Max => Some(left.max(right)),
        _ => Some(left.min(right)),
    };
    result.map(|number| number.normalize()).ok_or(Failed)
}

/// Rounds as taught in school: a half goes away from zero.
pub(super) fn round(number: Decimal, places: u32) -> Decimal {
    number
        .round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
        .normalize()
}
