//! Texts in several languages, as plain text with piped names.

use super::html;
use super::losses::Losses;
use super::names::Names;
use super::node::{Node, below};
use super::piping::piped;
use super::words::{Word, in_language};
use serde_json::Value;
use sonda_domain::{LocalText, Locale};
use std::collections::{BTreeMap, BTreeSet};

/// The longest text of a form, in characters.
const LONGEST: usize = 5_000;

/// Reads texts.
pub(super) struct Texts<'n> {
    pub(super) names: &'n Names,
    /// The language of `default`.
    pub(super) own: Locale,
    /// Every language of the survey.
    pub(super) spoken: Vec<Locale>,
    /// The languages that were met.
    pub(super) met: BTreeSet<Locale>,
}

/// What a property holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    /// Text, which may have tags all the same.
    Plain,
    /// HTML.
    Html,
}

impl Texts<'_> {
    /// The text of a property.
    pub(super) fn take(
        &mut self,
        node: &mut Node<'_>,
        names: &[&str],
        losses: &mut Losses,
    ) -> Option<LocalText> {
        let (value, pointer) = node.take(names)?;
        self.read(value, &pointer, Markup::Plain, losses)
    }

    /// A text in one or several languages; none if it is empty.
    pub(super) fn read(
        &mut self,
        value: &Value,
        pointer: &str,
        markup: Markup,
        losses: &mut Losses,
    ) -> Option<LocalText> {
        let mut texts = BTreeMap::new();
        match value {
            Value::String(_) | Value::Number(_) | Value::Bool(_) => {
                let text = match value {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                texts.extend(
                    self.plain(&text, pointer, markup, losses)
                        .map(|text| (self.own.clone(), text)),
                );
            }
            Value::Object(translations) => {
                for (tag, text) in translations {
                    let place = below(pointer, tag);
                    let Some(text) = text.as_str() else {
                        losses.add(&place, "not a text");
                        continue;
                    };
                    let locale = if tag == "default" {
                        Ok(self.own.clone())
                    } else {
                        tag.replace('_', "-").parse::<Locale>()
                    };
                    let Ok(locale) = locale else {
                        losses.add(&place, format!("`{tag}` is not a language tag"));
                        continue;
                    };
                    if let Some(text) = self.plain(text, &place, markup, losses) {
                        // What is said twice in the survey's own language is taken from its name, not from `default`.
                        if tag == "default" {
                            texts.entry(locale).or_insert(text);
                        } else {
                            texts.insert(locale, text);
                        }
                    }
                }
            }
            _ => losses.add(pointer, "not a text"),
        }
        if let Some(first) = texts.values().next().cloned()
            && !texts.contains_key(&self.own)
        {
            losses.add(
                pointer,
                format!(
                    "there is no text in the survey's own language, `{}`: another takes its place",
                    self.own
                ),
            );
            texts.insert(self.own.clone(), first);
        }
        self.met.extend(texts.keys().cloned());
        (!texts.is_empty()).then(|| texts.into_iter().collect())
    }

    fn plain(
        &self,
        text: &str,
        pointer: &str,
        markup: Markup,
        losses: &mut Losses,
    ) -> Option<String> {
        let tags = html::has_tags(text);
        if tags {
            losses.add(
                pointer,
                "the HTML is taken for the text in it: texts of Sonda are plain",
            );
        }
        let plain = if tags || markup == Markup::Html {
            html::plain(text)
        } else {
            text.trim().to_owned()
        };
        let (mut plain, lost) = piped(&plain, self.names);
        if lost {
            losses.add(pointer, "a part of an answer, or a count that SurveyJS fills in, has no counterpart in a text");
        }
        plain = plain
            .replace("\r\n", "\n")
            .replace(|c: char| c.is_control() && c != '\n', " ");
        if plain.chars().count() > LONGEST {
            losses.add(pointer, format!("the text is cut to {LONGEST} characters"));
            plain = plain.chars().take(LONGEST).collect();
        }
        let empty = plain.trim().is_empty();
        (!empty).then_some(plain)
    }

    /// A text that is the same in every language.
    pub(super) fn literal(&self, text: &str) -> LocalText {
        let plain: String = text.replace(char::is_control, " ");
        let short: String = plain.trim().chars().take(LONGEST).collect();
        let text = if short.is_empty() {
            "?".to_owned()
        } else {
            short
        };
        LocalText::from_iter([(self.own.clone(), text.replace("{{", "{ {"))])
    }

    /// A word of the interface, in the languages of the survey that it is known in.
    pub(super) fn word(&self, word: &Word) -> LocalText {
        let spoken = self.spoken.iter().chain([&self.own]);
        spoken
            .map(|locale| {
                (
                    locale.clone(),
                    in_language(word, locale.language()).to_owned(),
                )
            })
            .collect()
    }

    /// A text with something after it, in every language.
    pub(super) fn with(&self, text: &LocalText, add: impl Fn(&str) -> String) -> LocalText {
        let all = text.iter();
        all.map(|(locale, text)| (locale.clone(), add(text)))
            .collect()
    }
}
