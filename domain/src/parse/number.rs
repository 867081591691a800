//! Numbers: typed, or chosen on a line or a scale.

use crate::logic::number::{self, compare};
use crate::{FieldFault, Question};
use rust_decimal::Decimal;

pub(super) fn parse_number(
    value: &str,
    question: &Question,
) -> Result<Option<Decimal>, FieldFault> {
    parse_within(value, question.decimal_places(), question.min, question.max)
}

/// A number of at most so many decimal places, within bounds.
pub(super) fn parse_within(
    value: &str,
    decimals: u32,
    min: Option<Decimal>,
    max: Option<Decimal>,
) -> Result<Option<Decimal>, FieldFault> {
    let text: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        return Ok(None);
    }
    let text = text.replacen(',', ".", 1);
    let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
    let plain = digits.len() <= 28
        && digits.bytes().any(|b| b.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if !plain {
        return Err(FieldFault::NotANumber);
    }
    let number = number::exact(&text).ok_or(FieldFault::NotANumber)?;
    // Zeros count: whoever types 1,000 may mean a thousand.
    let (_, fraction) = text.split_once('.').unwrap_or_default();
    if fraction.len() > decimals as usize {
        return Err(FieldFault::TooManyDecimals(decimals));
    }
    match (min, max) {
        (Some(min), _) if compare(number, min).is_lt() => Err(FieldFault::TooSmall(min)),
        (_, Some(max)) if compare(number, max).is_gt() => Err(FieldFault::TooLarge(max)),
        _ => Ok(Some(number)),
    }
}

/// A number of a slider's line.
pub(super) fn parse_slider(
    value: &str,
    question: &Question,
) -> Result<Option<Decimal>, FieldFault> {
    let (min, max) = question.range();
    parse_within(value, question.decimal_places(), Some(min), Some(max))
}

/// A step of a scale.
pub(super) fn parse_scale(value: &str, question: &Question) -> Result<Option<u8>, FieldFault> {
    if value.is_empty() {
        return Ok(None);
    }
    let step: u8 = value.parse().map_err(|_| FieldFault::UnknownOption)?;
    match question.scale() {
        Some((lowest, highest)) if (lowest..=highest).contains(&step) => Ok(Some(step)),
        _ => Err(FieldFault::UnknownOption),
    }
}
