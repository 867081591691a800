//! Judges what was sent against the questions. The browser and the server run this same function.

use crate::parse::{parse_answer, parse_comment};
use crate::{
    Answer, Answers, Content, Entries, Given, Kind, Messages, Question, QuestionId, comment_field,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The part of a question that an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The answer itself.
    Answer,
    /// The comment beside it.
    Comment,
}

/// What is wrong with one answer or comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The question; of an unknown question, its supposed id.
    pub question: String,
    /// The answer or the comment.
    pub part: Part,
    /// What is wrong.
    pub fault: FieldFault,
}

impl FieldError {
    /// An error about the answer to `question`.
    #[must_use]
    pub fn answer(question: &QuestionId, fault: FieldFault) -> Self {
        Self {
            question: question.as_str().to_owned(),
            part: Part::Answer,
            fault,
        }
    }

    /// The name of the HTML field at fault.
    #[must_use]
    pub fn field(&self) -> String {
        match self.part {
            Part::Answer => self.question.clone(),
            Part::Comment => comment_field(&self.question),
        }
    }
}

/// Why an answer is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldFault {
    /// An answer must be given.
    Required,
    /// The statement must be agreed to.
    ConsentRequired,
    /// Not of the type the question asks for.
    WrongType,
    /// More characters than the limit.
    TooLong(u32),
    /// A character that no keyboard types.
    ControlCharacter,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a telephone number.
    NotAPhone,
    /// Not a decimal number.
    NotANumber,
    /// Less than the least allowed.
    TooSmall(Decimal),
    /// More than the most allowed.
    TooLarge(Decimal),
    /// More decimal places than the limit.
    TooManyDecimals(u32),
    /// Not one of the options.
    UnknownOption,
    /// Fewer options chosen than asked for.
    TooFew(u32),
    /// More options chosen than allowed.
    TooMany(u32),
    /// The form has no such question.
    UnknownQuestion,
    /// The question takes no comment.
    NoComment,
}

impl FieldFault {
    /// The stable code of this fault, in problem bodies and texts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::ConsentRequired => "consent_required",
            Self::WrongType => "wrong_type",
            Self::TooLong(_) => "too_long",
            Self::ControlCharacter => "control_character",
            Self::NotAnEmail => "not_an_email",
            Self::NotAPhone => "not_a_phone",
            Self::NotANumber => "not_a_number",
            Self::TooSmall(_) => "too_small",
            Self::TooLarge(_) => "too_large",
            Self::TooManyDecimals(_) => "too_many_decimals",
            Self::UnknownOption => "unknown_option",
            Self::TooFew(_) => "too_few",
            Self::TooMany(_) => "too_many",
            Self::UnknownQuestion => "unknown_question",
            Self::NoComment => "no_comment",
        }
    }

    /// The sentence for the visitor, in the language of `messages`.
    #[must_use]
    pub fn message(&self, messages: &Messages) -> String {
        let text = messages.get(self.code());
        let limit = match self {
            Self::TooLong(limit)
            | Self::TooManyDecimals(limit)
            | Self::TooFew(limit)
            | Self::TooMany(limit) => limit.to_string(),
            Self::TooSmall(limit) | Self::TooLarge(limit) => limit.to_string(),
            _ => return text.to_owned(),
        };
        text.replace("{limit}", &limit)
    }
}

/// Judges everything that was sent.
///
/// Field names that begin with `_` belong to the transport and are passed over.
///
/// # Errors
/// All faults, those of known questions in the order of the form, then the unknown ones.
pub fn validate(content: &Content, entries: &Entries) -> Result<Answers, Vec<FieldError>> {
    let mut answers = Answers::default();
    let mut errors = Vec::new();
    for question in &content.questions {
        match validate_question(question, entries) {
            Ok(Some(given)) => {
                answers.0.insert(question.id.clone(), given);
            }
            Ok(None) => {}
            Err(faults) => errors.extend(faults),
        }
    }
    for (name, _) in entries.iter().filter(|(name, _)| !name.starts_with('_')) {
        let (id, part) = match name.strip_suffix(".comment") {
            Some(id) => (id, Part::Comment),
            None => (name, Part::Answer),
        };
        let fault = match content.question(id) {
            None => FieldFault::UnknownQuestion,
            Some(question) if part == Part::Comment && question.comment.is_none() => {
                FieldFault::NoComment
            }
            Some(_) => continue,
        };
        errors.push(FieldError {
            question: id.to_owned(),
            part,
            fault,
        });
    }
    if errors.is_empty() {
        Ok(answers)
    } else {
        Err(errors)
    }
}

/// Judges one question: its answer and its comment; `None` if neither was given.
///
/// # Errors
/// At most one fault of the answer and one of the comment.
pub fn validate_question(
    question: &Question,
    entries: &Entries,
) -> Result<Option<Given>, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut error = |part, fault| {
        errors.push(FieldError {
            question: question.id.as_str().to_owned(),
            part,
            fault,
        });
    };
    let answer =
        required_answer(question, entries.values(question.id.as_str())).unwrap_or_else(|fault| {
            error(Part::Answer, fault);
            None
        });
    let comment = match &question.comment {
        Some(comment) => parse_comment(
            comment,
            entries.values(&comment_field(question.id.as_str())),
        )
        .unwrap_or_else(|fault| {
            error(Part::Comment, fault);
            None
        }),
        None => None,
    };
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok((answer.is_some() || comment.is_some()).then_some(Given { answer, comment }))
}

/// The answer, which a required question must have.
fn required_answer(question: &Question, values: &[String]) -> Result<Option<Answer>, FieldFault> {
    match parse_answer(question, values)? {
        None if question.required && question.kind == Kind::Consent => {
            Err(FieldFault::ConsentRequired)
        }
        None if question.required => Err(FieldFault::Required),
        answer => Ok(answer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn question(mut properties: Value) -> Question {
        properties["id"] = json!("q");
        properties["title"] = json!({"en": "Q"});
        serde_json::from_value(properties).unwrap()
    }

    fn judge(properties: Value, values: &[&str]) -> Result<Option<Answer>, FieldFault> {
        let entries = values
            .iter()
            .map(|value| ("q".to_owned(), (*value).to_owned()))
            .collect();
        match validate_question(&question(properties), &entries) {
            Ok(given) => Ok(given.and_then(|given| given.answer)),
            Err(mut errors) => Err(errors.remove(0).fault),
        }
    }

    #[test]
    fn a_required_consent_must_be_given() {
        let kind = || json!({"type": "consent", "required": true});
        assert_eq!(judge(kind(), &["yes"]), Ok(Some(Answer::Consent(true))));
        assert_eq!(judge(kind(), &["false"]), Err(FieldFault::ConsentRequired));
        assert_eq!(judge(kind(), &[]), Err(FieldFault::ConsentRequired));
    }

    #[test]
    fn a_required_answer_is_more_than_space() {
        let kind = || json!({"type": "text", "required": true});
        assert_eq!(
            judge(kind(), &[" a "]),
            Ok(Some(Answer::Text("a".to_owned())))
        );
        assert_eq!(judge(kind(), &["  "]), Err(FieldFault::Required));
        assert_eq!(judge(kind(), &[]), Err(FieldFault::Required));
    }

    #[test]
    fn unknown_questions_and_uninvited_comments_are_named() {
        let content: Content = serde_json::from_value(json!({
            "locales": ["en"], "fallback_locale": "en", "title": {"en": "T"},
            "questions": [{"id": "q", "type": "text", "title": {"en": "Q"}},
                          {"id": "s", "type": "rating", "title": {"en": "S"}, "comment": {}}],
        }))
        .unwrap();
        let pairs = [
            ("q.comment", "x"),
            ("zzz", "y"),
            ("_key", "k"),
            ("s.comment", "fine"),
        ];
        let entries = pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into_iter()
            .collect();
        let errors = validate(&content, &entries).unwrap_err();
        let found: Vec<_> = errors
            .iter()
            .map(|error| (error.field(), error.fault.code()))
            .collect();
        assert_eq!(
            found,
            [
                ("q.comment".into(), "no_comment"),
                ("zzz".into(), "unknown_question")
            ]
        );
    }
}
