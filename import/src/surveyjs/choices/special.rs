//! "Other", "none" and their like, and the two choices of a yes or no that has words of its own.

use super::ids;
use crate::surveyjs::draft::Draft;
use crate::surveyjs::expression::js::Js;
use crate::surveyjs::node::Node;
use crate::surveyjs::question::{Level, Reader};
use crate::surveyjs::slug::Taken;
use crate::surveyjs::words::{DONT_KNOW, NO, NONE, OTHER, REFUSE, Word, YES};
use serde_json::Value;
use sonda_domain::{Choice, Display, Kind};

impl Reader<'_> {
    /// "Other", "none" and their like, which come after all others.
    pub(super) fn special(&mut self, node: &mut Node<'_>, draft: &mut Draft, taken: &mut Taken) {
        let all: [(&[&str], &[&str], &str, &Word); 4] = [
            (&["showRefuseItem"], &["refuseText"], "refused", &REFUSE),
            (
                &["showDontKnowItem"],
                &["dontKnowText"],
                "dontknow",
                &DONT_KNOW,
            ),
            (&["showNoneItem", "hasNone"], &["noneText"], "none", &NONE),
            (
                &["showOtherItem", "hasOther"],
                &["otherText"],
                "other",
                &OTHER,
            ),
        ];
        // In survey-core's order.
        for index in [2, 0, 1, 3] {
            let (flags, texts, value, word) = all[index];
            if node.flag(flags, &mut self.losses) != Some(true) {
                continue;
            }
            let title = self.texts.take(node, texts, &mut self.losses);
            let title = title.unwrap_or_else(|| self.texts.word(word));
            let Some(mut read) = self.plain_choice(Js::Text(value.to_owned()), Some(title), taken)
            else {
                continue;
            };
            if value == "other" && draft.question.kind != Kind::Ranking {
                read.choice.text = true;
                let pointer = node.at(if node.has(flags[0]) {
                    flags[0]
                } else {
                    flags[1]
                });
                let reason = "the text of `other` may be left empty";
                self.losses.add(&pointer, reason);
            } else {
                read.choice.exclusive = draft.question.kind == Kind::MultipleChoice;
            }
            draft.question.options.push(read.choice);
            draft.values.push(read.value);
        }
    }

    /// Yes or no; with words of its own, a choice between them.
    pub(in crate::surveyjs) fn boolean(
        &mut self,
        mut node: Node<'_>,
        id: &str,
        level: Level,
    ) -> Option<Draft> {
        let value = |given: Option<(&Value, String)>, otherwise: bool| {
            let given = given.and_then(|(value, _)| Js::of(value));
            given.unwrap_or(Js::Bool(otherwise))
        };
        let values = vec![
            value(node.take(&["valueTrue"]), true),
            value(node.take(&["valueFalse"]), false),
        ];
        let yes = self.texts.take(&mut node, &["labelTrue"], &mut self.losses);
        let no = self
            .texts
            .take(&mut node, &["labelFalse"], &mut self.losses);
        if yes.is_none() && no.is_none() {
            let mut draft = self.begin(&mut node, Kind::YesNo, id)?;
            draft.values = values;
            return Some(self.end(draft, node, level));
        }
        let mut draft = self.begin(&mut node, Kind::SingleChoice, id)?;
        let mut taken = ids();
        for (value, title, word) in values
            .into_iter()
            .zip([yes, no])
            .zip([&YES, &NO])
            .map(|((value, title), word)| (value, title, word))
        {
            let title = title.unwrap_or_else(|| self.texts.word(word));
            if let Some(read) = self.plain_choice(value, Some(title), &mut taken) {
                draft.question.options.push(Choice {
                    value: None,
                    ..read.choice
                });
                draft.values.push(read.value);
            }
        }
        draft.question.display = Some(Display::Buttons);
        Some(self.end(draft, node, level))
    }
}
