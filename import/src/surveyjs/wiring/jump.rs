//! Triggers that lead elsewhere, as jumps between pages.

use super::{Wiring, logic_of};
use crate::surveyjs::expression::{Scope, Truth};
use crate::surveyjs::survey::{Sheet, Trigger};
use serde_json::Value;
use sonda_domain::{Content, Jump};

impl Wiring<'_> {
    /// From which page to which triggers lead: none is the end.
    pub(super) fn targets(
        &mut self,
        triggers: &[Trigger],
        sheets: &[Sheet],
    ) -> Vec<(usize, Value, Option<String>)> {
        let mut targets = Vec::new();
        for trigger in triggers {
            let found = self.with(
                &trigger.formula,
                &Scope::default(),
                None,
                |translation, expression| {
                    let condition = translation.condition(expression, Truth::Loose)?;
                    let last = translation.used.last().copied();
                    Ok((
                        condition,
                        last.ok_or_else(|| "it looks at no question".to_owned())?,
                    ))
                },
            );
            let Some((condition, last)) = found else {
                continue;
            };
            let page = self
                .starts
                .iter()
                .rposition(|start| *start <= last)
                .unwrap_or(0);
            let goal = match &trigger.goal {
                None => None,
                Some(name) => {
                    let has = |sheet: &&Sheet| {
                        sheet.name == *name || sheet.drafts.iter().any(|draft| draft.name == *name)
                    };
                    let Some(goal) = sheets.iter().find(has) else {
                        self.losses
                            .add(&trigger.pointer, format!("there is no question `{name}`"));
                        continue;
                    };
                    let first = goal.drafts.first().is_some_and(|draft| draft.name == *name);
                    let reason = if first || goal.name == *name {
                        "the jump is made at the end of the page, not at once"
                    } else {
                        "the jump is made at the end of the page, and to the beginning of the other"
                    };
                    self.losses.add(&trigger.pointer, reason);
                    Some(goal.id.clone())
                }
            };
            targets.push((page, condition, goal));
            if sheets.len() < 2 {
                let reason = "in a form of one page there is nowhere to go";
                self.losses.add(&trigger.pointer, reason);
                targets.pop();
            }
        }
        targets
    }

    pub(super) fn jumps(
        &mut self,
        targets: Vec<(usize, Value, Option<String>)>,
        content: &mut Content,
    ) {
        for (page, condition, goal) in targets {
            if let Some(page) = content.pages.get_mut(page) {
                page.next.push(Jump {
                    condition: logic_of(condition),
                    to: goal.and_then(|goal| goal.parse().ok()),
                });
            }
        }
    }
}
