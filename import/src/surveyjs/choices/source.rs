//! Choices that are not listed: those of another question, and numbers in a row.

use super::MOST;
use crate::surveyjs::draft::{Draft, Pending, Purpose};
use crate::surveyjs::expression::js::Js;
use crate::surveyjs::node::{Formula, Node};
use crate::surveyjs::question::Reader;
use crate::surveyjs::slug::Taken;

impl Reader<'_> {
    /// Choices of another question, perhaps only those that were chosen there, or were not.
    pub(super) fn borrowed(&mut self, node: &mut Node<'_>, draft: &mut Draft, taken: &mut Taken) {
        let Some(source) = node.word(&["choicesFromQuestion"], &mut self.losses) else {
            return;
        };
        let pointer = node.at("choicesFromQuestion");
        let mode = node
            .word(&["choicesFromQuestionMode"], &mut self.losses)
            .unwrap_or("all");
        let Some((options, values, several)) = self.earlier.get(source).cloned() else {
            let reason = format!("there are no choices of an earlier question `{source}`");
            self.losses.add(&pointer, reason);
            return;
        };
        let operator = match (mode, several) {
            ("selected", true) => Some("contains"),
            ("selected", false) => Some("="),
            ("unselected", true) => Some("notcontains"),
            ("unselected", false) => Some("!="),
            _ => None,
        };
        for (option, value) in options.into_iter().zip(values) {
            // What comes after all others in the other question does not come along.
            if option.text || option.exclusive {
                continue;
            }
            let Some(read) = self.plain_choice(value.clone(), Some(option.title), taken) else {
                continue;
            };
            if let Some(operator) = operator {
                draft.pending.push(Pending {
                    purpose: Purpose::Option(draft.question.options.len()),
                    formula: Formula {
                        text: format!("{{{source}}} {operator} {{item}}"),
                        pointer: pointer.clone(),
                    },
                    item: Some(value.clone()),
                });
            }
            draft.question.options.push(read.choice);
            draft.values.push(value);
        }
    }

    /// Choices that are numbers in a row.
    pub(super) fn generated(&mut self, node: &mut Node<'_>, draft: &mut Draft, taken: &mut Taken) {
        if !draft.question.options.is_empty() || !node.has("choicesMax") {
            return;
        }
        let losses = &mut self.losses;
        let last = node.number(&["choicesMax"], losses).unwrap_or(0.0);
        let mut value = node.number(&["choicesMin"], losses).unwrap_or(0.0);
        let step = node.number(&["choicesStep"], losses).unwrap_or(1.0);
        while value <= last && step > 0.0 && draft.values.len() < MOST {
            if let Some(read) = self.plain_choice(Js::Number(value), None, taken) {
                draft.question.options.push(read.choice);
                draft.values.push(read.value);
            }
            value += step;
        }
    }
}
