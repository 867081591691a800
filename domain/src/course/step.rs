//! What is brought before the visitor at once.

use super::{Course, Shown};
use crate::{Content, Kind, Layout, Question};

/// What is brought before the visitor at once: a page, a question, or the whole form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Names it: the id of the page or of the question; empty for the whole form.
    pub id: String,
    /// The page it is of, by its place in the content.
    pub page: Option<usize>,
    /// Its first question, by its place among all questions.
    pub first: usize,
    /// The question after its last.
    pub end: usize,
}

impl Shown {
    /// Whether a question is asked.
    #[must_use]
    pub fn asks(&self, question: &Question) -> bool {
        !self.hidden.has(question.id.as_str())
    }

    /// Whether a question must be answered.
    #[must_use]
    pub fn requires(&self, question: &Question) -> bool {
        question.required || self.required.has(question.id.as_str())
    }
}

impl Course {
    /// The steps that the form takes with these answers, in order.
    #[must_use]
    pub fn steps(&self, content: &Content) -> Vec<Step> {
        let count = content.questions().count();
        let layout = content.layout();
        if layout == Layout::OnePage || (layout == Layout::Pages && content.pages.is_empty()) {
            return vec![Step {
                id: String::new(),
                page: None,
                first: 0,
                end: count,
            }];
        }
        let seen = |question: &Question| question.kind != Kind::Hidden && self.shown.asks(question);
        let mut steps = Vec::new();
        if layout == Layout::OneQuestion {
            let pages = content.pages.iter().enumerate();
            let page_of = pages.flat_map(|(index, page)| page.questions.iter().map(move |_| index));
            let mut page_of = page_of.map(Some).chain(std::iter::repeat(None));
            for (index, question) in content.questions().enumerate() {
                let page = page_of.next().flatten();
                if seen(question) {
                    steps.push(Step {
                        id: question.id.as_str().to_owned(),
                        page,
                        first: index,
                        end: index + 1,
                    });
                }
            }
            return steps;
        }
        let mut first = 0;
        for (index, page) in content.pages.iter().enumerate() {
            let end = first + page.questions.len();
            if self.shown.path.contains(&index) && page.questions.iter().any(seen) {
                steps.push(Step {
                    id: page.id.as_str().to_owned(),
                    page: Some(index),
                    first,
                    end,
                });
            }
            first = end;
        }
        steps
    }

    /// Whether something is wrong within a step.
    #[must_use]
    pub fn is_sound(&self, content: &Content, step: &Step) -> bool {
        let mut questions = content.questions().take(step.end).skip(step.first);
        questions.all(|question| self.errors_of(question.id.as_str()).next().is_none())
    }
}
