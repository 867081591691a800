//! Answers inside texts: `{{name}}`, or `{{name|what to say without it}}`.

use super::Course;
use crate::{
    Answer, Content, Known, LocalText, Messages, OptionId, Question, Value, format_money,
    format_number,
};
#[cfg(feature = "full")]
use crate::{format_date, format_date_time, format_time};

/// Whether a text has a place for an answer.
#[must_use]
pub fn has_pipe(text: &str) -> bool {
    text.contains("{{")
}

/// The names in a text, each with what to say without it.
#[cfg(feature = "full")]
pub(crate) fn pipes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = text.split("{{").skip(1);
    parts.filter_map(|part| Some(split(part.split_once("}}")?.0)))
}

fn split(inside: &str) -> (&str, &str) {
    let (name, without) = inside.split_once('|').unwrap_or((inside, ""));
    (name.trim(), without.trim())
}

impl Course {
    /// The text with the answers in their places: plain text, to be escaped like any other.
    #[must_use]
    pub fn pipe(
        &self,
        content: &Content,
        known: &Known,
        messages: &Messages,
        text: &str,
    ) -> String {
        let mut parts = text.split("{{");
        let mut piped = parts.next().unwrap_or_default().to_owned();
        let words = Words {
            course: self,
            content,
            known,
            messages,
        };
        for part in parts {
            match part.split_once("}}") {
                Some((inside, rest)) => {
                    let (name, without) = split(inside);
                    let said = words.of(name).filter(|said| !said.is_empty());
                    piped.push_str(said.as_deref().unwrap_or(without));
                    piped.push_str(rest);
                }
                None => {
                    piped.push_str("{{");
                    piped.push_str(part);
                }
            }
        }
        piped
    }

    /// What was given to a question, in the words of the form; of more than one value, with commas.
    #[must_use]
    pub fn words(
        &self,
        content: &Content,
        known: &Known,
        messages: &Messages,
        question: &Question,
        answer: &Answer,
    ) -> String {
        let words = Words {
            course: self,
            content,
            known,
            messages,
        };
        words.answer(question, answer)
    }
}

struct Words<'a> {
    course: &'a Course,
    content: &'a Content,
    known: &'a Known,
    messages: &'a Messages,
}

impl Words<'_> {
    fn text<'t>(&self, text: &'t LocalText) -> &'t str {
        text.get(&self.known.locale, &self.content.fallback_locale)
    }

    fn of(&self, name: &str) -> Option<String> {
        if let Some(calculation) = name.strip_prefix("$band.") {
            let (index, outcome) = self.outcome(calculation)?;
            let bands = &self.content.calculations[index].bands;
            let band = bands
                .iter()
                .find(|band| Some(&band.id) == outcome.band.as_ref())?;
            return Some(self.text(&band.title).to_owned());
        }
        if let Some(known) = name.strip_prefix('$') {
            return self.known.values.get(known).cloned();
        }
        let (id, part) = name.split_once('.').unwrap_or((name, ""));
        let mut questions = self.content.questions().enumerate();
        let Some((index, question)) = questions.find(|(_, question)| question.id.as_str() == id)
        else {
            let (index, outcome) = self.outcome(name)?;
            return match &outcome.value {
                Value::Number(number) => {
                    let places = self.content.calculations.get(index)?.decimals;
                    Some(format_number(number, places, &self.known.locale))
                }
                Value::Text(text) => Some(text.clone()),
                _ => None,
            };
        };
        let given = self.course.given(index)?;
        if part == "comment" {
            return given.comment.clone();
        }
        let answer = given.answer.as_ref()?;
        let answer = match answer {
            _ if part.is_empty() => answer,
            #[cfg(feature = "full")]
            Answer::Rows(rows) => rows.get(part)?,
            #[cfg(feature = "full")]
            Answer::DateRange { from, to } => {
                let day = if part == "from" { from } else { to };
                return Some(format_date(day, &self.known.locale));
            }
            #[cfg(feature = "full")]
            Answer::Address(parts) => {
                return parts
                    .iter()
                    .find(|(one, _)| one.as_str() == part)
                    .map(|(_, text)| text.clone());
            }
            _ => return None,
        };
        Some(self.answer(question, answer))
    }

    fn outcome(&self, id: &str) -> Option<(usize, &super::Outcome)> {
        let mut calculations = self.content.calculations.iter();
        let index = calculations.position(|calculation| calculation.id.as_str() == id)?;
        Some((index, self.course.outcomes.get(index)?))
    }

    fn option(&self, question: &Question, id: &str) -> String {
        let index = self
            .content
            .questions()
            .position(|one| one.id == question.id);
        let given = index.and_then(|index| self.course.given(index));
        match given.and_then(|given| given.texts.get(id)) {
            Some(own) => own.clone(),
            None => question
                .option(id)
                .map_or(id, |option| self.text(&option.title))
                .to_owned(),
        }
    }

    fn options(&self, question: &Question, ids: &[OptionId]) -> String {
        join(ids.iter().map(|id| self.option(question, id.as_str())))
    }

    fn answer(&self, question: &Question, answer: &Answer) -> String {
        let locale = &self.known.locale;
        match answer {
            Answer::Text(text) => text.clone(),
            #[cfg(feature = "full")]
            Answer::Date(text) => format_date(text, locale),
            #[cfg(feature = "full")]
            Answer::Time(text) => format_time(text, locale),
            #[cfg(feature = "full")]
            Answer::DateTime(text) => format_date_time(text, locale),
            Answer::Number(number) => match &question.currency {
                Some(currency) => format_money(number, currency, locale),
                None => format_number(number, None, locale),
            },
            Answer::Scale(step) => step.to_string(),
            Answer::Choice(id) => self.option(question, id.as_str()),
            Answer::Choices(ids) => self.options(question, ids),
            #[cfg(feature = "full")]
            Answer::Ranking(ids) => self.options(question, ids),
            Answer::YesNo(yes) | Answer::Consent(yes) => self
                .messages
                .get(if *yes { "yes" } else { "no" })
                .to_owned(),
            #[cfg(feature = "full")]
            Answer::DateRange { from, to } => {
                [&format_date(from, locale), " – ", &format_date(to, locale)].concat()
            }
            #[cfg(feature = "full")]
            Answer::Address(parts) => join(parts.values().cloned()),
            #[cfg(feature = "full")]
            Answer::Files(files) => join(files.iter().map(|file| file.name.clone())),
            #[cfg(feature = "full")]
            Answer::Signature(crate::Signature::Typed(name)) => name.clone(),
            #[cfg(feature = "full")]
            Answer::Signature(crate::Signature::Drawn(_)) => self.messages.get("signed").to_owned(),
            #[cfg(feature = "full")]
            Answer::Rows(rows) => join(question.rows.iter().filter_map(|row| {
                let answer = rows.get(&row.id)?;
                Some([self.text(&row.title), ": ", &self.answer(question, answer)].concat())
            })),
            #[cfg(feature = "full")]
            Answer::Table(rows) => join(question.rows.iter().filter_map(|row| {
                let cells = rows.get(&row.id)?.iter().map(|(column, answer)| {
                    let own = question.questions.iter().find(|one| one.id == *column);
                    self.answer(own.unwrap_or(question), answer)
                });
                Some([self.text(&row.title), ": ", &join(cells)].concat())
            })),
            #[cfg(feature = "full")]
            Answer::Group(entries) => join(entries.iter().map(|entry| {
                join(question.questions.iter().filter_map(|inner| {
                    let answer = entry.answer(inner.id.as_str())?;
                    Some(self.answer(inner, answer))
                }))
            })),
        }
    }
}

fn join(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(", ")
}
