//! Validators of questions.

use super::draft::{Draft, Purpose};
use super::node::Node;
use super::question::Reader;
use super::words::{INVALID, TOO_SHORT};
use rust_decimal::Decimal;
use serde_json::json;
use sonda_domain::{AnswerRule, Kind, LocalText};

/// A bound of a number.
pub(super) fn decimal(number: f64) -> Option<Decimal> {
    Decimal::from_str_exact(&number.to_string()).ok()
}

impl Reader<'_> {
    /// The validators of a question.
    pub(super) fn validators(&mut self, node: &mut Node<'_>, draft: &mut Draft) {
        for (value, pointer) in node.list(&["validators"], &mut self.losses) {
            let Some(validator) = Node::of(value, pointer, &mut self.losses) else {
                continue;
            };
            self.validator(validator, draft);
        }
    }

    fn validator(&mut self, mut node: Node<'_>, draft: &mut Draft) {
        let kind = node.word(&["type"], &mut self.losses).unwrap_or_default();
        let losses = &mut self.losses;
        if let Some(notice) = node.word(&["notificationType"], losses)
            && notice != "error"
        {
            losses.add(
                &node.pointer,
                "a validator that only warns is not carried over",
            );
            return;
        }
        let place = node.pointer.clone();
        let numeric = matches!(draft.question.kind, Kind::Number | Kind::Slider);
        let textual = matches!(
            draft.question.kind,
            Kind::Text | Kind::LongText | Kind::Email | Kind::Phone | Kind::Url
        );
        match kind.trim_end_matches("validator") {
            // Text questions of digits were made numbers before.
            "numeric" if numeric => {
                self.without_message(&mut node);
                let losses = &mut self.losses;
                let least = node.number(&["minValue"], losses).and_then(decimal);
                let most = node.number(&["maxValue"], losses).and_then(decimal);
                let question = &mut draft.question;
                question.min = question.min.max(least);
                question.max = match (question.max, most) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                };
            }
            // The type asks for it already.
            "email" if draft.question.kind == Kind::Email => self.without_message(&mut node),
            "answercount" if draft.question.kind == Kind::MultipleChoice => {
                self.without_message(&mut node);
                let losses = &mut self.losses;
                let nonzero = |count: &u32| *count > 0;
                let question = &mut draft.question;
                let least = node.count(&["minCount"], losses).filter(nonzero);
                let most = node.count(&["maxCount"], losses).filter(nonzero);
                question.min_chosen = question.min_chosen.max(least);
                question.max_chosen = match (question.max_chosen, most) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                };
            }
            "text" if textual => {
                let least = node
                    .count(&["minLength"], losses)
                    .filter(|count| *count > 0);
                let most = node
                    .count(&["maxLength"], losses)
                    .filter(|count| *count > 0);
                if let Some(most) = most {
                    draft.question.max_length = Some(draft.question.length_limit().min(most));
                }
                if node.flag(&["allowDigits"], losses) == Some(false) {
                    losses.add(&place, "that there may be no digits is not carried over");
                }
                let message = self.message(&mut node, &TOO_SHORT);
                if let Some(least) = least {
                    let logic =
                        json!({">=": [{"length": [{"var": draft.question.id.as_str()}]}, least]});
                    if let Ok(valid_if) = serde_json::from_value(logic) {
                        draft.question.rules.push(AnswerRule { valid_if, message });
                    }
                }
            }
            "expression" => {
                let message = self.message(&mut node, &INVALID);
                let formula = node.formula(&["expression"], &mut self.losses);
                draft.expect(Purpose::Rule(message), formula);
            }
            "regex" => {
                node.pass(&["text", "regex", "insensitive", "caseInsensitive"]);
                losses.add(&place, "patterns have no counterpart");
            }
            kind => {
                losses.add(
                    &place,
                    format!("the validator `{kind}` has no counterpart for this question"),
                );
                return;
            }
        }
        node.close(&mut self.losses);
    }

    /// A check that the form words itself.
    fn without_message(&mut self, node: &mut Node<'_>) {
        if self.texts.take(node, &["text"], &mut self.losses).is_some() {
            let reason =
                "its own message is not carried over: the form says in its own words what is wrong";
            self.losses.add(&node.at("text"), reason);
        }
    }

    fn message(&mut self, node: &mut Node<'_>, otherwise: &super::words::Word) -> LocalText {
        let own = self.texts.take(node, &["text"], &mut self.losses);
        own.unwrap_or_else(|| self.texts.word(otherwise))
    }
}
