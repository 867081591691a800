//! What answers promise: of each type of question what it can give, and whether it always does.

use super::Promise;
use super::question;
use crate::link_values::LONGEST_VALUE;
use crate::mapping::document::ChoiceSource;
use crate::mapping::nearest::choose;
use crate::mapping::shape::{SEPARATOR, Shape, longest_list};
use crate::mapping::source::option_text;
use crate::mapping::through::LONGEST_PHONE;
use rust_decimal::Decimal;
use serde_json::Value;
use sonda_domain::{Cells, Content, Kind, Page, Question, Row, Source};

/// `14:05`
const LENGTH_OF_TIME: usize = 5;
/// `2026-01-31 – 2026-02-01`
const LENGTH_OF_RANGE: usize = 23;
/// A step of a scale behind its row: `: 10`, and room for another digit.
const LONGEST_STEP: usize = 5;
/// A weight that a visitor gives: `, 0.1234`.
const LONGEST_WEIGHT: usize = 8;

/// Whether no response is without an answer to the question: a hidden question has none.
pub(in crate::mapping) fn is_always_answered(question: &Question, content: &Content) -> bool {
    let is_of = |page: &Page| page.questions.iter().any(|one| one.id == question.id);
    let page = content.pages.iter().position(is_of);
    let passed_over = page.is_some_and(|page| {
        let mut earlier = content.pages.iter().take(page);
        content.pages[page].visible_if.is_some() || earlier.any(|one| !one.next.is_empty())
    });
    must_be_answered(question) && !passed_over
}

/// Whether no response passes without an answer, where the question's page is shown.
fn must_be_answered(question: &Question) -> bool {
    let always_offers = match question.kind {
        Kind::Hidden => false,
        Kind::Matrix => question.rows.iter().any(|row| row.visible_if.is_none()),
        Kind::Group => question.questions.iter().any(must_be_answered),
        _ => {
            let mut options = question.options.iter();
            question.options.is_empty() || options.any(|option| option.visible_if.is_none())
        }
    };
    question.required && question.visible_if.is_none() && always_offers
}

/// What an answer can be.
pub(in crate::mapping) fn answer_shape(question: &Question, content: &Content) -> Shape {
    match question.kind {
        Kind::Text | Kind::LongText | Kind::Email | Kind::Phone | Kind::Url | Kind::Hidden => {
            let limit = question.length_limit() as usize;
            let longest = match &question.source {
                // What the link brings along is bounded when the link is made, and by nothing else.
                Some(Source::Link(_)) => limit.max(LONGEST_VALUE),
                // It becomes E.164 after it was judged.
                _ if question.kind == Kind::Phone => limit.max(LONGEST_PHONE),
                _ => limit,
            };
            Shape::Text { longest }
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
        // A part of these would be another answer.
        Kind::Time => Shape::Text {
            longest: LENGTH_OF_TIME,
        },
        Kind::DateRange => Shape::Text {
            longest: LENGTH_OF_RANGE,
        },
        Kind::Ranking => {
            let options = question.options.iter();
            let titles = options.map(|one| option_text(&one.id, question, content).1);
            Shape::Text {
                longest: longest_list(
                    titles.map(|title| title.chars().count()),
                    question.options.len(),
                ),
            }
        }
        Kind::Matrix if question.scale().is_some() => {
            let rows = question.rows.iter();
            let weighs = question.cells == Some(Cells::Weighted);
            let weight = |row: &Row| match (weighs, row.weight) {
                (false, _) => 0,
                (true, weight) => LONGEST_WEIGHT
                    .max(weight.map_or(0, |one| SEPARATOR.len() + one.to_string().len())),
            };
            let lengths = rows.map(|row| row.id.as_str().len() + LONGEST_STEP + weight(row));
            Shape::Text {
                longest: longest_list(lengths, question.rows.len()),
            }
        }
        // What else has parts is written as one line of text, cut to the column's length.
        Kind::Matrix
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

/// What a choice promises through a table of values.
pub(super) fn promise_choice(choice: &ChoiceSource, content: &Content) -> Result<Promise, String> {
    let question = question(content, choice.answer.as_str())?;
    if !matches!(question.kind, Kind::SingleChoice | Kind::MultipleChoice) {
        return Err(format!(
            "the question `{}` is no choice: take its answer as it is",
            choice.answer
        ));
    }
    let ids = || question.options.iter().map(|option| option.id.as_str());
    if let Some(missing) = ids().find(|id| !choice.values.contains_key(*id)) {
        return Err(format!(
            "the option `{missing}` has no value: add it; null leaves the column as it is"
        ));
    }
    if let Some(strange) = choice
        .values
        .keys()
        .find(|name| !ids().any(|id| id == *name))
    {
        let near = choose(strange, ids());
        return Err(format!("the question has no option `{strange}`{near}"));
    }
    let values: Vec<Value> = choice
        .values
        .values()
        .filter(|value| !value.is_null())
        .cloned()
        .collect();
    if values.is_empty() {
        return Err("no option has a value yet: choose one, or leave the column out".into());
    }
    let can_be_empty = !is_always_answered(question, content) || values.len() < choice.values.len();
    Ok(Promise {
        shape: Shape::Fixed {
            values,
            most: most_chosen(question),
        },
        can_be_empty,
    })
}
