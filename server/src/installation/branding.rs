//! How the installation presents itself: whose it is, its colour, its logo, and where its terms are.

use crate::mail::Letter;
use crate::theme::{Colour, Logo, Palette, Theme};
use axum::http::Uri;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sonda_domain::colours::Branded;

/// The most characters of a name.
const LONGEST_NAME: usize = 100;
/// The most characters of an address.
const LONGEST_ADDRESS: usize = 500;

/// How the installation presents itself, where a form says nothing of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Branding {
    /// Whose it is: stands below hosted forms and messages, and in the place of the logo.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100))]
    pub organisation: Option<String>,
    /// The logo over hosted forms: the address it is served at. To change it, a `data:` URL of a PNG, SVG or WebP
    /// picture of at most 100,000 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// The colour of links, buttons and what is chosen. Where it cannot be read the nearest that can is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Colour>,
    /// Where the privacy notice is, linked below hosted forms.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(url, length(max = 500))]
    pub privacy_url: Option<String>,
    /// Where the imprint is, linked below hosted forms.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(url, length(max = 500))]
    pub imprint_url: Option<String>,
    /// What messages name as their sender. Default: as the configuration says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100))]
    pub sender_name: Option<String>,
}

/// What is wrong with a branding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BrandingFault {
    /// A name is none.
    #[error("`{0}` has 1 to 100 characters on one line")]
    Name(&'static str),
    /// An address is none.
    #[error("`{0}` is an address of up to 500 characters that begins with https:// or http://")]
    Address(&'static str),
    /// Nothing says what the logo shows.
    #[error("a logo needs `organisation`, which is read where the picture is not seen")]
    Unnamed,
}

impl Branding {
    /// The same without blanks around texts, and without texts that are empty.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        let texts = [
            &mut self.organisation,
            &mut self.logo,
            &mut self.privacy_url,
            &mut self.imprint_url,
            &mut self.sender_name,
        ];
        for text in texts {
            *text = text.take().map(|text| text.trim().to_owned());
            text.take_if(|text| text.is_empty());
        }
        self
    }

    /// Judges all but the logo's picture.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), BrandingFault> {
        let names = [
            ("organisation", &self.organisation),
            ("sender_name", &self.sender_name),
        ];
        for (name, text) in names {
            let is_name = |text: &String| {
                text.chars().count() <= LONGEST_NAME && !text.chars().any(char::is_control)
            };
            if !text.as_ref().is_none_or(is_name) {
                return Err(BrandingFault::Name(name));
            }
        }
        let addresses = [
            ("privacy_url", &self.privacy_url),
            ("imprint_url", &self.imprint_url),
        ];
        for (name, text) in addresses {
            if !text.as_deref().is_none_or(is_address) {
                return Err(BrandingFault::Address(name));
            }
        }
        match self.logo.is_some() && self.organisation.is_none() {
            true => Err(BrandingFault::Unnamed),
            false => Ok(()),
        }
    }

    /// How a form looks: as its own theme says, and where that names no colour or no logo, as the installation does.
    #[must_use]
    pub fn beneath(&self, theme: Option<Theme>) -> Option<Theme> {
        let is_given = theme.is_some();
        let mut whole = theme.unwrap_or_default();
        // Colours go together: of a form with own ones none is taken from here.
        if let Some(accent) = self.accent
            && whole.light == Palette::default()
            && whole.dark == Palette::default()
        {
            whole.light = palette(accent, false);
            whole.dark = palette(accent, true);
        }
        if let (None, Some(picture), Some(alt)) = (&whole.logo, &self.logo, &self.organisation) {
            whole.logo = Some(Logo {
                picture: picture.clone(),
                alt: alt.clone(),
            });
        }
        (is_given || whole != Theme::default()).then_some(whole)
    }

    /// A message under its name.
    #[must_use]
    pub fn signed(&self, mut letter: Letter) -> Letter {
        letter.sender.clone_from(&self.sender_name);
        let lines = [&self.organisation, &self.privacy_url];
        let lines: Vec<&str> = lines.into_iter().flatten().map(String::as_str).collect();
        if !lines.is_empty() {
            letter.text.push_str("\n-- \n");
            letter.text.push_str(&lines.join("\n"));
            letter.text.push('\n');
        }
        letter
    }
}

fn palette(brand: Colour, is_dark: bool) -> Palette {
    let branded = Branded::of(brand, is_dark);
    Palette {
        tint: Some(branded.tint),
        accent: Some(branded.accent),
        accent_strong: Some(branded.accent_strong),
        on_accent: Some(branded.on_accent),
        ..Palette::default()
    }
}

fn is_address(text: &str) -> bool {
    let uri: Option<Uri> = text.parse().ok();
    let is_web = |uri: Uri| {
        let scheme = uri.scheme_str().unwrap_or_default().to_ascii_lowercase();
        matches!(scheme.as_str(), "https" | "http")
            && uri.host().is_some_and(|host| !host.is_empty())
    };
    text.chars().count() <= LONGEST_ADDRESS
        && text
            .chars()
            .all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>'))
        && uri.is_some_and(is_web)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn branding(value: Value) -> Branding {
        serde_json::from_value::<Branding>(value).unwrap().trimmed()
    }

    fn theme(value: Value) -> Option<Theme> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_form_without_a_look_has_the_installations() {
        let branding =
            branding(json!({"accent": "#0a5c3f", "logo": "/brand/a.svg", "organisation": "Lech"}));
        let theme = branding.beneath(None).unwrap();
        assert_eq!(theme.light.accent.map(String::from).unwrap(), "#0a5c3f");
        assert!(theme.dark.accent.is_some());
        assert_eq!(theme.logo.unwrap().alt, "Lech");
        assert_eq!(
            crate::theme::check_theme(&Theme {
                logo: None,
                ..branding.beneath(None).unwrap()
            }),
            []
        );
        assert_eq!(Branding::default().beneath(None), None);
    }

    #[test]
    fn what_a_form_says_itself_stays() {
        let branding =
            branding(json!({"accent": "#0a5c3f", "logo": "/brand/a.svg", "organisation": "Lech"}));
        let own = json!({"dark": {"paper": "#101010"}, "logo": {"picture": "https://a.example/b.png", "alt": "B"}});
        assert_eq!(branding.beneath(theme(own.clone())), theme(own));
        let corners = branding
            .beneath(theme(json!({"corners": "round"})))
            .unwrap();
        assert!(corners.corners.is_some() && corners.light.accent.is_some());
        let nothing = theme(json!({"corners": "round"}));
        assert_eq!(Branding::default().beneath(nothing.clone()), nothing);
    }

    #[test]
    fn what_cannot_be_shown_is_refused() {
        let fault = |value| branding(value).check().unwrap_err();
        for address in [
            "javascript:alert(1)",
            "//a.example",
            "example.com",
            "https://",
            "https://a.example/\"",
            "https://a b.example",
        ] {
            let wrong = fault(json!({"privacy_url": address}));
            assert_eq!(wrong, BrandingFault::Address("privacy_url"), "{address}");
        }
        assert_eq!(
            fault(json!({"organisation": "a\nb"})),
            BrandingFault::Name("organisation")
        );
        assert_eq!(
            fault(json!({"sender_name": "x".repeat(101)})),
            BrandingFault::Name("sender_name")
        );
        assert_eq!(
            fault(json!({"logo": "/brand/a.svg", "organisation": " "})),
            BrandingFault::Unnamed
        );
        assert_eq!(
            branding(json!({"privacy_url": "https://a.example/p?q=1#x", "sender_name": "Ł"}))
                .check(),
            Ok(())
        );
    }

    #[test]
    fn a_message_says_whose_it_is() {
        let letter = Letter {
            to: "a@b.example".into(),
            subject: "Code".into(),
            text: "1234\n".into(),
            sender: None,
        };
        assert_eq!(Branding::default().signed(letter.clone()), letter);
        let signed = branding(json!({"organisation": "Lech", "sender_name": "Lech – ankiety"}))
            .signed(letter);
        assert_eq!(signed.text, "1234\n\n-- \nLech\n");
        assert_eq!(signed.sender.as_deref(), Some("Lech – ankiety"));
    }
}
