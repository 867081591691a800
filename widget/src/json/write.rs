//! Writes JSON: the few shapes that leave the bundle.

use sonda_domain::Entries;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Writes a text.
#[inline(never)]
pub(crate) fn text(json: &mut String, text: &str) {
    json.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => json.push('\\'),
            '\0'..='\x1f' => {
                let code = char as usize;
                json.push_str("\\u00");
                json.push(char::from(HEX[code >> 4]));
                json.push(char::from(HEX[code & 15]));
                continue;
            }
            _ => {}
        }
        json.push(char);
    }
    json.push('"');
}

/// Writes a member's name in an object that may have members before it.
#[inline(never)]
pub(crate) fn name(json: &mut String, name: &str) {
    if !json.ends_with('{') {
        json.push(',');
    }
    text(json, name);
    json.push(':');
}

/// Writes a member that is a text.
#[inline(never)]
pub(crate) fn member(json: &mut String, key: &str, value: &str) {
    name(json, key);
    text(json, value);
}

/// Writes texts as an array.
#[inline(never)]
pub(crate) fn texts(json: &mut String, values: &[String]) {
    let mut before = '[';
    for value in values {
        json.push(before);
        text(json, value);
        before = ',';
    }
    json.push_str(if values.is_empty() { "[]" } else { "]" });
}

/// Writes entries as an object.
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "the browser keeps entries")
)]
pub(crate) fn entries(json: &mut String, entries: &Entries) {
    json.push('{');
    for (field, values) in entries.iter() {
        name(json, field);
        texts(json, values);
    }
    json.push('}');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn a_text_is_read_as_it_was_written() {
        let every = (0..0x80_u8).map(char::from).chain("żółć 😀".chars());
        let every: String = every.collect();
        let mut json = String::new();
        text(&mut json, &every);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), every);
    }

    #[test]
    fn members_and_texts_are_kept_apart() {
        let mut json = "{".to_owned();
        member(&mut json, "a", "{");
        name(&mut json, "b");
        texts(&mut json, &["x".to_owned(), String::new()]);
        name(&mut json, "c");
        texts(&mut json, &[]);
        json.push('}');
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read, json!({"a": "{", "b": ["x", ""], "c": []}));
    }
}
