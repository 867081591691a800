//! A test of one answer: `visit:at_least:3`.

use rust_decimal::Decimal;
use sonda_domain::{Answer, Answers, Given, Signature};
use std::str::FromStr;

/// How an answer is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// It is that; of several chosen, one of them is.
    Is,
    /// Its text holds that, in whatever case.
    Contains,
    /// It is that or more, or later.
    AtLeast,
    /// It is that or less, or earlier.
    AtMost,
    /// There is one.
    Given,
    /// There is none.
    Missing,
}

/// A test of the answer to one question, or to a row of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerTest {
    /// The question.
    pub question: String,
    /// The row of a matrix, and its column after a dot.
    pub part: Option<String>,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what, in lower case.
    pub value: String,
}

impl FromStr for AnswerTest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(3, ':');
        let field = parts.next().unwrap_or_default();
        let comparison = match parts.next() {
            Some("is") => Comparison::Is,
            Some("contains") => Comparison::Contains,
            Some("at_least") => Comparison::AtLeast,
            Some("at_most") => Comparison::AtMost,
            Some("given") => Comparison::Given,
            Some("missing") => Comparison::Missing,
            _ => {
                return Err(
                    "expected QUESTION:is|contains|at_least|at_most:VALUE, or QUESTION:given|missing"
                        .to_owned(),
                );
            }
        };
        let value = parts.next().unwrap_or_default().trim().to_lowercase();
        let needs_value = !matches!(comparison, Comparison::Given | Comparison::Missing);
        if field.is_empty() || (needs_value && value.is_empty()) {
            return Err("a question and a value are needed".to_owned());
        }
        let (question, part) = match field.split_once('.') {
            Some((question, part)) => (question, Some(part.to_owned())),
            None => (field, None),
        };
        Ok(Self {
            question: question.to_owned(),
            part,
            comparison,
            value,
        })
    }
}

impl AnswerTest {
    /// Whether answers pass.
    #[must_use]
    pub fn passes(&self, answers: &Answers) -> bool {
        let given = answers.0.get(self.question.as_str());
        let answer = given.and_then(|given| given.answer.as_ref());
        let answer = match &self.part {
            None => answer,
            Some(part) => answer.and_then(|answer| part_of(answer, part)),
        };
        match self.comparison {
            Comparison::Given => answer.is_some(),
            Comparison::Missing => answer.is_none(),
            Comparison::Contains => {
                let mut found = false;
                let mut look = |text: &str| found |= holds(text, &self.value);
                match (&self.part, given) {
                    (None, Some(given)) => texts_of(given, &mut look),
                    _ => {
                        if let Some(answer) = answer {
                            texts_of_answer(answer, &mut look);
                        }
                    }
                }
                found
            }
            Comparison::Is => answer.is_some_and(|answer| self.is(answer)),
            Comparison::AtLeast => answer.is_some_and(|answer| self.is_beyond(answer, true)),
            Comparison::AtMost => answer.is_some_and(|answer| self.is_beyond(answer, false)),
        }
    }

    fn is(&self, answer: &Answer) -> bool {
        let value = self.value.as_str();
        match answer {
            Answer::Number(number) => self.number() == Some(*number),
            Answer::Scale(step) => self.number() == Some(Decimal::from(*step)),
            Answer::YesNo(yes) | Answer::Consent(yes) => match value {
                "yes" | "true" => *yes,
                "no" | "false" => !*yes,
                _ => false,
            },
            Answer::Choice(option) => option.as_str().to_lowercase() == value,
            Answer::Choices(options) => {
                let mut options = options.iter();
                options.any(|option| option.as_str().to_lowercase() == value)
            }
            // The most preferred.
            Answer::Ranking(options) => options
                .first()
                .is_some_and(|option| option.as_str().to_lowercase() == value),
            Answer::DateRange { from, to } => from == value || to == value,
            answer => {
                let mut found = false;
                texts_of_answer(answer, &mut |text| found |= text.to_lowercase() == value);
                found
            }
        }
    }

    fn is_beyond(&self, answer: &Answer, above: bool) -> bool {
        let ordered = |ordering: std::cmp::Ordering| match above {
            true => ordering.is_ge(),
            false => ordering.is_le(),
        };
        let text = |text: &str| ordered(text.to_lowercase().as_str().cmp(&self.value));
        match answer {
            Answer::Number(number) => self.number().is_some_and(|than| ordered(number.cmp(&than))),
            Answer::Scale(step) => self
                .number()
                .is_some_and(|than| ordered(Decimal::from(*step).cmp(&than))),
            Answer::Date(day) | Answer::Time(day) => text(day),
            // A day holds all its hours.
            Answer::DateTime(moment) => {
                text(moment.get(..self.value.len()).unwrap_or(moment.as_str()))
            }
            Answer::DateRange { from, to } => text(if above { to } else { from }),
            _ => false,
        }
    }

    fn number(&self) -> Option<Decimal> {
        number(&self.value)
    }
}

/// A number as people type it.
pub(super) fn number(text: &str) -> Option<Decimal> {
    text.replace(',', ".").parse().ok()
}

fn part_of<'a>(answer: &'a Answer, part: &str) -> Option<&'a Answer> {
    match answer {
        Answer::Rows(rows) => rows.get(part),
        Answer::Table(table) => {
            let (row, column) = part.split_once('.')?;
            table.get(row)?.get(column)
        }
        _ => None,
    }
}

/// Whether a text holds a needle that is in lower case.
pub(super) fn holds(text: &str, needle: &str) -> bool {
    text.to_lowercase().contains(needle)
}

/// All texts of answers.
pub(super) fn texts(answers: &Answers, look: &mut dyn FnMut(&str)) {
    for (_, given) in &answers.0 {
        texts_of(given, look);
    }
}

fn texts_of(given: &Given, look: &mut dyn FnMut(&str)) {
    if let Some(answer) = &given.answer {
        texts_of_answer(answer, look);
    }
    for text in given.texts.values() {
        look(text);
    }
    if let Some(comment) = &given.comment {
        look(comment);
    }
}

fn texts_of_answer(answer: &Answer, look: &mut dyn FnMut(&str)) {
    match answer {
        Answer::Text(text) | Answer::Date(text) | Answer::Time(text) | Answer::DateTime(text) => {
            look(text);
        }
        Answer::Address(parts) => parts.values().for_each(|part| look(part)),
        Answer::Files(files) => files.iter().for_each(|file| look(&file.name)),
        Answer::Signature(Signature::Typed(name)) => look(name),
        Answer::Rows(rows) => {
            for answer in rows.values() {
                texts_of_answer(answer, look);
            }
        }
        Answer::Table(table) => {
            for answer in table.values().flat_map(|cells| cells.values()) {
                texts_of_answer(answer, look);
            }
        }
        Answer::Group(entries) => {
            for entry in entries {
                texts(entry, look);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn passes(test: &str, answers: Value) -> bool {
        let answers: Answers = serde_json::from_value(answers).unwrap();
        test.parse::<AnswerTest>().unwrap().passes(&answers)
    }

    fn one(kind: &str, value: Value) -> Value {
        json!({"q": {"answer": {"type": kind, "value": value}}})
    }

    #[test]
    fn numbers_are_compared_by_their_value_not_by_their_digits() {
        assert!(passes("q:is:3", one("number", json!("3.00"))));
        assert!(passes("q:at_least:9,5", one("number", json!("10"))));
        assert!(!passes("q:at_most:9", one("number", json!("10"))));
        assert!(passes("q:at_most:3", one("scale", json!(3))));
    }

    #[test]
    fn one_of_several_options_is_enough() {
        let chosen = || one("choices", json!(["a", "b"]));
        assert!(passes("q:is:b", chosen()));
        assert!(!passes("q:is:c", chosen()));
        assert!(passes("q:is:a", one("ranking", json!(["a", "b"]))));
        assert!(!passes("q:is:b", one("ranking", json!(["a", "b"]))));
    }

    #[test]
    fn texts_are_found_in_any_case_and_in_comments() {
        assert!(passes("q:contains:żółć", one("text", json!("Taka ŻÓŁĆ"))));
        let comment = || json!({"q": {"comment": "Very Slow"}});
        assert!(passes("q:contains:SLOW", comment()));
        assert!(passes("q:missing", comment()));
        assert!(!passes("other:contains:slow", comment()));
    }

    #[test]
    fn a_row_of_a_matrix_is_tested_by_itself() {
        let rows = || one("rows", json!({"r1": {"type": "scale", "value": 4}}));
        assert!(passes("q.r1:at_least:4", rows()));
        assert!(passes("q.r2:missing", rows()));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for text in ["", "q", "q:like:x", "q:is", "q:is: ", ":is:x"] {
            assert!(text.parse::<AnswerTest>().is_err(), "{text}");
        }
    }
}
