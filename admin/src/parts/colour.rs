//! Colours as people write them.

use sonda_domain::colours::Colour;

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

    #[test]
    fn colours_are_read_as_people_write_them() {
        assert_eq!(colour("0B5"), colour("#00bb55"));
        assert_eq!(colour(" #0a7d4f "), Some(Colour([0x0a, 0x7d, 0x4f])));
        assert_eq!(colour("green"), None);
    }
}
