//! What the maker of a personal link gives along: values of its contact and of the link itself, bounded.

use serde::{Deserialize, Serialize};
use sonda_domain::{Content, Known, Locale};
use std::collections::BTreeMap;
use std::fmt;

/// The most values of one link.
const MOST_VALUES: usize = 50;
/// The most characters of a name.
const LONGEST_NAME: usize = 64;
/// The most characters of a value.
pub(crate) const LONGEST_VALUE: usize = 500;

/// The values of a personal link, by full name: `contact.first_name`, `link.order`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LinkValues(BTreeMap<String, String>);

/// Whom a value is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueOf {
    /// The contact the link is made for.
    Contact,
    /// The link itself: an order, a visit.
    Link,
}

/// Why a value cannot be given along. Never quotes the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkValueError {
    /// The name has another alphabet or length.
    #[error("`{0}` cannot name a value: it takes 1 to {LONGEST_NAME} of a-z, A-Z, 0-9 and `_`")]
    Name(String),
    /// The value is too long, or holds a character that no keyboard types.
    #[error("the value of `{0}` must be at most {LONGEST_VALUE} characters on one line")]
    Value(String),
    /// More than a link keeps.
    #[error("a link keeps at most {MOST_VALUES} values")]
    TooMany,
}

impl LinkValues {
    /// Adds a value; one of the same name gives way.
    ///
    /// # Errors
    /// A name or value that is not taken, or one more than a link keeps.
    pub fn give(&mut self, of: ValueOf, name: &str, value: &str) -> Result<(), LinkValueError> {
        let sound = (1..=LONGEST_NAME).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !sound {
            return Err(LinkValueError::Name(name.chars().take(80).collect()));
        }
        if value.chars().count() > LONGEST_VALUE || value.contains(char::is_control) {
            return Err(LinkValueError::Value(name.to_owned()));
        }
        let kind = match of {
            ValueOf::Contact => "contact",
            ValueOf::Link => "link",
        };
        self.0.insert(format!("{kind}.{name}"), value.to_owned());
        if self.0.len() > MOST_VALUES {
            return Err(LinkValueError::TooMany);
        }
        Ok(())
    }

    /// The value of that name; `kind` is `contact` or `link`.
    #[must_use]
    pub fn get(&self, kind: &str, name: &str) -> Option<&str> {
        self.0.get(&format!("{kind}.{name}")).map(String::as_str)
    }

    /// What logic and texts may know: the values that the content declares, and no other.
    #[must_use]
    pub fn known(&self, content: &Content, locale: &Locale) -> Known {
        let declared = self
            .0
            .iter()
            .filter(|(name, _)| content.known.contains(name));
        let mut known = Known::of(locale);
        known.values = declared
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        known
    }
}

/// The names alone: values are personal, and a log is no place for them.
impl fmt::Debug for LinkValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_bounded() {
        let mut values = LinkValues::default();
        let long = "x".repeat(LONGEST_VALUE + 1);
        for (name, value) in [
            ("", "x"),
            ("a b", "x"),
            ("ą", "x"),
            ("order", long.as_str()),
            ("order", "a\nb"),
        ] {
            assert!(values.give(ValueOf::Link, name, value).is_err(), "{name}");
        }
        for index in 0..MOST_VALUES {
            values
                .give(ValueOf::Link, &format!("v{index}"), "x")
                .unwrap();
        }
        values.give(ValueOf::Link, "v0", "y").unwrap();
        assert_eq!(
            values.give(ValueOf::Contact, "v0", "x"),
            Err(LinkValueError::TooMany)
        );
    }

    #[test]
    fn only_what_the_content_declares_is_known() {
        let content: Content = serde_json::from_value(serde_json::json!({
            "locales": ["en"], "fallback_locale": "en", "title": {"en": "T"},
            "known": ["contact.first_name", "link.order"],
            "questions": [],
        }))
        .unwrap();
        let mut values = LinkValues::default();
        for (of, name) in [
            (ValueOf::Contact, "first_name"),
            (ValueOf::Contact, "order"),
            (ValueOf::Link, "first_name"),
        ] {
            values.give(of, name, "Anna").unwrap();
        }
        let known = values.known(&content, &content.fallback_locale);
        let names: Vec<&String> = known.values.keys().collect();
        assert_eq!(names, ["contact.first_name"]);
    }

    #[test]
    fn a_value_is_not_shown_to_a_log() {
        let mut values = LinkValues::default();
        values
            .give(ValueOf::Contact, "first_name", "Secretive")
            .unwrap();
        let text = format!("{values:?}");
        assert!(
            text.contains("contact.first_name") && !text.contains("Secretive"),
            "{text}"
        );
    }
}
