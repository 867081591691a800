//! What the check of a mapping finds.

use crate::wording::said;
use schemars::JsonSchema;
use serde::Serialize;
use sonda_domain::Fault;

/// Something that the check of a mapping found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Where, as a JSON Pointer into the mapping.
    pub path: String,
    /// What is wrong and what to do about it.
    #[serde(serialize_with = "said")]
    pub reason: String,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It cannot work: the mapping is not published.
    Error,
    /// It works, though hardly as it was meant.
    Warning,
}

impl Finding {
    pub(super) fn error(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            path: path.into(),
            reason: reason.into(),
        }
    }

    pub(super) fn warning(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            path: path.into(),
            reason: reason.into(),
        }
    }

    /// The same, with the path in the definition that has the mapping.
    #[must_use]
    pub fn in_definition(mut self) -> Self {
        self.path.insert_str(0, "/mapping");
        self
    }

    /// The fault that this is, unless it is a warning.
    #[must_use]
    pub fn into_fault(self) -> Option<Fault> {
        (self.severity == Severity::Error).then(|| Fault::new(self.path, self.reason))
    }
}
