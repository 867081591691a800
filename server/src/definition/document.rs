//! The definition of a form as people write, import and export it.

use crate::mapping::Mapping;
use crate::theme::Theme;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sonda_domain::{Content, FormId, Once, Rules};
use std::collections::BTreeMap;

/// The format's version; a document names the one it is written in.
pub const FORMAT: u32 = 1;

/// A form: what it is, what it asks, and which records it becomes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Sonda form definition")]
pub struct Document {
    /// The address of this schema, for editors.
    #[serde(default, rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The format's version: 1.
    #[schemars(range(min = 1, max = 1))]
    pub sonda: u32,
    /// Identifies the form; part of its address.
    pub id: FormId,
    /// What the form is for.
    pub kind: FormKind,
    /// Rules of the form. They apply at once to every version and link.
    #[serde(default)]
    pub settings: Settings,
    /// The questions and texts; published as an immutable version.
    pub content: Content,
    /// Which records a response becomes; published as an immutable revision of its own.
    #[serde(default)]
    pub mapping: Mapping,
}

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormKind {
    /// Asks customers what they think.
    Survey,
    /// Takes requests from visitors: leads, cases, registrations.
    LeadForm,
}

impl FormKind {
    /// The name as definitions write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Survey => "survey",
            Self::LeadForm => "lead_form",
        }
    }
}

/// The rules of a form, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// First moment at which the form takes submissions, RFC 3339 with an offset.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub opens_at: Option<Timestamp>,
    /// First moment at which it no longer does, RFC 3339 with an offset.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub closes_at: Option<Timestamp>,
    /// The most responses in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_responses: Option<u64>,
    /// How often one link or contact may answer.
    pub once: Once,
    /// Origins of the pages that may embed the form with the widget or post to it, such as `https://www.example.com`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_origins: Vec<String>,
    /// Origins of the pages that may show the hosted form in a frame. Default: none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub frame_ancestors: Vec<String>,
    /// Addresses that a plain HTML form may return the visitor to; the first is the one without `_return`
    /// when the post came from another site.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub return_addresses: Vec<String>,
    /// How the form looks. Default: the stylesheet's own colours, light or dark as the visitor prefers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
    /// For an existing HTML form: its field names, each with the question it answers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub field_names: BTreeMap<String, String>,
}

impl Settings {
    /// The rules the domain decides by.
    #[must_use]
    pub fn rules(&self) -> Rules {
        Rules {
            opens_at_ms: self.opens_at.map(Timestamp::as_millisecond),
            closes_at_ms: self.closes_at.map(Timestamp::as_millisecond),
            max_responses: self.max_responses,
            once: self.once,
        }
    }
}
