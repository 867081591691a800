//! A device: a browser that keeps a secret of a link's draft.

use crate::secrets::{SecretError, random_bytes};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt;

const BYTES: usize = 32;
/// What so many bytes take in base64.
const LETTERS: usize = 43;

/// The secret that a browser keeps. Never stored or printed: the server has its digest.
#[derive(Clone, PartialEq, Eq)]
pub struct Device(String);

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Device(hidden)")
    }
}

impl Device {
    /// A new secret of 256 random bits.
    ///
    /// # Errors
    /// The system gave no random bytes.
    pub fn new() -> Result<Self, SecretError> {
        Ok(Self(URL_SAFE_NO_PAD.encode(random_bytes::<BYTES>()?)))
    }

    /// The secret that a browser sent, if it can be one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let sound = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        (text.len() == LETTERS && text.bytes().all(sound)).then(|| Self(text.to_owned()))
    }

    /// The secret, for the browser alone.
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

#[cfg(test)]
mod tests {
    use super::Device;

    #[test]
    fn a_secret_is_read_back_and_nothing_else_is() {
        let device = Device::new().unwrap();
        assert_eq!(Device::read(device.secret()), Some(device.clone()));
        assert_ne!(device.digest(), Device::new().unwrap().digest());
        for strange in ["", "short", &"x".repeat(44), &"ż".repeat(21)] {
            assert_eq!(Device::read(strange), None, "{strange}");
        }
    }

    #[test]
    fn a_secret_is_not_shown_to_a_log() {
        let device = Device::new().unwrap();
        assert!(!format!("{device:?}").contains(device.secret()));
    }
}
