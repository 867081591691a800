//! The sheet `choices`: lists that questions choose from.

use super::name::id_of;
use super::table::{Column, Row, Table};
use super::translate::List;
use crate::Loss;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// One choice of a list.
#[derive(Debug)]
pub(super) struct ChoiceRow<'t> {
    pub(super) name: &'t str,
    pub(super) id: String,
    /// None for the choice that `or_other` adds.
    pub(super) row: Option<&'t Row>,
}

/// A list of choices.
#[derive(Debug, Default)]
pub(super) struct ChoiceList<'t> {
    pub(super) choices: Vec<ChoiceRow<'t>>,
    pub(super) known: Rc<List>,
}

/// The choice that `or_other` adds.
pub(super) const OTHER: &str = "other";

impl ChoiceList<'_> {
    /// The same with a choice for something else, if it has none.
    pub(super) fn with_other(&self) -> Self {
        let copied = |choice: &ChoiceRow<'_>| (choice.name.to_owned(), choice.id.clone());
        let mut ids: BTreeMap<String, String> = self.choices.iter().map(copied).collect();
        let mut choices: Vec<_> = self
            .choices
            .iter()
            .map(|choice| ChoiceRow {
                id: choice.id.clone(),
                ..*choice
            })
            .collect();
        if !ids.contains_key(OTHER) {
            let mut taken = ids.values().cloned().collect();
            let id = id_of(OTHER, "o_", &mut taken);
            ids.insert(OTHER.to_owned(), id.clone());
            choices.push(ChoiceRow {
                name: OTHER,
                id,
                row: None,
            });
        }
        Self {
            choices,
            known: Rc::new(List { ids }),
        }
    }
}

/// Reads the lists.
pub(super) fn lists<'t>(
    table: &'t Table,
    losses: &mut Vec<Loss>,
) -> BTreeMap<&'t str, ChoiceList<'t>> {
    let mut lists: BTreeMap<&str, (ChoiceList<'t>, BTreeSet<String>, List)> = BTreeMap::new();
    let mut media = BTreeSet::new();
    for row in &table.rows {
        let list = row.text(&Column::ListName);
        let name = row.text(&Column::Name);
        let means = |(column, _): (&Column, _)| !matches!(column, Column::Other(_));
        match (list, name) {
            ("", _) | (_, "") if !row.cells().any(means) => continue,
            ("", _) => {
                losses.push(Loss::new(
                    &*row.place,
                    "a choice without the name of its list",
                ));
                continue;
            }
            (_, "") => {
                losses.push(Loss::new(&*row.place, "a choice without a name"));
                continue;
            }
            _ => {}
        }
        for (column, cell) in row.cells() {
            let web = cell.text.starts_with("https://");
            if let Column::Media(kind) = column
                && !(kind == "image" && web)
                && media.insert((list, kind))
            {
                losses.push(Loss::new(
                    &*cell.place,
                    format!("media of choices: of list `{list}`, `{kind}` is in a file of its own"),
                ));
            }
        }
        let (choices, taken, known) = lists.entry(list).or_default();
        if known.ids.contains_key(name) {
            let reason = format!("`{name}` is in the list `{list}` already");
            losses.push(Loss::new(row.place_of(&Column::Name), reason));
            continue;
        }
        let id = id_of(name, "o_", taken);
        known.ids.insert(name.to_owned(), id.clone());
        choices.choices.push(ChoiceRow {
            name,
            id,
            row: Some(row),
        });
    }
    let known = |(name, (mut choices, _, list)): (_, (ChoiceList<'t>, _, List))| {
        choices.known = Rc::new(list);
        (name, choices)
    };
    lists.into_iter().map(known).collect()
}
