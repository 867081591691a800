//! Judges a mapping by the form's questions and the CRM's tables: what cannot work is refused before
//! it is published, never found at delivery.

use super::document::{Context, Find, Mapping, Rows, Source, Target};
use super::nearest::suggestion;
use super::promise::promise;
use crate::crm::{Catalogue, ColumnType, Table};
use sonda_domain::{Content, Fault};
use std::collections::BTreeSet;

/// Every fault of a mapping, with paths relative to it; none means that it can be published, and
/// that no delivery will fail for the type, length, choice or absence of a value.
#[must_use]
pub fn check_mapping(mapping: &Mapping, content: &Content, catalogue: &Catalogue) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, target) in mapping.targets.iter().enumerate() {
        let earlier = &mapping.targets[..index];
        let path = format!("/targets/{index}");
        if earlier.iter().any(|one| one.id == target.id) {
            let reason = format!("the id `{}` is used by an earlier target", target.id);
            faults.push(Fault::new(format!("{path}/id"), reason));
        }
        match table_of(target, catalogue) {
            Ok(table) => {
                TargetCheck {
                    target,
                    table,
                    content,
                    earlier,
                    path,
                    faults: &mut faults,
                }
                .run();
            }
            Err((property, reason)) => {
                faults.push(Fault::new(format!("{path}/{property}"), reason));
            }
        }
    }
    faults
}

fn table_of<'a>(
    target: &Target,
    catalogue: &'a Catalogue,
) -> Result<&'a Table, (&'static str, String)> {
    let Some(tables) = catalogue.tables(&target.connector) else {
        let near = suggestion(&target.connector, catalogue.connectors());
        return Err((
            "connector",
            format!("there is no connector `{}`{near}", target.connector),
        ));
    };
    tables
        .iter()
        .find(|table| table.name == target.table)
        .ok_or_else(|| {
            let near = suggestion(
                &target.table,
                tables.iter().map(|table| table.name.as_str()),
            );
            (
                "table",
                format!(
                    "`{}` has no table `{}`{near}",
                    target.connector, target.table
                ),
            )
        })
}

struct TargetCheck<'a> {
    target: &'a Target,
    table: &'a Table,
    content: &'a Content,
    earlier: &'a [Target],
    path: String,
    faults: &'a mut Vec<Fault>,
}

impl TargetCheck<'_> {
    fn run(mut self) {
        if self.target.columns.is_empty() {
            self.fault("columns", "a target needs at least one column");
        }
        if let Some(find) = &self.target.find {
            self.check_find(find);
        }
        let mut filled = BTreeSet::new();
        for (name, column) in &self.target.columns {
            if self.check_column(name, &column.value.source) {
                filled.insert(name.as_str());
            }
        }
        let creates = self.target.find.as_ref().is_none_or(Find::creates);
        let missing: Vec<String> = self
            .table
            .columns
            .iter()
            .filter(|column| creates && column.required && !column.read_only)
            .filter(|column| !filled.contains(column.name.as_str()))
            .map(|column| column.name.clone())
            .collect();
        for name in missing {
            if self.target.columns.contains_key(&name) {
                let reason = format!(
                    "the column `{name}` is required, but its source can be empty: make the question \
                     required, or use another source"
                );
                self.fault(&format!("columns/{name}"), &reason);
            } else {
                self.fault(
                    "columns",
                    &format!("the required column `{name}` has no source"),
                );
            }
        }
    }

    fn fault(&mut self, place: &str, reason: &str) {
        self.faults
            .push(Fault::new(format!("{}/{place}", self.path), reason));
    }

    fn check_find(&mut self, find: &Find) {
        if self.target.rows == Rows::PerQuestion {
            self.fault(
                "find",
                "rows of questions are always created; leave `find` out",
            );
        }
        if find.by.is_empty() {
            self.fault(
                "find/by",
                "name at least one column that identifies a record",
            );
        }
        let mut seen = BTreeSet::new();
        for (index, name) in find.by.iter().enumerate() {
            let place = format!("find/by/{index}");
            if !seen.insert(name) {
                self.fault(&place, &format!("`{name}` is named twice"));
            }
            let identifying = || {
                self.table
                    .columns
                    .iter()
                    .filter(|column| column.identifying)
            };
            let known = name == "id" || identifying().any(|column| column.name == *name);
            if !known {
                let near = suggestion(name, identifying().map(|column| column.name.as_str()));
                let names: Vec<String> = identifying()
                    .map(|column| format!("`{}`", column.name))
                    .collect();
                let reason = format!(
                    "records of `{}` cannot be found by `{name}`, only by `id`{}{}{near}",
                    self.table.name,
                    if names.is_empty() { "" } else { ", " },
                    names.join(", ")
                );
                self.fault(&place, &reason);
            } else if !self.target.columns.contains_key(name) {
                self.fault(
                    &place,
                    &format!("the column `{name}` has no source to find by"),
                );
            }
        }
    }

    /// Judges one column; false if all is well but a response may have no value for it.
    fn check_column(&mut self, name: &str, source: &Source) -> bool {
        let place = format!("columns/{}", name.replace('~', "~0").replace('/', "~1"));
        let own;
        let kind = if name == "id" {
            let named = self
                .target
                .find
                .as_ref()
                .is_some_and(|find| find.by.iter().any(|by| by == "id"));
            if !named {
                self.fault(
                    &place,
                    "`id` can only be found by, not written: name it in `find`",
                );
                return true;
            }
            if !matches!(
                source,
                Source::Record(_) | Source::Context(Context::Contact)
            ) {
                self.fault(
                    &place,
                    "an id comes from the link's contact or an earlier target, never from an answer",
                );
                return true;
            }
            own = ColumnType::Lookup {
                table: self.table.name.clone(),
            };
            &own
        } else {
            let Some(column) = self.table.column(name) else {
                let names = self.table.columns.iter().map(|column| column.name.as_str());
                let near = suggestion(name, names);
                self.fault(
                    &place,
                    &format!("`{}` has no column `{name}`{near}", self.table.name),
                );
                return true;
            };
            if column.read_only {
                self.fault(&place, &format!("the CRM alone writes the column `{name}`"));
                return true;
            }
            &column.kind
        };
        if matches!(source, Source::Row(_)) && self.target.rows != Rows::PerQuestion {
            self.fault(&place, "`row` needs `rows: per_question`");
            return true;
        }
        if let Source::Record(id) = source
            && let Some(reason) = self.record_fault(id.as_str())
        {
            self.fault(&place, &reason);
            return true;
        }
        let promise = match promise(source, self.content, self.earlier) {
            Ok(promise) => promise,
            Err(reason) => {
                self.fault(&place, &reason);
                return true;
            }
        };
        if let Err(reason) = promise.shape.fit(kind) {
            self.fault(&place, &format!("the column `{name}` {reason}"));
            return true;
        }
        !promise.can_be_empty
    }

    fn record_fault(&self, id: &str) -> Option<String> {
        let target = self
            .earlier
            .iter()
            .find(|target| target.id.as_str() == id)?;
        if target.rows == Rows::PerQuestion {
            return Some(format!("the target `{id}` writes several records"));
        }
        (target.connector != self.target.connector).then(|| {
            format!(
                "the target `{id}` writes to another CRM, `{}`",
                target.connector
            )
        })
    }
}
