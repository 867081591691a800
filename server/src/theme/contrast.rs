//! Whether a theme can be read: the contrast that WCAG 2.2 AA asks for.

use super::palette::{DARK, LIGHT, PAPER};
use super::{Colour, Palette, Theme, status};
use sonda_domain::Fault;

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
    let paper = palette.paper.unwrap_or(Colour(own[PAPER]));
    let own = named.iter().zip(own);
    let own = own.map(|((name, given), own)| (*name, given.unwrap_or(Colour(own))));
    let all: Vec<(&str, Colour)> = own.chain(status::on(paper)).collect();
    let colour = |name: &str| {
        let found = all.iter().find(|(one, _)| *one == name);
        found.map(|(_, colour)| *colour)
    };
    for (front, ground, least) in PAIRS {
        // Where both are the stylesheet's own they can be read. A status's tint is, on any paper that its ink goes with.
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
            let palette = Palette {
                ink: Some(Colour(own[0])),
                paper: Some(Colour(own[3])),
                accent: Some(Colour(own[6])),
                on_accent: Some(Colour(own[8])),
                ..Palette::default()
            };
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
    fn what_a_theme_does_not_name_is_judged_on_its_ground() {
        let night = json!({
            "ink": "#f5f5f5", "muted": "#c8d0d8", "page": "#0a0f14", "paper": "#16212c", "tint": "#22384d",
            "line": "#8fa0b0", "accent": "#7db8f5", "accent_strong": "#a9d0fa", "on_accent": "#0b1c2e", "star": "#ffc145",
        });
        assert_eq!(paths(&json!({"light": night})), Vec::<String>::new());
        let grey = json!({
            "ink": "#000000", "muted": "#101010", "paper": "#b0b0b0", "line": "#202020", "accent": "#000044",
            "accent_strong": "#000022", "star": "#331100",
        });
        let of_errors_and_sums = ["/light/paper", "/light/paper"];
        assert_eq!(paths(&json!({"light": grey})), of_errors_and_sums);
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
