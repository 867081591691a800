//! What questions begin with.

use super::scope::{Scope, View};
use super::{Course, Step};
use crate::logic::number;
use crate::{Content, Entries, Kind, Known, Locale, Question, Value, decimal_sign, part_field};

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
                let sign = decimal_sign(&known.locale);
                put(&mut entries, question, sign, question.id.as_str(), &value);
            }
        }
        entries
    }
}

/// A value as the fields of a question that would give it.
pub(crate) fn default_entries(question: &Question, value: &Value, locale: &Locale) -> Entries {
    let mut entries = Entries::default();
    put(
        &mut entries,
        question,
        decimal_sign(locale),
        question.id.as_str(),
        value,
    );
    entries
}

/// Writes a value as the fields that would give it.
fn put(entries: &mut Entries, question: &Question, sign: char, name: &str, value: &Value) {
    match value {
        Value::Bool(yes) => entries.push(name.to_owned(), if *yes { "yes" } else { "no" }.into()),
        Value::Map(parts) => {
            for (part, value) in parts {
                put(entries, question, sign, &part_field(name, part), value);
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
            .for_each(|value| put(entries, question, sign, name, value)),
        // As the language writes it, which is how it is read; a slider's own value is no text.
        Value::Number(number) if question.kind != Kind::Slider => {
            let mut utf8 = [0; 4];
            let text = number::text(*number).replacen('.', sign.encode_utf8(&mut utf8), 1);
            entries.push(name.to_owned(), text);
        }
        value => {
            if let Some(text) = value.plain().filter(|text| !text.is_empty()) {
                entries.push(name.to_owned(), text);
            }
        }
    }
}
