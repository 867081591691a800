//! The colours of one ground.

use super::Colour;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

/// Where the paper stands among them.
pub(super) const PAPER: usize = 3;

/// The stylesheet's own colours, in the order of [`Palette::named`]; a test compares them with `static/form.css`.
pub(super) const LIGHT: [[u8; 3]; 10] = [
    [0x1b, 0x24, 0x30],
    [0x52, 0x60, 0x6f],
    [0xee, 0xf1, 0xf5],
    [0xff, 0xff, 0xff],
    [0xea, 0xf2, 0xfb],
    [0x76, 0x82, 0x8f],
    [0x0b, 0x5c, 0xad],
    [0x08, 0x44, 0x81],
    [0xff, 0xff, 0xff],
    [0xb8, 0x74, 0x00],
];

/// The same on a dark ground.
pub(super) const DARK: [[u8; 3]; 10] = [
    [0xe8, 0xed, 0xf3],
    [0xa9, 0xb5, 0xc2],
    [0x0f, 0x14, 0x1a],
    [0x18, 0x20, 0x29],
    [0x1d, 0x31, 0x47],
    [0x87, 0x94, 0xa2],
    [0x7d, 0xb8, 0xf5],
    [0xa9, 0xd0, 0xfa],
    [0x0b, 0x1c, 0x2e],
    [0xff, 0xc1, 0x45],
];

impl Palette {
    /// Whether it changes nothing.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The colours by name.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colours_are_those_of_the_stylesheet() {
        let css = include_str!("../../../static/form.css");
        let blocks: Vec<&str> = css.split("--sonda-ink:").skip(1).collect();
        for (block, colours) in [(blocks[0], LIGHT), (blocks[1], DARK), (blocks[2], DARK)] {
            let block = format!("--sonda-ink:{}", block.split('}').next().unwrap());
            for ((name, _), colour) in Palette::default().named().iter().zip(colours) {
                let name = format!("--sonda-{}:", name.replace('_', "-"));
                let value = block.split(&name).nth(1).unwrap();
                let value = value.split([';', '}', '\n']).next().unwrap().trim();
                let value = match value {
                    "#fff" => "#ffffff",
                    value => value,
                };
                assert_eq!(value, String::from(Colour(colour)), "{name}");
            }
        }
    }
}
