//! The console's words, in the language of whoever reads them: a catalogue for each part of the console, in each language
//! with the same keys.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::OnceLock;

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
            Words {
                $($word: texts.word(stringify!($word)),)*
                $($count: texts.counted(stringify!($count)),)*
            }
        }

        fn text_of(language: &str) -> &'static str {
            match language {
                "pl" => include_str!(concat!("../../locales/", $area, "/pl.json")),
                "uk" => include_str!(concat!("../../locales/", $area, "/uk.json")),
                _ => include_str!(concat!("../../locales/", $area, "/en.json")),
            }
        }

        /// The words in the language chosen; English before any was.
        pub(crate) fn $words() -> &'static Words {
            // Something may be said before the language is chosen, and must not be kept for after.
            static WORDS: [std::sync::OnceLock<Words>; 3] = [const { std::sync::OnceLock::new() }; 3];
            let language = $crate::words::language();
            let mut tags = $crate::words::LANGUAGES.iter();
            let place = tags.position(|(tag, _)| *tag == language).unwrap_or(0);
            WORDS[place].get_or_init(|| read(&mut $crate::words::Texts::of(text_of(language))))
        }

        #[cfg(test)]
        mod tests {
            #[test]
            fn every_language_has_every_word_and_no_other() {
                for (tag, _) in $crate::words::LANGUAGES {
                    let mut texts = $crate::words::Texts::of(super::text_of(tag));
                    super::read(&mut texts);
                    assert_eq!(texts.amiss(), [""; 0], "{tag}");
                }
            }
        }
    };
}
pub(crate) use catalogue;

pub(crate) mod answers;
pub(crate) mod builder;
mod common;
pub(crate) mod connections;
pub(crate) mod forms;
pub(crate) mod installation;
pub(crate) mod kinds;
pub(crate) mod mapping;
pub(crate) mod panels;
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
    /// The texts of a file, which is tested to be whole.
    pub(crate) fn of(text: &str) -> Self {
        Self {
            left: serde_json::from_str(text).unwrap_or_default(),
            missing: Vec::new(),
        }
    }

    /// Takes a word.
    #[inline(never)]
    pub(crate) fn word(&mut self, name: &'static str) -> String {
        match self.left.remove(name) {
            Some(Value::String(word)) => word,
            _ => {
                self.missing.push(name);
                String::new()
            }
        }
    }

    /// Takes a text that goes with a number.
    #[inline(never)]
    pub(crate) fn counted(&mut self, name: &'static str) -> Counted {
        let forms = self.left.remove(name);
        let counted = forms.and_then(|forms| serde_json::from_value(forms).ok());
        counted.unwrap_or_else(|| {
            self.missing.push(name);
            Counted::default()
        })
    }

    /// What is not there, or is not known.
    #[cfg(test)]
    pub(crate) fn amiss(&self) -> Vec<&str> {
        let left = self.left.keys().map(String::as_str);
        self.missing.iter().copied().chain(left).collect()
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

static LANGUAGE: OnceLock<&'static str> = OnceLock::new();

/// Chooses the language, once for the life of the page.
pub(crate) fn choose(language: &str) {
    let known = LANGUAGES.iter().find(|(tag, _)| *tag == language);
    LANGUAGE.get_or_init(|| known.map_or("en", |(tag, _)| *tag));
}

/// The tag of the language chosen; English before any was.
pub(crate) fn language() -> &'static str {
    LANGUAGE.get().copied().unwrap_or("en")
}
