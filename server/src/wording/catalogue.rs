//! The patterns of all sentences, with their texts in the other languages.

use super::pattern::Pattern;
use crate::access::Language;
use serde::Deserialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::LazyLock;

/// How deep sentences may stand inside each other.
const DEEPEST: usize = 6;
/// A longer sentence is nobody's of ours.
const LONGEST: usize = 8_000;

macro_rules! files {
    ($($area:literal)*) => {
        /// The files, by what they are about.
        pub(super) const FILES: &[(&str, &str)] = &[
            $(($area, include_str!(concat!("../../locales/reasons/", $area, ".json")))),*
        ];
    };
}

files!(
    "mapping" "values" "columns" "definition" "logic" "shape" "connections" "kinds" "dataverse" "crms" "deliveries"
    "outgoing" "links" "sheets" "problems" "libraries" "joined"
);

/// A sentence in every language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) en: String,
    pub(super) pl: String,
    pub(super) uk: String,
}

impl Entry {
    fn of(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Pl => &self.pl,
            Language::Uk => &self.uk,
        }
    }
}

/// The entries of a file.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    serde_json::from_str(text).expect("a test reads each catalogue")
}

/// A pattern in every language.
struct Sentence([Pattern; Language::ALL.len()]);

impl Sentence {
    fn of(&self, language: Language) -> &Pattern {
        let place = Language::ALL.iter().position(|one| *one == language);
        &self.0[place.unwrap_or_default()]
    }

    fn english(&self) -> &Pattern {
        self.of(Language::En)
    }
}

struct Catalogue {
    /// Those that name nothing, by their English.
    plain: HashMap<String, Sentence>,
    /// The others; those that say most come first.
    patterns: Vec<Sentence>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut plain = HashMap::new();
    let mut patterns = Vec::new();
    for entry in FILES.iter().flat_map(|(_, text)| entries(text)) {
        let sentence = Sentence(Language::ALL.map(|language| Pattern::of(entry.of(language))));
        match sentence.english().is_plain() {
            true => {
                plain.insert(entry.en, sentence);
            }
            false => patterns.push(sentence),
        }
    }
    patterns.sort_by_key(|sentence: &Sentence| Reverse(sentence.english().weight()));
    Catalogue { plain, patterns }
});

/// An English sentence of ours in a language; one that is not known stays as it is.
#[must_use]
pub fn say(language: Language, sentence: &str) -> Cow<'_, str> {
    if language == Language::En {
        return Cow::Borrowed(sentence);
    }
    said(language, sentence, 0).map_or(Cow::Borrowed(sentence), Cow::Owned)
}

/// Whether a sentence can be said in every language, with all that stands in it.
#[must_use]
pub fn is_known(sentence: &str) -> bool {
    known(sentence, 0)
}

fn said(language: Language, sentence: &str, depth: usize) -> Option<String> {
    if sentence.is_empty() || is_list(sentence) {
        return Some(sentence.to_owned());
    }
    if depth > DEEPEST || sentence.len() > LONGEST {
        return None;
    }
    if let Some(plain) = CATALOGUE.plain.get(sentence) {
        return plain.of(language).write(plain.english(), &[], &|_| None);
    }
    let inner = |part: &str| said(language, part, depth + 1);
    CATALOGUE.patterns.iter().find_map(|one| {
        let parts = one.english().read(sentence)?;
        one.of(language).write(one.english(), &parts, &inner)
    })
}

fn known(sentence: &str, depth: usize) -> bool {
    if sentence.is_empty() || is_list(sentence) || CATALOGUE.plain.contains_key(sentence) {
        return true;
    }
    depth <= DEEPEST
        && CATALOGUE.patterns.iter().any(|one| {
            let english = one.english();
            english.read(sentence).is_some_and(|parts| {
                let mut spoken = parts.iter().filter(|(name, _)| english.is_spoken(name));
                spoken.all(|(_, part)| known(part, depth + 1))
            })
        })
}

/// Whether these are names alone, which are the same in every language: `` `a`, `b`, … ``.
fn is_list(text: &str) -> bool {
    let mut names = text.split(", ").peekable();
    names.peek().is_some_and(|first| *first != "…")
        && names.all(|name| {
            let inside = name
                .strip_prefix('`')
                .and_then(|rest| rest.strip_suffix('`'));
            name == "…" || inside.is_some_and(|name| !name.contains('`'))
        })
}

#[cfg(test)]
mod tests {
    use super::super::pattern::Pattern;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_sentence_is_there_once_in_every_language_with_the_same_places() {
        let mut seen = BTreeSet::new();
        for (area, text) in FILES {
            for entry in entries(text) {
                let english = Pattern::of(&entry.en);
                // Nobody could tell where one ends and the other begins.
                assert!(!entry.en.contains("}{"), "{area}: {}", entry.en);
                for text in [&entry.pl, &entry.uk] {
                    assert!(!text.trim().is_empty(), "{area}: {}", entry.en);
                    let other = Pattern::of(text);
                    assert_eq!(other.names(), english.names(), "{area}: {text}");
                    assert_eq!(
                        text.matches('`').count() % 2,
                        0,
                        "{area}: an odd backtick in {text}"
                    );
                }
                assert!(
                    seen.insert(english.skeleton()),
                    "{area}: twice: {}",
                    entry.en
                );
            }
        }
    }

    #[test]
    fn every_sentence_is_known_again_as_itself() {
        let mut mistaken = Vec::new();
        for (area, text) in FILES {
            for entry in entries(text) {
                let english = Pattern::of(&entry.en);
                if english.is_plain() {
                    continue;
                }
                let parts: Vec<(&str, &str)> = english
                    .names()
                    .into_iter()
                    .map(|name| (name, "7"))
                    .collect();
                let as_they_are = |part: &str| Some(part.to_owned());
                let sentence = english.write(&english, &parts, &as_they_are).unwrap();
                let meant = CATALOGUE.patterns.iter().find(|one| {
                    // What only holds what is known holds no `7`.
                    one.english().read(&sentence).is_some_and(|parts| {
                        parts.iter().all(|(name, _)| !one.english().is_choosy(name))
                            || *one.english() == english
                    })
                });
                let meant = meant.map(|one| one.english().skeleton());
                if meant.as_deref() != Some(&*english.skeleton()) {
                    mistaken.push((area, sentence, meant));
                }
            }
        }
        assert!(mistaken.is_empty(), "{mistaken:#?}");
    }

    #[test]
    fn a_sentence_is_said_in_the_language_asked_for() {
        let sentence = "`lead` has no column `emial`; did you mean `email`?";
        let polish = say(Language::Pl, sentence);
        assert!(
            polish.contains("`lead`") && polish.contains("`emial`"),
            "{polish}"
        );
        assert!(polish.ends_with("czy chodziło o `email`?"), "{polish}");
        assert_eq!(say(Language::En, sentence), sentence);
        assert_eq!(say(Language::Uk, "nobody wrote this"), "nobody wrote this");
        assert!(is_known(sentence) && !is_known("nobody wrote this"));
    }

    #[test]
    fn what_the_faults_of_definitions_say_is_known() {
        let listed = include_str!("../../../domain/tests/faults/reasons.txt");
        let unknown: Vec<&str> = listed.lines().filter(|reason| !is_known(reason)).collect();
        assert!(
            unknown.is_empty() && listed.lines().count() > 50,
            "{unknown:#?}"
        );
    }

    #[test]
    fn what_is_said_of_an_error_is_said_though_the_error_is_not_known() {
        let sentence = "`deals` cannot be read: 42 bottles.";
        assert!(say(Language::Uk, sentence).contains("42 bottles"));
        assert_ne!(say(Language::Uk, sentence), sentence);
        assert!(!is_known(sentence));
    }

    #[test]
    fn a_long_sentence_takes_no_time() {
        let strange = "`a` has ; did you mean or ".repeat(20_000);
        assert_eq!(say(Language::Pl, &strange), strange);
    }
}
