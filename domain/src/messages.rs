//! The interface's texts in every language: one catalogue for pages, widget and problem bodies.

use crate::Locale;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The languages of the interface, the fallback first.
pub const INTERFACE_LOCALES: [&str; 4] = ["en", "pl", "uk", "ar"];

/// The interface's texts in one language, by key.
///
/// The server sends a page the texts of its language; the browser's bundle carries none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Messages(BTreeMap<String, String>);

impl Messages {
    /// The text under a key; the key itself where there is none, so that a gap is seen.
    #[must_use]
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }

    /// The same without the texts whose keys begin so: not every page needs them all.
    #[must_use]
    pub fn without(mut self, prefix: &str) -> Self {
        self.0.retain(|key, _| !key.starts_with(prefix));
        self
    }

    /// The keys and texts, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, text)| (key.as_str(), text.as_str()))
    }
}

/// Keys that begin so are for `embed.js`, into which the build puts them.
const OF_EMBED: &str = "embed.";

/// The texts of forms in the language of `locale`, English where the interface does not speak it.
///
/// # Panics
/// Never: the catalogues are part of the program, and a test reads each.
#[must_use]
pub fn interface_messages(locale: &Locale) -> Messages {
    let mut messages = catalogue(locale);
    messages.0.retain(|key, _| !key.starts_with(OF_EMBED));
    messages
}

fn catalogue(locale: &Locale) -> Messages {
    let texts = match locale.language() {
        "pl" => include_str!("../locales/pl.json"),
        "uk" => include_str!("../locales/uk.json"),
        "ar" => include_str!("../locales/ar.json"),
        _ => include_str!("../locales/en.json"),
    };
    serde_json::from_str(texts).expect("catalogues are checked by the tests")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(text: &str) -> Vec<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
            .collect()
    }

    #[test]
    fn every_language_has_every_text_with_the_same_placeholders() {
        let english = catalogue(&"en".parse().unwrap());
        for tag in INTERFACE_LOCALES {
            let messages = catalogue(&tag.parse().unwrap());
            let keys: Vec<_> = messages.iter().map(|(key, _)| key).collect();
            let expected: Vec<_> = english.iter().map(|(key, _)| key).collect();
            assert_eq!(keys, expected, "{tag}");
            for (key, text) in messages.iter() {
                assert!(!text.trim().is_empty(), "{tag} {key}");
                assert_eq!(
                    placeholders(text),
                    placeholders(english.get(key)),
                    "{tag} {key}"
                );
            }
        }
    }

    #[test]
    fn texts_of_the_embedding_script_travel_with_it_alone() {
        let english: Locale = "en".parse().unwrap();
        for key in ["loading", "failed", "retry", "open"].map(|key| format!("{OF_EMBED}{key}")) {
            assert_ne!(catalogue(&english).get(&key), key);
            assert_eq!(interface_messages(&english).get(&key), key);
        }
    }

    #[test]
    fn every_fault_and_refusal_has_its_text() {
        use crate::{FieldFault as F, Refusal};
        let english = interface_messages(&"en".parse().unwrap());
        let faults = [
            F::Required,
            F::ConsentRequired,
            F::WrongType,
            F::TooLong(1),
            F::ControlCharacter,
            F::NotAnEmail,
            F::NotAPhone,
            F::NotANumber,
            F::TooSmall(1.into()),
            F::TooLarge(1.into()),
            F::TooManyDecimals(1),
            F::UnknownOption,
            F::TooFew(1),
            F::TooMany(1),
            F::UnknownQuestion,
            F::NoComment,
        ];
        for fault in faults {
            assert_ne!(english.get(fault.code()), fault.code());
        }
        for refusal in Refusal::ALL {
            for part in ["title", "text"] {
                let key = format!("{}.{part}", refusal.code());
                assert_ne!(english.get(&key), key);
            }
        }
    }
}
