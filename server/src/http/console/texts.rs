//! The texts of the console's plain pages: a file for each language in `server/locales/console`, as in
//! `domain/locales`, but of no concern to forms: the public widget carries none of them.

use crate::access::Language;
use serde::Deserialize;
use sonda_domain::{Locale, Messages};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A text as a file has it: a string, or a form for each plural category of the language.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    Plural(BTreeMap<String, String>),
}

static CATALOGUES: LazyLock<[Messages; 3]> = LazyLock::new(|| Language::ALL.map(read));

fn source(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../../../locales/console/en.json"),
        Language::Pl => include_str!("../../../locales/console/pl.json"),
        Language::Uk => include_str!("../../../locales/console/uk.json"),
    }
}

fn read(language: Language) -> Messages {
    let texts: BTreeMap<String, Text> =
        serde_json::from_str(source(language)).expect("a test reads each catalogue");
    let mut flat = BTreeMap::from([("locale".to_owned(), language.as_str().to_owned())]);
    for (key, text) in texts {
        match text {
            Text::Plain(text) => {
                flat.insert(key, text);
            }
            // As `Messages::plural` looks for them.
            Text::Plural(forms) => {
                for (category, form) in forms {
                    if category == "other" {
                        flat.insert(key.clone(), form.clone());
                    }
                    flat.insert(format!("{key}#{category}"), form);
                }
            }
        }
    }
    let flat = serde_json::json!(flat);
    serde_json::from_value(flat).expect("texts are a map of strings")
}

/// The texts in a language.
pub(super) fn texts(language: Language) -> &'static Messages {
    let place = Language::ALL.iter().position(|one| *one == language);
    &CATALOGUES[place.unwrap_or_default()]
}

/// The language's locale.
pub(super) fn locale(language: Language) -> Locale {
    language.locale()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(language: Language) -> BTreeMap<String, Vec<String>> {
        let texts: BTreeMap<String, Text> = serde_json::from_str(source(language)).unwrap();
        let shape = |text: Text| match text {
            Text::Plain(text) => vec![placeholders(&text)],
            Text::Plural(forms) => {
                assert!(forms.contains_key("one") && forms.contains_key("other"));
                vec!["counted".to_owned(), placeholders(&forms["other"])]
            }
        };
        texts
            .into_iter()
            .map(|(key, text)| (key, shape(text)))
            .collect()
    }

    fn placeholders(text: &str) -> String {
        assert!(!text.trim().is_empty());
        let names = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next());
        names.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_language_has_every_text_with_the_same_placeholders() {
        let english = keys(Language::En);
        for language in Language::ALL {
            assert_eq!(keys(language), english, "{}", language.as_str());
        }
    }

    #[test]
    fn a_counted_text_has_each_category_of_its_language() {
        for (language, one, few, many) in [
            (Language::En, "1 minute.", "2 minutes.", "5 minutes."),
            (Language::Pl, "1 minutę.", "2 minuty.", "5 minut."),
            (Language::Uk, "1 хвилину.", "2 хвилини.", "5 хвилин."),
        ] {
            for (n, end) in [(1, one), (2, few), (5, many)] {
                let text = texts(language).plural("sign_in.locked", n);
                assert!(text.ends_with(end), "{text}");
            }
        }
    }
}
