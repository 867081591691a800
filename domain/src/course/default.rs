//! What questions begin with.

use super::scope::{Scope, View};
use super::{Course, Step};
use crate::{Content, Entries, Kind, Known, Question, Value, part_field};

impl Course {
    /// What the questions of a step that are shown begin with, as fields. Whether something was given to them
    /// before is not asked.
    #[must_use]
    pub fn defaults(&self, content: &Content, known: &Known, step: &Step) -> Entries {
        let mut entries = Entries::default();
        let questions = || content.questions().take(step.end).skip(step.first);
        if questions().all(|question| question.default.is_none()) {
            return entries;
        }
        let mut scope = Scope::new(content, known);
        for (question, given) in content.questions().zip(&self.given) {
            if let Some(given) = given {
                scope.add(question, given.clone());
            }
        }
        let view = View {
            scope: &scope,
            entry: None,
            before: content.calculations.len(),
        };
        for question in questions().filter(|question| self.shown.asks(question)) {
            if let Some(default) = &question.default {
                let value = default.evaluate(&view, &scope.budget);
                put(&mut entries, question, question.id.as_str(), &value);
            }
        }
        entries
    }
}

/// Writes a value as the fields that would give it.
fn put(entries: &mut Entries, question: &Question, name: &str, value: &Value) {
    match value {
        Value::Bool(yes) => entries.push(name.to_owned(), if *yes { "yes" } else { "no" }.into()),
        Value::Map(parts) => {
            for (part, value) in parts {
                put(entries, question, &part_field(name, part), value);
            }
        }
        Value::List(options) if question.kind == Kind::Ranking => {
            for (index, option) in options.iter().enumerate() {
                if let Some(option) = option.plain() {
                    entries.push(part_field(name, &option), (index + 1).to_string());
                }
            }
        }
        Value::List(values) => values
            .iter()
            .for_each(|value| put(entries, question, name, value)),
        value => {
            if let Some(text) = value.plain().filter(|text| !text.is_empty()) {
                entries.push(name.to_owned(), text);
            }
        }
    }
}
