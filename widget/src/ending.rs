//! What is said once the answers are stored, made by the server: it alone knows all that decides it.

use serde::{Deserialize, Serialize};

/// An ending in the visitor's language, with the answers in their places: plain texts, escaped like any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownEnding {
    /// The heading.
    pub title: String,
    /// A paragraph under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// An address to go on to: `https:` or `http:`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The calculated values that are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ShownResult>,
}

/// A calculated value that is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownResult {
    /// What it is called.
    pub title: String,
    /// The value, as the language writes it.
    pub value: String,
    /// The verdict of its band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// The paragraph about the band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band_text: Option<String>,
}
