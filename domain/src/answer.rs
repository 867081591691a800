//! Answers that have been judged valid.

use crate::{OptionId, QuestionId};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The value of a valid answer. Stored as `{"type": …, "value": …}`, decimals as strings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Answer {
    /// A text, trimmed, lines ended by `\n`.
    Text(String),
    /// A decimal number.
    Number(Decimal),
    /// A step of a rating or recommendation scale.
    Scale(u8),
    /// The option chosen.
    Choice(OptionId),
    /// The options chosen, in the order of the definition, each once.
    Choices(Vec<OptionId>),
    /// Agreement; a refusal is the absence of an answer.
    Consent(bool),
}

/// What was given to one question: an answer, a comment, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// The comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// The valid answers of one submission, by question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<QuestionId, Given>);

impl Answers {
    /// The answer to a question.
    #[must_use]
    pub fn answer(&self, question: &str) -> Option<&Answer> {
        self.0.get(question)?.answer.as_ref()
    }

    /// The comment on a question.
    #[must_use]
    pub fn comment(&self, question: &str) -> Option<&str> {
        self.0.get(question)?.comment.as_deref()
    }
}
