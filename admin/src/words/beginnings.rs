//! What new questions begin with. These are texts of the form, not of the console: they are in the form's languages,
//! whichever the console speaks.

use serde_json::{Map, Value};

fn read(language: &str) -> Map<String, Value> {
    let text = match language {
        "pl" => include_str!("../../locales/beginnings/pl.json"),
        "uk" => include_str!("../../locales/beginnings/uk.json"),
        _ => include_str!("../../locales/beginnings/en.json"),
    };
    // They are tested to be whole.
    serde_json::from_str(text).unwrap_or_default()
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
    fn every_language_has_every_text_and_no_other() {
        let names = |language| read(language).keys().cloned().collect::<Vec<_>>();
        assert!(names("en").contains(&"option".to_owned()));
        assert_eq!(names("pl"), names("en"));
        assert_eq!(names("uk"), names("en"));
    }

    #[test]
    fn a_new_text_speaks_the_languages_of_the_form() {
        let texts = in_locales("option", &["pl".to_owned(), "de".to_owned()], "de");
        assert_eq!(texts, json!({"de": "Option", "pl": "Opcja"}));
    }
}
