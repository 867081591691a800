//! Answers that have been judged valid.

#[cfg(feature = "full")]
use crate::AddressPart;
use crate::{OptionId, QuestionId, Sorted};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The value of a valid answer. Stored as `{"type": …, "value": …}`, decimals as strings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Answer {
    /// A text, trimmed, lines ended by `\n`.
    Text(String),
    /// A decimal number.
    Number(Decimal),
    /// A step of a scale.
    Scale(u8),
    /// The option chosen.
    Choice(OptionId),
    /// The options chosen, in the order of the definition, each once.
    Choices(Vec<OptionId>),
    /// Yes or no.
    YesNo(bool),
    /// Agreement; a refusal is the absence of an answer.
    Consent(bool),
    /// The options, the most preferred first.
    #[cfg(feature = "full")]
    Ranking(Vec<OptionId>),
    /// A date, as `2026-01-31`.
    #[cfg(feature = "full")]
    Date(String),
    /// A time of day, as `14:05`.
    #[cfg(feature = "full")]
    Time(String),
    /// A date and a time of day, as `2026-01-31T14:05`.
    #[cfg(feature = "full")]
    DateTime(String),
    /// Two dates, the first not after the second.
    #[cfg(feature = "full")]
    DateRange {
        /// The first day.
        from: String,
        /// The last day.
        to: String,
    },
    /// The parts of an address.
    #[cfg(feature = "full")]
    Address(Sorted<AddressPart, String>),
    /// Files that were sent before.
    #[cfg(feature = "full")]
    Files(Vec<FileRef>),
    /// A signature.
    #[cfg(feature = "full")]
    Signature(Signature),
    /// The answers by row.
    #[cfg(feature = "full")]
    Rows(Sorted<OptionId, Answer>),
    /// The answers by row and column.
    #[cfg(feature = "full")]
    Table(Sorted<OptionId, Sorted<QuestionId, Answer>>),
    /// The answers of each entry.
    #[cfg(feature = "full")]
    Group(Vec<Answers>),
}

/// A file that was sent before the form was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileRef {
    /// Its id, under which authorised people download it.
    pub id: String,
    /// The name it had on the visitor's device.
    pub name: String,
    /// Its media type, by its content.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// The strokes drawn in a box of 600 by 200, as an SVG path of absolute `M` and `L`.
    Drawn(String),
    /// A name typed in place of it.
    Typed(String),
}

/// What was given to one question: an answer, a comment, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Given {
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// The visitor's own words to the options that take a text.
    #[serde(default, skip_serializing_if = "Sorted::is_empty")]
    pub texts: Sorted<OptionId, String>,
    /// The comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The wording that an agreement was given to, as the definition names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// The valid answers of one submission, by question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Answers(pub Sorted<QuestionId, Given>);

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
