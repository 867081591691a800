//! A part of an answer, named as its field is: `home.city`, `stay.from`, `grid.speed`, `topic.other`.

use super::nearest::choose;
use super::promise::{Promise, answer_shape, is_always_answered, question};
use super::shape::Shape;
use super::source::{option_text, read_answer};
use super::value::Raw;
use rust_decimal::Decimal;
use sonda_domain::{
    AddressPart, Answer, Cells, Choice, Content, Given, Kind, Question, Row, part_field,
};

/// The most characters of a part of an address, and of the visitor's own words to an option.
const LONGEST_WORDS: usize = 200;
/// The decimal places of a weight that the visitor gives.
const DECIMALS_OF_WEIGHT: u32 = 4;
/// The columns that a weighted row is kept in.
const RATING: &str = "rating";
const WEIGHT: &str = "weight";

/// A part of the answer to a question.
enum Part<'a> {
    Address(AddressPart),
    From,
    To,
    Row(&'a Row),
    Weight(&'a Row),
    Cell(&'a Row, &'a Question),
    Words(&'a Choice),
}

/// What a part promises.
///
/// # Errors
/// There is no such part.
pub(super) fn promise(name: &str, content: &Content) -> Result<Promise, String> {
    let (question, part) = find(name, content)?;
    let is_given = is_always_answered(question, content);
    let number = |min, max, decimals| Shape::Number {
        min: Some(min),
        max: Some(max),
        decimals,
    };
    let (shape, is_given) = match part {
        Part::Address(part) => (
            Shape::Text {
                longest: LONGEST_WORDS,
            },
            is_given && part != AddressPart::Region,
        ),
        Part::From | Part::To => (Shape::Day, is_given),
        Part::Row(row) => {
            let shape = match (question.scale(), question.cells) {
                (Some((least, most)), _) => number(least.into(), most.into(), 0),
                (None, cells) => Shape::Options {
                    options: question
                        .options
                        .iter()
                        .map(|option| option_text(&option.id, question, content))
                        .collect(),
                    most: match cells {
                        Some(Cells::Multiple) => question.options.len(),
                        _ => 1,
                    },
                },
            };
            (shape, is_given && row.visible_if.is_none())
        }
        Part::Weight(row) => {
            let shape = match row.weight {
                Some(weight) => number(weight, weight, weight.normalize().scale()),
                None => number(Decimal::ZERO, Decimal::ONE, DECIMALS_OF_WEIGHT),
            };
            (shape, false)
        }
        Part::Cell(_, column) => (answer_shape(column, content), false),
        Part::Words(_) => (
            Shape::Text {
                longest: LONGEST_WORDS,
            },
            false,
        ),
    };
    Ok(Promise {
        shape,
        can_be_empty: !is_given,
    })
}

/// The value of a part.
pub(super) fn read<'a>(
    name: &str,
    content: &Content,
    given: impl FnOnce(&str) -> Option<&'a Given>,
) -> Option<Raw> {
    let (question, part) = find(name, content).ok()?;
    let given = given(question.id.as_str())?;
    if let Part::Words(option) = part {
        return given.texts.get(&option.id).cloned().map(Raw::Text);
    }
    match (given.answer.as_ref()?, part) {
        (Answer::Address(parts), Part::Address(part)) => parts.get(&part).cloned().map(Raw::Text),
        (Answer::DateRange { from, .. }, Part::From) => Some(Raw::Day(from.clone())),
        (Answer::DateRange { to, .. }, Part::To) => Some(Raw::Day(to.clone())),
        (Answer::Rows(rows), Part::Row(row)) => read_answer(rows.get(&row.id)?, question, content),
        (Answer::Table(rows), Part::Row(row)) => {
            read_answer(rows.get(&row.id)?.get(RATING)?, question, content)
        }
        (Answer::Table(rows), Part::Weight(row)) => {
            read_answer(rows.get(&row.id)?.get(WEIGHT)?, question, content)
        }
        (Answer::Table(rows), Part::Cell(row, column)) => {
            read_answer(rows.get(&row.id)?.get(column.id.as_str())?, column, content)
        }
        _ => None,
    }
}

/// The question of that part of its answer.
fn find<'a>(name: &str, content: &'a Content) -> Result<(&'a Question, Part<'a>), String> {
    let (id, part) = name.split_once('.').unwrap_or((name, ""));
    let question = question(content, id)?;
    let part = match question.kind {
        Kind::Address => {
            let mut parts = question.address_parts().iter();
            let names = || question.address_parts().iter().map(|one| one.as_str());
            let found = parts.find(|one| one.as_str() == part).copied();
            Part::Address(found.ok_or_else(|| no_part(id, part, names()))?)
        }
        Kind::DateRange => match part {
            "from" => Part::From,
            "to" => Part::To,
            _ => return Err(no_part(id, part, ["from", "to"])),
        },
        Kind::Matrix => cell(question, part)?,
        Kind::SingleChoice | Kind::MultipleChoice => {
            let written = || question.options.iter().filter(|option| option.text);
            let found = written().find(|option| option.id.as_str() == part);
            let names = written().map(|option| option.id.as_str());
            Part::Words(found.ok_or_else(|| no_part(id, part, names))?)
        }
        _ => {
            return Err(format!(
                "the answer to `{id}` has no parts: take the whole answer, `{id}`"
            ));
        }
    };
    Ok((question, part))
}

fn cell<'a>(question: &'a Question, part: &str) -> Result<Part<'a>, String> {
    let id = question.id.as_str();
    let (row, column) = match part.split_once('.') {
        Some((row, column)) => (row, Some(column)),
        None => (part, None),
    };
    let names = question.rows.iter().map(|one| one.id.as_str());
    let found = question.rows.iter().find(|one| one.id.as_str() == row);
    let row = found.ok_or_else(|| no_part(id, row, names))?;
    let place = part_field(id, row.id.as_str());
    match (question.cells, column) {
        (Some(Cells::Columns), column) => {
            let name = column.unwrap_or_default();
            let names = question.questions.iter().map(|one| one.id.as_str());
            let mut columns = question.questions.iter();
            let found = columns.find(|one| one.id.as_str() == name);
            let column = found.ok_or_else(|| no_part(&place, name, names))?;
            Ok(Part::Cell(row, column))
        }
        (Some(Cells::Weighted), Some(WEIGHT)) => Ok(Part::Weight(row)),
        (_, None) => Ok(Part::Row(row)),
        (_, Some(_)) => Err(format!(
            "the row `{place}` has no parts: take the whole row, `{place}`"
        )),
    }
}

fn no_part<'a>(of: &str, part: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let near = choose(part, names);
    match part {
        "" => format!("`{of}` names no part of the answer{near}"),
        part => format!("the answer to `{of}` has no part `{part}`{near}"),
    }
}
