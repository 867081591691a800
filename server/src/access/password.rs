//! What a password must be: long enough, nothing that everybody knows of the person, and nothing that anybody would try.

use super::guessable::is_guessable;
use super::{Email, PersonName};
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The fewest characters.
pub const SHORTEST: usize = 12;
/// The most characters.
pub const LONGEST: usize = 128;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Too few characters.
    #[error("a password has at least {SHORTEST} characters")]
    TooShort,
    /// Too many.
    #[error("a password has at most {LONGEST} characters")]
    TooLong,
    /// The person's own address or name.
    #[error("the e-mail address and the name are no passwords")]
    Known,
    /// Among the first that anybody would try.
    #[error(
        "a password is more than a row of keys or numbers, a repetition, or a common word or a name with digits"
    )]
    Guessable,
}

/// A password, as it is hashed: compatible forms of a character are one, whichever keyboard wrote it.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(hidden)")
    }
}

impl Password {
    /// What somebody typed, right or wrong.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        // What is longer is wrong anyhow; one character beyond keeps it so.
        let text = text.nfkc().take(LONGEST + 1);
        Self(Zeroizing::new(text.collect()))
    }

    /// A new password of the person of that address and name.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(text: &str, email: &Email, name: &PersonName) -> Result<Self, PasswordFault> {
        let password = Self::typed(text);
        match password.0.chars().count() {
            ..SHORTEST => return Err(PasswordFault::TooShort),
            SHORTEST..=LONGEST => {}
            _ => return Err(PasswordFault::TooLong),
        }
        let plain = |text: &str| Email::key_of(&text.nfkc().collect::<String>());
        let own = plain(&password.0);
        if own == plain(email.as_str()) || own == plain(name.as_str()) {
            return Err(PasswordFault::Known);
        }
        let both = format!("{} {}", plain(email.as_str()), plain(name.as_str()));
        let words = both.split(|c: char| !c.is_alphanumeric());
        let words: Vec<String> = words.map(str::to_owned).collect();
        match is_guessable(&password.0, &words) {
            true => Err(PasswordFault::Guessable),
            false => Ok(password),
        }
    }

    /// What is hashed.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> Option<PasswordFault> {
        let email: Email = "anna.kowalska@example.com".parse().unwrap();
        let name: PersonName = "Anna Kowalska".parse().unwrap();
        Password::new(text, &email, &name).err()
    }

    #[test]
    fn length_counts_and_composition_does_not() {
        let mixed = |length| -> String { "ż8kм#qп2v".chars().cycle().take(length).collect() };
        assert_eq!(judged("mkvqzbtrwpxc"), None);
        assert_eq!(judged(&mixed(128)), None);
        assert_eq!(judged("correct horse battery staple"), None);
        assert_eq!(judged(&"a".repeat(11)), Some(PasswordFault::TooShort));
        // As many bytes as it takes, and too few characters.
        assert_eq!(judged(&"ж".repeat(11)), Some(PasswordFault::TooShort));
        assert_eq!(judged(&"a".repeat(129)), Some(PasswordFault::TooLong));
    }

    #[test]
    fn what_everybody_knows_is_refused() {
        for known in [
            "Anna.Kowalska@example.COM",
            "anna kowalska",
            " Anna Kowalska ",
        ] {
            assert_eq!(judged(known), Some(PasswordFault::Known), "{known}");
        }
    }

    #[test]
    fn what_anybody_would_try_is_refused() {
        for guessed in [
            "123456789012",
            "password1234",
            "annakowalska1",
            "aaaaaaaaaaaa",
        ] {
            assert_eq!(judged(guessed), Some(PasswordFault::Guessable), "{guessed}");
        }
    }

    #[test]
    fn a_password_is_the_same_from_every_keyboard_and_shown_to_nobody() {
        let composed = Password::typed("za\u{17c}\u{f3}\u{142}\u{107} g\u{119}\u{15b}l\u{105}");
        let apart = Password::typed("zaz\u{307}o\u{301}\u{142}c\u{301} ge\u{328}s\u{301}la\u{328}");
        assert_eq!(composed.bytes(), apart.bytes());
        assert_eq!(format!("{composed:?}"), "Password(hidden)");
    }
}
