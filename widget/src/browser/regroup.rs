//! Entries of repeating groups come and go without leaving the page.

use super::fields;
use super::session::Session;
use leptos::prelude::*;
use sonda_domain::{part_field, regroup, shown_entries};
use std::rc::Rc;

impl Session {
    /// Does what a button of a group asks for; says whether it was one. The inputs of the group are made anew from
    /// what they held, the focus goes to the new entry, and from a removed one to the group.
    pub(crate) fn regroup(self: &Rc<Self>, order: &str) -> bool {
        let content = &self.props.content;
        let mut entries = fields::read(&self.root);
        if self.phase().is_locked() {
            return order.contains(':');
        }
        let Some(name) = regroup(content, &mut entries, order) else {
            return false;
        };
        let group = content.question(&name);
        let last = group.map_or(0, |group| shown_entries(&entries, group));
        let goal = if order.starts_with("add") {
            part_field(&name, &last.saturating_sub(1).to_string())
        } else {
            name.clone()
        };
        // Errors name entries by their place, which is no longer theirs.
        let within = part_field(&name, "");
        self.state
            .errors
            .update(|errors| errors.retain(|error| !error.field.starts_with(&within)));
        self.state.entries.set(entries);
        self.state.regrouped.set(name.clone());
        self.step_later(name, goal);
        true
    }
}
