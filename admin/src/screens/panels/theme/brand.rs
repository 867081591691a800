//! A whole palette out of one colour.

use crate::parts::colour;
use sonda_domain::colours::{Branded, Colour, NAMES, Palette};

/// The colours that follow from a brand's one, on a light and a dark ground, each by its name; all can be read.
pub(crate) fn palettes(brand: Colour) -> [[(&'static str, Colour); 4]; 2] {
    [false, true].map(|is_dark| Branded::of(brand, is_dark).named())
}

/// The colours of one ground as they are judged.
pub(crate) fn palette(given: &serde_json::Value, is_dark: bool) -> Palette {
    let given = NAMES.map(|name| given[name].as_str().and_then(colour));
    Palette { given, is_dark }
}
