//! Entries of repeating groups come and go without leaving the page.

use super::fields;
use super::session::Session;
use sonda_domain::{part_field, regroup};
use std::rc::Rc;
use std::sync::Arc;

impl Session {
    /// Does what a button of a group asks for; says whether it was one. The inputs of the group are made anew from
    /// what they held. The focus goes to the new entry, and from a removed one to the group.
    pub(crate) fn regroup(self: &Rc<Self>, order: &str) -> bool {
        let mut entries = (*self.entries()).clone();
        let Some(name) = regroup(&self.props.content, &mut entries, order) else {
            return false;
        };
        if self.phase().is_locked() {
            return true;
        }
        let mut goal = name.clone();
        if order.starts_with("add") {
            let count: u32 = entries.first(&name).parse().unwrap_or(1);
            goal = part_field(&name, &(count - 1).to_string());
        }
        // Errors name entries by their place, which is no longer theirs.
        let within = part_field(&name, "");
        self.state
            .errors
            .update(|errors| errors.retain(|error| !error.field.starts_with(&within)));
        self.state.entries.set(Arc::new(entries));
        self.reckon(&name);
        self.state.regrouped.set(name);
        self.save_later();
        self.focus_later(fields::goal(&goal));
        true
    }
}
