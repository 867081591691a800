//! Numbers: typed, or chosen on a line or a scale.

use crate::format::separators;
use crate::logic::number::{self, compare};
use crate::{FieldFault, Locale, Question};
use rust_decimal::Decimal;

/// The signs of a number whose only sign is that of its decimals.
const NO_GROUPS: (char, char) = ('.', '.');

/// A number as the language writes it.
pub(super) fn parse_number(
    value: &str,
    question: &Question,
    locale: &Locale,
) -> Result<Option<Decimal>, FieldFault> {
    let places = question.decimal_places();
    within(
        value,
        separators(locale),
        places,
        question.min,
        question.max,
    )
}

/// A number of at most so many decimal places, within bounds.
pub(super) fn parse_within(
    value: &str,
    decimals: u32,
    min: Option<Decimal>,
    max: Option<Decimal>,
) -> Result<Option<Decimal>, FieldFault> {
    within(value, NO_GROUPS, decimals, min, max)
}

fn within(
    value: &str,
    signs: (char, char),
    decimals: u32,
    min: Option<Decimal>,
    max: Option<Decimal>,
) -> Result<Option<Decimal>, FieldFault> {
    let text = plain(&western(value), signs).ok_or(FieldFault::NotANumber)?;
    if text.is_empty() {
        return Ok(None);
    }
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

/// The number with a point before its decimals and nothing between its other digits; none if its groups are no
/// thousands.
///
/// Of two signs the last one begins the decimals, and one that comes twice parts thousands. One alone begins the
/// decimals, unless it is the sign of the language's groups and three digits follow: `1,500` is a thousand and a half
/// in English, and one and a half in Polish.
fn plain(text: &str, (group, decimal): (char, char)) -> Option<String> {
    let mut number = String::with_capacity(text.len());
    let mut sign = None;
    let mut signs = 0;
    let mut pointed = false;
    // Where what follows the last sign begins, in bytes: anything may stand there.
    let mut start = 0;
    for c in text.chars() {
        if !matches!(c, ',' | '.' | '\u{66b}') {
            number.push(c);
            continue;
        }
        let digits = number.len() - start;
        if signs > 0 {
            if digits != 3 || pointed {
                return None;
            }
            if sign != Some(c) {
                number.push('.');
                pointed = true;
            }
        }
        sign = Some(c);
        signs += 1;
        start = number.len();
    }
    let digits = number.len() - start;
    if signs == 1 {
        let whole = number[..start].trim_start_matches(['-', '+']);
        let thousands = digits == 3
            && sign == Some(group)
            && group != decimal
            && matches!(whole.as_bytes(), [b'1'..=b'9', ..])
            && whole.len() <= 3;
        if !thousands {
            number.insert(start, '.');
        }
    } else if signs > 1 && !pointed && digits != 3 {
        return None;
    }
    Some(number)
}

/// The text with the digits 0 to 9 in place of Arabic and Persian ones, and without spaces, apostrophes, and the marks
/// that only direct how text runs.
fn western(text: &str) -> String {
    let mut digits = super::text::western(text);
    digits.retain(|c| !c.is_whitespace() && !matches!(c, '\'' | '\u{2019}' | '\u{66c}'));
    digits
}

/// A number of a slider's line.
#[cfg(feature = "full")]
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
