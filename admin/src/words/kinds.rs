//! What types of questions and their properties are called: looked up by name, since definitions name them.

use serde_json::{Map, Value};
use std::sync::OnceLock;

fn text_of(language: &str) -> &'static str {
    match language {
        "pl" => include_str!("../../locales/kinds/pl.json"),
        "uk" => include_str!("../../locales/kinds/uk.json"),
        _ => include_str!("../../locales/kinds/en.json"),
    }
}

fn read(language: &str) -> Map<String, Value> {
    serde_json::from_str(text_of(language)).expect("the catalogues are tested to be whole")
}

/// What it is called in the language chosen; empty where it has no such word.
pub(crate) fn called(name: &str) -> &'static str {
    static WORDS: OnceLock<Map<String, Value>> = OnceLock::new();
    let words = WORDS.get_or_init(|| read(super::language()));
    words.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A text that a new question begins with, in each of the form's languages that there are words in; in the fallback
/// language in any case.
pub(crate) fn in_locales(name: &str, locales: &[String], fallback: &str) -> Value {
    let mut texts = Map::new();
    for (language, _) in super::LANGUAGES {
        let stands_in = language == "en" && !texts.contains_key(fallback);
        let speaks = |locale: &&String| locale.split('-').next() == Some(language);
        let spoken = locales.iter().filter(speaks).map(String::as_str);
        for locale in spoken.chain(stands_in.then_some(fallback)) {
            let text = read(language).remove(name).unwrap_or_default();
            texts.insert(locale.to_owned(), text);
        }
    }
    Value::Object(texts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_language_has_every_word_and_no_other() {
        let names = |language| read(language).keys().cloned().collect::<Vec<_>>();
        assert_eq!(names("pl"), names("en"));
        assert_eq!(names("uk"), names("en"));
    }

    #[test]
    fn every_type_has_a_name_and_says_what_it_is() {
        for (_, kinds) in crate::screens::GROUPS {
            for kind in kinds {
                assert!(!called(&format!("kind_{kind}")).is_empty(), "{kind}");
                assert!(!called(&format!("about_{kind}")).is_empty(), "{kind}");
            }
        }
    }

    #[test]
    fn a_new_text_speaks_the_languages_of_the_form() {
        let texts = in_locales("option", &["pl".to_owned(), "de".to_owned()], "de");
        assert_eq!(texts, json!({"de": "Option", "pl": "Opcja"}));
    }
}
