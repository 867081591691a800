//! Operations of what is set for the whole installation.

use crate::http::openapi::{Operation, get, put};
use crate::http::settings::{self, branding, languages};
use crate::installation::{Branding, Languages};

const FOLLOWS: &str = "The revision that this follows, in quotes; `\"0\"` is the first.";
const REVISION: &str = r#"^"[0-9]{1,18}"$"#;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get(
            "/settings/branding",
            settings::show_branding,
            "How the installation presents itself",
        )
        .answers::<branding::BrandingBody>("What is set")
        .tells("ETag", "Its revision, in quotes."),
        put(
            "/settings/branding",
            settings::put_branding,
            "Sets how the installation presents itself",
        )
        .details("It is shown wherever a form says nothing else. What is left out is not set.")
        .replaces()
        .takes::<Branding>()
        .answers::<branding::BrandingBody>("It is set")
        .tells("ETag", "Its revision, in quotes.")
        .refuses(422, &["unusable_branding", "unusable_logo"]),
        get(
            "/settings/languages",
            settings::show_languages,
            "Which languages are spoken where nothing else decides",
        )
        .answers::<languages::LanguagesBody>("What is set")
        .tells("ETag", "Its revision, in quotes."),
        put(
            "/settings/languages",
            settings::put_languages,
            "Sets which languages are spoken where nothing else decides",
        )
        .replaces()
        .takes::<Languages>()
        .answers::<languages::LanguagesBody>("It is set")
        .tells("ETag", "Its revision, in quotes.")
        .refuses(422, &["unusable_languages"]),
    ]
}

impl Operation {
    /// Follows a revision of a setting.
    fn replaces(self) -> Self {
        self.header("If-Match", FOLLOWS)
            .like(REVISION)
            .refuses(400, &["malformed_revision"])
            .refuses(412, &["settings_changed"])
            .refuses(428, &["revision_needed"])
    }
}
