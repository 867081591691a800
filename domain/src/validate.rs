//! Judges what was sent against the questions. The browser and the server run this same function.

use crate::{
    Answer, Answers, Content, Entries, Given, Kind, Messages, OptionId, Question, QuestionId,
    comment_field,
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
        parse_answer(question, entries.values(question.id.as_str())).unwrap_or_else(|fault| {
            error(Part::Answer, fault);
            None
        });
    let comment = match &question.comment {
        Some(comment) => single(entries.values(&comment_field(question.id.as_str())))
            .and_then(|text| parse_text(text, comment.length_limit(), true))
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

fn parse_answer(question: &Question, values: &[String]) -> Result<Option<Answer>, FieldFault> {
    let answer = if question.kind == Kind::MultipleChoice {
        parse_choices(question, values)?.map(Answer::Choices)
    } else {
        let value = single(values)?;
        match question.kind {
            Kind::LongText => parse_text(value, question.length_limit(), true)?.map(Answer::Text),
            Kind::Email => parse_checked(value, question, is_email, FieldFault::NotAnEmail)?,
            Kind::Phone => parse_checked(value, question, is_phone, FieldFault::NotAPhone)?,
            Kind::Number => parse_number(value, question)?.map(Answer::Number),
            Kind::SingleChoice => parse_choice(value, question)?.map(Answer::Choice),
            Kind::Rating | Kind::Nps => parse_scale(value, question)?.map(Answer::Scale),
            Kind::Consent => parse_consent(value)?,
            Kind::Text | Kind::MultipleChoice => {
                parse_text(value, question.length_limit(), false)?.map(Answer::Text)
            }
        }
    };
    match answer {
        None if question.required && question.kind == Kind::Consent => {
            Err(FieldFault::ConsentRequired)
        }
        None if question.required => Err(FieldFault::Required),
        answer => Ok(answer),
    }
}

/// The one value of a field that takes one; several filled ones are a fault.
fn single(values: &[String]) -> Result<&str, FieldFault> {
    match values {
        [] => Ok(""),
        [value] => Ok(value),
        _ => Err(FieldFault::WrongType),
    }
}

fn parse_text(value: &str, limit: u32, lines: bool) -> Result<Option<String>, FieldFault> {
    let text = value.replace("\r\n", "\n");
    let text = text.trim();
    let strange = |c: char| c.is_control() && !(lines && matches!(c, '\n' | '\t'));
    if text.contains(strange) {
        return Err(FieldFault::ControlCharacter);
    }
    if text.chars().count() > limit as usize {
        return Err(FieldFault::TooLong(limit));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn parse_checked(
    value: &str,
    question: &Question,
    sound: fn(&str) -> bool,
    fault: FieldFault,
) -> Result<Option<Answer>, FieldFault> {
    match parse_text(value, question.length_limit(), false)? {
        Some(text) if !sound(&text) => Err(fault),
        text => Ok(text.map(Answer::Text)),
    }
}

/// The shape that HTML asks of `<input type=email>`, and a dot in the domain.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let sound_label = |label: &str| {
        matches!(label.len(), 1..=63)
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let sound_local = |c: char| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
    !local.is_empty()
        && local.chars().all(sound_local)
        && domain.contains('.')
        && domain.split('.').all(sound_label)
}

/// A light check: 6 to 15 digits (ITU-T E.164 allows 15) and the signs people put between them.
fn is_phone(text: &str) -> bool {
    let rest = text.strip_prefix('+').unwrap_or(text);
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    (6..=15).contains(&digits)
        && rest
            .chars()
            .all(|c| c.is_ascii_digit() || " -.()/\u{a0}".contains(c))
}

fn parse_number(value: &str, question: &Question) -> Result<Option<Decimal>, FieldFault> {
    let text: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        return Ok(None);
    }
    let text = text.replacen(',', ".", 1);
    let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
    let plain = digits.len() <= 28
        && digits.bytes().any(|b| b.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if !plain {
        return Err(FieldFault::NotANumber);
    }
    let number = Decimal::from_str_exact(&text)
        .map_err(|_| FieldFault::NotANumber)?
        .normalize();
    let decimals = question.decimals.unwrap_or(0);
    if number.scale() > decimals {
        return Err(FieldFault::TooManyDecimals(decimals));
    }
    match (question.min, question.max) {
        (Some(min), _) if number < min => Err(FieldFault::TooSmall(min)),
        (_, Some(max)) if number > max => Err(FieldFault::TooLarge(max)),
        _ => Ok(Some(number)),
    }
}

fn parse_scale(value: &str, question: &Question) -> Result<Option<u8>, FieldFault> {
    if value.is_empty() {
        return Ok(None);
    }
    let step: u8 = value.parse().map_err(|_| FieldFault::UnknownOption)?;
    match question.scale() {
        Some((lowest, highest)) if (lowest..=highest).contains(&step) => Ok(Some(step)),
        _ => Err(FieldFault::UnknownOption),
    }
}

fn option_of(question: &Question, value: &str) -> Result<OptionId, FieldFault> {
    let option = question
        .options
        .iter()
        .find(|option| option.id.as_str() == value);
    option
        .map(|option| option.id.clone())
        .ok_or(FieldFault::UnknownOption)
}

fn parse_choice(value: &str, question: &Question) -> Result<Option<OptionId>, FieldFault> {
    if value.is_empty() {
        Ok(None)
    } else {
        option_of(question, value).map(Some)
    }
}

fn parse_choices(
    question: &Question,
    values: &[String],
) -> Result<Option<Vec<OptionId>>, FieldFault> {
    let values: Vec<&String> = values.iter().filter(|value| !value.is_empty()).collect();
    for value in &values {
        option_of(question, value)?;
    }
    let chosen: Vec<OptionId> = question
        .options
        .iter()
        .filter(|option| values.iter().any(|value| *value == option.id.as_str()))
        .map(|option| option.id.clone())
        .collect();
    if chosen.is_empty() {
        return Ok(None);
    }
    let count = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
    match (question.min_chosen, question.max_chosen) {
        (Some(fewest), _) if count < fewest => Err(FieldFault::TooFew(fewest)),
        (_, Some(most)) if count > most => Err(FieldFault::TooMany(most)),
        _ => Ok(Some(chosen)),
    }
}

fn parse_consent(value: &str) -> Result<Option<Answer>, FieldFault> {
    match value {
        "" | "false" => Ok(None),
        "yes" | "true" | "on" => Ok(Some(Answer::Consent(true))),
        _ => Err(FieldFault::WrongType),
    }
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn question(properties: Value) -> Question {
        let mut value = json!({"id": "q", "title": {"en": "Q"}});
        value
            .as_object_mut()
            .unwrap()
            .extend(properties.as_object().unwrap().clone());
        serde_json::from_value(value).unwrap()
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

    fn text(value: &str) -> Result<Option<Answer>, FieldFault> {
        Ok(Some(Answer::Text(value.into())))
    }

    #[test]
    fn text_is_trimmed_and_bounded() {
        let kind = || json!({"type": "text", "max_length": 3});
        assert_eq!(judge(kind(), &[" żół "]), text("żół"));
        assert_eq!(judge(kind(), &["żółw"]), Err(FieldFault::TooLong(3)));
        assert_eq!(judge(kind(), &["a\nb"]), Err(FieldFault::ControlCharacter));
        assert_eq!(judge(kind(), &["a", "b"]), Err(FieldFault::WrongType));
        assert_eq!(judge(kind(), &["  "]), Ok(None));
        assert_eq!(
            judge(json!({"type": "text", "required": true}), &["  "]),
            Err(FieldFault::Required)
        );
    }

    #[test]
    fn long_text_keeps_its_lines_whoever_sends_them() {
        let kind = || json!({"type": "long_text"});
        assert_eq!(judge(kind(), &["a\r\nb"]), text("a\nb"));
        assert_eq!(judge(kind(), &["a\nb"]), text("a\nb"));
        assert_eq!(
            judge(kind(), &["a\u{0}b"]),
            Err(FieldFault::ControlCharacter)
        );
    }

    #[test]
    fn emails_and_phones_are_lightly_checked() {
        for good in ["a@b.co", "o'hara+x@sub.example.org", "żółw@przykład.pl"] {
            assert_eq!(judge(json!({"type": "email"}), &[good]), text(good));
        }
        for bad in [
            "a",
            "a@b",
            "@b.co",
            "a b@c.de",
            "a@b..c",
            "a@-b.co",
            "a@b.co,c@d.eu",
        ] {
            assert_eq!(
                judge(json!({"type": "email"}), &[bad]),
                Err(FieldFault::NotAnEmail),
                "{bad}"
            );
        }
        for good in ["+48 601-234-567", "(22) 123 45 67", "601234"] {
            assert_eq!(judge(json!({"type": "phone"}), &[good]), text(good));
        }
        for bad in ["12345", "+48 abc def", "1234567890123456", "48+601234567"] {
            assert_eq!(
                judge(json!({"type": "phone"}), &[bad]),
                Err(FieldFault::NotAPhone),
                "{bad}"
            );
        }
    }

    #[test]
    fn numbers_take_comma_or_point_and_keep_every_digit() {
        let kind = || json!({"type": "number", "min": -1, "max": 1000, "decimals": 2});
        let number = |text: &str| Ok(Some(Answer::Number(text.parse().unwrap())));
        assert_eq!(judge(kind(), &["12,50"]), number("12.5"));
        assert_eq!(judge(kind(), &[" 1 000.00 "]), number("1000"));
        assert_eq!(judge(kind(), &["-1"]), number("-1"));
        assert_eq!(
            judge(kind(), &["-1.01"]),
            Err(FieldFault::TooSmall((-1).into()))
        );
        assert_eq!(
            judge(kind(), &["1000.01"]),
            Err(FieldFault::TooLarge(1000.into()))
        );
        assert_eq!(
            judge(kind(), &["0.123"]),
            Err(FieldFault::TooManyDecimals(2))
        );
        for bad in [
            "1e3",
            "--1",
            "1,2,3",
            "1.2.3",
            ".",
            "NaN",
            "0x10",
            "١٢",
            "99999999999999999999999999999999",
        ] {
            assert_eq!(judge(kind(), &[bad]), Err(FieldFault::NotANumber), "{bad}");
        }
    }

    #[test]
    fn scales_take_only_their_steps() {
        assert_eq!(
            judge(json!({"type": "rating"}), &["5"]),
            Ok(Some(Answer::Scale(5)))
        );
        assert_eq!(
            judge(json!({"type": "nps"}), &["0"]),
            Ok(Some(Answer::Scale(0)))
        );
        for (kind, bad) in [
            ("rating", "0"),
            ("rating", "6"),
            ("nps", "11"),
            ("nps", "-1"),
            ("nps", "5.0"),
        ] {
            assert_eq!(
                judge(json!({"type": kind}), &[bad]),
                Err(FieldFault::UnknownOption),
                "{kind} {bad}"
            );
        }
    }

    #[test]
    fn choices_are_known_counted_and_ordered() {
        let options = json!([{"id": "a", "title": {"en": "A"}}, {"id": "b", "title": {"en": "B"}}, {"id": "c", "title": {"en": "C"}}]);
        let many = || json!({"type": "multiple_choice", "options": options, "min_chosen": 2, "max_chosen": 2});
        let ids = |ids: &[&str]| {
            Ok(Some(Answer::Choices(
                ids.iter().map(|id| id.parse().unwrap()).collect(),
            )))
        };
        assert_eq!(judge(many(), &["c", "a", "c"]), ids(&["a", "c"]));
        assert_eq!(judge(many(), &["a"]), Err(FieldFault::TooFew(2)));
        assert_eq!(judge(many(), &["a", "b", "c"]), Err(FieldFault::TooMany(2)));
        assert_eq!(judge(many(), &["a", "x"]), Err(FieldFault::UnknownOption));
        assert_eq!(judge(many(), &[]), Ok(None));
        let one = json!({"type": "single_choice", "options": options});
        assert_eq!(judge(one, &["A"]), Err(FieldFault::UnknownOption));
    }

    #[test]
    fn a_required_consent_must_be_given() {
        let kind = || json!({"type": "consent", "required": true});
        assert_eq!(judge(kind(), &["yes"]), Ok(Some(Answer::Consent(true))));
        assert_eq!(judge(kind(), &["false"]), Err(FieldFault::ConsentRequired));
        assert_eq!(judge(kind(), &[]), Err(FieldFault::ConsentRequired));
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
