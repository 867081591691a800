//! The key under which the secrets of connections are stored: AES-256-GCM, a random nonce each, bound to the
//! connection's name and kind, so that no sealed secret opens in the place of another.
//!
//! It comes from the setting `secrets.key`, or from a file, made on first use.

use super::secret::Secret;
use crate::config::Config;
use crate::secrets::{SecretError, random_bytes, read_or_make};
use crate::store::Sealed;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const KEY_BYTES: usize = 32;

/// Why a secret could not be sealed or opened. Never quotes a key or a secret.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no key.
    #[error(
        "the secret of the connection `{connection}` cannot be opened: there is no key in {place}; it was stored \
         under the key {needed}"
    )]
    Missing {
        /// The connection.
        connection: String,
        /// Where the key was looked for.
        place: String,
        /// The id of the key it was sealed under.
        needed: String,
    },
    /// It was sealed under another key.
    #[error(
        "the secret of the connection `{connection}` was stored under the key {needed}, and this is the key {own}: give \
         the former back, rotate with `sonda connections rotate-key`, or replace the secret"
    )]
    OtherKey {
        /// The connection.
        connection: String,
        /// The id of the key it was sealed under.
        needed: String,
        /// The id of the key in force.
        own: String,
    },
    /// It does not open under the key that it names.
    #[error(
        "the stored secret of the connection `{0}` is damaged, or belongs to another connection: replace it"
    )]
    Damaged(String),
    /// The key cannot be read or made.
    #[error("the key of the connections' secrets: {0}")]
    Unreadable(#[from] SecretError),
    /// What was given is no key.
    #[error("{0} is not a key: expected 43 characters of base64url, as made by Sonda")]
    Malformed(String),
}

/// Where the key comes from.
#[derive(Clone)]
pub struct KeySource {
    setting: Option<Zeroizing<String>>,
    file: PathBuf,
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeySource")
    }
}

impl KeySource {
    /// As the configuration says: the setting, else a file.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let file = config.secrets.key_file.clone();
        Self {
            setting: config.secrets.key.clone().map(Zeroizing::new),
            file: file.unwrap_or_else(|| config.data_dir.join("secrets.key")),
        }
    }

    /// The key, made if there is none.
    ///
    /// # Errors
    /// It cannot be read or made.
    pub fn load_or_make(&self) -> Result<Key, KeyError> {
        match &self.setting {
            Some(text) => Key::read(text, "the setting `secrets.key`"),
            None => {
                let text = Zeroizing::new(read_or_make(&self.file)?);
                Key::read(&text, &self.file.display().to_string())
            }
        }
    }

    /// The key, if there is one: to open something, none is made.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn load(&self) -> Result<Option<Key>, KeyError> {
        if self.setting.is_none() && !self.file.exists() {
            return Ok(None);
        }
        self.load_or_make().map(Some)
    }

    /// Opens a secret of a connection under the key in force.
    ///
    /// # Errors
    /// There is no key, or another.
    pub fn open(&self, name: &str, kind: &str, sealed: &Sealed) -> Result<Secret, KeyError> {
        match self.load()? {
            Some(key) => key.open(name, kind, sealed),
            None => Err(KeyError::Missing {
                connection: name.to_owned(),
                place: self.file.display().to_string(),
                needed: sealed.key_id.clone(),
            }),
        }
    }
}

/// A key. Never printed.
pub struct Key {
    id: String,
    key: LessSafeKey,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.id)
    }
}

impl Key {
    /// Reads a key; `place` says in words where it was found.
    ///
    /// # Errors
    /// It is none.
    pub fn read(text: &str, place: &str) -> Result<Self, KeyError> {
        let malformed = || KeyError::Malformed(place.to_owned());
        let bytes = URL_SAFE_NO_PAD.decode(text.trim());
        let bytes = Zeroizing::new(bytes.map_err(|_| malformed())?);
        if bytes.len() != KEY_BYTES {
            return Err(malformed());
        }
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| malformed())?;
        let mut hash = Sha256::new();
        hash.update(b"sonda/connection-key-id/v1/");
        hash.update(&bytes[..]);
        let digest = hash.finalize();
        Ok(Self {
            id: digest[..4]
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            key: LessSafeKey::new(key),
        })
    }

    /// Reads a key from a file.
    ///
    /// # Errors
    /// A file that cannot be read, or holds none.
    pub fn read_file(path: &Path) -> Result<Self, KeyError> {
        let text = std::fs::read_to_string(path).map_err(|source| SecretError::File {
            path: path.to_owned(),
            source,
        })?;
        Self::read(&Zeroizing::new(text), &path.display().to_string())
    }

    /// Names it, without telling anything of it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Seals a secret for one connection.
    ///
    /// # Errors
    /// The system gave no random bytes.
    pub fn seal(&self, name: &str, kind: &str, secret: &Secret) -> Result<Sealed, KeyError> {
        let nonce = random_bytes::<NONCE_LEN>()?;
        let mut bytes = Zeroizing::new(secret.expose().as_bytes().to_vec());
        let tag = self
            .key
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound_to(name, kind)),
                &mut bytes,
            )
            .map_err(|_| KeyError::Damaged(name.to_owned()))?;
        let sealed = [&nonce, &bytes[..], tag.as_ref()].concat();
        Ok(Sealed {
            key_id: self.id.clone(),
            text: URL_SAFE_NO_PAD.encode(sealed),
        })
    }

    /// Opens the secret of a connection.
    ///
    /// # Errors
    /// It was sealed under another key, for another connection, or changed.
    pub fn open(&self, name: &str, kind: &str, sealed: &Sealed) -> Result<Secret, KeyError> {
        if sealed.key_id != self.id {
            return Err(KeyError::OtherKey {
                connection: name.to_owned(),
                needed: sealed.key_id.clone(),
                own: self.id.clone(),
            });
        }
        let damaged = || KeyError::Damaged(name.to_owned());
        let bytes = URL_SAFE_NO_PAD
            .decode(&sealed.text)
            .map_err(|_| damaged())?;
        let (nonce, rest) = bytes.split_first_chunk::<NONCE_LEN>().ok_or_else(damaged)?;
        let mut rest = Zeroizing::new(rest.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self
            .key
            .open_in_place(nonce, Aad::from(bound_to(name, kind)), &mut rest)
            .map_err(|_| damaged())?;
        std::str::from_utf8(opened)
            .ok()
            .and_then(Secret::new)
            .ok_or_else(damaged)
    }
}

/// What a sealed secret is bound to. Neither names nor kinds hold a slash.
fn bound_to(name: &str, kind: &str) -> Vec<u8> {
    format!("sonda/connection-secret/v1/{kind}/{name}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Key {
        Key::read(&URL_SAFE_NO_PAD.encode([byte; KEY_BYTES]), "a test").unwrap()
    }

    #[test]
    fn what_is_sealed_opens_under_its_key_for_its_connection_alone() {
        let secret = Secret::new(" s3cret\n").unwrap();
        let sealed = key(1).seal("crm", "webhook", &secret).unwrap();
        assert_eq!(
            key(1).open("crm", "webhook", &sealed).unwrap().expose(),
            "s3cret"
        );
        for (name, kind) in [("crm2", "webhook"), ("crm", "dataverse")] {
            let refused = key(1).open(name, kind, &sealed).unwrap_err();
            assert!(
                matches!(&refused, KeyError::Damaged(named) if named == name),
                "{refused}"
            );
        }
        let refused = key(2)
            .open("crm", "webhook", &sealed)
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains("`crm`")
                && refused.contains(key(1).id())
                && refused.contains(key(2).id()),
            "{refused}"
        );
        let again = key(1).seal("crm", "webhook", &secret).unwrap();
        assert_ne!(again.text, sealed.text, "the nonce is another each time");
    }

    #[test]
    fn a_changed_secret_is_said_to_be_damaged() {
        let sealed = key(1)
            .seal("crm", "webhook", &Secret::new("s3cret").unwrap())
            .unwrap();
        let mut bytes = URL_SAFE_NO_PAD.decode(&sealed.text).unwrap();
        bytes[NONCE_LEN] ^= 1;
        for text in [
            URL_SAFE_NO_PAD.encode(bytes),
            "AAAA".into(),
            "?".into(),
            String::new(),
        ] {
            let sealed = Sealed {
                text,
                ..sealed.clone()
            };
            let refused = key(1).open("crm", "webhook", &sealed).unwrap_err();
            assert!(matches!(refused, KeyError::Damaged(_)), "{refused}");
        }
    }

    #[test]
    fn a_malformed_key_is_named_by_its_place_and_not_quoted() {
        for text in [
            "",
            "too-short",
            "not base64url at all, but of 43 characters.",
        ] {
            let refused = Key::read(text, "keys.txt").unwrap_err().to_string();
            assert!(refused.starts_with("keys.txt is not a key"), "{refused}");
            assert!(text.is_empty() || !refused.contains(text), "{refused}");
        }
    }
}
