//! The catalogue of the interface's texts: a file for each language in `domain/locales`.
//!
//! A text is a string, or an object with a form for each plural category that CLDR asks of the language; such a text
//! has the number's placeholder, `{limit}` or `{n}`. Forms travel as texts of their own: see [`Messages::plural`].

use crate::messages::{LOCALE, MARK};
use crate::plural::default_category;
use crate::{Locale, Messages};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The languages of the interface, the fallback first.
pub const INTERFACE_LOCALES: [&str; 7] = ["en", "pl", "uk", "de", "fr", "es", "ar"];

/// Keys that begin so are for `embed.js`, into which the build puts them.
const OF_EMBED: &str = "embed.";

/// A text as a file has it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    Plural(BTreeMap<String, String>),
}

/// The texts of forms in the language of `locale`, English where the interface does not speak it.
///
/// # Panics
/// Never: the catalogues are part of the program, and a test reads each.
#[must_use]
pub fn interface_messages(locale: &Locale) -> Messages {
    let spoken = INTERFACE_LOCALES.contains(&locale.language());
    let locale = if spoken {
        locale.as_str()
    } else {
        INTERFACE_LOCALES[0]
    };
    let language = locale.split('-').next().unwrap_or_default();
    let mut texts = BTreeMap::from([(LOCALE.to_owned(), locale.to_owned())]);
    for (key, text) in catalogue(language) {
        match text {
            _ if key.starts_with(OF_EMBED) => {}
            Text::Plain(text) => {
                texts.insert(key, text);
            }
            Text::Plural(forms) => flatten(language, &key, forms, &mut texts),
        }
    }
    Messages::new(texts.into_iter().collect())
}

/// Writes the forms under keys of their own, the default under the text's key, and none that says the same.
fn flatten(
    language: &str,
    key: &str,
    mut forms: BTreeMap<String, String>,
    texts: &mut BTreeMap<String, String>,
) {
    let default = forms.remove(default_category(language)).unwrap_or_default();
    // Of fractions, where whole numbers have another category.
    forms.remove("other");
    forms.retain(|_, form| *form != default);
    for (category, form) in forms {
        texts.insert([key, MARK, &category].concat(), form);
    }
    texts.insert(key.to_owned(), default);
}

fn catalogue(language: &str) -> BTreeMap<String, Text> {
    let texts = match language {
        "pl" => include_str!("../locales/pl.json"),
        "uk" => include_str!("../locales/uk.json"),
        "de" => include_str!("../locales/de.json"),
        "fr" => include_str!("../locales/fr.json"),
        "es" => include_str!("../locales/es.json"),
        "ar" => include_str!("../locales/ar.json"),
        _ => include_str!("../locales/en.json"),
    };
    serde_json::from_str(texts).expect("catalogues are checked by the tests")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plural::plural_category;
    use crate::plural::tests::{categories, numbers};

    /// The placeholders of the number that counts.
    const NUMBERS: [&str; 2] = ["limit", "n"];

    fn messages(tag: &str) -> Messages {
        interface_messages(&tag.parse().unwrap())
    }

    fn placeholders(text: &str) -> Vec<&str> {
        let mut found: Vec<_> = text
            .split('{')
            .skip(1)
            .map(|rest| rest.split('}').next().unwrap())
            .collect();
        found.sort_unstable();
        found
    }

    /// Whether the category is one number's alone, whose form may say it in a word.
    fn is_of_one_number(language: &str, category: &str) -> bool {
        let mut numbers = numbers();
        numbers.retain(|n| plural_category(language, *n) == category);
        numbers.len() == 1
    }

    #[test]
    fn every_language_has_every_text_with_the_same_placeholders() {
        let english = catalogue("en");
        for language in INTERFACE_LOCALES {
            let texts = catalogue(language);
            let keys: Vec<_> = texts.keys().collect();
            assert_eq!(keys, english.keys().collect::<Vec<_>>(), "{language}");
            for (key, text) in &texts {
                match (text, &english[key]) {
                    (Text::Plain(text), Text::Plain(original)) => {
                        assert!(!text.trim().is_empty(), "{language} {key}");
                        assert_eq!(
                            placeholders(text),
                            placeholders(original),
                            "{language} {key}"
                        );
                    }
                    (Text::Plural(forms), Text::Plural(original)) => {
                        let original = placeholders(&original["other"]);
                        for (category, form) in forms {
                            let found = placeholders(form);
                            let mut expected = original.clone();
                            if found.len() < original.len() && is_of_one_number(language, category)
                            {
                                expected.retain(|one| !NUMBERS.contains(one));
                            }
                            assert_eq!(found, expected, "{language} {key} {category}: {form}");
                        }
                    }
                    _ => panic!("{language} {key}: counted in one language and not in the other"),
                }
            }
        }
    }

    #[test]
    fn a_counted_text_has_a_form_for_each_category_of_its_language() {
        for language in INTERFACE_LOCALES {
            let mut counted = 0;
            for (key, text) in catalogue(language) {
                assert!(
                    !key.contains(MARK) && key != LOCALE,
                    "{key} is a reserved key"
                );
                let Text::Plural(forms) = text else { continue };
                counted += 1;
                let found: Vec<_> = forms.keys().cloned().collect();
                assert_eq!(found, categories(language), "{language} {key}");
                let numbers = placeholders(&forms["other"])
                    .into_iter()
                    .filter(|one| NUMBERS.contains(one))
                    .count();
                assert_eq!(numbers, 1, "{language} {key}: one number counts");
            }
            assert!(counted > 3, "{language}");
        }
    }

    #[test]
    fn a_number_finds_its_form_though_only_those_that_differ_travel() {
        for language in INTERFACE_LOCALES {
            let messages = messages(language);
            for (key, text) in catalogue(language) {
                let Text::Plural(forms) = text else { continue };
                for n in numbers() {
                    let form = &forms[plural_category(language, n)];
                    let number = messages.plural("test", n);
                    assert_eq!(number, "test");
                    let n_text = crate::format_number(&n.into(), None, &messages.locale());
                    let expected = form.replace("{limit}", &n_text).replace("{n}", &n_text);
                    assert_eq!(messages.plural(&key, n), expected, "{language} {key} {n}");
                }
            }
        }
        let german = messages("de");
        assert!(
            german.iter().all(|(key, _)| key != "too_long#one"),
            "Zeichen is Zeichen"
        );
    }

    #[test]
    fn texts_of_the_embedding_script_travel_with_it_alone() {
        let english = messages("en");
        for key in
            ["loading", "failed", "retry", "open", "close"].map(|key| format!("{OF_EMBED}{key}"))
        {
            assert!(matches!(catalogue("en")[&key], Text::Plain(_)));
            assert_eq!(english.get(&key), key);
        }
    }

    #[test]
    fn messages_know_the_language_they_are_written_in() {
        for (asked, written) in [
            ("de", "de"),
            ("es-MX", "es-MX"),
            ("cs", "en"),
            ("cs-CZ", "en"),
        ] {
            assert_eq!(messages(asked).locale().as_str(), written);
        }
        assert_eq!(Messages::default().locale().as_str(), "en");
    }

    #[test]
    fn every_fault_and_refusal_has_its_text() {
        use crate::{FieldFault as F, Refusal};
        let english = messages("en");
        let faults = [
            F::Required,
            F::ConsentRequired,
            F::WrongType,
            F::TooLong(1),
            F::ControlCharacter,
            F::NotAnEmail,
            F::NotAPhone,
            F::NotAUrl,
            F::NotANumber,
            F::TooSmall(1.into()),
            F::TooLarge(1.into()),
            F::TooManyDecimals(1),
            F::UnknownOption,
            F::TooFew(1),
            F::TooMany(1),
            F::NotAlone,
            F::NotARanking,
            F::NotADate,
            F::NotATime,
            F::TooEarly(String::new()),
            F::TooLate(String::new()),
            F::EndsBeforeItBegins,
            F::WeightsSum(1.into()),
            F::TooFewEntries(1),
            F::TooManyEntries(1),
            F::TooManyFiles(1),
            F::UnknownFile,
            F::UnknownQuestion,
            F::NoComment,
        ];
        for fault in faults {
            assert_ne!(english.get(fault.code()), fault.code());
            for language in INTERFACE_LOCALES {
                let said = fault.message(&messages(language));
                assert!(!said.contains(['{', '#']), "{language}: {said}");
            }
        }
        for refusal in Refusal::ALL {
            for part in ["title", "text"] {
                let key = format!("{}.{part}", refusal.code());
                assert_ne!(english.get(&key), key);
            }
        }
    }
}
