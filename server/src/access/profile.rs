//! What is known of a person: address, name, language.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sonda_domain::Locale;
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// The most bytes of an address, by RFC 5321.
const LONGEST_EMAIL: usize = 254;
/// The most characters of a name.
const LONGEST_NAME: usize = 100;

/// What is wrong with what a person said of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProfileFault {
    /// No e-mail address.
    #[error("this is not an e-mail address")]
    Email,
    /// No name, or too long a one.
    #[error("a name has 1 to {LONGEST_NAME} characters, without line breaks")]
    Name,
    /// Not a language of the console.
    #[error("a language is `en`, `pl` or `uk`")]
    Language,
}

/// An e-mail address, as it was written.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(hidden)")
    }
}

impl Email {
    /// The address as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as addresses are compared: in small letters.
    #[must_use]
    pub fn key(&self) -> String {
        Self::key_of(&self.0)
    }

    /// The same of a text that may be no address, cut to a length that one can have.
    #[must_use]
    pub fn key_of(text: &str) -> String {
        let text = text.trim().chars().take(LONGEST_EMAIL);
        text.nfc().flat_map(char::to_lowercase).collect()
    }
}

impl FromStr for Email {
    type Err = ProfileFault;

    fn from_str(text: &str) -> Result<Self, ProfileFault> {
        let text: String = text.trim().nfc().collect();
        let sound = text.len() <= LONGEST_EMAIL && text.parse::<lettre::Address>().is_ok();
        let sound = sound && !text.contains(|c: char| c.is_control() || c.is_whitespace());
        sound.then_some(Self(text)).ok_or(ProfileFault::Email)
    }
}

/// What a person is called.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(hidden)")
    }
}

impl PersonName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PersonName {
    type Err = ProfileFault;

    fn from_str(text: &str) -> Result<Self, ProfileFault> {
        let name: String = text.trim().nfc().collect();
        let length = name.chars().count();
        let sound = (1..=LONGEST_NAME).contains(&length) && !name.contains(char::is_control);
        sound.then_some(Self(name)).ok_or(ProfileFault::Name)
    }
}

/// A language of the console.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Polish.
    Pl,
    /// Ukrainian.
    Uk,
}

impl Language {
    /// Every language, the fallback first.
    pub const ALL: [Self; 3] = [Self::En, Self::Pl, Self::Uk];

    /// Its tag.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Pl => "pl",
            Self::Uk => "uk",
        }
    }

    /// The same as the locale of texts.
    #[must_use]
    pub fn locale(self) -> Locale {
        let locale = self.as_str().parse();
        locale.expect("every language of the console is a language tag")
    }
}

impl FromStr for Language {
    type Err = ProfileFault;

    fn from_str(text: &str) -> Result<Self, ProfileFault> {
        let found = Self::ALL.into_iter().find(|one| one.as_str() == text);
        found.ok_or(ProfileFault::Language)
    }
}

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The address they sign in with.
    pub email: Email,
    /// What they are called.
    pub name: PersonName,
    /// The language they read.
    pub language: Language,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_compared_without_regard_to_letters_and_composition() {
        let key = |text: &str| text.parse::<Email>().unwrap().key();
        assert_eq!(key(" Anna@Example.COM "), "anna@example.com");
        assert_eq!(
            key("zo\u{65}\u{301}@example.com"),
            key("ZO\u{c9}@example.com")
        );
        let long = format!("anna@{}.com", "x".repeat(300));
        for strange in [
            "",
            "anna",
            "@example.com",
            "a b@example.com",
            "a@b\n.com",
            &long,
        ] {
            assert_eq!(
                strange.parse::<Email>(),
                Err(ProfileFault::Email),
                "{strange}"
            );
        }
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(" Zażółć ".parse::<PersonName>().unwrap().as_str(), "Zażółć");
        for strange in ["", "  ", "a\nb", &"x".repeat(101)] {
            assert_eq!(strange.parse::<PersonName>(), Err(ProfileFault::Name));
        }
    }
}
