//! What types of questions and their properties are called: looked up by name, since definitions name them.

use serde_json::{Map, Value};
use std::sync::OnceLock;

/// What it is called in the language chosen; empty where it has no such word.
pub(crate) fn called(name: &str) -> &'static str {
    static WORDS: OnceLock<Map<String, Value>> = OnceLock::new();
    let words = WORDS.get_or_init(|| super::area("kinds"));
    words.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::called;
    use crate::words::{LANGUAGES, tests::file};

    #[test]
    fn every_language_has_every_word_and_no_other() {
        let names = |language| file(language, "kinds").keys().cloned().collect::<Vec<_>>();
        for (language, _) in LANGUAGES {
            assert_eq!(names(language), names("en"));
        }
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
}
