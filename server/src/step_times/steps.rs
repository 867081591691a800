//! The names that steps are told by.

use sonda_domain::{Content, Kind, Layout};

/// The name of the review.
pub const REVIEW: &str = "$review";

/// All steps that a form can bring before a visitor, in their order, by the names that the widget tells them by.
#[must_use]
pub fn step_names(content: &Content) -> Vec<&str> {
    let mut names: Vec<&str> = match content.layout() {
        Layout::Pages if !content.pages.is_empty() => {
            content.pages.iter().map(|page| page.id.as_str()).collect()
        }
        Layout::OnePage | Layout::Pages => vec![""],
        Layout::OneQuestion => {
            let questions = content.questions();
            let asked = questions.filter(|question| question.kind != Kind::Hidden);
            asked.map(|question| question.id.as_str()).collect()
        }
    };
    if content.review {
        names.push(REVIEW);
    }
    names
}
