//! What a browser keeps that somebody has signed in with: by it their own tries are told from those of strangers.

use super::Token;
use crate::secrets::{SecretError, Secrets};
use std::fmt;
use subtle::ConstantTimeEq;

/// How many accounts one browser is known for: whoever was in last comes first.
const MOST_ACCOUNTS: usize = 4;

/// A browser: a random name, and a signature for each account that signed in with it. It lets nobody in; whoever has it
/// has wrong passwords of their own.
#[derive(Clone)]
pub struct Device {
    name: Token,
    signatures: Vec<String>,
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Device(hidden)")
    }
}

impl Device {
    /// A new one.
    ///
    /// # Errors
    /// The system gave no random bytes.
    pub fn new() -> Result<Self, SecretError> {
        Ok(Self {
            name: Token::new()?,
            signatures: Vec::new(),
        })
    }

    /// What a browser sent, if it can be one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.').take(MOST_ACCOUNTS + 1);
        let name = Token::read(parts.next()?)?;
        // A signature has the shape of a token.
        let signatures = parts.filter_map(Token::read);
        let signatures = signatures.map(|one| one.secret().to_owned()).collect();
        Some(Self { name, signatures })
    }

    /// What the browser keeps.
    #[must_use]
    pub fn text(&self) -> String {
        let signatures = self.signatures.iter().map(String::as_str);
        let parts: Vec<_> = std::iter::once(self.name.secret())
            .chain(signatures)
            .collect();
        parts.join(".")
    }

    /// Whether the person of that account has signed in with it, given the address as addresses are compared.
    #[must_use]
    pub fn is_of(&self, secrets: &Secrets, email_key: &str) -> bool {
        let own = self.signature(secrets, email_key);
        let same = |one: &String| bool::from(one.as_bytes().ct_eq(own.as_bytes()));
        self.signatures.iter().any(same)
    }

    /// The same browser once that person has signed in with it.
    #[must_use]
    pub fn with(mut self, secrets: &Secrets, email_key: &str) -> Self {
        let own = self.signature(secrets, email_key);
        self.signatures.retain(|one| *one != own);
        self.signatures.insert(0, own);
        self.signatures.truncate(MOST_ACCOUNTS);
        self
    }

    /// What wrong passwords of an account are counted under in this browser.
    #[must_use]
    pub fn subject(&self, secrets: &Secrets, email_key: &str) -> String {
        secrets.derived_text(&format!(
            "sign-in/device/{}/{email_key}",
            self.name.secret()
        ))
    }

    fn signature(&self, secrets: &Secrets, email_key: &str) -> String {
        secrets.derived_text(&format!("device/{}/{email_key}", self.name.secret()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: &str = "anna@example.com";

    fn secrets() -> Secrets {
        let file = format!("sonda-device-{}", uuid::Uuid::new_v4());
        let file = std::env::temp_dir().join(file);
        let secrets = Secrets::open(&file, "a-token").unwrap();
        std::fs::remove_file(file).unwrap();
        secrets
    }

    #[test]
    fn a_browser_is_known_for_who_signed_in_with_it_and_nobody_else() {
        let secrets = secrets();
        let new = Device::new().unwrap();
        assert!(!new.is_of(&secrets, ANNA));
        let known = new.with(&secrets, ANNA);
        let read = Device::read(&known.text()).unwrap();
        assert!(read.is_of(&secrets, ANNA) && !read.is_of(&secrets, "eve@example.com"));
        assert_eq!(read.subject(&secrets, ANNA), known.subject(&secrets, ANNA));
        // Another browser's signature is worth nothing here.
        let other = Device::new().unwrap();
        let (_, signature) = known
            .text()
            .split_once('.')
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap();
        let forged = format!("{}.{signature}", other.text());
        assert!(!Device::read(&forged).unwrap().is_of(&secrets, ANNA));
        assert_eq!(format!("{known:?}"), "Device(hidden)");
        for strange in ["", ".", "x.y", "zażółć"] {
            assert!(Device::read(strange).is_none(), "{strange}");
        }
    }

    #[test]
    fn a_browser_of_many_is_known_for_the_last_of_them() {
        let secrets = secrets();
        let mut device = Device::new().unwrap();
        let person = |n: usize| format!("person-{n}@example.com");
        for n in [0, 1, 2, 3, 1, 4] {
            device = Device::read(&device.text())
                .unwrap()
                .with(&secrets, &person(n));
        }
        let known: Vec<_> = (0..5)
            .filter(|n| device.is_of(&secrets, &person(*n)))
            .collect();
        assert_eq!(known, [1, 2, 3, 4]);
    }
}
