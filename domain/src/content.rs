//! What a version of a form holds: its questions and texts. Immutable once published.

use crate::{LocalText, Locale, Question};
use serde::{Deserialize, Serialize};

/// The content of one version of a form.
///
/// Opening times, caps and once-rules are not here: they belong to the form, and apply at once
/// to every version ([`crate::Rules`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// The languages the form speaks.
    pub locales: Vec<Locale>,
    /// The language used where a text lacks a translation, and when none of the visitor's is spoken.
    pub fallback_locale: Locale,
    /// The heading.
    pub title: LocalText,
    /// A paragraph under the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intro: Option<LocalText>,
    /// The questions, in the order asked.
    pub questions: Vec<Question>,
    /// The label of the button that sends. Default: the interface's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submit_label: Option<LocalText>,
    /// What is shown once the answers are stored. Default: the interface's thanks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<Ending>,
}

/// What is shown once the answers are stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// The heading.
    pub title: LocalText,
    /// A paragraph under the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<LocalText>,
}

impl Content {
    /// The question of that id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions
            .iter()
            .find(|question| question.id.as_str() == id)
    }

    /// The same content with every text reduced to one language: what a browser is sent.
    #[must_use]
    pub fn localized(&self, locale: &Locale) -> Self {
        let fallback = &self.fallback_locale;
        let mut content = self.clone();
        content.texts_mut(&mut |text| text.reduce(locale, fallback));
        content
    }

    fn texts_mut(&mut self, visit: &mut dyn FnMut(&mut LocalText)) {
        visit(&mut self.title);
        self.intro.as_mut().map(&mut *visit);
        self.submit_label.as_mut().map(&mut *visit);
        if let Some(ending) = &mut self.ending {
            visit(&mut ending.title);
            ending.text.as_mut().map(&mut *visit);
        }
        for question in &mut self.questions {
            visit(&mut question.title);
            question.help.as_mut().map(&mut *visit);
            question.low_label.as_mut().map(&mut *visit);
            question.high_label.as_mut().map(&mut *visit);
            if let Some(comment) = &mut question.comment {
                comment.title.as_mut().map(&mut *visit);
            }
            for choice in &mut question.options {
                visit(&mut choice.title);
            }
        }
    }

    /// Every text with its path inside the content, as a JSON Pointer (RFC 6901).
    pub(crate) fn for_each_text(&self, visit: &mut dyn FnMut(String, &LocalText)) {
        let mut optional = |path: String, text: &Option<LocalText>| {
            if let Some(text) = text {
                visit(path, text);
            }
        };
        optional("/intro".into(), &self.intro);
        optional("/submit_label".into(), &self.submit_label);
        if let Some(ending) = &self.ending {
            optional("/ending/text".into(), &ending.text);
        }
        for (index, question) in self.questions.iter().enumerate() {
            let path = format!("/questions/{index}");
            optional(format!("{path}/help"), &question.help);
            optional(format!("{path}/low_label"), &question.low_label);
            optional(format!("{path}/high_label"), &question.high_label);
            if let Some(comment) = &question.comment {
                optional(format!("{path}/comment/title"), &comment.title);
            }
        }
        visit("/title".into(), &self.title);
        if let Some(ending) = &self.ending {
            visit("/ending/title".into(), &ending.title);
        }
        for (index, question) in self.questions.iter().enumerate() {
            visit(format!("/questions/{index}/title"), &question.title);
            for (place, choice) in question.options.iter().enumerate() {
                visit(
                    format!("/questions/{index}/options/{place}/title"),
                    &choice.title,
                );
            }
        }
    }
}
