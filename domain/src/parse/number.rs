//! Numbers: typed, or chosen on a line or a scale.

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
    let typed = Decimal::from_str_exact(&text).map_err(|_| FieldFault::NotANumber)?;
    // Zeros count: whoever types 1,000 may mean a thousand.
    if typed.scale() > decimals {
        return Err(FieldFault::TooManyDecimals(decimals));
    }
    let number = typed.normalize();
    match (min, max) {
        (Some(min), _) if number < min => Err(FieldFault::TooSmall(min)),
        (_, Some(max)) if number > max => Err(FieldFault::TooLarge(max)),
        _ => Ok(Some(number)),
    }
}

/// A number of a slider's line.
pub(super) fn parse_slider(
    value: &str,
    question: &Question,
) -> Result<Option<Decimal>, FieldFault> {
    let number = parse_number(value, question)?;
    let (min, max) = question.range();
    match number {
        Some(number) if number < min => Err(FieldFault::TooSmall(min)),
        Some(number) if number > max => Err(FieldFault::TooLarge(max)),
        number => Ok(number),
    }
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
