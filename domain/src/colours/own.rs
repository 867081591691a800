//! The stylesheet's own colours: those that a theme can name, and those that go with their ground, the form's paper.

use super::Colour;

/// What a theme can name, without the prefix of the stylesheet's properties.
pub const NAMES: [&str; 10] = [
    "ink",
    "muted",
    "page",
    "paper",
    "tint",
    "line",
    "accent",
    "accent_strong",
    "on_accent",
    "star",
];

/// Where the paper stands among them.
pub const PAPER: usize = 3;

/// The stylesheet's own colours, in the order of [`NAMES`]; a test compares them with `static/form.css`.
pub const LIGHT: [[u8; 3]; 10] = [
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
pub const DARK: [[u8; 3]; 10] = [
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

/// The colours that a theme does not name: of errors, thanks and waiting.
const STATUSES: [&str; 7] = [
    "hair",
    "error",
    "error_tint",
    "good",
    "good_tint",
    "wait",
    "wait_tint",
];

/// The stylesheet's own on a light ground, in the order of [`STATUSES`]; a test compares them with `static/form.css`.
const STATUS_LIGHT: [[u8; 3]; 7] = [
    [0xd5, 0xdb, 0xe2],
    [0xb3, 0x14, 0x1e],
    [0xfd, 0xec, 0xec],
    [0x14, 0x69, 0x3a],
    [0xe7, 0xf5, 0xec],
    [0x7a, 0x4a, 0x00],
    [0xff, 0xf4, 0xde],
];

/// The same on a dark ground.
const STATUS_DARK: [[u8; 3]; 7] = [
    [0x33, 0x40, 0x4e],
    [0xff, 0x9a, 0x9a],
    [0x3c, 0x1d, 0x21],
    [0x7f, 0xd6, 0xa2],
    [0x16, 0x33, 0x1f],
    [0xff, 0xce, 0x7a],
    [0x3a, 0x2c, 0x10],
];

/// Of the colours that a theme does not name those that can be read on that paper, by name.
#[must_use]
pub fn statuses_on(paper: Colour) -> [(&'static str, Colour); 7] {
    let own = if paper.is_dark() {
        STATUS_DARK
    } else {
        STATUS_LIGHT
    };
    std::array::from_fn(|index| (STATUSES[index], Colour(own[index])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_those_of_the_stylesheet() {
        let css = include_str!("../../../static/form.css");
        let blocks: Vec<&str> = css.split("--sonda-ink:").skip(1).collect();
        let papers = [Colour([0xff; 3]), Colour([0; 3]), Colour([0; 3])];
        for (block, paper) in blocks.iter().zip(papers) {
            for (name, colour) in statuses_on(paper) {
                let name = format!("--sonda-{}:", name.replace('_', "-"));
                let value = block.split(&name).nth(1).unwrap();
                let value = value.split([';', '}', '\n']).next().unwrap();
                assert_eq!(value, String::from(colour), "{name}");
            }
        }
    }

    #[test]
    fn the_colours_are_those_of_the_stylesheet() {
        let css = include_str!("../../../static/form.css");
        let blocks: Vec<&str> = css.split("--sonda-ink:").skip(1).collect();
        for (block, colours) in [(blocks[0], LIGHT), (blocks[1], DARK), (blocks[2], DARK)] {
            let block = format!("--sonda-ink:{}", block.split('}').next().unwrap());
            for (name, colour) in NAMES.iter().zip(colours) {
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
