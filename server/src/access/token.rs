//! Secrets of 256 random bits: of a browser's session, a one-time address, a program.

use crate::secrets::{SecretError, random_bytes};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt;

const BYTES: usize = 32;
/// What so many bytes take in base64.
const LETTERS: usize = 43;

/// A secret of 256 random bits. Never stored or printed: the server has its digest.
#[derive(Clone)]
pub struct Token(String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

impl Token {
    /// A new one.
    ///
    /// # Errors
    /// The system gave no random bytes.
    pub fn new() -> Result<Self, SecretError> {
        Ok(Self(URL_SAFE_NO_PAD.encode(random_bytes::<BYTES>()?)))
    }

    /// The secret that was sent, if it can be one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let sound = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        (text.len() == LETTERS && text.bytes().all(sound)).then(|| Self(text.to_owned()))
    }

    /// The secret, for its holder alone.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// What is stored of it: of so many random bits a plain digest tells nothing.
    #[must_use]
    pub fn digest(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(&self.0))
    }
}

/// The token of a program: a [`Token`] under a name that searches for leaked secrets find.
#[derive(Debug, Clone)]
pub struct ApiToken(Token);

impl ApiToken {
    const PREFIX: &str = "sonda_";

    /// A new one.
    ///
    /// # Errors
    /// The system gave no random bytes.
    pub fn new() -> Result<Self, SecretError> {
        Token::new().map(Self)
    }

    /// The token that a program sent, if it can be one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Token::read(text.strip_prefix(Self::PREFIX)?).map(Self)
    }

    /// The token, for its program alone.
    #[must_use]
    pub fn secret(&self) -> String {
        format!("{}{}", Self::PREFIX, self.0.secret())
    }

    /// What is stored of it.
    #[must_use]
    pub fn digest(&self) -> String {
        self.0.digest()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_back_and_nothing_else_is() {
        let token = Token::new().unwrap();
        assert_eq!(
            Token::read(token.secret()).unwrap().digest(),
            token.digest()
        );
        assert_ne!(token.digest(), Token::new().unwrap().digest());
        for strange in [
            "",
            "short",
            &"x".repeat(44),
            &"ż".repeat(21),
            &"x/".repeat(21),
        ] {
            assert!(Token::read(strange).is_none(), "{strange}");
        }
        let program = ApiToken::new().unwrap();
        assert_eq!(
            ApiToken::read(&program.secret()).unwrap().digest(),
            program.digest()
        );
        assert!(ApiToken::read(token.secret()).is_none());
        assert!(!format!("{token:?} {program:?}").contains(token.secret()));
    }
}
