//! Several fields together, which become questions of their own.

use super::draft::{Draft, Purpose};
use super::node::{Formula, Node};
use super::question::{Level, Reader};
use sonda_domain::Kind;

impl Reader<'_> {
    /// Several fields under one title: a statement, and a question for each.
    pub(super) fn multiple(&mut self, mut node: Node<'_>, id: &str) -> Vec<Draft> {
        let items = node.list(&["items"], &mut self.losses);
        let Some(mut head) = self.begin(&mut node, Kind::Statement, id) else {
            return Vec::new();
        };
        let required = std::mem::take(&mut head.question.required);
        let needed: Vec<_> = head
            .pending
            .extract_if(.., |one| matches!(one.purpose, Purpose::Required))
            .collect();
        for needed in needed {
            self.losses.add(
                &needed.formula.pointer,
                "several fields together cannot be required by a condition",
            );
        }
        head.pending.retain(|pending| pending.purpose.shows());
        head.question.comment = None;
        let name = head.name.clone();
        let mut drafts = Vec::new();
        for (value, pointer) in items {
            let id = self.texts.names.id(&pointer).map(str::to_owned);
            let (Some(node), Some(id)) = (Node::of(value, pointer, &mut self.losses), id) else {
                continue;
            };
            let Some(mut item) = self.text(node, &id, Level::Page) else {
                continue;
            };
            for variable in &mut item.variables {
                variable.name = format!("{name}.{}", variable.name);
            }
            item.pending.extend(head.pending.iter().cloned());
            drafts.push(item);
        }
        if required
            && let Some(first) = drafts.first_mut()
            && !first.question.required
        {
            // At least one of them: the first is missing if all are.
            let text = format!("{{{name}}} empty");
            let pointer = node.at("isRequired");
            first.expect(Purpose::Required, Some(Formula { text, pointer }));
        }
        let mut head = self.end(head, node, Level::Page);
        // The name stands for all of them.
        head.variables = vec![super::variable::Variable {
            name,
            id: String::new(),
            nature: super::variable::Nature::Present,
            place: None,
            worth: false,
        }];
        drafts.insert(0, head);
        drafts
    }
}
