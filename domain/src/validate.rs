//! Judges what was sent against the form. The browser and the server run this same function.

use crate::{
    Answers, Content, Course, Entries, FieldError, FieldFault, Kind, Known, OptionId, PageId,
    Question, QuestionId, Sorted,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a valid submission says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The answers to the questions that are shown.
    pub answers: Answers,
    /// What follows from them.
    pub conclusion: Conclusion,
}

/// What follows from the answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Conclusion {
    /// The calculated values.
    #[serde(default, skip_serializing_if = "Sorted::is_empty")]
    pub results: Sorted<QuestionId, CalculatedValue>,
    /// The ending it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<PageId>,
}

/// A calculated value, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CalculatedValue {
    /// The number, rounded as the calculation says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Decimal>,
    /// The text, where it is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The band it lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<OptionId>,
}

/// Judges everything that was sent. What is not shown with these answers is dropped.
///
/// Field names that begin with `_` belong to the transport and are passed over.
///
/// # Errors
/// All faults, those of known questions in the order of the form, then the unknown ones.
pub fn validate(
    content: &Content,
    entries: &Entries,
    known: &Known,
) -> Result<Judged, Vec<FieldError>> {
    let course = Course::of(content, entries, known);
    let strange = strange_fields(content, entries);
    if course.errors.is_empty() && strange.is_empty() {
        return Ok(course.judged(content));
    }
    let mut errors = course.errors;
    errors.extend(strange);
    Err(errors)
}

impl Course {
    /// What the submission says, where nothing is wrong with it.
    #[must_use]
    pub fn judged(&self, content: &Content) -> Judged {
        let result = |outcome: &crate::Outcome| {
            let calculation = content.calculations.get(outcome.calculation)?;
            let (number, text) = match &outcome.value {
                crate::Value::Number(number) => (Some(*number), None),
                crate::Value::Text(text) => (None, Some(text.clone())),
                crate::Value::Bool(value) => (None, Some(value.to_string())),
                _ => return None,
            };
            let band = outcome.band.clone();
            Some((
                calculation.id.clone(),
                CalculatedValue { number, text, band },
            ))
        };
        let ending = self.ending.and_then(|index| content.endings.get(index));
        Judged {
            answers: self.answers(content),
            conclusion: Conclusion {
                results: self.outcomes.iter().filter_map(result).collect(),
                ending: ending.map(|ending| ending.id.clone()),
            },
        }
    }
}

impl Content {
    /// Whether a question, or a part or the comment of one, has a field of that name.
    #[must_use]
    pub fn has_field(&self, name: &str) -> bool {
        let (id, part) = name.split_once('.').unwrap_or((name, ""));
        let fits = |question| matches!(part, "" | "comment") || has_part(question, part);
        self.question(id).is_some_and(fits)
    }
}

/// Fields that no question has.
fn strange_fields(content: &Content, entries: &Entries) -> Vec<FieldError> {
    let fields = entries.iter().filter(|(name, _)| !name.starts_with('_'));
    fields
        .filter_map(|(name, _)| {
            let (id, part) = name.split_once('.').unwrap_or((name, ""));
            let fault = match content.question(id) {
                None => FieldFault::UnknownQuestion,
                Some(_) if part.is_empty() => return None,
                Some(question) if part == "comment" && question.comment.is_none() => {
                    FieldFault::NoComment
                }
                Some(question) if part != "comment" && !has_part(question, part) => {
                    FieldFault::UnknownQuestion
                }
                Some(_) => return None,
            };
            Some(FieldError::new(name, fault))
        })
        .collect()
}

/// Whether fields of a question may have that part.
fn has_part(question: &Question, part: &str) -> bool {
    let first = part.split('.').next().unwrap_or_default();
    match question.kind {
        Kind::Matrix => question.rows.iter().any(|row| row.id.as_str() == first),
        Kind::Group => first.parse::<u32>().is_ok_and(|index| index < 50),
        Kind::DateRange => matches!(part, "from" | "to"),
        Kind::Address => question
            .address_parts()
            .iter()
            .any(|one| one.as_str() == part),
        Kind::Signature => part == "name",
        _ => question.option(part).is_some(),
    }
}
