//! A number rounded, or written as people write it.

use crate::mapping::promise::Promise;
use crate::mapping::shape::Shape;
use crate::mapping::transform::NumberTransform;
use crate::mapping::value::Raw;
use rust_decimal::{Decimal, RoundingStrategy};

const MOST_DECIMALS: u32 = 10;
/// Digits before the decimal mark of any number.
const MOST_DIGITS: usize = 29;

pub(super) fn promise(transform: &NumberTransform, promise: Promise) -> Result<Promise, String> {
    if transform.decimals > MOST_DECIMALS {
        return Err(format!(
            "there are at most {MOST_DECIMALS} decimal places: write fewer"
        ));
    }
    if let Some(mark) = &transform.decimal_mark {
        let mut signs = mark.chars();
        let is_mark = |c: char| !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control();
        let sound = signs.next().is_some_and(|c| is_mark(c) && c != '-') && signs.next().is_none();
        if !sound {
            return Err("the decimal mark is a single sign: write it as in `,`".into());
        }
    }
    let shape = match (promise.shape, &transform.decimal_mark) {
        (Shape::Number { min, max, decimals }, None) => Shape::Number {
            min: min.map(|min| round(min, transform)),
            max: max.map(|max| round(max, transform)),
            decimals: decimals.min(transform.decimals),
        },
        (Shape::Calculated { decimals }, None) => Shape::Calculated {
            decimals: decimals.min(transform.decimals),
        },
        (Shape::Number { min, max, .. }, Some(_)) => {
            let digits = |bound: Decimal| digits(round(bound, transform));
            let digits = min
                .zip(max)
                .map_or(MOST_DIGITS, |(min, max)| digits(min).max(digits(max)));
            // The sign, and the mark with what follows it.
            let decimals = match transform.decimals {
                0 => 0,
                decimals => 1 + decimals as usize,
            };
            Shape::Text {
                longest: 1 + digits + decimals,
            }
        }
        (Shape::Calculated { .. }, Some(_)) => Shape::Written,
        (other, _) => {
            return Err(format!(
                "only a number can be rounded, but the source gives {}: leave it out",
                other.describe()
            ));
        }
    };
    Ok(Promise { shape, ..promise })
}

pub(super) fn pass(transform: &NumberTransform, raw: Raw) -> Option<Raw> {
    let mark = transform.decimal_mark.as_deref();
    Some(match (raw, mark) {
        (Raw::Number(number), None) => Raw::Number(round(number, transform)),
        (Raw::Number(number), Some(mark)) => Raw::Text(written(number, transform, mark)),
        (Raw::Calculated(Some(number), _), None) => {
            Raw::Calculated(Some(round(number, transform)), String::new())
        }
        (Raw::Calculated(Some(number), _), Some(mark)) => {
            Raw::Calculated(Some(number), written(number, transform, mark))
        }
        (Raw::Calculated(None, text), Some(_)) => Raw::Cut(text),
        (raw, _) => raw,
    })
}

fn round(number: Decimal, transform: &NumberTransform) -> Decimal {
    number.round_dp_with_strategy(transform.decimals, RoundingStrategy::MidpointAwayFromZero)
}

fn digits(number: Decimal) -> usize {
    number.trunc().abs().to_string().len()
}

fn written(number: Decimal, transform: &NumberTransform, mark: &str) -> String {
    let rounded = round(number, transform).normalize();
    let sign = if rounded.is_sign_negative() && !rounded.is_zero() {
        "-"
    } else {
        ""
    };
    let text = rounded.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    match transform.decimals as usize {
        0 => format!("{sign}{whole}"),
        places => format!("{sign}{whole}{mark}{fraction:0<places$}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_with_its_mark_and_all_its_decimals() {
        let comma = |number: &str, decimals| {
            let transform = NumberTransform {
                decimals,
                decimal_mark: Some(",".into()),
            };
            match pass(&transform, Raw::Number(number.parse().unwrap())) {
                Some(Raw::Text(text)) => text,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(comma("2.5", 2), "2,50");
        assert_eq!(comma("-2.005", 2), "-2,01");
        assert_eq!(comma("-0.001", 2), "0,00");
        assert_eq!(comma("2.5", 0), "3");
        assert_eq!(
            comma("79228162514264337593543950335", 3),
            "79228162514264337593543950335,000"
        );
    }
}
