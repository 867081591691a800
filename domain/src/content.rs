//! What a version of a form holds: its pages, questions, texts and results. Immutable once published.

use crate::{Calculation, LocalText, Locale, Logic, PageId, Question};
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
    /// The questions of a form without pages, in the order asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// The pages, each with its questions; in place of `questions`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
    /// How the questions are brought before the visitor. Default: page by page where there are pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<Layout>,
    /// Whether the answers are shown once more before they are sent. Default: no.
    #[serde(default, skip_serializing_if = "crate::question::is_false")]
    pub review: bool,
    /// What logic and texts may know of whom a personal link was made for, such as `contact.first_name` and
    /// `link.order`: nothing else of it reaches a page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
    /// Values calculated from the answers, by name. A calculation may use those before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calculations: Vec<Calculation>,
    /// The label of the button that sends. Default: the interface's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submit_label: Option<LocalText>,
    /// What is shown once the answers are stored: the first ending whose condition holds.
    /// Default: the interface's thanks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub endings: Vec<Ending>,
}

/// One page of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Names the page, for jumps and for what is counted per page.
    pub id: PageId,
    /// The page's heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<LocalText>,
    /// A paragraph under the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<LocalText>,
    /// When the page is shown; what was answered on earlier pages decides. Default: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_if: Option<Logic>,
    /// The questions, in the order asked.
    pub questions: Vec<Question>,
    /// Where the form goes on after this page: the first jump whose condition holds. Default: the next page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<Jump>,
}

/// A way on from a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Jump {
    /// When it is taken. Default: always.
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Logic>,
    /// The page it leads to, further on; absent, it leads to the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PageId>,
}

/// How the questions are brought before the visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// All on one page.
    OnePage,
    /// Page by page.
    Pages,
    /// One question at a time.
    OneQuestion,
}

/// What is shown once the answers are stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// Names the ending.
    pub id: PageId,
    /// When it is shown. Default: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_if: Option<Logic>,
    /// The heading.
    pub title: LocalText,
    /// A paragraph under the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<LocalText>,
    /// An address to go on to, which the ending offers as a link: `https:` or `http:`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl Content {
    /// Whether it asks common kinds of questions alone, which is all that the smaller of the browser's bundles shows.
    #[must_use]
    pub fn is_common(&self) -> bool {
        self.questions().all(|question| question.kind.is_common())
    }

    /// All questions, in the order asked.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        let paged = self.pages.iter().flat_map(|page| &page.questions);
        self.questions.iter().chain(paged)
    }

    /// The question of that id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions().find(|question| question.id.as_str() == id)
    }

    /// The question that a field belongs to: a field is named after its question, and a part of it after a dot.
    #[must_use]
    pub fn question_of_field(&self, name: &str) -> Option<&Question> {
        self.question(name.split('.').next().unwrap_or_default())
    }

    /// How the questions are brought before the visitor.
    #[must_use]
    pub fn layout(&self) -> Layout {
        self.layout.unwrap_or(if self.pages.is_empty() {
            Layout::OnePage
        } else {
            Layout::Pages
        })
    }
}
