//! How a form looks: colours for light and dark, shape, type and logo, as custom properties of the stylesheet.

mod contrast;
mod palette;
mod style;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use contrast::check_theme;
pub use palette::Palette;
pub use sonda_domain::colours::Colour;

/// How a form looks. What is absent is as the stylesheet has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Theme {
    /// Whether the hosted page follows the visitor's preference for light or dark.
    #[serde(skip_serializing_if = "Mode::is_auto")]
    pub mode: Mode,
    /// The colours on a light ground.
    #[serde(skip_serializing_if = "Palette::is_empty")]
    pub light: Palette,
    /// The colours on a dark ground.
    #[serde(skip_serializing_if = "Palette::is_empty")]
    pub dark: Palette,
    /// How round corners are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corners: Option<Corners>,
    /// The typeface; none is downloaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typeface: Option<Typeface>,
    /// A logo over the form, on its hosted pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// As the visitor prefers.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Mode {
    /// Whether it is left to the visitor, or to the page around.
    pub(crate) fn is_auto(&self) -> bool {
        *self == Self::Auto
    }

    /// The class of a hosted page's root.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Auto => "",
            Self::Light => "sonda-light",
            Self::Dark => "sonda-dark",
        }
    }
}

/// How round corners are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Corners {
    /// Not at all.
    Square,
    /// A little: the stylesheet's own.
    Soft,
    /// Much.
    Round,
}

/// A family of typefaces that the visitor's device has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Typeface {
    /// The device's own.
    System,
    /// With serifs.
    Serif,
    /// Rounded, where the device has one.
    Rounded,
    /// Of one width.
    Monospace,
}

/// A picture over the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Logo {
    /// An `https:` address, or a `data:image/…` URL of a small one.
    pub picture: String,
    /// What it shows, such as the company's name.
    pub alt: String,
}
