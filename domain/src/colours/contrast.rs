//! Whether colours can be read on their grounds: the contrast that WCAG 2.2 AA asks for.

use super::Colour;
use super::own::{DARK, LIGHT, NAMES, PAPER, statuses_on};

/// Text on what is behind it (1.4.3), and outlines that tell what a field is (1.4.11): the colour that is said to be at
/// fault, the ground, and the least ratio.
const PAIRS: [(&str, &str, f64); 16] = [
    ("ink", "paper", 4.5),
    ("ink", "tint", 4.5),
    ("ink", "page", 4.5),
    ("muted", "paper", 4.5),
    ("accent", "paper", 4.5),
    ("accent", "page", 4.5),
    ("accent", "tint", 4.5),
    ("on_accent", "accent", 4.5),
    ("on_accent", "accent_strong", 4.5),
    ("line", "paper", 3.0),
    ("star", "paper", 3.0),
    // What a theme does not name goes with its paper.
    ("error", "paper", 4.5),
    ("good", "paper", 4.5),
    ("ink", "error_tint", 4.5),
    ("ink", "good_tint", 4.5),
    ("ink", "wait_tint", 4.5),
];

/// What a theme names of one ground, in the order of [`NAMES`], over the stylesheet's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// The colours named.
    pub given: [Option<Colour>; 10],
    /// Whether the stylesheet's own beneath them are those of a dark ground.
    pub is_dark: bool,
}

/// How one colour stands out from what is behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrast {
    /// The name of the colour in front.
    pub front: &'static str,
    /// The name of the one behind it.
    pub ground: &'static str,
    /// Both colours, the front one first.
    pub colours: [Colour; 2],
    /// The ratio they have, 1 to 21.
    pub ratio: f64,
    /// The ratio they need.
    pub least: f64,
    /// Which of the two the theme could change: the one in front if it names that; nothing if it names neither.
    pub changed: Option<&'static str>,
}

impl Contrast {
    /// Whether it can be read.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.ratio >= self.least
    }
}

impl Palette {
    /// A colour by its name, the stylesheet's own where the theme names none.
    #[must_use]
    pub fn colour(&self, name: &str) -> Option<Colour> {
        let own = if self.is_dark { DARK } else { LIGHT };
        let named = |index: usize| self.given[index].unwrap_or(Colour(own[index]));
        if let Some(index) = NAMES.iter().position(|one| *one == name) {
            return Some(named(index));
        }
        let mut statuses = statuses_on(named(PAPER)).into_iter();
        statuses.find_map(|(one, colour)| (one == name).then_some(colour))
    }

    fn gives(&self, name: &str) -> bool {
        let mut given = NAMES.iter().zip(self.given);
        given.any(|(one, colour)| *one == name && colour.is_some())
    }

    /// Every pair that is read together.
    #[must_use]
    pub fn contrasts(&self) -> Vec<Contrast> {
        let pairs = PAIRS.iter();
        let all = pairs.filter_map(|(front, ground, least)| {
            let colours = [self.colour(front)?, self.colour(ground)?];
            let changed = [*front, *ground].into_iter().find(|name| self.gives(name));
            Some(Contrast {
                front,
                ground,
                colours,
                ratio: colours[0].contrast(colours[1]),
                least: *least,
                changed,
            })
        });
        all.collect()
    }

    /// The colour nearest to the one of that name that can be read wherever it is used; if there is none, then with
    /// `other` at least.
    #[must_use]
    pub fn mended(&self, name: &str, other: &str) -> Option<Colour> {
        let colour = self.colour(name)?;
        let contrasts = self.contrasts();
        let against = contrasts.iter().filter_map(|pair| {
            let [front, ground] = pair.colours;
            match name {
                name if name == pair.front => Some((pair.ground, ground, pair.least)),
                name if name == pair.ground => Some((pair.front, front, pair.least)),
                _ => None,
            }
        });
        let against: Vec<_> = against.collect();
        let all: Vec<_> = against
            .iter()
            .map(|(_, with, least)| (*with, *least))
            .collect();
        let one = against.iter().filter(|(with, ..)| *with == other);
        let one: Vec<_> = one.map(|(_, with, least)| (*with, *least)).collect();
        nearest(colour, &all).or_else(|| nearest(colour, &one))
    }
}

/// The nearest mixture of the colour with black or white that stands out from each of those by its least ratio.
#[must_use]
pub fn nearest(colour: Colour, against: &[(Colour, f64)]) -> Option<Colour> {
    let ends = [Colour([0; 3]), Colour([0xff; 3])];
    let mixtures = (0..=u8::MAX).flat_map(|much| ends.map(|end| colour.mixed(end, much)));
    let mut mixtures = mixtures.into_iter();
    mixtures.find(|one| {
        against
            .iter()
            .all(|(with, least)| one.contrast(*with) >= *least)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        text.to_owned().try_into().unwrap()
    }

    fn palette(is_dark: bool, named: &[(&str, &str)]) -> Palette {
        let given = NAMES.map(|name| {
            let found = named.iter().find(|(one, _)| *one == name);
            found.map(|(_, text)| colour(text))
        });
        Palette { given, is_dark }
    }

    #[test]
    fn the_stylesheets_own_colours_can_be_read() {
        for is_dark in [false, true] {
            let contrasts = palette(is_dark, &[]).contrasts();
            assert_eq!(contrasts.len(), PAIRS.len());
            for one in contrasts {
                assert!(one.passes(), "{one:?}");
                assert_eq!(one.changed, None);
            }
        }
    }

    #[test]
    fn the_colour_that_the_theme_names_is_the_one_to_change() {
        let light = palette(false, &[("paper", "#808080")]);
        let contrasts = light.contrasts();
        let muted = contrasts.iter().find(|one| one.front == "muted").unwrap();
        assert_eq!((muted.changed, muted.passes()), (Some("paper"), false));
        let both = palette(false, &[("paper", "#808080"), ("muted", "#777777")]);
        let contrasts = both.contrasts();
        let muted = contrasts.iter().find(|one| one.front == "muted").unwrap();
        assert_eq!(muted.changed, Some("muted"));
    }

    #[test]
    fn a_mended_colour_can_be_read_wherever_it_is_used() {
        let mut light = palette(false, &[("accent", "#ffe000")]);
        let mended = light.mended("accent", "paper").unwrap();
        light.given[6] = Some(mended);
        let of_accent = |one: &Contrast| one.front == "accent" || one.ground == "accent";
        let contrasts = light.contrasts();
        for one in contrasts.iter().filter(|one| of_accent(one)) {
            assert!(one.passes(), "{one:?}");
        }
    }

    #[test]
    fn the_nearest_colour_is_no_further_than_needed() {
        let white = colour("#ffffff");
        let passing = colour("#767676");
        assert_eq!(nearest(passing, &[(white, 4.5)]), Some(passing));
        let mended = nearest(colour("#7a7a7a"), &[(white, 4.5)]).unwrap();
        assert!(mended.contrast(white) < 4.65, "{mended:?}");
        let dark = colour("#182029");
        assert!(nearest(dark, &[(dark, 4.5)]).unwrap().contrast(dark) >= 4.5);
    }

    #[test]
    fn of_what_cannot_be_mended_nothing_is_said() {
        let grey = colour("#777777");
        assert_eq!(nearest(grey, &[(grey, 7.0)]), None);
    }
}
