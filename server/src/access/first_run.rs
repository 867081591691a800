//! The code that `sonda serve` tells its operator while nobody has an account: who can read it may become the owner.

use crate::secrets::{SecretError, Secrets, new_code, remove_secret, write_secret};
use std::fmt;
use std::path::{Path, PathBuf};

/// The file of the data folder that holds it where nobody sits at the server.
const FILE: &str = "first-run.code";
/// How many characters stand together.
const GROUP: usize = 4;
/// How many there are.
const LETTERS: usize = 12;

/// A one-time code of 70 random bits. Never stored: the server has its HMAC.
#[derive(Clone)]
pub struct FirstRunCode(String);

impl fmt::Debug for FirstRunCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FirstRunCode(hidden)")
    }
}

impl FirstRunCode {
    /// A new one.
    ///
    /// # Errors
    /// The system gave no random bytes.
    pub fn new() -> Result<Self, SecretError> {
        new_code().map(Self)
    }

    /// What somebody typed in, however it is grouped.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let letters = text
            .chars()
            .take(64)
            .filter(|c| !c.is_whitespace() && *c != '-');
        let code: String = letters.collect();
        let sound = code.len() == LETTERS && code.bytes().all(|b| b.is_ascii_alphanumeric());
        sound.then_some(Self(code))
    }

    /// The code in groups, as it is read and typed.
    #[must_use]
    pub fn grouped(&self) -> String {
        let letters = self.0.as_bytes().chunks(GROUP);
        let groups: Vec<_> = letters.map(String::from_utf8_lossy).collect();
        groups.join("-")
    }

    /// Writes it into a file of the data folder that only its owner can read: what goes to a log may be sent on.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn keep(&self, data_dir: &Path) -> Result<PathBuf, SecretError> {
        let file = data_dir.join(FILE);
        write_secret(&file, &self.grouped())?;
        Ok(file)
    }

    /// Removes that file, once it is of no use.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn forget(data_dir: &Path) -> Result<(), SecretError> {
        remove_secret(&data_dir.join(FILE))
    }

    /// What is stored of it.
    #[must_use]
    pub fn digest(&self, secrets: &Secrets) -> String {
        secrets.derived_text(&format!("first-run/{}", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::FirstRunCode;

    #[test]
    fn a_code_is_read_however_it_is_grouped() {
        let code = FirstRunCode::new().unwrap();
        assert_eq!(code.grouped().len(), 14);
        for typed in [
            code.grouped(),
            code.0.clone(),
            format!(" {} \n", code.grouped().replace('-', " ")),
        ] {
            assert_eq!(FirstRunCode::read(&typed).unwrap().0, code.0);
        }
        for strange in ["", "abcd-efgh", "abcd-efgh-ijkl-mnop", "zażó-łćgę-śląj"] {
            assert!(FirstRunCode::read(strange).is_none(), "{strange}");
        }
    }
}
