//! Signatures of [Standard Webhooks](https://www.standardwebhooks.com): HMAC-SHA256 over id, time and body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

const PREFIX: &str = "whsec_";
/// The most secrets that sign at once: the new and the old one, and some to spare.
const MOST_SECRETS: usize = 5;

/// The secrets that sign; while they are rotated, several do. Never printed.
pub struct SigningSecrets(Vec<Zeroizing<Vec<u8>>>);

impl fmt::Debug for SigningSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecrets(hidden)")
    }
}

impl SigningSecrets {
    /// Reads one or several `whsec_…`, white space between them.
    ///
    /// # Errors
    /// What is wrong with them, in words that do not quote them.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut secrets = Vec::new();
        for (index, one) in text.split_whitespace().enumerate() {
            let number = index + 1;
            let encoded = one
                .strip_prefix(PREFIX)
                .ok_or_else(|| format!("signing secret {number} does not begin with `{PREFIX}`"))?;
            let bytes = STANDARD
                .decode(encoded)
                .map_err(|_| format!("signing secret {number} is not base64 after `{PREFIX}`"))?;
            if !(24..=64).contains(&bytes.len()) {
                return Err(format!("signing secret {number} has not 24 to 64 bytes"));
            }
            secrets.push(Zeroizing::new(bytes));
        }
        match secrets.len() {
            0 => Err(format!(
                "a signing secret is needed: `{PREFIX}` and 24 to 64 bytes in base64"
            )),
            1..=MOST_SECRETS => Ok(Self(secrets)),
            _ => Err(format!("at most {MOST_SECRETS} signing secrets are taken")),
        }
    }

    /// The value of `webhook-signature`: one signature for each secret. `timestamp`: seconds since the epoch.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let signatures: Vec<String> = self
            .0
            .iter()
            .map(|secret| {
                let mut mac =
                    <Hmac<Sha256>>::new_from_slice(secret).expect("HMAC takes a key of any length");
                mac.update(format!("{id}.{timestamp}.").as_bytes());
                mac.update(body);
                format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
            })
            .collect();
        signatures.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLISHED: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    #[test]
    fn the_published_vector_is_signed_as_published() {
        let signed = SigningSecrets::read(PUBLISHED).unwrap().sign(
            "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
            1_649_367_553,
            br#"{"email":"test@example.com","username":"test_user"}"#,
        );
        assert_eq!(signed, "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=");
    }

    #[test]
    fn every_secret_signs_while_they_are_rotated() {
        let other = format!("whsec_{}", STANDARD.encode([7; 32]));
        let both = SigningSecrets::read(&format!("{other}\n{PUBLISHED}")).unwrap();
        let signed = both.sign("id", 1, b"{}");
        let alone = |secret| SigningSecrets::read(secret).unwrap().sign("id", 1, b"{}");
        assert_eq!(signed, format!("{} {}", alone(&other), alone(PUBLISHED)));
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_quoted() {
        let short = format!("whsec_{}", STANDARD.encode([1; 23]));
        let long = format!("whsec_{}", STANDARD.encode([1; 65]));
        let many = [PUBLISHED; 6].join(" ");
        for (text, reason) in [
            ("", "is needed"),
            ("C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "does not begin"),
            ("whsec_not!base64", "not base64"),
            (&short, "24 to 64 bytes"),
            (&long, "24 to 64 bytes"),
            (&many, "at most 5"),
        ] {
            let refused = SigningSecrets::read(text).unwrap_err();
            assert!(refused.contains(reason), "{text}: {refused}");
            assert!(text.is_empty() || !refused.contains(text), "{refused}");
        }
    }
}
