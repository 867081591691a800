//! A whole palette out of one colour.

use sonda_domain::colours::{Colour, DARK, LIGHT, NAMES, Palette, nearest};

const WHITE: Colour = Colour([0xff; 3]);
const BLACK: Colour = Colour([0; 3]);

/// The colours that follow from a brand's one, on a light and a dark ground, each by its name; all can be read.
pub(crate) fn palettes(brand: Colour) -> [Vec<(&'static str, Colour)>; 2] {
    [on(brand, false), on(brand, true)]
}

fn on(brand: Colour, is_dark: bool) -> Vec<(&'static str, Colour)> {
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
    let strong = accent.mixed(if is_dark { WHITE } else { BLACK }, 72);
    let on_accent = match accent.contrast(WHITE) >= 4.5 {
        true => WHITE,
        false => BLACK.mixed(brand, 24),
    };
    let on_accent = nearest(on_accent, &[(accent, 4.5), (strong, 4.5)]).unwrap_or(BLACK);
    vec![
        ("tint", tint),
        ("accent", accent),
        ("accent_strong", strong),
        ("on_accent", on_accent),
    ]
}

/// The colours of one ground as they are judged.
pub(crate) fn palette(given: &serde_json::Value, is_dark: bool) -> Palette {
    let given = NAMES.map(|name| given[name].as_str().and_then(colour));
    Palette { given, is_dark }
}

/// A colour as `#rrggbb`, also as `#rgb` and without its sign.
pub(crate) fn colour(text: &str) -> Option<Colour> {
    let digits = text.trim().trim_start_matches('#');
    let digits = match digits.len() {
        3 => digits.chars().flat_map(|one| [one, one]).collect(),
        _ => digits.to_owned(),
    };
    Colour::try_from(format!("#{digits}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, Value};

    #[test]
    fn whatever_the_brand_is_its_colours_can_be_read() {
        for brand in [
            "#ffe000", "#000000", "#ffffff", "#777777", "#e4002b", "#00ff00", "#0a7d4f", "#1b1464",
            "#ff9ecf",
        ] {
            for (is_dark, named) in [false, true]
                .into_iter()
                .zip(palettes(colour(brand).unwrap()))
            {
                let given: Map<String, Value> = named
                    .into_iter()
                    .map(|(name, colour)| (name.to_owned(), Value::from(String::from(colour))))
                    .collect();
                for pair in palette(&Value::Object(given), is_dark).contrasts() {
                    assert!(pair.passes(), "{brand} dark={is_dark} {pair:?}");
                }
            }
        }
    }

    #[test]
    fn a_brand_that_can_be_read_is_kept() {
        let brand = colour("#0a5c3f").unwrap();
        let [light, _] = palettes(brand);
        assert!(light.contains(&("accent", brand)));
    }

    #[test]
    fn colours_are_read_as_people_write_them() {
        assert_eq!(colour("0B5"), colour("#00bb55"));
        assert_eq!(colour(" #0a7d4f "), Some(Colour([0x0a, 0x7d, 0x4f])));
        assert_eq!(colour("green"), None);
    }
}
