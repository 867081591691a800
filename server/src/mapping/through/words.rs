//! Changes of a text: spaces, letters, parts of a name. None makes a text longer.

use crate::mapping::promise::Promise;
use crate::mapping::shape::Shape;
use crate::mapping::value::Raw;
use serde_json::Value;

/// What a change of texts promises; those that are known before are changed at once.
pub(super) fn promise(
    name: &str,
    promise: Promise,
    change: impl Fn(&str) -> Option<String>,
) -> Result<Promise, String> {
    let nothing = || format!("`{name}` leaves nothing of it: leave `{name}` out");
    let shape = match promise.shape {
        shape @ (Shape::Text { .. } | Shape::Cut | Shape::Written) => shape,
        Shape::Calculated { .. } => Shape::Written,
        Shape::Words(words) => {
            return known(&words, promise.can_be_empty, change).ok_or_else(nothing);
        }
        Shape::Options { options, most: 1 } => {
            let titles: Vec<String> = options.into_iter().map(|(_, title)| title).collect();
            return known(&titles, promise.can_be_empty, change).ok_or_else(nothing);
        }
        shape @ Shape::Options { .. } => Shape::Text {
            longest: shape.longest_text(),
        },
        Shape::Fixed { values, most } => {
            let mut changed = Vec::with_capacity(values.len());
            for value in &values {
                let text = value.as_str().ok_or_else(|| {
                    format!("`{name}` takes a text, but {value} is none: write it as it should be")
                })?;
                changed.extend(change(text).map(Value::from));
            }
            if changed.is_empty() {
                return Err(nothing());
            }
            return Ok(Promise {
                can_be_empty: promise.can_be_empty || changed.len() < values.len(),
                shape: Shape::Fixed {
                    values: changed,
                    most,
                },
            });
        }
        other => {
            return Err(format!(
                "`{name}` takes a text, but the source gives {}: leave it out",
                other.describe()
            ));
        }
    };
    Ok(Promise { shape, ..promise })
}

fn known(
    words: &[String],
    can_be_empty: bool,
    change: impl Fn(&str) -> Option<String>,
) -> Option<Promise> {
    let changed: Vec<String> = words.iter().filter_map(|word| change(word)).collect();
    (!changed.is_empty()).then_some(Promise {
        can_be_empty: can_be_empty || changed.len() < words.len(),
        shape: Shape::Words(changed),
    })
}

/// Changes the text that a value is.
pub(super) fn pass(raw: Raw, change: &dyn Fn(&str) -> Option<String>) -> Option<Raw> {
    match raw {
        Raw::Cut(text) => change(&text).map(Raw::Cut),
        Raw::Calculated(number, text) => {
            let text = Raw::Calculated(number, text).into_text();
            change(&text).map(|text| Raw::Calculated(number, text))
        }
        Raw::Fixed(value) => change(value.as_str()?).map(|text| Raw::Fixed(text.into())),
        Raw::Several(values) => {
            let changed = values.iter().filter_map(|value| change(value.as_str()?));
            let changed: Vec<Value> = changed.map(Value::from).collect();
            (!changed.is_empty()).then_some(Raw::Several(changed))
        }
        raw => change(&raw.into_text()).map(Raw::Text),
    }
}

fn some(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

/// Without the spaces around it, and with single ones within; lines stay lines.
pub(super) fn trim(text: &str) -> Option<String> {
    let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = text.split('\n').map(line).collect();
    some(lines.join("\n").trim().to_owned())
}

/// Small letters, each in the place of one: `İ` becomes `i`.
pub(super) fn lower(text: &str) -> Option<String> {
    some(text.replace('\u{130}', "i").to_lowercase())
}

/// Capital letters, each in the place of one: `ß` becomes `ẞ`.
pub(super) fn upper(text: &str) -> Option<String> {
    some(text.chars().map(capital).collect())
}

fn capital(letter: char) -> char {
    if letter == 'ß' {
        return 'ẞ';
    }
    let mut capitals = letter.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(capital), None) => capital,
        _ => letter,
    }
}

/// Each word, and each part of it that follows a hyphen, begins with a capital letter.
pub(super) fn title(text: &str) -> Option<String> {
    let mut begins = true;
    let lowered = lower(text)?;
    let one = |letter: char| {
        let changed = if begins { capital(letter) } else { letter };
        begins = letter.is_whitespace() || letter == '-';
        changed
    };
    some(lowered.chars().map(one).collect())
}

/// All but the last word.
pub(super) fn first_name(text: &str) -> Option<String> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    words.pop();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The last word.
pub(super) fn last_name(text: &str) -> Option<String> {
    text.split_whitespace().last().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_becomes_more_than_one() {
        for letter in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let text = format!("a{letter}b {letter}");
            for change in [lower, upper, title] {
                let changed = change(&text).unwrap();
                assert_eq!(changed.chars().count(), text.chars().count(), "{text:?}");
            }
        }
    }

    #[test]
    fn letters_change_as_people_write_them() {
        assert_eq!(lower("ŻÓŁĆ İ ΟΔΟΣ").unwrap(), "żółć i οδος");
        assert_eq!(upper("Straße żółć").unwrap(), "STRAẞE ŻÓŁĆ");
        assert_eq!(
            title("ANNA-maria żak O'BRIEN").unwrap(),
            "Anna-Maria Żak O'brien"
        );
        assert_eq!(trim("  a \u{a0} b \n c ").unwrap(), "a b\nc");
    }

    #[test]
    fn a_full_name_is_split_at_its_last_word() {
        assert_eq!(first_name("Anna Maria Żak").unwrap(), "Anna Maria");
        assert_eq!(last_name("Anna Maria Żak").unwrap(), "Żak");
        assert_eq!(
            (first_name("Ola"), last_name("Ola").as_deref()),
            (None, Some("Ola"))
        );
    }
}
