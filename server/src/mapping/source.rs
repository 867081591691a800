//! Reads a source: its shape for the check, its value for one response.

use super::document::{ChoiceSource, Context, RowField, Source, Target};
use super::nearest::suggestion;
use super::shape::{SEPARATOR, Shape};
use super::value::Raw;
use crate::store::StoredResponse;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::Value;
use sonda_domain::{
    Answer, Band, Calculation, Content, Given, Kind, OptionId, Page, Question, Signature,
};

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
                can_be_empty: target.find.as_ref().is_some_and(super::Find::only_by_id),
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

fn calculation<'a>(content: &'a Content, id: &str) -> Result<&'a Calculation, String> {
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

/// The question that a row stands for, and what was given to it.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) question: &'a Question,
    pub(super) given: &'a Given,
}

/// What a source that needs no other record gives for a response.
pub(super) fn read(
    source: &Source,
    content: &Content,
    response: &StoredResponse,
    row: Option<Row<'_>>,
) -> Option<Raw> {
    match source {
        Source::Answer(id) => read_answer(
            response.answers.answer(id.as_str())?,
            content.question(id.as_str())?,
            content,
        ),
        Source::Comment(id) => Some(Raw::Text(response.answers.comment(id.as_str())?.to_owned())),
        Source::Choice(choice) => {
            let chosen: &[OptionId] = match response.answers.answer(choice.answer.as_str())? {
                Answer::Choice(id) => std::slice::from_ref(id),
                Answer::Choices(ids) => ids,
                _ => return None,
            };
            let values = chosen
                .iter()
                .filter_map(|id| choice.values.get(id.as_str()));
            let values: Vec<Value> = values.filter(|value| !value.is_null()).cloned().collect();
            (!values.is_empty()).then_some(Raw::Fixed(values))
        }
        Source::Result(id) => {
            let result = response.conclusion.results.get(id)?;
            Some(Raw::Calculated(
                result.number,
                result.text.clone().unwrap_or_default(),
            ))
        }
        Source::Band(id) => {
            let band = response.conclusion.results.get(id)?.band.as_ref()?;
            let calculation = calculation(content, id.as_str()).ok()?;
            let band = calculation.bands.iter().find(|one| one.id == *band)?;
            Some(Raw::Options(vec![band_text(band, content)]))
        }
        Source::Constant(value) => Some(Raw::Fixed(vec![value.clone()])),
        Source::Context(context) => read_context(*context, response),
        Source::Row(field) => read_row(*field, row?, content),
        Source::Record(_) => None,
    }
}

fn read_answer(answer: &Answer, question: &Question, content: &Content) -> Option<Raw> {
    Some(match answer {
        Answer::Text(text) => Raw::Text(text.clone()),
        Answer::Number(number) => Raw::Number(*number),
        Answer::Scale(step) => Raw::Number(Decimal::from(*step)),
        Answer::Choice(id) => Raw::Options(vec![option_text(id, question, content)]),
        Answer::Choices(ids) => Raw::Options(
            ids.iter()
                .map(|id| option_text(id, question, content))
                .collect(),
        ),
        Answer::Consent(true) => Raw::Flag,
        Answer::Consent(false) => return None,
        Answer::YesNo(yes) => Raw::YesNo(*yes),
        Answer::Date(day) => Raw::Day(day.clone()),
        Answer::DateTime(time) => Raw::LocalTime(time.clone()),
        answer => Raw::Cut(plain_text(answer, question, content)),
    })
}

/// An answer of several parts in one line.
fn plain_text(answer: &Answer, question: &Question, content: &Content) -> String {
    let join = |parts: Vec<String>| parts.join(SEPARATOR);
    let text = |answer: &Answer| plain_text(answer, question, content);
    match answer {
        Answer::Text(text) | Answer::Date(text) | Answer::Time(text) | Answer::DateTime(text) => {
            text.clone()
        }
        Answer::Number(number) => number.to_string(),
        Answer::Scale(step) => step.to_string(),
        Answer::Choice(id) => option_text(id, question, content).1,
        Answer::Choices(ids) | Answer::Ranking(ids) => join(
            ids.iter()
                .map(|id| option_text(id, question, content).1)
                .collect(),
        ),
        Answer::YesNo(yes) | Answer::Consent(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Answer::DateRange { from, to } => format!("{from} – {to}"),
        Answer::Address(parts) => join(parts.values().cloned().collect()),
        Answer::Files(files) => join(files.iter().map(|file| file.name.clone()).collect()),
        Answer::Signature(Signature::Typed(name)) => name.clone(),
        Answer::Signature(Signature::Drawn(_)) => "signed".to_owned(),
        Answer::Rows(rows) => join(
            rows.iter()
                .map(|(row, answer)| format!("{row}: {}", text(answer)))
                .collect(),
        ),
        Answer::Table(rows) => join(
            rows.iter()
                .map(|(row, cells)| {
                    let cells = cells.iter().map(|(column, answer)| {
                        let own = question.questions.iter().find(|one| one.id == *column);
                        plain_text(answer, own.unwrap_or(question), content)
                    });
                    format!("{row}: {}", cells.collect::<Vec<_>>().join(", "))
                })
                .collect(),
        ),
        Answer::Group(entries) => join(
            entries
                .iter()
                .map(|entry| {
                    let given = question.questions.iter().filter_map(|inner| {
                        let answer = entry.answer(inner.id.as_str())?;
                        Some(plain_text(answer, inner, content))
                    });
                    given.collect::<Vec<_>>().join(", ")
                })
                .collect(),
        ),
    }
}

fn read_context(context: Context, response: &StoredResponse) -> Option<Raw> {
    let came_along = |name: &str| response.context.get(name).cloned().map(Raw::Cut);
    match context {
        Context::Form => Some(Raw::Text(response.form.as_str().to_owned())),
        Context::Version => Some(Raw::Number(Decimal::from(response.version))),
        Context::Locale => Some(Raw::Text(response.locale.as_str().to_owned())),
        Context::Response => Some(Raw::Text(response.id.clone())),
        Context::Link => response.link.clone().map(Raw::Text),
        // Whether it is the right record shows only with the column.
        Context::Contact => None,
        Context::SubmittedAt => Timestamp::from_millisecond(response.submitted_at_ms)
            .ok()
            .map(Raw::Moment),
        Context::Page => came_along("page"),
        Context::UtmSource => came_along("utm_source"),
        Context::UtmMedium => came_along("utm_medium"),
        Context::UtmCampaign => came_along("utm_campaign"),
        Context::UtmTerm => came_along("utm_term"),
        Context::UtmContent => came_along("utm_content"),
    }
}

fn read_row(field: RowField, row: Row<'_>, content: &Content) -> Option<Raw> {
    let answer = || {
        row.given
            .answer
            .as_ref()
            .and_then(|answer| read_answer(answer, row.question, content))
    };
    match field {
        RowField::Question => Some(Raw::Text(row.question.id.as_str().to_owned())),
        RowField::Title => Some(Raw::Text(title(row.question, content).to_owned())),
        RowField::Type => Some(Raw::Text(row.question.kind.as_str().to_owned())),
        RowField::Number => match answer()? {
            Raw::Number(number) => Some(Raw::Number(number)),
            _ => None,
        },
        RowField::Text => Some(match answer()? {
            Raw::Cut(text) => Raw::Cut(text),
            raw => Raw::Text(raw.into_text()),
        }),
        RowField::Comment => row.given.comment.clone().map(Raw::Text),
    }
}

fn title<'a>(question: &'a Question, content: &Content) -> &'a str {
    question
        .title
        .get(&content.fallback_locale, &content.fallback_locale)
}

/// A band's id and its title in the fallback language.
fn band_text(band: &Band, content: &Content) -> (String, String) {
    let locale = &content.fallback_locale;
    let title = band.title.get(locale, locale);
    (band.id.as_str().to_owned(), title.to_owned())
}

/// An option's id and its title in the fallback language; the response itself keeps the ids.
fn option_text(id: &OptionId, question: &Question, content: &Content) -> (String, String) {
    let locale = &content.fallback_locale;
    let option = question.options.iter().find(|option| option.id == *id);
    let title = option.map_or(id.as_str(), |option| option.title.get(locale, locale));
    (id.as_str().to_owned(), title.to_owned())
}
