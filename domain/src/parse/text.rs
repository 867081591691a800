//! Texts, and those of a certain shape.

use crate::{Answer, FieldFault, Question};

pub(super) fn parse_text(
    value: &str,
    limit: u32,
    lines: bool,
) -> Result<Option<String>, FieldFault> {
    let text = value.replace("\r\n", "\n");
    let text = text.trim();
    let strange = |c: char| c.is_control() && !(lines && matches!(c, '\n' | '\t'));
    if text.contains(strange) {
        return Err(FieldFault::ControlCharacter);
    }
    if text.chars().count() > limit as usize {
        return Err(FieldFault::TooLong(limit));
    }
    // What nobody sees is no answer.
    let unseen = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    Ok((!text.chars().all(unseen)).then(|| text.to_owned()))
}

pub(super) fn parse_checked(
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

/// The text with the digits 0 to 9 in place of Arabic and Persian ones, a plain minus, and without the marks that only
/// direct how text runs.
pub(super) fn western(text: &str) -> String {
    let one = |c: char| match c {
        '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' => Some(char::from(b'0' + (c as u8 & 15))),
        '\u{2212}' => Some('-'),
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2066}'..='\u{2069}' => None,
        c => Some(c),
    };
    text.chars().filter_map(one).collect()
}

/// The shape that HTML asks of `<input type=email>`, and a dot in the domain.
pub(super) fn is_email(text: &str) -> bool {
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

/// A telephone number, and the digits of its extension: what follows the first letter, `#` or `;`, whatever word
/// or sign introduces it there. `22 123 45 67 ext. 12` is `22 123 45 67` and `12`.
#[must_use]
pub fn phone_parts(text: &str) -> (&str, &str) {
    let begins = |c: char| c.is_alphabetic() || c == '#' || c == ';';
    let (number, rest) = text.split_at(text.find(begins).unwrap_or(text.len()));
    let extension = rest.trim_start_matches(|c: char| begins(c) || " .:=\u{a0}".contains(c));
    (number.trim_end(), extension)
}

/// A light check: 6 to 15 digits (ITU-T E.164 allows 15) and the signs people put between them; up to 7 digits of an
/// extension.
pub(super) fn is_phone(text: &str) -> bool {
    let (number, extension) = phone_parts(text);
    // No extension, and no letters either.
    if extension.len() > 7
        || !extension.bytes().all(|b| b.is_ascii_digit())
        || (extension.is_empty() && number.len() != text.len())
    {
        return false;
    }
    let rest = number.strip_prefix('+').unwrap_or(number);
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    (6..=15).contains(&digits)
        && rest
            .chars()
            .all(|c| c.is_ascii_digit() || " -.()/\u{a0}".contains(c))
}

/// An address of a web page, with its scheme: `www.example.com` is taken for `https://www.example.com`.
pub(super) fn parse_url(value: &str, question: &Question) -> Result<Option<Answer>, FieldFault> {
    let Some(text) = parse_text(value, question.length_limit(), false)? else {
        return Ok(None);
    };
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", &text));
    // Phones begin what is typed with a capital.
    let scheme = scheme.to_ascii_lowercase();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = host.split_once(':').unwrap_or((host, "0"));
    let sound = matches!(&*scheme, "http" | "https")
        && host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
        && port.parse::<u16>().is_ok()
        && !rest.contains(char::is_whitespace);
    let address = [&scheme, "://", rest].concat();
    if sound {
        Ok(Some(Answer::Text(address)))
    } else {
        Err(FieldFault::NotAUrl)
    }
}
