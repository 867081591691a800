//! The seed of shuffled options: drawn when a page is opened, and kept while it is filled in.

use sonda_domain::{Content, Question};
use uuid::Uuid;

/// The seed that came with a post, else one of chance; 0 where no question is shuffled.
pub(crate) fn seed(content: &Content, sent: &str) -> u32 {
    fn is_shuffled(question: &Question) -> bool {
        question.shuffled || question.questions.iter().any(is_shuffled)
    }
    if !content.questions().any(is_shuffled) {
        return 0;
    }
    let drawn = || Uuid::new_v4().as_fields().0.max(1);
    sent.parse()
        .ok()
        .filter(|seed| *seed != 0)
        .unwrap_or_else(drawn)
}
