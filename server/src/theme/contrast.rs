//! Whether a theme can be read: the contrast that WCAG 2.2 AA asks for.

use super::{Palette, Theme};
use sonda_domain::Fault;

const LONGEST_PICTURE: usize = 100_000;

/// What is wrong with a theme, with paths relative to it.
#[must_use]
pub fn check_theme(theme: &Theme) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_palette("/light", &theme.light, false, &mut faults);
    check_palette("/dark", &theme.dark, true, &mut faults);
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

fn check_palette(path: &str, palette: &Palette, is_dark: bool, faults: &mut Vec<Fault>) {
    for pair in palette.on(is_dark).contrasts() {
        // Where both are the stylesheet's own they can be read. A status's tint is, on any paper that its ink goes with.
        let Some(at) = pair.changed.filter(|_| !pair.passes()) else {
            continue;
        };
        let [front, ground] = pair.colours;
        let (with, colour) = match at == pair.front {
            true => (pair.ground, ground),
            false => (pair.front, front),
        };
        let reason = format!(
            "its contrast with `{with}`, {}, is {:.2}: at least {} is needed to be read",
            String::from(colour),
            pair.ratio,
            pair.least,
        );
        faults.push(Fault::new(format!("{path}/{at}"), reason));
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
