//! What is known of a submission, of its link and of the question that a row stands for.

use super::Promise;
use super::answer::answer_shape;
use crate::link_values::LONGEST_VALUE;
use crate::mapping::arrival::Arrival;
use crate::mapping::document::{Context, RowField};
use crate::mapping::nearest::suggestion;
use crate::mapping::shape::Shape;
use crate::mapping::source::title;
use rust_decimal::Decimal;
use sonda_domain::Content;

const LONGEST_ID: usize = 64;
const LONGEST_KIND: usize = 40;

/// What the maker of a personal link gives along.
pub(super) fn promise_link(kind: &str, name: &str, content: &Content) -> Result<Promise, String> {
    let full = format!("{kind}.{name}");
    if content.known.contains(&full) {
        return Ok(Promise::sometimes(Shape::Text {
            longest: LONGEST_VALUE,
        }));
    }
    let prefix = format!("{kind}.");
    let declared = content
        .known
        .iter()
        .filter_map(|one| one.strip_prefix(&prefix));
    let advice = match suggestion(name, declared) {
        none if none.is_empty() => ": add it there".to_owned(),
        near => near,
    };
    Err(format!(
        "the form does not say that it knows `{full}` by its personal links (`known`){advice}"
    ))
}

/// What is known of a submission.
pub(super) fn promise_context(context: Context, content: &Content, arrival: Arrival) -> Promise {
    let of_link = |shape| match arrival {
        Arrival::ByLink => Promise::always(shape),
        Arrival::Anyhow => Promise::sometimes(shape),
    };
    match context {
        Context::Form | Context::Response => Promise::always(Shape::Text {
            longest: LONGEST_ID,
        }),
        Context::Version => Promise::always(Shape::Number {
            min: Some(Decimal::ONE),
            max: Some(Decimal::from(i32::MAX)),
            decimals: 0,
        }),
        Context::Locale => Promise::always(Shape::Words(
            content
                .locales
                .iter()
                .map(|locale| locale.as_str().to_owned())
                .collect(),
        )),
        Context::SubmittedAt => Promise::always(Shape::Moment),
        Context::Link => of_link(Shape::Text {
            longest: LONGEST_ID,
        }),
        Context::Contact => of_link(Shape::Contact),
        Context::Page
        | Context::UtmSource
        | Context::UtmMedium
        | Context::UtmCampaign
        | Context::UtmTerm
        | Context::UtmContent => Promise::sometimes(Shape::Cut),
    }
}

/// What is known of the question that a row stands for.
pub(super) fn promise_row(field: RowField, content: &Content) -> Promise {
    let longest = |lengths: &mut dyn Iterator<Item = usize>| Shape::Text {
        longest: lengths.max().unwrap_or(0),
    };
    match field {
        RowField::Question => Promise::always(Shape::Text {
            longest: LONGEST_ID,
        }),
        RowField::Type => Promise::always(Shape::Text {
            longest: LONGEST_KIND,
        }),
        RowField::Title => Promise::always(longest(
            &mut content
                .questions()
                .map(|question| title(question, content).chars().count()),
        )),
        RowField::Text => Promise::sometimes(longest(
            &mut content
                .questions()
                .map(|question| answer_shape(question, content).longest_text()),
        )),
        RowField::Comment => {
            Promise::sometimes(longest(&mut content.questions().filter_map(|question| {
                Some(question.comment.as_ref()?.length_limit() as usize)
            })))
        }
        RowField::Number => {
            let mut numbers =
                content
                    .questions()
                    .filter_map(|question| match answer_shape(question, content) {
                        Shape::Number { min, max, decimals } => Some((min, max, decimals)),
                        _ => None,
                    });
            let zero = Some(Decimal::ZERO);
            let first = numbers.next().unwrap_or((zero, zero, 0));
            // An absent bound is wider than any.
            let (min, max, decimals) = numbers.fold(first, |(min, max, decimals), other| {
                (
                    min.zip(other.0).map(|(a, b)| a.min(b)),
                    max.zip(other.1).map(|(a, b)| a.max(b)),
                    decimals.max(other.2),
                )
            });
            Promise::sometimes(Shape::Number { min, max, decimals })
        }
    }
}
