//! Texts in several languages.

use crate::{Locale, Sorted};
use serde::{Deserialize, Serialize};

/// One text in several languages: plain text, never HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct LocalText(pub(crate) Sorted<Locale, String>);

impl LocalText {
    /// The text in `locale`, else in `fallback`, else in any language there is, else empty.
    #[must_use]
    pub fn get(&self, locale: &Locale, fallback: &Locale) -> &str {
        self.0
            .get(locale)
            .or_else(|| self.0.get(fallback))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// The text of a definition that was reduced to one language by [`crate::Content::localized`].
    #[must_use]
    pub fn only(&self) -> &str {
        self.0.values().next().map_or("", String::as_str)
    }

    /// Keeps a single language: `locale`, or what stands in for it. That is set apart, line by line, where it is
    /// written in the other direction, so that the signs at its ends stay there.
    pub(crate) fn reduce(&mut self, locale: &Locale, fallback: &Locale) {
        let mut text = self.get(locale, fallback).to_owned();
        let of = [locale, fallback]
            .into_iter()
            .find(|of| self.0.contains_key(*of));
        let of = of.or_else(|| self.0.keys().next());
        if of.is_some_and(|of| of.direction() != locale.direction()) {
            let lines: Vec<String> = text
                .split('\n')
                .map(|line| ["\u{2068}", line, "\u{2069}"].concat())
                .collect();
            text = lines.join("\n");
        }
        self.0 = Sorted::from([(locale.clone(), text)]);
    }

    /// The languages and their texts, in the order of their tags.
    pub fn iter(&self) -> impl Iterator<Item = (&Locale, &str)> {
        self.0.iter().map(|(locale, text)| (locale, text.as_str()))
    }
}

impl FromIterator<(Locale, String)> for LocalText {
    fn from_iter<T: IntoIterator<Item = (Locale, String)>>(texts: T) -> Self {
        Self(texts.into_iter().collect())
    }
}
