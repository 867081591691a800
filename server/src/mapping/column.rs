//! What goes into a column: a source, what becomes of its value on the way, and when it is written.

use super::document::Source;
use super::transform::Transform;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What goes into a column, such as `{"answer": "email", "through": ["lower"], "mode": "only_if_empty"}`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(extend("unevaluatedProperties" = false))]
pub struct ColumnSource {
    /// The value, on its way through transforms.
    #[serde(flatten)]
    pub value: PipedSource,
    /// When it is written to a record that was found.
    #[serde(default, skip_serializing_if = "Mode::is_default")]
    pub mode: Mode,
}

/// A source, and what becomes of its value.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(extend("unevaluatedProperties" = false))]
pub struct PipedSource {
    /// Where the value comes from.
    #[serde(flatten)]
    pub source: Source,
    /// What becomes of it, one after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<Transform>,
}

/// When the value of a column is written to a record that was found. Of what the target's `on_match` lets write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It takes the place of what is there.
    #[default]
    Overwrite,
    /// Only where nothing is there.
    OnlyIfEmpty,
    /// It is added: to a text as a line of its own, to several choices as further ones. What is there already is not
    /// added again.
    Append,
    /// Never: only new records get it.
    OnCreate,
}

impl Mode {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl From<Source> for PipedSource {
    fn from(source: Source) -> Self {
        Self {
            source,
            through: Vec::new(),
        }
    }
}

impl From<Source> for ColumnSource {
    fn from(source: Source) -> Self {
        Self {
            value: source.into(),
            mode: Mode::default(),
        }
    }
}
