//! Reads a source: its value for one response.

use super::document::{Context, RowField, Source};
use super::part;
use super::promise::calculation;
use super::shape::SEPARATOR;
use super::value::Raw;
use crate::store::StoredResponse;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde_json::Value;
use sonda_domain::{Answer, Band, Content, Given, OptionId, Question, Signature};

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
        Source::Part(name) => part::read(name, content, |id| response.answers.0.get(id)),
        Source::Comment(id) => Some(Raw::Text(response.answers.comment(id.as_str())?.to_owned())),
        Source::Consent(id) => {
            let given = response.answers.0.get(id.as_str())?;
            given.answer.as_ref()?;
            Some(Raw::Text(given.version.clone()?))
        }
        Source::Link(name) => link_value("link", name, response),
        Source::Contact(name) => link_value("contact", name, response),
        Source::Choice(choice) => {
            let value = |id: &OptionId| choice.values.get(id.as_str()).filter(|one| !one.is_null());
            match response.answers.answer(choice.answer.as_str())? {
                Answer::Choice(id) => value(id).cloned().map(Raw::Fixed),
                Answer::Choices(ids) => {
                    let values: Vec<Value> = ids.iter().filter_map(value).cloned().collect();
                    (!values.is_empty()).then_some(Raw::Several(values))
                }
                _ => None,
            }
        }
        Source::Result(id) => {
            let result = response.conclusion.results.get(id)?;
            Raw::calculated(result.number, result.text.as_deref().unwrap_or_default())
        }
        Source::Band(id) => {
            let band = response.conclusion.results.get(id)?.band.as_ref()?;
            let calculation = calculation(content, id.as_str()).ok()?;
            let band = calculation.bands.iter().find(|one| one.id == *band)?;
            let (id, title) = band_text(band, content);
            Some(Raw::Option(id, title))
        }
        Source::Constant(value) => Some(Raw::Fixed(value.clone())),
        Source::Context(context) => read_context(*context, response),
        Source::Row(field) => read_row(*field, row?, content),
        Source::Record(_) | Source::FirstOf(_) | Source::Join(_) => None,
    }
}

/// What the maker of the personal link gave along.
fn link_value(kind: &str, name: &str, response: &StoredResponse) -> Option<Raw> {
    let value = response.link_values.get(kind, name)?.trim();
    (!value.is_empty()).then(|| Raw::Text(value.to_owned()))
}

/// An answer, or a part of one.
pub(super) fn read_answer(answer: &Answer, question: &Question, content: &Content) -> Option<Raw> {
    Some(match answer {
        // What a link brings along may be blank.
        Answer::Text(text) if text.trim().is_empty() => return None,
        Answer::Text(text) => Raw::Text(text.clone()),
        Answer::Number(number) => Raw::Number(*number),
        Answer::Scale(step) => Raw::Number(Decimal::from(*step)),
        Answer::Choice(id) => {
            let (id, title) = option_text(id, question, content);
            Raw::Option(id, title)
        }
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
        answer => return Raw::cut(&plain_text(answer, question, content)),
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
    let came_along = |name: &str| Raw::cut(response.context.get(name)?);
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
            .map(|moment| Raw::Moment(moment.to_zoned(TimeZone::UTC))),
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

pub(super) fn title<'a>(question: &'a Question, content: &Content) -> &'a str {
    question
        .title
        .get(&content.fallback_locale, &content.fallback_locale)
}

/// A band's id and its title in the fallback language.
pub(super) fn band_text(band: &Band, content: &Content) -> (String, String) {
    let locale = &content.fallback_locale;
    let title = band.title.get(locale, locale);
    (band.id.as_str().to_owned(), title.to_owned())
}

/// An option's id and its title in the fallback language; the response itself keeps the ids.
pub(super) fn option_text(
    id: &OptionId,
    question: &Question,
    content: &Content,
) -> (String, String) {
    let locale = &content.fallback_locale;
    let option = question.options.iter().find(|option| option.id == *id);
    let title = option.map_or(id.as_str(), |option| option.title.get(locale, locale));
    (id.as_str().to_owned(), title.to_owned())
}
