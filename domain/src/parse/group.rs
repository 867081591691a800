//! Questions that are answered for each of several entries.

use super::Reading;
use crate::{Answer, Answers, Entries, FieldError, FieldFault, Question, part_field};

/// The most entries that are looked for, whatever a definition or a field says.
const MOST_ENTRIES: u32 = 50;

/// How many entries a group has: what its field says, else as far as any field of an entry is filled in.
pub(crate) fn entry_count(entries: &Entries, question: &Question, name: &str) -> u32 {
    let said = entries.first(name).parse::<u32>().ok();
    let filled = || {
        let begin = [name, "."].concat();
        let indexes = entries.iter().filter_map(|(field, _)| {
            field
                .strip_prefix(&begin)?
                .split('.')
                .next()?
                .parse::<u32>()
                .ok()
        });
        indexes.max().map_or(0, |last| last.saturating_add(1))
    };
    let fewest = question.entry_limits().0;
    said.unwrap_or_else(filled).max(fewest).min(MOST_ENTRIES)
}

impl Reading<'_> {
    /// The entries that hold anything, in their order.
    pub(super) fn group(&mut self, question: &Question, name: &str) -> Option<Answer> {
        let (fewest, most) = question.entry_limits();
        let count = entry_count(self.entries, question, name);
        let mut entries = Vec::new();
        for index in 0..count {
            let field = part_field(name, &index.to_string());
            let must = index < fewest;
            let entry = self.entry(question, &field, must);
            if !entry.0.is_empty() {
                entries.push(entry);
            }
        }
        if count > most {
            self.errors
                .push(FieldError::new(name, FieldFault::TooManyEntries(most)));
        }
        (!entries.is_empty()).then_some(Answer::Group(entries))
    }

    /// One entry. A required question must be answered once any of its entry is, or where the entry must be given.
    fn entry(&mut self, question: &Question, field: &str, must: bool) -> Answers {
        let mut answers = Answers::default();
        let mut missing = Vec::new();
        for inner in &question.questions {
            if self.hidden.has_part(field, inner.id.as_str()) {
                continue;
            }
            let field = part_field(field, inner.id.as_str());
            let before = self.errors.len();
            let given = self.question(inner, &field);
            let answered = given.as_ref().is_some_and(|given| given.answer.is_some());
            if inner.required && !answered && self.errors.len() == before {
                missing.push(FieldError::new(field, inner.missing()));
            }
            if let Some(given) = given {
                answers.0.insert(inner.id.clone(), given);
            }
        }
        if must || !answers.0.is_empty() {
            self.errors.append(&mut missing);
        }
        answers
    }
}
