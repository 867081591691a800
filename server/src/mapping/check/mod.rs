//! Judges a mapping by the form's questions and the CRM's tables: what cannot work is refused before
//! it is published, never found at delivery.

mod column;
mod find;
mod finding;
mod target;

pub(super) use column::{contact_of, takes_contact};
pub use finding::{Finding, Severity};

use super::arrival::Arrival;
use super::document::{Mapping, Target};
use super::nearest::choose;
use crate::crm::{Catalogue, Table};
use sonda_domain::{Content, Fault};
use target::TargetCheck;

/// Each target is a delivery of every response.
const MOST_TARGETS: usize = 50;

/// Every fault of a mapping, with paths relative to it; none means that it can be published, and
/// that no delivery will fail for the type, length, choice or absence of a value.
#[must_use]
pub fn check_mapping(
    mapping: &Mapping,
    content: &Content,
    arrival: Arrival,
    catalogue: &Catalogue,
) -> Vec<Fault> {
    let findings = inspect_mapping(mapping, content, arrival, catalogue).into_iter();
    findings.filter_map(Finding::into_fault).collect()
}

/// What hardly works as it was meant in a mapping without faults.
#[must_use]
pub fn mapping_warnings(
    mapping: &Mapping,
    content: &Content,
    arrival: Arrival,
    catalogue: &Catalogue,
) -> Vec<Finding> {
    let mut findings = inspect_mapping(mapping, content, arrival, catalogue);
    findings.retain(|one| one.severity == Severity::Warning);
    findings
}

/// Every fault of a mapping, and what hardly works as it was meant, with paths relative to it.
#[must_use]
pub fn inspect_mapping(
    mapping: &Mapping,
    content: &Content,
    arrival: Arrival,
    catalogue: &Catalogue,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if mapping.targets.len() > MOST_TARGETS {
        let reason = format!("a mapping has at most {MOST_TARGETS} targets: leave some out");
        findings.push(Finding::error("/targets", reason));
        return findings;
    }
    for (place, target) in mapping.targets.iter().enumerate() {
        let path = format!("/targets/{place}");
        if mapping.targets[..place]
            .iter()
            .any(|one| one.id == target.id)
        {
            let reason = format!(
                "the id `{}` is used by an earlier target: give it another",
                target.id
            );
            findings.push(Finding::error(format!("{path}/id"), reason));
        }
        match table_of(target, catalogue) {
            Ok(table) => {
                TargetCheck::new(
                    &mapping.targets,
                    place,
                    table,
                    (content, arrival),
                    catalogue,
                    &mut findings,
                )
                .run();
            }
            Err((property, reason)) => {
                findings.push(Finding::error(format!("{path}/{property}"), reason));
            }
        }
    }
    findings
}

fn table_of<'a>(
    target: &Target,
    catalogue: &'a Catalogue,
) -> Result<&'a Table, (&'static str, String)> {
    let Some(tables) = catalogue.tables(&target.connector) else {
        let near = choose(&target.connector, catalogue.connectors());
        return Err((
            "connector",
            format!("there is no connector `{}`{near}", target.connector),
        ));
    };
    tables
        .iter()
        .find(|table| table.name == target.table)
        .ok_or_else(|| {
            let near = choose(
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
