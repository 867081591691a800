//! The colours that a theme does not name: of errors, thanks and waiting. They go with the ground, the form's paper.

use super::Colour;

/// Their names, without the prefix of the stylesheet's properties.
pub(super) const NAMES: [&str; 7] = [
    "hair",
    "error",
    "error_tint",
    "good",
    "good_tint",
    "wait",
    "wait_tint",
];

/// The stylesheet's own on a light ground, in the order of [`NAMES`]; a test compares them with `static/form.css`.
const LIGHT: [[u8; 3]; 7] = [
    [0xd5, 0xdb, 0xe2],
    [0xb3, 0x14, 0x1e],
    [0xfd, 0xec, 0xec],
    [0x14, 0x69, 0x3a],
    [0xe7, 0xf5, 0xec],
    [0x7a, 0x4a, 0x00],
    [0xff, 0xf4, 0xde],
];

/// The same on a dark ground.
const DARK: [[u8; 3]; 7] = [
    [0x33, 0x40, 0x4e],
    [0xff, 0x9a, 0x9a],
    [0x3c, 0x1d, 0x21],
    [0x7f, 0xd6, 0xa2],
    [0x16, 0x33, 0x1f],
    [0xff, 0xce, 0x7a],
    [0x3a, 0x2c, 0x10],
];

/// Those that can be read on that paper.
pub(super) fn on(paper: Colour) -> [(&'static str, Colour); 7] {
    let own = if paper.is_dark() { DARK } else { LIGHT };
    std::array::from_fn(|index| (NAMES[index], Colour(own[index])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colours_are_those_of_the_stylesheet() {
        let css = include_str!("../../../static/form.css");
        let blocks: Vec<&str> = css.split("--sonda-ink:").skip(1).collect();
        let papers = [Colour([0xff; 3]), Colour([0; 3]), Colour([0; 3])];
        for (block, paper) in blocks.iter().zip(papers) {
            for (name, colour) in on(paper) {
                let name = format!("--sonda-{}:", name.replace('_', "-"));
                let value = block.split(&name).nth(1).unwrap();
                let value = value.split([';', '}', '\n']).next().unwrap();
                assert_eq!(value, String::from(colour), "{name}");
            }
        }
    }
}
