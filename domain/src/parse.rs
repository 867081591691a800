//! Reads the values of one question: what a visitor typed or chose becomes an answer, or is a fault.

use crate::{Answer, Comment, FieldFault, Kind, OptionId, Question};
use rust_decimal::Decimal;

/// Reads the answer; `None` if the question was left empty.
///
/// # Errors
/// Why the values are no answer to the question.
pub(crate) fn parse_answer(
    question: &Question,
    values: &[String],
) -> Result<Option<Answer>, FieldFault> {
    if question.kind == Kind::MultipleChoice {
        return Ok(parse_choices(question, values)?.map(Answer::Choices));
    }
    let value = single(values)?;
    Ok(match question.kind {
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
    })
}

/// Reads the comment beside an answer; `None` if it was left empty.
///
/// # Errors
/// Why the values are no comment.
pub(crate) fn parse_comment(
    comment: &Comment,
    values: &[String],
) -> Result<Option<String>, FieldFault> {
    parse_text(single(values)?, comment.length_limit(), true)
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
    let typed = Decimal::from_str_exact(&text).map_err(|_| FieldFault::NotANumber)?;
    let decimals = question.decimals.unwrap_or(0);
    // Zeros count: whoever types 1,000 may mean a thousand.
    if typed.scale() > decimals {
        return Err(FieldFault::TooManyDecimals(decimals));
    }
    let number = typed.normalize();
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn judge(mut properties: Value, values: &[&str]) -> Result<Option<Answer>, FieldFault> {
        properties["id"] = json!("q");
        properties["title"] = json!({"en": "Q"});
        let question = serde_json::from_value(properties).unwrap();
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        parse_answer(&question, &values)
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
    fn decimal_places_count_as_they_were_typed() {
        let kind = |decimals: u32| json!({"type": "number", "decimals": decimals});
        for (decimals, typed) in [(0, "1,000"), (0, "12.000"), (0, "0.0"), (1, "12.50")] {
            assert_eq!(
                judge(kind(decimals), &[typed]),
                Err(FieldFault::TooManyDecimals(decimals)),
                "{typed}"
            );
        }
        let thousand = Ok(Some(Answer::Number(1000.into())));
        assert_eq!(judge(kind(0), &["1 000"]), thousand);
        assert_eq!(judge(json!({"type": "number"}), &["1000"]), thousand);
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
}
