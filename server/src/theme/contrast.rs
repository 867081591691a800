//! Whether a theme can be read: the contrast that WCAG 2.2 AA asks for.

use super::palette::{DARK, LIGHT};
use super::{Colour, Palette, Theme};
use sonda_domain::Fault;

/// Text on what is behind it (1.4.3), and outlines that tell what a field is (1.4.11): the colour that is said to be at
/// fault, the ground, and the least ratio.
const PAIRS: [(&str, &str, f64); 10] = [
    ("ink", "paper", 4.5),
    ("ink", "tint", 4.5),
    ("ink", "page", 4.5),
    ("muted", "paper", 4.5),
    ("accent", "paper", 4.5),
    ("accent", "page", 4.5),
    ("on_accent", "accent", 4.5),
    ("on_accent", "accent_strong", 4.5),
    ("line", "paper", 3.0),
    ("star", "paper", 3.0),
];

const LONGEST_PICTURE: usize = 100_000;

/// What is wrong with a theme, with paths relative to it.
#[must_use]
pub fn check_theme(theme: &Theme) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_palette("/light", &theme.light, LIGHT, &mut faults);
    check_palette("/dark", &theme.dark, DARK, &mut faults);
    if let Some(logo) = &theme.logo {
        if !is_picture(&logo.picture) {
            let reason =
                "must be an https: address or a data:image URL of up to 100,000 characters";
            faults.push(Fault::new("/logo/picture", reason));
        }
        if logo.alt.trim().is_empty() || logo.alt.chars().count() > 200 {
            faults.push(Fault::new("/logo/alt", "must have 1 to 200 characters"));
        }
    }
    faults
}

fn is_picture(address: &str) -> bool {
    let safe = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>');
    address.len() <= LONGEST_PICTURE
        && address.chars().all(safe)
        && (address.starts_with("data:image/")
            || (address.starts_with("https://") && !address.contains([';', ','])))
}

fn check_palette(path: &str, palette: &Palette, own: [[u8; 3]; 10], faults: &mut Vec<Fault>) {
    let named = palette.named();
    let given = |name: &str| {
        named
            .iter()
            .any(|(one, colour)| *one == name && colour.is_some())
    };
    let colour = |name: &str| {
        let mut named = named.iter().zip(own);
        let found = named.find(|((one, _), _)| *one == name);
        found.map(|((_, given), own)| given.unwrap_or(Colour(own)))
    };
    for (front, ground, least) in PAIRS {
        if !given(front) && !given(ground) {
            continue;
        }
        let (Some(one), Some(other)) = (colour(front), colour(ground)) else {
            continue;
        };
        let ratio = one.contrast(other);
        if ratio < least {
            let (at, with) = if given(front) {
                (front, ground)
            } else {
                (ground, front)
            };
            let reason = format!(
                "its contrast with `{with}`, {}, is {ratio:.2}: at least {least} is needed to be read",
                String::from(if given(front) { other } else { one }),
            );
            faults.push(Fault::new(format!("{path}/{at}"), reason));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paths(theme: &serde_json::Value) -> Vec<String> {
        let theme: Theme = serde_json::from_value(theme.clone()).unwrap();
        let faults = check_theme(&theme).into_iter();
        faults.map(|fault| fault.path).collect()
    }

    #[test]
    fn the_stylesheets_own_colours_can_be_read() {
        for own in [LIGHT, DARK] {
            let mut palette = Palette::default();
            palette.ink = Some(Colour(own[0]));
            palette.paper = Some(Colour(own[3]));
            palette.accent = Some(Colour(own[6]));
            palette.on_accent = Some(Colour(own[8]));
            let mut faults = Vec::new();
            check_palette("", &palette, own, &mut faults);
            assert_eq!(faults, []);
        }
    }

    #[test]
    fn colours_that_cannot_be_read_are_named() {
        assert_eq!(
            paths(&json!({"light": {"accent": "#0a7d4f"}})),
            Vec::<String>::new()
        );
        assert!(
            paths(&json!({"light": {"accent": "#ffe000"}})).contains(&"/light/accent".to_owned())
        );
        assert!(paths(&json!({"dark": {"paper": "#dddddd"}})).contains(&"/dark/paper".to_owned()));
    }

    #[test]
    fn a_logo_is_a_picture_with_words() {
        let logo =
            |picture: &str, alt: &str| paths(&json!({"logo": {"picture": picture, "alt": alt}}));
        assert!(logo("https://example.com/logo.svg", "Example").is_empty());
        assert_eq!(
            logo("http://example.com/logo.svg", ""),
            ["/logo/picture", "/logo/alt"]
        );
        assert_eq!(
            logo("https://example.com/;script-src", "Example"),
            ["/logo/picture"]
        );
    }
}
