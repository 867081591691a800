//! A theme as CSS.

use super::{Colour, Corners, Palette, Theme, Typeface};
use sonda_domain::colours::{DARK, LIGHT, PAPER, statuses_on};
use std::fmt::Write;

impl Theme {
    /// The rules that follow the stylesheet, for a hosted page and for the shadow root of an embedded form; empty if
    /// the theme changes nothing there.
    #[must_use]
    pub fn css(&self) -> String {
        let mut css = String::new();
        let (night, day) = (self.light.is_dark(LIGHT), !self.dark.is_dark(DARK));
        let light = [
            declarations(&self.light),
            with_paper(&self.light, LIGHT, night),
        ]
        .concat();
        if !light.is_empty() {
            // Light letters are for a screen: on white paper the stylesheet's own can be read.
            let light = format!(":root,.sonda-box{{{light}}}");
            css.push_str(&if night { on_screen(&light) } else { light });
        }
        if !self.light.is_empty() || !self.dark.is_empty() {
            // Where only light colours are given, dark ones stay the stylesheet's: they must be said once more.
            let dark = declarations(&self.dark.or_own());
            let dark = [dark, with_paper(&self.dark, DARK, night || day)].concat();
            let _ = write!(
                css,
                "@media screen and (prefers-color-scheme:dark){{:root:not(.sonda-light),.sonda-auto{{{dark}}}}}{}",
                on_screen(&format!(".sonda-dark{{{dark}}}")),
            );
        }
        if let Some(radius) = self.radius() {
            let _ = write!(css, ":root,.sonda-box{{--sonda-radius:{radius}}}");
        }
        if let Some(typeface) = self.typeface {
            let family = match typeface {
                Typeface::System => "system-ui,sans-serif",
                Typeface::Serif => "ui-serif,Georgia,\"Noto Serif\",\"Noto Naskh Arabic\",serif",
                Typeface::Rounded => {
                    "ui-rounded,\"SF Pro Rounded\",Nunito,Quicksand,system-ui,sans-serif"
                }
                Typeface::Monospace => "ui-monospace,Menlo,Consolas,\"Noto Sans Mono\",monospace",
            };
            let _ = write!(css, ".sonda{{font-family:{family}}}");
        }
        css
    }

    fn radius(&self) -> Option<&'static str> {
        match self.corners {
            Some(Corners::Square) => Some("0em"),
            Some(Corners::Round) => Some("1.125em"),
            Some(Corners::Soft) | None => None,
        }
    }
}

fn on_screen(rules: &str) -> String {
    format!("@media screen{{{rules}}}")
}

impl Palette {
    /// Whether its paper is dark; `own` is the stylesheet's on that ground.
    fn is_dark(&self, own: [[u8; 3]; 10]) -> bool {
        self.paper.unwrap_or(Colour(own[PAPER])).is_dark()
    }

    /// The same with the stylesheet's dark colours where none are given.
    fn or_own(self) -> Self {
        let own = |index: usize| Some(Colour(DARK[index]));
        Self {
            ink: self.ink.or(own(0)),
            muted: self.muted.or(own(1)),
            page: self.page.or(own(2)),
            paper: self.paper.or(own(PAPER)),
            tint: self.tint.or(own(4)),
            line: self.line.or(own(5)),
            accent: self.accent.or(own(6)),
            accent_strong: self.accent_strong.or(own(7)),
            on_accent: self.on_accent.or(own(8)),
            star: self.star.or(own(9)),
        }
    }
}

fn declarations(palette: &Palette) -> String {
    let named = palette.named().into_iter();
    let given = named.filter_map(|(name, colour)| Some((name, colour?)));
    given.map(declaration).collect()
}

fn declaration((name, colour): (&str, Colour)) -> String {
    let name = name.replace('_', "-");
    format!("--sonda-{name}:{};", String::from(colour))
}

/// What goes with the palette's paper, where it must be `said`; `own` is the stylesheet's on that ground.
fn with_paper(palette: &Palette, own: [[u8; 3]; 10], said: bool) -> String {
    if !said {
        return String::new();
    }
    let paper = palette.paper.unwrap_or(Colour(own[PAPER]));
    let scheme = ["light", "dark"][usize::from(paper.is_dark())];
    let status = statuses_on(paper).map(declaration).concat();
    format!("{status}color-scheme:{scheme};")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn css(theme: serde_json::Value) -> String {
        serde_json::from_value::<Theme>(theme).unwrap().css()
    }

    #[test]
    fn a_theme_of_nothing_is_no_css() {
        assert_eq!(css(json!({})), "");
        assert_eq!(css(json!({"mode": "dark"})), "");
    }

    #[test]
    fn light_colours_do_not_reach_the_dark_ground() {
        let css = css(json!({"light": {"accent": "#0A7D4F"}, "corners": "square"}));
        insta::assert_snapshot!(css, @":root,.sonda-box{--sonda-accent:#0a7d4f;}@media screen and (prefers-color-scheme:dark){:root:not(.sonda-light),.sonda-auto{--sonda-ink:#e8edf3;--sonda-muted:#a9b5c2;--sonda-page:#0f141a;--sonda-paper:#182029;--sonda-tint:#1d3147;--sonda-line:#8794a2;--sonda-accent:#7db8f5;--sonda-accent-strong:#a9d0fa;--sonda-on-accent:#0b1c2e;--sonda-star:#ffc145;}}@media screen{.sonda-dark{--sonda-ink:#e8edf3;--sonda-muted:#a9b5c2;--sonda-page:#0f141a;--sonda-paper:#182029;--sonda-tint:#1d3147;--sonda-line:#8794a2;--sonda-accent:#7db8f5;--sonda-accent-strong:#a9d0fa;--sonda-on-accent:#0b1c2e;--sonda-star:#ffc145;}}:root,.sonda-box{--sonda-radius:0em}");
    }

    #[test]
    fn errors_go_with_the_ground_they_stand_on() {
        let night = css(json!({"light": {"ink": "#f5f5f5", "paper": "#16212c"}}));
        let (light, dark) = night.split_once("@media screen and").unwrap();
        assert!(
            light.starts_with("@media screen{:root,.sonda-box{"),
            "{light}"
        );
        assert!(light.contains("--sonda-error:#ff9a9a;"), "{light}");
        assert!(light.contains("color-scheme:dark;"), "{light}");
        assert!(dark.contains("--sonda-error:#ff9a9a;"), "{dark}");
        let day = css(json!({"dark": {"ink": "#111111", "paper": "#f0f0f0"}}));
        assert_eq!(day.matches("--sonda-error:#b3141e;").count(), 2, "{day}");
    }
}
