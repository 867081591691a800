//! The interface's texts in one language, as a page carries them: a flat map of strings.

use crate::plural::plural_category;
use crate::{Locale, Sorted, format_number};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The key of the language the texts are written in.
pub(crate) const LOCALE: &str = "locale";
/// Stands between the key of a counted text and the plural category of a form: `too_few#one`.
pub(crate) const MARK: &str = "#";

/// The interface's texts in one language, by key.
///
/// The server sends a page the texts of its language; the browser's bundle carries none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Messages(pub(crate) Sorted<String, String>);

impl Messages {
    pub(crate) fn new(texts: Sorted<String, String>) -> Self {
        Self(texts)
    }

    /// The text under a key; the key itself where there is none, so that a gap is seen.
    #[must_use]
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }

    /// The same without the texts whose keys begin so: not every page needs them all.
    #[must_use]
    pub fn without(mut self, prefix: &str) -> Self {
        self.0.retain(|key, _| !key.starts_with(prefix));
        self
    }

    /// The language the texts are written in, whose numbers go with them.
    #[must_use]
    pub fn locale(&self) -> Locale {
        let tag = self.0.get(LOCALE).and_then(|tag| tag.parse().ok());
        tag.unwrap_or_else(Locale::english)
    }

    /// The counted text under a key in the form that goes with `n`, which stands for its `{limit}` or `{n}`.
    #[must_use]
    pub fn plural(&self, key: &str, n: u64) -> String {
        let category = plural_category(self.locale().language(), n);
        let form = self.0.get(&[key, MARK, category].concat());
        self.number_in(
            form.map_or_else(|| self.get(key), String::as_str),
            &n.into(),
        )
    }

    /// The text under a key with a number for its `{limit}` or `{n}`, written as the language does.
    #[must_use]
    pub fn with_number(&self, key: &str, number: &Decimal) -> String {
        self.number_in(self.get(key), number)
    }

    fn number_in(&self, text: &str, number: &Decimal) -> String {
        let number = format_number(number, None, &self.locale());
        text.replace("{limit}", &number).replace("{n}", &number)
    }

    /// The keys and texts, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, text)| (key.as_str(), text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use crate::interface_messages;

    fn plural(tag: &str, key: &str, n: u64) -> String {
        interface_messages(&tag.parse().unwrap()).plural(key, n)
    }

    #[test]
    fn a_text_is_in_the_form_of_its_number() {
        assert_eq!(
            plural("en", "too_few", 1),
            "Please choose at least 1 option."
        );
        assert_eq!(
            plural("en", "too_few", 2),
            "Please choose at least 2 options."
        );
        assert!(plural("pl", "too_long", 1).contains("1 znak)"));
        assert!(plural("pl", "too_long", 22).contains("22 znaki)"));
        assert!(plural("pl", "too_long", 112).contains("112 znaków)"));
        assert!(plural("uk", "too_few", 21).contains("21 варіант."));
        assert!(plural("fr", "too_many", 0).contains("0 option."));
        assert!(plural("ar", "too_many", 2).contains("خيارين"));
        assert!(plural("ar", "too_many", 5).contains("5 خيارات"));
    }

    #[test]
    fn the_numbers_of_a_text_are_written_as_its_language_does() {
        assert!(plural("en-GB", "too_long", 12_000).contains("12,000"));
        assert!(plural("de", "too_long", 12_000).contains("12.000"));
        let polish = interface_messages(&"pl".parse().unwrap());
        let text = polish.with_number("too_large", &"12345.50".parse().unwrap());
        assert!(text.contains("12\u{a0}345,5)"), "{text}");
    }

    #[test]
    fn a_missing_text_is_seen_by_its_key() {
        let english = interface_messages(&"en".parse().unwrap());
        assert_eq!(english.get("no_such_text"), "no_such_text");
        assert_eq!(english.plural("no_such_text", 3), "no_such_text");
    }
}
