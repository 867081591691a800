//! A connection's secret while it is in use: overwritten when it is let go, and never shown.

use std::fmt;
use zeroize::Zeroizing;

/// The most bytes of a secret.
pub const LONGEST_SECRET: usize = 8_000;

/// A connection's secret: a password, a key, or signing secrets one after the other.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// A secret; without the white space around it, as an editor leaves it. `None` if nothing is left, or too much.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let sound = !text.is_empty() && text.len() <= LONGEST_SECRET && !text.contains('\0');
        sound.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// What it is; not to be shown to anybody.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}
