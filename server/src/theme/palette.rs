//! The colours of one ground.

use super::Colour;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sonda_domain::colours;

/// The colours of a form on one ground. What is absent is the stylesheet's own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Palette {
    /// Text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ink: Option<Colour>,
    /// Hints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub muted: Option<Colour>,
    /// Behind the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<Colour>,
    /// The form's own ground.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<Colour>,
    /// Under what is chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tint: Option<Colour>,
    /// Outlines of fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Colour>,
    /// Links, buttons, what is chosen and focused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Colour>,
    /// A button under the pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent_strong: Option<Colour>,
    /// Text on the accent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_accent: Option<Colour>,
    /// Stars and their like, once chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub star: Option<Colour>,
}

impl Palette {
    /// Whether it changes nothing.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The colours as the domain judges them, over the stylesheet's own of that ground.
    pub(super) fn on(&self, is_dark: bool) -> colours::Palette {
        let given = self.named().map(|(_, colour)| colour);
        colours::Palette { given, is_dark }
    }

    /// The colours by name, in the order of [`colours::NAMES`].
    pub(super) fn named(&self) -> [(&'static str, Option<Colour>); 10] {
        [
            ("ink", self.ink),
            ("muted", self.muted),
            ("page", self.page),
            ("paper", self.paper),
            ("tint", self.tint),
            ("line", self.line),
            ("accent", self.accent),
            ("accent_strong", self.accent_strong),
            ("on_accent", self.on_accent),
            ("star", self.star),
        ]
    }
}
