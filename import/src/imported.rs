//! What an importer yields.

use serde::Serialize;
use sonda_domain::Content;

/// A survey as far as it could be carried over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// The content of a form: a draft, which may have faults of its own.
    pub content: Content,
    /// What was not carried over, or not as it was.
    pub losses: Vec<Loss>,
}

/// Something that was not carried over, or not as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Loss {
    /// Where in the source: a JSON Pointer, or sheet and cell as `survey!C5`.
    pub place: String,
    /// What is lost, in English.
    pub reason: String,
}

impl Loss {
    /// A loss at a place.
    pub fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            reason: reason.into(),
        }
    }
}
