//! The server's key, the codes of personal links, and the administrator's token.
//!
//! The key is a file of the data folder, made on first use; codes are stored as HMACs under it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use subtle::ConstantTimeEq;

/// The alphabet of link codes: no look-alikes, and nothing that a messenger leaves off the end of a link.
const CODE_ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// 12 characters of 58: 70 random bits.
const CODE_LENGTH: usize = 12;
const KEY_BYTES: usize = 32;

/// Why a secret could not be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read or made.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file does not hold a key.
    #[error("{0}: does not hold a key: expected 43 characters of base64url, as made by Sonda")]
    Malformed(PathBuf),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes: {0}")]
    Random(String),
}

/// The server's key and token. Never printed.
pub struct Secrets {
    key: [u8; KEY_BYTES],
    token_digest: [u8; 32],
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(hidden)")
    }
}

impl Secrets {
    /// Reads the key from `key_file`, made if missing, and takes the administrator's token.
    ///
    /// # Errors
    /// A file that cannot be read or made, or holds something else.
    pub fn open(key_file: &Path, admin_token: &str) -> Result<Self, SecretError> {
        let text = read_or_make(key_file)?;
        let malformed = || SecretError::Malformed(key_file.to_owned());
        let bytes = URL_SAFE_NO_PAD.decode(&text).map_err(|_| malformed())?;
        let key = bytes.try_into().map_err(|_| malformed())?;
        Ok(Self {
            key,
            token_digest: Sha256::digest(admin_token).into(),
        })
    }

    /// The HMAC under which the code of a link is stored.
    #[must_use]
    pub fn code_hmac(&self, code: &str) -> String {
        let mut mac =
            <Hmac<Sha256>>::new_from_slice(&self.key).expect("HMAC takes a key of any length");
        mac.update(code.as_bytes());
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }

    /// A key of its own for one purpose, the same on every server with this one's key.
    #[must_use]
    pub fn derived(&self, purpose: &str) -> [u8; 32] {
        let mut mac =
            <Hmac<Sha256>>::new_from_slice(&self.key).expect("HMAC takes a key of any length");
        // No code of a link is that long: what is derived is never what a code is stored as.
        mac.update(b"sonda/derived-key/v1/");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// The same as text, for those who take their keys so.
    #[must_use]
    pub fn derived_text(&self, purpose: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.derived(purpose))
    }

    /// The code of one of many links: the same again from the same seed and number, and nothing without this server's
    /// key. As random as the others.
    #[must_use]
    pub fn code_of(&self, seed: &str, number: i64) -> String {
        let mut code = String::with_capacity(CODE_LENGTH);
        let mut block = 0;
        while code.len() < CODE_LENGTH {
            let bytes = self.derived(&format!("link-code/{seed}/{number}/{block}"));
            push_letters(&mut code, &bytes);
            block += 1;
        }
        code
    }

    /// Whether that is the administrator's token; takes the same time whatever it is.
    #[must_use]
    pub fn is_admin_token(&self, token: &str) -> bool {
        let digest: [u8; 32] = Sha256::digest(token).into();
        digest.ct_eq(&self.token_digest).into()
    }
}

/// A new code for a personal link: 12 letters and digits, 70 random bits.
///
/// # Errors
/// The system gave no random bytes.
pub fn new_code() -> Result<String, SecretError> {
    let mut code = String::with_capacity(CODE_LENGTH);
    while code.len() < CODE_LENGTH {
        push_letters(&mut code, &random_bytes::<32>()?);
    }
    Ok(code)
}

/// Goes on with a code by random bytes, up to its length.
fn push_letters(code: &mut String, bytes: &[u8]) {
    // Bytes of 232 and above are thrown away: every letter must be equally likely.
    let letters = bytes.iter().filter(|byte| **byte < 232);
    let letters = letters.map(|byte| char::from(CODE_ALPHABET[usize::from(byte % 58)]));
    code.extend(letters.take(CODE_LENGTH - code.len()));
}

/// A new seed for the codes of many links.
///
/// # Errors
/// The system gave no random bytes.
pub fn new_seed() -> Result<String, SecretError> {
    Ok(URL_SAFE_NO_PAD.encode(random_bytes::<32>()?))
}

/// Reads the secret in a file, or makes a random one there that only its owner can read.
///
/// # Errors
/// A file that cannot be read or made.
pub fn read_or_make(path: &Path) -> Result<String, SecretError> {
    let at_path = |source| SecretError::File {
        path: path.to_owned(),
        source,
    };
    match std::fs::read_to_string(path) {
        Ok(text) => return Ok(text.trim().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(at_path(error)),
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(at_path)?;
    }
    let text = URL_SAFE_NO_PAD.encode(random_bytes::<KEY_BYTES>()?);
    // Written whole under another name first: two programs starting at once must agree on one secret.
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft).map_err(at_path)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(at_path)?;
    let placed = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft).map_err(at_path)?;
    match placed {
        Ok(()) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Ok(std::fs::read_to_string(path)
                .map_err(at_path)?
                .trim()
                .to_owned())
        }
        Err(error) => Err(at_path(error)),
    }
}

/// Writes a secret into a file that only its owner can read, in the place of what it held.
///
/// # Errors
/// A file that cannot be made.
pub fn write_secret(path: &Path, text: &str) -> Result<(), SecretError> {
    let at_path = |source| SecretError::File {
        path: path.to_owned(),
        source,
    };
    remove_secret(path)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(at_path)?;
    let written = file.write_all(text.as_bytes());
    written.and_then(|()| file.sync_all()).map_err(at_path)
}

/// Removes such a file, if it is there.
///
/// # Errors
/// A file that cannot be removed.
pub fn remove_secret(path: &Path) -> Result<(), SecretError> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(SecretError::File {
            path: path.to_owned(),
            source,
        }),
        _ => Ok(()),
    }
}

/// Random bytes of the system.
pub(crate) fn random_bytes<const BYTES: usize>() -> Result<[u8; BYTES], SecretError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| SecretError::Random(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_short_plain_and_never_the_same() {
        let codes: std::collections::BTreeSet<String> =
            (0..1_000).map(|_| new_code().unwrap()).collect();
        assert_eq!(codes.len(), 1_000);
        assert!(
            codes
                .iter()
                .all(|code| code.len() == 12 && code.bytes().all(|b| b.is_ascii_alphanumeric()))
        );
    }
}
