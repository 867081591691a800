//! A telephone number as E.164; what is none stays as it was written.

use super::words;
use crate::mapping::promise::Promise;
use crate::mapping::shape::Shape;
use crate::mapping::transform::PhoneTransform;
use crate::mapping::value::Raw;
use crate::phone::{e164, is_region};

/// `+`, 15 digits, `;ext=` and 7 digits.
pub(in crate::mapping) const LONGEST_NUMBER: usize = 28;
/// Nothing longer is a telephone number.
const LONGEST_TEXT: usize = 60;

pub(super) fn promise(transform: &PhoneTransform, promise: Promise) -> Result<Promise, String> {
    let region = &transform.region;
    if !is_region(region) {
        return Err(format!(
            "`{region}` is not a country of ISO 3166-1: write its two capital letters, as in `PL` or `GB`"
        ));
    }
    if matches!(promise.shape, Shape::Words(_) | Shape::Options { .. }) {
        let given = promise.shape.describe();
        return Err(format!(
            "a telephone number is made of a text, but the source gives {given}: leave it out"
        ));
    }
    let Promise {
        shape,
        can_be_empty,
    } = words::promise("phone", promise, |text| Some(number(transform, text)))?;
    Ok(Promise {
        shape: match shape {
            Shape::Text { longest } => Shape::Text {
                longest: longest.max(LONGEST_NUMBER),
            },
            shape => shape,
        },
        can_be_empty,
    })
}

pub(super) fn pass(transform: &PhoneTransform, raw: Raw) -> Option<Raw> {
    words::pass(raw, &|text| Some(number(transform, text)))
}

fn number(transform: &PhoneTransform, text: &str) -> String {
    let read = (text.len() <= LONGEST_TEXT).then(|| e164(text, Some(&transform.region)));
    match read {
        Some(Ok(number)) if is_e164(&number) => number,
        _ => text.to_owned(),
    }
}

/// A text may have anything behind its number.
fn is_e164(number: &str) -> bool {
    let (digits, extension) = number.split_once(";ext=").unwrap_or((number, "0"));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    digits
        .strip_prefix('+')
        .is_some_and(|digits| digits.len() <= 15 && all_digits(digits))
        && (1..=7).contains(&extension.len())
        && all_digits(extension)
}
