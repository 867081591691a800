//! What a response says in a column.

use super::columns::{Column, Names, Part, Source, other_context};
use crate::store::StoredResponse;
use rust_decimal::Decimal;
use sonda_domain::{Answer, CalculatedValue, Given, Signature};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A moment, in milliseconds since the epoch.
    Moment(i64),
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        match text.is_empty() {
            true => Self::Empty,
            false => Self::Text(text),
        }
    }

    fn integer(number: impl Into<Decimal>) -> Self {
        Self::Number(number.into())
    }

    fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }
}

impl Column {
    /// What a response says in this column.
    #[must_use]
    pub fn cell(&self, response: &StoredResponse, names: &Names) -> Cell {
        let result = |id: &str| response.conclusion.results.get(id);
        match &self.source {
            Source::Id => Cell::text(response.id.as_str()),
            Source::SubmittedAt => Cell::Moment(response.submitted_at_ms),
            Source::Version => Cell::integer(response.version),
            Source::Locale => Cell::text(response.locale.as_str()),
            Source::Link => Cell::maybe(response.link.as_deref()),
            Source::Contact => Cell::maybe(response.contact.as_ref().map(ToString::to_string)),
            Source::Marks => {
                let marks: Vec<&str> = response.marks.iter().map(|mark| mark.as_str()).collect();
                Cell::text(marks.join("; "))
            }
            Source::Context(name) => Cell::maybe(response.context.get(name).map(String::as_str)),
            Source::OtherContext => {
                let other = other_context(response);
                match other.is_empty() {
                    true => Cell::Empty,
                    false => Cell::text(serde_json::json!(other).to_string()),
                }
            }
            Source::Ending => Cell::maybe(
                response
                    .conclusion
                    .ending
                    .as_ref()
                    .map(|ending| ending.as_str()),
            ),
            Source::Result(id) => result(id.as_str()).map_or(Cell::Empty, result_cell),
            Source::Band(id) => {
                let band = result(id.as_str()).and_then(|result| result.band.as_ref());
                band.map_or(Cell::Empty, |band| Cell::text(self.option(band, names)))
            }
            Source::Answer(question, part) => {
                let given = response.answers.0.get(question.as_str());
                given.map_or(Cell::Empty, |given| self.given(given, part, names))
            }
        }
    }

    fn given(&self, given: &Given, part: &Part, names: &Names) -> Cell {
        match part {
            Part::Comment => Cell::maybe(given.comment.as_deref()),
            Part::Words(option) => Cell::maybe(given.texts.get(option).map(String::as_str)),
            Part::Wording => Cell::maybe(given.version.as_deref()),
            part => {
                let answer = given.answer.as_ref();
                answer.map_or(Cell::Empty, |answer| self.answer(answer, part, names))
            }
        }
    }

    fn answer(&self, answer: &Answer, part: &Part, names: &Names) -> Cell {
        match (part, answer) {
            (Part::Row(row, part), Answer::Rows(rows)) => {
                let answer = rows.get(row);
                answer.map_or(Cell::Empty, |answer| self.answer(answer, part, names))
            }
            (Part::Cell(row, column, part), Answer::Table(table)) => {
                let answer = table.get(row).and_then(|cells| cells.get(column));
                answer.map_or(Cell::Empty, |answer| self.answer(answer, part, names))
            }
            (Part::Entry(entry, question, part), Answer::Group(entries)) => {
                let given = entries.get(*entry).and_then(|entry| entry.0.get(question));
                given.map_or(Cell::Empty, |given| self.given(given, part, names))
            }
            (Part::Chosen(option), Answer::Choices(chosen)) => {
                Cell::integer(u8::from(chosen.contains(option)))
            }
            // It took one option in another version.
            (Part::Chosen(option), Answer::Choice(chosen)) => {
                Cell::integer(u8::from(chosen == option))
            }
            (Part::Rank(option), Answer::Ranking(ranking)) => {
                let place = ranking.iter().position(|one| one == option);
                place.map_or(Cell::Empty, |place| Cell::integer(place as u64 + 1))
            }
            (Part::From, Answer::DateRange { from, .. }) => Cell::text(from.as_str()),
            (Part::To, Answer::DateRange { to, .. }) => Cell::text(to.as_str()),
            (Part::Address(part), Answer::Address(parts)) => {
                Cell::maybe(parts.get(part).map(String::as_str))
            }
            (Part::Files, Answer::Files(files)) => {
                let ids: Vec<&str> = files.iter().map(|file| file.id.as_str()).collect();
                Cell::text(ids.join("; "))
            }
            (Part::Whole, answer) => self.whole(answer, names),
            _ => Cell::Empty,
        }
    }

    fn whole(&self, answer: &Answer, names: &Names) -> Cell {
        match answer {
            Answer::Text(text) | Answer::Date(text) | Answer::Time(text) => {
                Cell::text(text.as_str())
            }
            Answer::DateTime(text) => Cell::text(text.replace('T', " ")),
            Answer::Number(number) => Cell::Number(*number),
            Answer::Scale(step) => Cell::integer(*step),
            Answer::Choice(option) => Cell::text(self.option(option, names)),
            Answer::Choices(options) | Answer::Ranking(options) => {
                let options = options.iter().map(|option| self.option(option, names));
                Cell::text(options.collect::<Vec<_>>().join("; "))
            }
            Answer::YesNo(yes) | Answer::Consent(yes) => {
                Cell::text(if *yes { "yes" } else { "no" })
            }
            Answer::DateRange { from, to } => Cell::text(format!("{from}/{to}")),
            Answer::Address(parts) => {
                let parts: Vec<&str> = parts.values().map(String::as_str).collect();
                Cell::text(parts.join(", "))
            }
            Answer::Files(files) => {
                let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
                Cell::text(names.join("; "))
            }
            Answer::Signature(Signature::Typed(name)) => Cell::text(name.as_str()),
            Answer::Signature(Signature::Drawn(_)) => Cell::text("drawn"),
            // The question was of another kind in another version.
            Answer::Rows(_) | Answer::Table(_) | Answer::Group(_) => {
                Cell::text(serde_json::json!(answer)["value"].to_string())
            }
        }
    }
}

fn result_cell(result: &CalculatedValue) -> Cell {
    match (result.number, &result.text) {
        (Some(number), _) => Cell::Number(number),
        (None, text) => Cell::maybe(text.as_deref()),
    }
}
