//! The code that a contact types in to go on with a draft on another device.

use crate::secrets::{SecretError, Secrets, random_bytes};
use std::fmt;
use subtle::ConstantTimeEq;

/// The digits of a code.
pub const CODE_DIGITS: usize = 8;
/// How long a code works, in milliseconds: a quarter of an hour.
pub const CODE_MS: i64 = 15 * 60_000;
/// How often a code may be typed in wrong.
pub const MOST_TRIES: i64 = 5;
/// The most codes that are sent for one link within [`HOUR_MS`].
pub const MOST_LETTERS: i64 = 3;
/// An hour in milliseconds.
pub const HOUR_MS: i64 = 3_600_000;

/// Beyond the last multiple of 100,000,000 that a number of 32 bits reaches, digits would not be equally likely.
const FAIR: u32 = 4_200_000_000;

/// The digits of a code. Never stored or printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(hidden)")
    }
}

impl Code {
    /// A new code.
    ///
    /// # Errors
    /// The system gave no random bytes.
    pub fn new() -> Result<Self, SecretError> {
        loop {
            let number = u32::from_be_bytes(random_bytes()?);
            if number < FAIR {
                return Ok(Self(format!("{:08}", number % 100_000_000)));
            }
        }
    }

    /// What somebody typed in: its digits, however they are written and grouped.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let digits: String = text
            .chars()
            .take(64)
            .filter_map(|c| match c {
                // Arabic and Persian keyboards have digits of their own.
                '\u{660}'..='\u{669}' => char::from_digit(c as u32 - 0x660, 10),
                '\u{6f0}'..='\u{6f9}' => char::from_digit(c as u32 - 0x6f0, 10),
                c => c.is_ascii_digit().then_some(c),
            })
            .collect();
        (digits.len() == CODE_DIGITS).then_some(Self(digits))
    }

    /// The digits in two groups, as they are read and typed.
    #[must_use]
    pub fn grouped(&self) -> String {
        let (first, last) = self.0.split_at(CODE_DIGITS / 2);
        format!("{first} {last}")
    }

    /// What is stored of it: an HMAC under the server's key, of no other code that was sent.
    #[must_use]
    pub fn hmac(&self, secrets: &Secrets, id: &str) -> String {
        secrets.derived_text(&format!("draft-code/{id}/{}", self.0))
    }

    /// Whether that is stored of it; takes the same time whatever it is.
    #[must_use]
    pub fn is(&self, secrets: &Secrets, id: &str, stored: &str) -> bool {
        let own = self.hmac(secrets, id);
        own.as_bytes().ct_eq(stored.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_grouped() {
        for typed in [
            "12345678",
            "1234 5678",
            " 1234-5678\n",
            "١٢٣٤ ٥٦٧٨",
            "۱۲۳۴۵۶۷۸",
        ] {
            assert_eq!(Code::read(typed), Some(Code("12345678".into())), "{typed}");
        }
        for typed in ["", "1234567", "123456789", "abcdefgh"] {
            assert_eq!(Code::read(typed), None, "{typed}");
        }
    }

    #[test]
    fn codes_have_eight_digits_and_differ() {
        let codes: std::collections::BTreeSet<String> =
            (0..200).map(|_| Code::new().unwrap().0).collect();
        assert!(codes.len() > 190);
        assert!(codes.iter().all(|code| code.len() == CODE_DIGITS));
    }
}
