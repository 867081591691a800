//! Languages: their tags, their writing direction, and the choice of one.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A language tag in the BCP 47 shape, such as `pl`, `uk` or `en-GB`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(!try_from))]
#[serde(try_from = "String")]
pub struct Locale(
    #[cfg_attr(
        feature = "schema",
        schemars(regex(pattern = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"))
    )]
    pub(crate) String,
);

/// A text that is not a language tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocaleError;

impl fmt::Display for LocaleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a language tag: expected one such as `pl`, `uk` or `en-GB`")
    }
}

impl std::error::Error for LocaleError {}

impl TryFrom<String> for Locale {
    type Error = LocaleError;

    fn try_from(text: String) -> Result<Self, LocaleError> {
        let mut parts = text.split('-');
        let language = parts.next().unwrap_or_default();
        let subtags: Vec<&str> = parts.collect();
        let sound = matches!(language.len(), 2 | 3)
            && language.bytes().all(|b| b.is_ascii_lowercase())
            && subtags.len() <= 3
            && subtags
                .iter()
                .all(|s| matches!(s.len(), 2..=8) && s.bytes().all(|b| b.is_ascii_alphanumeric()));
        if sound {
            Ok(Self(text))
        } else {
            Err(LocaleError)
        }
    }
}

impl std::str::FromStr for Locale {
    type Err = LocaleError;

    fn from_str(text: &str) -> Result<Self, LocaleError> {
        Self::try_from(text.to_owned())
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Locale {
    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language of the tag: `en` of `en-GB`.
    #[must_use]
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// The country or region of the tag, if it names one: `GB` of `en-GB`, `419` of `es-419`.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        let mut subtags = self.0.split('-').skip(1);
        subtags.find(|tag| match tag.len() {
            2 => tag.bytes().all(|b| b.is_ascii_alphabetic()),
            3 => tag.bytes().all(|b| b.is_ascii_digit()),
            _ => false,
        })
    }

    /// Whether the region is one of those, written with spaces between them.
    pub(crate) fn is_of(&self, regions: &str) -> bool {
        let is_it = |region: &str| {
            regions
                .split(' ')
                .any(|one| one.eq_ignore_ascii_case(region))
        };
        self.region().is_some_and(is_it)
    }

    /// Whether days and dollars are written as in North America: of English, where no region says otherwise.
    pub(crate) fn is_american(&self) -> bool {
        self.region().is_none() || self.is_of("US CA PH PR")
    }

    /// The language that is left when none fits.
    #[must_use]
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// The direction this language is written in.
    #[must_use]
    pub fn direction(&self) -> Direction {
        match self.language() {
            "ar" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi" => Direction::RightToLeft,
            _ => Direction::LeftToRight,
        }
    }
}

/// The direction of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Latin, Cyrillic, Greek and most others.
    LeftToRight,
    /// Arabic, Hebrew and their relatives.
    RightToLeft,
}

impl Direction {
    /// The value of HTML's `dir` attribute.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// The first wanted tag that is available, exactly or by its language; `wanted` comes in order of preference.
///
/// Tags that are not language tags are passed over, as RFC 9110 asks for `Accept-Language`.
#[must_use]
pub fn negotiate<'a>(available: &'a [Locale], wanted: &[&str]) -> Option<&'a Locale> {
    wanted.iter().find_map(|tag| {
        let language = tag.split('-').next().unwrap_or_default();
        available
            .iter()
            .find(|locale| locale.as_str().eq_ignore_ascii_case(tag))
            .or_else(|| {
                available
                    .iter()
                    .find(|locale| locale.language().eq_ignore_ascii_case(language))
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(tag: &str) -> Locale {
        tag.parse().unwrap()
    }

    #[test]
    fn the_first_wanted_language_that_exists_is_taken() {
        let available = [locale("en"), locale("pl"), locale("uk")];
        assert_eq!(
            negotiate(&available, &["de", "uk-UA", "pl"]),
            Some(&available[2])
        );
        assert_eq!(negotiate(&available, &["PL"]), Some(&available[1]));
        assert_eq!(negotiate(&available, &["*", "x"]), None);
    }

    #[test]
    fn the_region_of_a_tag_is_told_from_its_script() {
        for (tag, region) in [
            ("en", None),
            ("en-GB", Some("GB")),
            ("zh-Hant-TW", Some("TW")),
            ("sr-Latn", None),
            ("es-419", Some("419")),
            ("sl-rozaj-1994", None),
        ] {
            assert_eq!(locale(tag).region(), region, "{tag}");
        }
    }

    #[test]
    fn arabic_and_hebrew_run_right_to_left() {
        assert_eq!(locale("ar-EG").direction(), Direction::RightToLeft);
        assert_eq!(locale("uk").direction(), Direction::LeftToRight);
    }

    #[test]
    fn what_is_not_a_tag_is_refused() {
        for bad in [
            "",
            "e",
            "EN",
            "english",
            "en_GB",
            "en-",
            "en-<b>",
            "en-a-b-c-d",
        ] {
            assert!(bad.parse::<Locale>().is_err(), "{bad}");
        }
    }
}
