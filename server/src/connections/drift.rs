//! What has changed about a CRM's tables, and which targets of the forms' mappings that hits.

use crate::crm::{Catalogue, ColumnType, Table};
use crate::mapping::{Mapping, check_mapping};
use crate::store::{CurrentMapping, Drift};

/// Changes that are told at most.
const MOST_CHANGES: usize = 100;

/// What is different, a sentence each; what is new harms nobody and is left out.
pub(super) fn changes(before: &[Table], now: &[Table]) -> Vec<String> {
    let mut changes = Vec::new();
    for old in before {
        let name = &old.name;
        let Some(new) = now.iter().find(|table| table.name == *name) else {
            changes.push(format!("The table `{name}` is gone."));
            continue;
        };
        for column in &old.columns {
            let place = format!("The column `{}` of `{name}`", column.name);
            match new.column(&column.name) {
                None => changes.push(format!("{place} is gone.")),
                Some(now) if now.kind != column.kind => changes.push(format!(
                    "{place} was {}, and is {} now{}.",
                    column.kind.describe(),
                    now.kind.describe(),
                    lost_choices(&column.kind, &now.kind)
                )),
                Some(now) if now.read_only && !column.read_only => {
                    changes.push(format!("{place} is written by the CRM alone now."));
                }
                Some(_) => {}
            }
        }
        for column in new.columns.iter().filter(|column| column.required) {
            if !old.column(&column.name).is_some_and(|old| old.required) {
                let column = &column.name;
                changes.push(format!(
                    "The column `{column}` of `{name}` is required now."
                ));
            }
        }
    }
    changes.truncate(MOST_CHANGES);
    changes
}

fn lost_choices(before: &ColumnType, now: &ColumnType) -> String {
    use ColumnType::{Choice, MultiChoice};
    let ((Choice { values: before }, Choice { values: now })
    | (MultiChoice { values: before }, MultiChoice { values: now })) = (before, now)
    else {
        return String::new();
    };
    let lost: Vec<String> = before
        .iter()
        .filter(|one| !now.iter().any(|other| other.value == one.value))
        .map(|one| format!("`{}`", one.value))
        .collect();
    match lost.is_empty() {
        true => ", with other choices".to_owned(),
        false => format!(", without {}", lost.join(", ")),
    }
}

/// The targets of the forms' mappings that these tables of a connection do not bear: none was published so.
pub(super) fn drift(connection: &str, tables: &[Table], forms: &[CurrentMapping]) -> Vec<Drift> {
    let catalogue = Catalogue::default().with(connection, tables);
    let mut drift = Vec::new();
    for CurrentMapping {
        form,
        arrival,
        content,
        mapping,
    } in forms
    {
        if mapping
            .targets
            .iter()
            .all(|target| target.connector != connection)
        {
            continue;
        }
        for fault in check_mapping(mapping, content, *arrival, &catalogue) {
            let Some(target) = target_of(mapping, &fault.path) else {
                continue;
            };
            if target.connector == connection {
                drift.push(Drift {
                    form: form.to_string(),
                    target: target.id.to_string(),
                    path: fault.path,
                    reason: fault.reason,
                });
            }
        }
    }
    drift
}

/// The target that a path within a mapping leads into.
fn target_of<'a>(mapping: &'a Mapping, path: &str) -> Option<&'a crate::mapping::Target> {
    let index = path.strip_prefix("/targets/")?.split('/').next()?;
    mapping.targets.get(index.parse::<usize>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::{Column, LabelledValue, TextFormat};

    fn text(name: &str, length: u32) -> Column {
        let format = TextFormat::Plain;
        Column::new(name, ColumnType::Text { length, format })
    }

    fn choice(values: &[&str]) -> Column {
        let labelled = |value: &&str| LabelledValue {
            value: (*value).to_owned(),
            label: (*value).to_owned(),
        };
        let values = values.iter().map(labelled).collect();
        Column::new("stage", ColumnType::Choice { values })
    }

    #[test]
    fn what_is_gone_changed_or_demanded_is_said_and_what_is_new_is_not() {
        let before = [
            Table::new(
                "lead",
                vec![text("name", 50), text("fax", 20), choice(&["a", "b"])],
            ),
            Table::new("old", vec![]),
        ];
        let required = Column {
            required: true,
            ..text("source", 20)
        };
        let mut name = text("name", 30);
        name.read_only = true;
        let now = [
            Table::new(
                "lead",
                vec![name, required, choice(&["a", "c"]), text("new", 5)],
            ),
            Table::new("newer", vec![]),
        ];
        assert_eq!(
            changes(&before, &now),
            [
                "The column `name` of `lead` was a text of up to 50 characters, and is a text of up to 30 characters \
                 now.",
                "The column `fax` of `lead` is gone.",
                "The column `stage` of `lead` was one of its choices, and is one of its choices now, without `b`.",
                "The column `source` of `lead` is required now.",
                "The table `old` is gone.",
            ]
        );
        assert_eq!(changes(&now, &now), [""; 0]);
    }
}
