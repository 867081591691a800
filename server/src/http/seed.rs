//! The seed of shuffled options: drawn when a page is opened, kept while it is filled in, and stored with the answers.

use sonda_domain::{Content, Question};
use uuid::Uuid;

/// The seed that came with a post, else one of chance; 0 where no question is shuffled.
pub(crate) fn drawn(content: &Content, sent: &str) -> u32 {
    if !is_shuffled(content) {
        return 0;
    }
    let drawn = || Uuid::new_v4().as_fields().0.max(1);
    sent.parse()
        .ok()
        .filter(|seed| *seed != 0)
        .unwrap_or_else(drawn)
}

/// The seed to store: what was sent, where it decided anything.
pub(crate) fn shown(content: &Content, sent: Option<u32>) -> u32 {
    sent.filter(|_| is_shuffled(content)).unwrap_or(0)
}

/// The questions whose options are shuffled, those of groups among them.
pub(crate) fn shuffled(content: &Content) -> impl Iterator<Item = &Question> {
    let all = content
        .questions()
        .flat_map(|question| std::iter::once(question).chain(&question.questions));
    all.filter(|question| question.shuffled)
}

fn is_shuffled(content: &Content) -> bool {
    shuffled(content).next().is_some()
}
