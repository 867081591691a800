//! What the list of a form shows, line by line.

use super::{ENDINGS, PAGES, QUESTIONS, items};
use crate::draft::text;
use serde_json::{Value, json};

/// What a line of the list stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// A page, with its number.
    Page(usize),
    /// A question of a type; numbered where it is not inside of another, and asks something.
    Question(String, Option<usize>),
    /// An ending.
    Ending,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Where in the definition.
    pub(crate) pointer: String,
    pub(crate) what: What,
    /// In the language shown, or what stands in; empty where there is none.
    pub(crate) title: String,
    /// Whether it is inside of another question.
    pub(crate) is_inner: bool,
    pub(crate) is_required: bool,
    /// Whether a condition decides over it.
    pub(crate) has_logic: bool,
}

/// A text in the language, or in what stands in for it.
pub(crate) fn said(texts: &Value, locale: &str, fallback: &str) -> String {
    let text = [locale, fallback]
        .into_iter()
        .find_map(|locale| texts[locale].as_str());
    let any = || {
        texts
            .as_object()
            .into_iter()
            .flatten()
            .find_map(|(_, text)| text.as_str())
    };
    text.or_else(any).unwrap_or_default().to_owned()
}

/// All lines, in the order asked; endings last.
pub(crate) fn lines(definition: &Value, locale: &str, fallback: &str) -> Vec<Line> {
    let mut listed = Listed {
        lines: Vec::new(),
        number: 0,
        locale,
        fallback,
    };
    listed.questions(definition, QUESTIONS, false);
    for (index, page) in items(definition, PAGES).iter().enumerate() {
        let pointer = format!("{PAGES}/{index}");
        listed.line(page, &pointer, What::Page(index + 1), false);
        listed.questions(definition, &format!("{pointer}/questions"), false);
    }
    for (index, ending) in items(definition, ENDINGS).iter().enumerate() {
        listed.line(ending, &format!("{ENDINGS}/{index}"), What::Ending, false);
    }
    listed.lines
}

struct Listed<'a> {
    lines: Vec<Line>,
    number: usize,
    locale: &'a str,
    fallback: &'a str,
}

impl Listed<'_> {
    fn questions(&mut self, definition: &Value, list: &str, is_inner: bool) {
        for (index, question) in items(definition, list).iter().enumerate() {
            let pointer = format!("{list}/{index}");
            let kind = text(question, "/type").to_owned();
            let is_asked = !is_inner && !matches!(kind.as_str(), "statement" | "hidden");
            self.number += usize::from(is_asked);
            let number = is_asked.then_some(self.number);
            self.line(question, &pointer, What::Question(kind, number), is_inner);
            if !is_inner {
                self.questions(definition, &format!("{pointer}/questions"), true);
            }
        }
    }

    fn line(&mut self, of: &Value, pointer: &str, what: What, is_inner: bool) {
        let has = |name: &str| of.get(name).is_some_and(|value| *value != json!([]));
        self.lines.push(Line {
            pointer: pointer.to_owned(),
            what,
            title: said(&of["title"], self.locale, self.fallback),
            is_inner,
            is_required: of["required"] == json!(true),
            has_logic: ["visible_if", "required_if", "next", "rules"]
                .into_iter()
                .any(has),
        });
    }
}
