//! What a source promises: the shape of its value, for the check of a mapping.

use super::document::{ChoiceSource, Context, RowField, Source, Target};
use super::nearest::suggestion;
use super::shape::Shape;
use super::source::{band_text, option_text, title};
use rust_decimal::Decimal;
use serde_json::Value;
use sonda_domain::{Calculation, Content, Kind, Page, Question};

const LONGEST_ID: usize = 64;
const LONGEST_KIND: usize = 40;

/// A shape, and whether a response may have nothing of it.
pub(super) struct Promise {
    pub(super) shape: Shape,
    pub(super) can_be_empty: bool,
}

impl Promise {
    fn always(shape: Shape) -> Self {
        Self {
            shape,
            can_be_empty: false,
        }
    }

    fn sometimes(shape: Shape) -> Self {
        Self {
            shape,
            can_be_empty: true,
        }
    }
}

/// What a source promises.
///
/// # Errors
/// What is wrong with the source itself.
pub(super) fn promise(
    source: &Source,
    content: &Content,
    earlier: &[Target],
) -> Result<Promise, String> {
    match source {
        Source::Answer(id) => {
            let question = question(content, id.as_str())?;
            Ok(Promise {
                shape: answer_shape(question, content),
                can_be_empty: !is_always_answered(question, content),
            })
        }
        Source::Comment(id) => match &question(content, id.as_str())?.comment {
            Some(comment) => Ok(Promise::sometimes(Shape::Text {
                longest: comment.length_limit() as usize,
            })),
            None => Err(format!("the question `{id}` takes no comment")),
        },
        Source::Choice(choice) => promise_choice(choice, content),
        Source::Result(id) => {
            let calculation = calculation(content, id.as_str())?;
            Ok(Promise::sometimes(Shape::Calculated {
                decimals: calculation.decimals.unwrap_or(2),
            }))
        }
        Source::Band(id) => {
            let calculation = calculation(content, id.as_str())?;
            if calculation.bands.is_empty() {
                return Err(format!("the calculation `{id}` has no bands"));
            }
            let bands = calculation.bands.iter();
            Ok(Promise::sometimes(Shape::Options {
                options: bands.map(|band| band_text(band, content)).collect(),
                most: 1,
            }))
        }
        Source::Constant(Value::Null) => Err("a constant needs a value".into()),
        Source::Constant(value) => Ok(Promise::always(Shape::Fixed {
            values: vec![value.clone()],
            most: 1,
        })),
        Source::Context(context) => Ok(promise_context(*context, content)),
        Source::Record(id) => match earlier.iter().find(|target| target.id == *id) {
            Some(target) => Ok(Promise {
                shape: Shape::Record {
                    table: target.table.clone(),
                },
                can_be_empty: target.find.as_ref().is_some_and(|find| !find.creates()),
            }),
            None => {
                let names = earlier.iter().map(|target| target.id.as_str());
                Err(format!(
                    "no earlier target is called `{id}`{}",
                    suggestion(id.as_str(), names)
                ))
            }
        },
        Source::Row(field) => Ok(promise_row(*field, content)),
        Source::FirstOf(_) | Source::Join(_) => Err("is not known yet".into()),
    }
}

fn question<'a>(content: &'a Content, id: &str) -> Result<&'a Question, String> {
    content.question(id).ok_or_else(|| {
        let names = content.questions().map(|question| question.id.as_str());
        format!("the form has no question `{id}`{}", suggestion(id, names))
    })
}

/// Whether no response is without an answer to the question: a hidden question has none.
fn is_always_answered(question: &Question, content: &Content) -> bool {
    let is_of = |page: &Page| page.questions.iter().any(|one| one.id == question.id);
    let page = content.pages.iter().position(is_of);
    let passed_over = page.is_some_and(|page| {
        let mut earlier = content.pages.iter().take(page);
        content.pages[page].visible_if.is_some() || earlier.any(|one| !one.next.is_empty())
    });
    question.required && question.visible_if.is_none() && !passed_over
}

pub(super) fn calculation<'a>(content: &'a Content, id: &str) -> Result<&'a Calculation, String> {
    let calculations = || content.calculations.iter();
    let found = calculations().find(|calculation| calculation.id.as_str() == id);
    found.ok_or_else(|| {
        let names = calculations().map(|calculation| calculation.id.as_str());
        format!(
            "the form has no calculation `{id}`{}",
            suggestion(id, names)
        )
    })
}

fn answer_shape(question: &Question, content: &Content) -> Shape {
    match question.kind {
        Kind::Text | Kind::LongText | Kind::Email | Kind::Phone | Kind::Url | Kind::Hidden => {
            Shape::Text {
                longest: question.length_limit() as usize,
            }
        }
        Kind::Number => Shape::Number {
            min: question.min,
            max: question.max,
            decimals: question.decimal_places(),
        },
        Kind::Slider => Shape::Number {
            min: Some(question.range().0),
            max: Some(question.range().1),
            decimals: question.decimal_places(),
        },
        Kind::Rating | Kind::Nps | Kind::Csat | Kind::Ces | Kind::Agreement | Kind::Bipolar => {
            let bounds = question.scale();
            let bound = |step: u8| Decimal::from(step);
            Shape::Number {
                min: bounds.map(|(lowest, _)| bound(lowest)),
                max: bounds.map(|(_, highest)| bound(highest)),
                decimals: 0,
            }
        }
        Kind::SingleChoice | Kind::MultipleChoice => Shape::Options {
            options: question
                .options
                .iter()
                .map(|option| option_text(&option.id, question, content))
                .collect(),
            most: most_chosen(question),
        },
        Kind::Consent => Shape::Flag,
        Kind::YesNo => Shape::YesNo,
        Kind::Date => Shape::Day,
        Kind::DateTime => Shape::LocalTime,
        // What has parts is written as one line of text, cut to the column's length.
        Kind::Matrix
        | Kind::Ranking
        | Kind::Time
        | Kind::DateRange
        | Kind::Address
        | Kind::File
        | Kind::Signature
        | Kind::Statement
        | Kind::Group => Shape::Cut,
    }
}

fn most_chosen(question: &Question) -> usize {
    match question.kind {
        Kind::MultipleChoice => question
            .max_chosen
            .map_or(question.options.len(), |most| most as usize),
        _ => 1,
    }
}

fn promise_choice(choice: &ChoiceSource, content: &Content) -> Result<Promise, String> {
    let question = question(content, choice.answer.as_str())?;
    if !matches!(question.kind, Kind::SingleChoice | Kind::MultipleChoice) {
        return Err(format!(
            "the question `{}` is no choice: use `answer`",
            choice.answer
        ));
    }
    let ids = || question.options.iter().map(|option| option.id.as_str());
    if let Some(missing) = ids().find(|id| !choice.values.contains_key(*id)) {
        return Err(format!(
            "the option `{missing}` has no value; null leaves the column as it is"
        ));
    }
    if let Some(strange) = choice
        .values
        .keys()
        .find(|name| !ids().any(|id| id == *name))
    {
        let near = suggestion(strange, ids());
        return Err(format!("the question has no option `{strange}`{near}"));
    }
    let values: Vec<Value> = choice
        .values
        .values()
        .filter(|value| !value.is_null())
        .cloned()
        .collect();
    let can_be_empty = !is_always_answered(question, content) || values.len() < choice.values.len();
    Ok(Promise {
        shape: Shape::Fixed {
            values,
            most: most_chosen(question),
        },
        can_be_empty,
    })
}

fn promise_context(context: Context, content: &Content) -> Promise {
    match context {
        Context::Form | Context::Response => Promise::always(Shape::Text {
            longest: LONGEST_ID,
        }),
        Context::Version => Promise::always(Shape::Number {
            min: Some(Decimal::ONE),
            max: Some(Decimal::from(i64::MAX)),
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
        Context::Link => Promise::sometimes(Shape::Text {
            longest: LONGEST_ID,
        }),
        Context::Contact => Promise::sometimes(Shape::Contact),
        Context::Page
        | Context::UtmSource
        | Context::UtmMedium
        | Context::UtmCampaign
        | Context::UtmTerm
        | Context::UtmContent => Promise::sometimes(Shape::Cut),
    }
}

fn promise_row(field: RowField, content: &Content) -> Promise {
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
