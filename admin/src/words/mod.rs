//! The console's words, in the language of whoever reads them: a catalogue for each part of the console, in each language
//! with the same keys. The page brings those of its language; the program has none.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::sync::{Mutex, OnceLock, PoisonError};

/// A catalogue: a struct with the words by where they stand, and a function that gives them in the language chosen.
///
/// `catalogue!(fn words, "common"; words: a b; counted: c;)` reads `admin/locales/common/{en,pl,uk}.json`.
macro_rules! catalogue {
    (fn $words:ident, $area:literal; words: $($word:ident)*; counted: $($count:ident)*;) => {
        /// What this part of the console says. Each is named by where it stands.
        #[derive(Debug)]
        pub(crate) struct Words {
            $(pub(crate) $word: String,)*
            $(pub(crate) $count: $crate::words::Counted,)*
        }

        fn read(texts: &mut $crate::words::Texts) -> Words {
            let names = [$(stringify!($word),)*];
            let mut taken = texts.take(&names, &[$(stringify!($count),)*]);
            Words {
                $($word: taken.word(),)*
                $($count: taken.counted(),)*
            }
        }

        /// The words in the language of the page.
        pub(crate) fn $words() -> &'static Words {
            static WORDS: std::sync::OnceLock<Words> = std::sync::OnceLock::new();
            WORDS.get_or_init(|| read(&mut $crate::words::Texts::of($area)))
        }

        /// The words in a language, for tests of what is made of them.
        #[cfg(test)]
        pub(crate) fn words_of(language: &str) -> Words {
            let mut texts = $crate::words::Texts::new($crate::words::tests::file(language, $area));
            let words = read(&mut texts);
            assert_eq!(texts.amiss(), [""; 0], "{language}");
            words
        }

        #[cfg(test)]
        mod tests {
            #[test]
            fn every_language_has_every_word_and_no_other() {
                for (tag, _) in $crate::words::LANGUAGES {
                    super::words_of(tag);
                }
            }
        }
    };
}
pub(crate) use catalogue;

pub(crate) mod answers;
pub(crate) mod beginnings;
pub(crate) mod builder;
mod common;
pub(crate) mod connections;
pub(crate) mod forms;
pub(crate) mod installation;
pub(crate) mod kinds;
pub(crate) mod mapping;
pub(crate) mod panels;
pub(crate) mod problems;
pub(crate) mod settings;
pub(crate) mod share;

pub(crate) use common::words;

/// A catalogue's texts on their way into its struct. What serde would derive for it is a megabyte of code.
#[derive(Debug)]
pub(crate) struct Texts {
    left: Map<String, Value>,
    missing: Vec<&'static str>,
}

impl Texts {
    /// The texts of a part of the console, which are tested to be whole.
    #[inline(never)]
    pub(crate) fn of(area: &str) -> Self {
        Self::new(self::area(area))
    }

    /// These texts.
    pub(crate) fn new(left: Map<String, Value>) -> Self {
        Self {
            left,
            missing: Vec::new(),
        }
    }

    /// Takes words, and texts that go with a number.
    #[inline(never)]
    pub(crate) fn take(&mut self, words: &[&'static str], counted: &[&'static str]) -> Taken {
        let mut taken = Taken::default();
        for name in words {
            let word = self.left.remove(*name);
            let word = word.and_then(|word| word.as_str().map(str::to_owned));
            taken.words.push_back(word.unwrap_or_else(|| {
                self.missing.push(name);
                String::new()
            }));
        }
        for name in counted {
            let forms = self.left.remove(*name);
            let forms = forms.and_then(|forms| serde_json::from_value(forms).ok());
            taken.counted.push_back(forms.unwrap_or_else(|| {
                self.missing.push(name);
                Counted::default()
            }));
        }
        taken
    }

    /// What is not there, or is not known.
    #[cfg(test)]
    pub(crate) fn amiss(&self) -> Vec<&str> {
        let left = self.left.keys().map(String::as_str);
        self.missing.iter().copied().chain(left).collect()
    }
}

/// What was taken, one by one in the order that it was asked for.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    words: VecDeque<String>,
    counted: VecDeque<Counted>,
}

impl Taken {
    #[inline(never)]
    pub(crate) fn word(&mut self) -> String {
        self.words.pop_front().unwrap_or_default()
    }

    #[inline(never)]
    pub(crate) fn counted(&mut self) -> Counted {
        self.counted.pop_front().unwrap_or_default()
    }
}

/// A text that goes with a number: `{n}` stands for it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Counted {
    one: String,
    #[serde(default)]
    few: Option<String>,
    #[serde(default)]
    many: Option<String>,
    other: String,
}

impl Counted {
    /// The text for a plural category of CLDR.
    fn form(&self, category: &str) -> &str {
        let form = match category {
            "one" => Some(&self.one),
            "few" => self.few.as_ref(),
            "many" => self.many.as_ref(),
            _ => None,
        };
        form.unwrap_or(&self.other)
    }

    /// The text for that number of things.
    pub(crate) fn of(&self, count: u64) -> String {
        let category = crate::figures::plural_category(count);
        self.form(&category)
            .replace("{n}", &crate::figures::count(count))
    }
}

/// The languages of the console, each with its own name.
pub(crate) const LANGUAGES: [(&str, &str); 3] =
    [("en", "English"), ("pl", "Polski"), ("uk", "Українська")];

/// The language of the page, and its words by part of the console as long as nobody has taken them.
static LOADED: OnceLock<(&'static str, Mutex<Map<String, Value>>)> = OnceLock::new();

/// Takes the language and the words of the page, once for its life. Says whether the words could be read.
pub(crate) fn load(language: &str, words: &str) -> bool {
    let known = LANGUAGES.iter().find(|(tag, _)| *tag == language);
    let language = known.map_or("en", |(tag, _)| *tag);
    let words = serde_json::from_str(words);
    words.is_ok_and(|words| LOADED.set((language, Mutex::new(words))).is_ok())
}

/// The tag of the language of the page; English before it is known.
pub(crate) fn language() -> &'static str {
    LOADED.get().map_or("en", |(language, _)| language)
}

/// A text as the reader's language quotes it.
pub(crate) fn quoted(text: &str) -> String {
    quoted_in(language(), text)
}

/// A text as that language quotes it.
pub(crate) fn quoted_in(language: &str, text: &str) -> String {
    let (open, close) = match language {
        "pl" => ('„', '”'),
        "uk" => ('«', '»'),
        _ => ('“', '”'),
    };
    format!("{open}{text}{close}")
}

/// Takes the words of a part.
#[cfg(not(test))]
fn area(name: &str) -> Map<String, Value> {
    let Some((_, words)) = LOADED.get() else {
        return Map::new();
    };
    let mut words = words.lock().unwrap_or_else(PoisonError::into_inner);
    match words.remove(name) {
        Some(Value::Object(words)) => words,
        _ => Map::new(),
    }
}

#[cfg(test)]
fn area(name: &str) -> Map<String, Value> {
    tests::file(language(), name)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::path::Path;

    /// The words of a part in a language, as they are before they are put together for the page.
    pub(crate) fn file(language: &str, area: &str) -> Map<String, Value> {
        let path = format!("locales/{area}/{language}.json");
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
        serde_json::from_str(&text.expect("a file for each language")).expect("whole JSON")
    }
}
