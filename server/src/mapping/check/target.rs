//! The check of one target.

use super::Finding;
use crate::crm::{Catalogue, Column, Table};
use crate::mapping::arrival::Arrival;
use crate::mapping::document::{Find, OnMatch, Target};
use crate::mapping::nearest::choose;
use sonda_domain::{Content, check_condition};
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct TargetCheck<'a> {
    pub(super) targets: &'a [Target],
    pub(super) place: usize,
    pub(super) target: &'a Target,
    pub(super) table: &'a Table,
    pub(super) content: &'a Content,
    pub(super) arrival: Arrival,
    pub(super) catalogue: &'a Catalogue,
    path: String,
    findings: &'a mut Vec<Finding>,
}

impl<'a> TargetCheck<'a> {
    pub(super) fn new(
        targets: &'a [Target],
        place: usize,
        table: &'a Table,
        (content, arrival): (&'a Content, Arrival),
        catalogue: &'a Catalogue,
        findings: &'a mut Vec<Finding>,
    ) -> Self {
        Self {
            targets,
            place,
            target: &targets[place],
            table,
            content,
            arrival,
            catalogue,
            path: format!("/targets/{place}"),
            findings,
        }
    }

    pub(super) fn run(mut self) {
        let target = self.target;
        if target.columns.is_empty() {
            self.error("columns", "a target needs at least one column: add one");
        }
        if let Some(condition) = &target.when {
            for fault in check_condition(self.content, condition) {
                let advice = advice(&fault.reason, self.content);
                self.error(&format!("when{}", fault.path), &(fault.reason + &advice));
            }
        }
        if let Some(find) = &target.find {
            self.check_find(find);
        }
        let mut filled = BTreeSet::new();
        for (name, column) in &target.columns {
            if self.check_column(name, column) {
                filled.insert(name.as_str());
            }
        }
        self.check_alternatives();
        if self.creates() {
            self.check_required(&filled);
        }
    }

    pub(super) fn creates(&self) -> bool {
        self.target.find.as_ref().is_none_or(Find::creates)
    }

    /// Whether a record that was found is written to.
    pub(super) fn updates(&self) -> bool {
        let find = self.target.find.as_ref();
        find.is_some_and(|find| find.on_match != OnMatch::Link)
    }

    pub(super) fn error(&mut self, place: &str, reason: &str) {
        let path = format!("{}/{place}", self.path);
        self.findings.push(Finding::error(path, reason));
    }

    pub(super) fn warning(&mut self, place: &str, reason: &str) {
        let path = format!("{}/{place}", self.path);
        self.findings.push(Finding::warning(path, reason));
    }

    /// Of some columns only one can hold a value.
    fn check_alternatives(&mut self) {
        let mut first: BTreeMap<&str, &str> = BTreeMap::new();
        for name in self.target.columns.keys() {
            let Some(group) = self.group(name) else {
                continue;
            };
            if let Some(other) = first.get(group) {
                let reason = format!(
                    "`{name}` and `{other}` are alternatives, of which one alone holds a value: keep one of them"
                );
                self.error(&format!("columns/{}", pointer(name)), &reason);
            } else {
                first.insert(group, name);
            }
        }
    }

    fn group(&self, name: &str) -> Option<&'a str> {
        self.table.column(name)?.one_of.as_deref()
    }

    fn check_required(&mut self, filled: &BTreeSet<&str>) {
        let mut missed: BTreeSet<&str> = BTreeSet::new();
        let required = |column: &&Column| column.required && !column.read_only;
        for column in self.table.columns.iter().filter(required) {
            let name = column.name.as_str();
            let alternatives: Vec<&str> = match &column.one_of {
                Some(group) => {
                    if !missed.insert(group) {
                        continue;
                    }
                    let same = |other: &&Column| other.one_of.as_ref() == Some(group);
                    let all = self.table.columns.iter().filter(same);
                    all.map(|other| other.name.as_str()).collect()
                }
                None => vec![name],
            };
            if alternatives.iter().any(|one| filled.contains(one)) {
                continue;
            }
            let sourced = |one: &&&str| self.target.columns.contains_key(**one);
            if let Some(can_be_empty) = alternatives.iter().find(sourced) {
                let reason = match self.is_filled_by_links(can_be_empty) {
                    true => format!(
                        "the column `{can_be_empty}` is required, but answers that came without a personal link \
                         leave it empty: let each customer answer once, so that the form opens by personal links alone, or \
                         use another source"
                    ),
                    false => format!(
                        "the column `{can_be_empty}` is required, but its source can be empty: make the question \
                         required, use another source, or say what is written where there is no value (`default`)"
                    ),
                };
                self.error(&format!("columns/{}", pointer(can_be_empty)), &reason);
            } else if let [_] = alternatives[..] {
                let reason = format!("the required column `{name}` has no source: add one");
                self.error("columns", &reason);
            } else {
                let names: Vec<String> =
                    alternatives.iter().map(|one| format!("`{one}`")).collect();
                let reason = format!(
                    "one of the columns {} is required, and none has a source: add one",
                    names.join(", ")
                );
                self.error("columns", &reason);
            }
        }
    }
}

/// What a condition could look at in the place of what there is not.
fn advice(reason: &str, content: &Content) -> String {
    let unknown = |what: &str| {
        let rest = reason.strip_prefix(what)?.strip_prefix(" `")?;
        rest.split_once('`').map(|(name, _)| name)
    };
    if let Some(name) = unknown("unknown variable") {
        let questions = content.questions().map(|question| question.id.as_str());
        let calculations = content.calculations.iter().map(|one| one.id.as_str());
        return choose(name, questions.chain(calculations).chain(["$locale"]));
    }
    if reason.contains("is not an option: ") {
        return "; choose one of them".to_owned();
    }
    match unknown("unknown operator") {
        Some(_) => "; use another, such as `==` or `in`".to_owned(),
        None => String::new(),
    }
}

/// A name in a JSON Pointer.
pub(super) fn pointer(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
