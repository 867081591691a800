//! A theme as CSS.

use super::{Corners, Palette, Theme, Typeface};
use std::fmt::Write;

impl Theme {
    /// The rules that follow the stylesheet, for a hosted page and for the shadow root of an embedded form; empty if
    /// the theme changes nothing there.
    #[must_use]
    pub fn css(&self) -> String {
        let mut css = String::new();
        let shape = self.shape();
        let light = declarations(&self.light);
        if !light.is_empty() || !shape.is_empty() {
            let _ = write!(css, ":root,.sonda-box{{{light}{shape}}}");
        }
        let dark = declarations(&self.dark);
        if !light.is_empty() || !dark.is_empty() {
            // Where only light colours are given, dark ones stay the stylesheet's: they must be said once more.
            let dark = declarations(&self.dark.or_own());
            let _ = write!(
                css,
                "@media (prefers-color-scheme:dark){{:root:not(.sonda-light),.sonda-auto{{{dark}}}}}.sonda-dark{{{dark}}}"
            );
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

    fn shape(&self) -> &'static str {
        match self.corners {
            Some(Corners::Square) => "--sonda-radius:0em;",
            Some(Corners::Round) => "--sonda-radius:1.125em;",
            Some(Corners::Soft) | None => "",
        }
    }
}

impl Palette {
    /// The same with the stylesheet's dark colours where none are given.
    fn or_own(self) -> Self {
        let own = |index: usize| Some(super::Colour(super::palette::DARK[index]));
        Self {
            ink: self.ink.or(own(0)),
            muted: self.muted.or(own(1)),
            page: self.page.or(own(2)),
            paper: self.paper.or(own(3)),
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
    let mut css = String::new();
    for (name, colour) in palette.named() {
        if let Some(colour) = colour {
            let name = name.replace('_', "-");
            let _ = write!(css, "--sonda-{name}:{};", String::from(colour));
        }
    }
    css
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
        insta::assert_snapshot!(css, @":root,.sonda-box{--sonda-accent:#0a7d4f;--sonda-radius:0em;}@media (prefers-color-scheme:dark){:root:not(.sonda-light),.sonda-auto{--sonda-ink:#e8edf3;--sonda-muted:#a9b5c2;--sonda-page:#0f141a;--sonda-paper:#182029;--sonda-tint:#1d3147;--sonda-line:#8794a2;--sonda-accent:#7db8f5;--sonda-accent-strong:#a9d0fa;--sonda-on-accent:#0b1c2e;--sonda-star:#ffc145;}}.sonda-dark{--sonda-ink:#e8edf3;--sonda-muted:#a9b5c2;--sonda-page:#0f141a;--sonda-paper:#182029;--sonda-tint:#1d3147;--sonda-line:#8794a2;--sonda-accent:#7db8f5;--sonda-accent-strong:#a9d0fa;--sonda-on-accent:#0b1c2e;--sonda-star:#ffc145;}");
    }
}
