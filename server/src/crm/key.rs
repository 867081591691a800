//! The values that records are found by, in the form in which they are compared.

use super::table::{Column, ColumnType, TextFormat};
use serde_json::Value;

/// The most characters of a text that records can be found by: every index entry stays small.
pub(super) const LONGEST_IDENTIFYING_TEXT: u32 = 254;

/// The form in which an identifying value is compared; `None` if nothing is left of it.
///
/// Two e-mail addresses are the same if only the letters' case differs, two telephone numbers if
/// their digits and leading `+` are the same, `00` being another way to write `+`.
#[must_use]
pub fn identifying_value(column: &Column, value: &Value) -> Option<String> {
    let key = match (&column.kind, value) {
        (ColumnType::Text { format, .. }, Value::String(text)) => match format {
            TextFormat::Plain => text.trim().to_owned(),
            TextFormat::Email => text.trim().to_lowercase(),
            TextFormat::Phone => phone(text),
        },
        (_, Value::String(text)) => text.clone(),
        (_, Value::Number(number)) => number.to_string(),
        _ => return None,
    };
    (!key.is_empty()).then_some(key)
}

fn phone(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.trim_start().starts_with('+') {
        return format!("+{digits}");
    }
    match digits.strip_prefix("00") {
        Some(international) => format!("+{international}"),
        None => digits,
    }
}

/// A text in a pattern where `%` and `_` would stand for other letters, as itself.
pub(super) fn literally(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(format: TextFormat, text: &str) -> Option<String> {
        let column = Column::new("c", ColumnType::Text { length: 50, format });
        identifying_value(&column, &Value::from(text))
    }

    #[test]
    fn ways_of_writing_one_address_or_number_are_the_same() {
        for text in ["ola@example.pl", " Ola@Example.PL "] {
            assert_eq!(
                key(TextFormat::Email, text).as_deref(),
                Some("ola@example.pl")
            );
        }
        for text in ["+48 601-234-567", "0048601234567", " +48 (601) 234 567"] {
            assert_eq!(
                key(TextFormat::Phone, text).as_deref(),
                Some("+48601234567")
            );
        }
        assert_eq!(
            key(TextFormat::Phone, "601 234 567").as_deref(),
            Some("601234567")
        );
        assert_eq!(key(TextFormat::Plain, " SN-1 ").as_deref(), Some("SN-1"));
        assert_eq!(key(TextFormat::Phone, "()"), None);
    }
}
