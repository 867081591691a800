//! The check of how an existing record is found.

use super::target::TargetCheck;
use crate::mapping::document::{Find, Rows};
use crate::mapping::nearest::suggestion;
use std::collections::BTreeSet;

impl TargetCheck<'_> {
    pub(super) fn check_find(&mut self, find: &Find) {
        if self.target.rows == Rows::PerQuestion {
            self.error(
                "find",
                "records of single questions are always new: leave out how existing ones are found (`find`)",
            );
        }
        if find.by.is_empty() {
            self.error(
                "find/by",
                "name at least one column that identifies a record, or let every record be new (without `find`)",
            );
        }
        let identifying = self.table.columns.iter().filter(|one| one.identifying);
        let identifying: Vec<&str> = identifying.map(|one| one.name.as_str()).collect();
        let mut seen = BTreeSet::new();
        for (index, name) in find.by.iter().enumerate() {
            let place = format!("find/by/{index}");
            if !seen.insert(name) {
                self.error(&place, &format!("`{name}` is named twice: name it once"));
            }
            if name != "id" && !identifying.contains(&name.as_str()) {
                let near = suggestion(name, identifying.iter().copied());
                let names: Vec<String> = ["id"]
                    .iter()
                    .chain(&identifying)
                    .map(|name| format!("`{name}`"))
                    .collect();
                let reason = format!(
                    "records of `{}` cannot be found by `{name}`, only by {}{near}",
                    self.table.name,
                    names.join(", ")
                );
                self.error(&place, &reason);
            } else if !self.target.columns.contains_key(name) {
                let reason = format!(
                    "the column `{name}` has no source to find by: add one, or leave it out here"
                );
                self.error(&place, &reason);
            }
        }
    }
}
