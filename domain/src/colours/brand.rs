//! What follows from a brand's one colour.

use super::own::{DARK, LIGHT, NAMES};
use super::{Colour, nearest};

const WHITE: Colour = Colour([0xff; 3]);
const BLACK: Colour = Colour([0; 3]);

/// The colours that follow from a brand's one, on one of the stylesheet's own grounds; all can be read there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branded {
    /// Under what is chosen.
    pub tint: Colour,
    /// The brand's colour, or the nearest that can be read.
    pub accent: Colour,
    /// A button under the pointer.
    pub accent_strong: Colour,
    /// Text on the accent.
    pub on_accent: Colour,
}

impl Branded {
    /// The colours of a brand on the light or the dark ground.
    #[must_use]
    pub fn of(brand: Colour, is_dark: bool) -> Self {
        let own = if is_dark { DARK } else { LIGHT };
        let own = |name: &str| {
            let place = NAMES.iter().position(|one| *one == name);
            place.map_or(BLACK, |place| Colour(own[place]))
        };
        let (paper, page) = (own("paper"), own("page"));
        let tint = match is_dark {
            true => paper.mixed(brand, 40),
            false => paper.mixed(brand, 22),
        };
        let grounds = [(paper, 4.5), (page, 4.5), (tint, 4.5)];
        let accent = nearest(brand, &grounds).unwrap_or_else(|| own("accent"));
        let accent_strong = accent.mixed(if is_dark { WHITE } else { BLACK }, 72);
        let on_accent = match accent.contrast(WHITE) >= 4.5 {
            true => WHITE,
            false => BLACK.mixed(brand, 24),
        };
        let both = [(accent, 4.5), (accent_strong, 4.5)];
        Self {
            tint,
            accent,
            accent_strong,
            on_accent: nearest(on_accent, &both).unwrap_or(BLACK),
        }
    }

    /// Each by its name.
    #[must_use]
    pub fn named(self) -> [(&'static str, Colour); 4] {
        [
            ("tint", self.tint),
            ("accent", self.accent),
            ("accent_strong", self.accent_strong),
            ("on_accent", self.on_accent),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::colours::Palette;

    fn colour(text: &str) -> Colour {
        text.to_owned().try_into().unwrap()
    }

    #[test]
    fn whatever_the_brand_is_its_colours_can_be_read() {
        for brand in [
            "#ffe000", "#000000", "#ffffff", "#777777", "#e4002b", "#00ff00", "#0a7d4f", "#1b1464",
            "#ff9ecf",
        ] {
            for is_dark in [false, true] {
                let named = Branded::of(colour(brand), is_dark).named();
                let given = NAMES.map(|name| {
                    let found = named.iter().find(|(one, _)| *one == name);
                    found.map(|(_, colour)| *colour)
                });
                for pair in (Palette { given, is_dark }).contrasts() {
                    assert!(pair.passes(), "{brand} dark={is_dark} {pair:?}");
                }
            }
        }
    }

    #[test]
    fn a_brand_that_can_be_read_is_kept() {
        let brand = colour("#0a5c3f");
        assert_eq!(Branded::of(brand, false).accent, brand);
    }
}
