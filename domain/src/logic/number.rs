//! Numbers: what counts as one, and arithmetic that never overflows.
//!
//! The arithmetic is done on whole numbers of 128 bits: that of `rust_decimal`, its reading and its writing would add
//! 4.6 KB to the bundle. Results keep twelve decimal places.

use super::operator::Operator;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// The decimal places that results keep.
const PLACES: u32 = 12;

/// The most decimal places of a [`Decimal`].
const MOST_PLACES: u32 = 28;

/// The longest text that is read as a number, in bytes.
const LONGEST: usize = 64;

/// Reads a number as in `-1.5` or `1e2`; the empty text is zero.
pub(crate) fn parse(text: &str) -> Option<Decimal> {
    if text.len() > LONGEST {
        return None;
    }
    let text = text.trim().as_bytes();
    if text.is_empty() {
        return Some(Decimal::ZERO);
    }
    let (mut units, mut places, rest) = digits(text)?;
    if let [b'e' | b'E', exponent @ ..] = rest {
        let (exponent, 0, []) = digits(exponent)? else {
            return None;
        };
        places = places.checked_sub(i32::try_from(exponent).ok()?)?;
    } else if !rest.is_empty() {
        return None;
    }
    if places < 0 {
        units = scaled(units, places.unsigned_abs())?;
        places = 0;
    }
    let places = places.unsigned_abs();
    Fixed { units, places }.to_decimal(MOST_PLACES)
}

/// Reads a number that is written plainly, as in `-1.50`: without an exponent, and no longer than it can be kept.
pub(crate) fn exact(text: &str) -> Option<Decimal> {
    let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+');
    let (_, fraction) = text.split_once('.').unwrap_or(("", ""));
    let sound = !text.is_empty() && text.bytes().all(plain);
    parse(text).filter(|_| sound && fraction.len() <= MOST_PLACES as usize)
}

/// A sign and digits, how many of them follow the point, and the rest.
fn digits(text: &[u8]) -> Option<(i128, i32, &[u8])> {
    let (negative, mut rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let mut units = 0_i128;
    let mut point = None;
    let mut count = 0;
    while let [byte, after @ ..] = rest {
        match byte {
            b'0'..=b'9' => {
                units = units.checked_mul(10)?.checked_add((byte - b'0').into())?;
                count += 1;
            }
            b'.' if point.is_none() => point = Some(count),
            _ => break,
        }
        rest = after;
    }
    let places = count - point.unwrap_or(count);
    (count > 0).then_some((if negative { -units } else { units }, places, rest))
}

/// Its shortest text.
pub(crate) fn text(number: Decimal) -> String {
    let number = Fixed::of(number, MOST_PLACES);
    let mut left = number.units.unsigned_abs();
    let mut buffer = [0; 40];
    let mut start = buffer.len();
    let mut write = |byte| {
        start -= 1;
        buffer[start] = byte;
    };
    let mut place = 0;
    while left > 0 || place <= number.places {
        if place == number.places && place > 0 {
            write(b'.');
        }
        write(b'0' + (left % 10) as u8);
        left /= 10;
        place += 1;
    }
    if number.units < 0 {
        write(b'-');
    }
    str::from_utf8(&buffer[start..])
        .unwrap_or_default()
        .to_owned()
}

/// Computes with two numbers.
pub(super) fn compute(operator: Operator, left: Decimal, right: Decimal) -> Option<Decimal> {
    Fixed::of(left, PLACES)
        .compute(operator, Fixed::of(right, PLACES))?
        .to_decimal(PLACES)
}

/// Adds two numbers; none if the sum has too many digits.
pub(crate) fn add(left: Decimal, right: Decimal) -> Option<Decimal> {
    compute(Operator::Plus, left, right)
}

/// Which number is greater.
pub(crate) fn compare(left: Decimal, right: Decimal) -> Ordering {
    let (left, right) = (Fixed::of(left, MOST_PLACES), Fixed::of(right, MOST_PLACES));
    let places = left.places.max(right.places);
    match (left.with_places(places), right.with_places(places)) {
        (Some(left), Some(right)) => left.cmp(&right),
        // What does not fit with so many places more is farther from zero than what has them.
        (None, _) => left.units.cmp(&0),
        (_, None) => 0.cmp(&right.units),
    }
}

/// The whole part of a number.
pub(crate) fn integer(number: Decimal) -> i64 {
    let Fixed { units, places } = Fixed::of(number, MOST_PLACES);
    let whole = scaled(1, places).map_or(0, |one| units / one);
    whole.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

/// Rounds as taught in school: a half goes away from zero.
pub(crate) fn round(number: Decimal, places: u32) -> Decimal {
    Fixed::of(number, places)
        .to_decimal(MOST_PLACES)
        .unwrap_or(number)
}

/// So many units of the last of so many decimal places.
#[derive(Clone, Copy)]
struct Fixed {
    units: i128,
    places: u32,
}

impl Fixed {
    /// The number rounded to so many places, without zeros at its end.
    fn of(number: Decimal, most: u32) -> Self {
        Self {
            units: number.mantissa(),
            places: number.scale(),
        }
        .rounded(most)
    }

    fn to_decimal(self, most: u32) -> Option<Decimal> {
        let Self { units, places } = self.rounded(most);
        Decimal::try_from_i128_with_scale(units, places).ok()
    }

    fn rounded(mut self, most: u32) -> Self {
        if self.places > most {
            self.units = match scaled(1, self.places - most) {
                Some(unit) => divided(self.units, unit),
                None => 0,
            };
            self.places = most;
        }
        while self.places > 0 && self.units % 10 == 0 {
            self.units /= 10;
            self.places -= 1;
        }
        self
    }

    /// The units with more places.
    fn with_places(self, places: u32) -> Option<i128> {
        scaled(self.units, places - self.places)
    }

    fn compute(self, operator: Operator, other: Self) -> Option<Self> {
        let places = self.places.max(other.places);
        let (left, right) = (self.with_places(places), other.with_places(places));
        let (units, places) = match operator {
            Operator::Plus => (left?.checked_add(right?)?, places),
            Operator::Minus => (left?.checked_sub(right?)?, places),
            Operator::Times => (
                self.units.checked_mul(other.units)?,
                self.places + other.places,
            ),
            Operator::Divide if other.units != 0 => {
                (divided(scaled(left?, PLACES)?, right?), PLACES)
            }
            Operator::Modulo => (left?.checked_rem(right?)?, places),
            _ => return None,
        };
        Some(Self { units, places })
    }
}

/// With so many zeros more.
fn scaled(units: i128, zeros: u32) -> Option<i128> {
    units.checked_mul(10_i128.checked_pow(zeros)?)
}

/// A quotient, a half rounded away from zero.
fn divided(units: i128, by: i128) -> i128 {
    let rest = (units % by).unsigned_abs();
    let quotient = units / by;
    if rest < by.unsigned_abs() - rest {
        quotient
    } else if (units < 0) == (by < 0) {
        quotient + 1
    } else {
        quotient - 1
    }
}

#[cfg(test)]
mod tests {
    use super::{compare, exact};
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn decimal() -> impl Strategy<Value = Decimal> {
        let units = prop_oneof![
            any::<i8>().prop_map(i128::from),
            any::<i128>().prop_map(|units| units >> 32)
        ];
        (units, 0..=28_u32).prop_map(|(units, places)| Decimal::from_i128_with_scale(units, places))
    }

    proptest! {
        #[test]
        fn numbers_are_ordered_as_decimals_are(left in decimal(), right in decimal()) {
            prop_assert_eq!(compare(left, right), left.cmp(&right));
            prop_assert!(compare(left, left.normalize()).is_eq());
        }

        #[test]
        fn a_plain_number_is_read_as_decimals_are(text in "[-+]?[0-9]{0,30}[.]?[0-9]{0,30}[e ]?") {
            let whole = Decimal::from_str_exact(&text).ok();
            // A point alone, before or behind the digits, is a matter of taste; zeros at the end take no room here.
            prop_assume!(whole.is_some() || !(text.contains('.') && text.ends_with('0')));
            prop_assume!(!text.trim_start_matches(['-', '+']).starts_with('.') && !text.ends_with('.'));
            prop_assert_eq!(exact(&text), whole, "{}", text);
        }
    }
}
