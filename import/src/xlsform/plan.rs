//! From the outline of a workbook to that of a form: sections, their questions with ids, and what names mean.

use super::choices::{ChoiceList, OTHER};
use super::kind::RowKind;
use super::name::id_of;
use super::outline::Node;
use super::table::{Column, Row};
use super::translate::{Entry, Of, Scope};
use crate::Loss;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Something that becomes a question or a calculation.
#[derive(Debug)]
pub(super) struct Item<'t> {
    pub(super) row: &'t Row,
    /// Of the label of a group inside another, [`RowKind::BeginGroup`].
    pub(super) kind: RowKind,
    pub(super) id: String,
    /// The groups around it whose conditions are its own.
    pub(super) groups: Vec<&'t Row>,
    /// What a repeat asks for.
    pub(super) inner: Vec<Item<'t>>,
}

/// Questions that follow each other: those of a group, or those between groups.
#[derive(Debug)]
pub(super) struct Section<'t> {
    pub(super) group: Option<&'t Row>,
    pub(super) items: Vec<Item<'t>>,
}

/// Goes through the outline.
pub(super) struct Planner<'t, 'p> {
    pub(super) lists: &'p BTreeMap<&'t str, ChoiceList<'t>>,
    pub(super) scope: Scope,
    pub(super) losses: &'p mut Vec<Loss>,
    /// The ids of questions and calculations.
    pub(super) ids: BTreeSet<String>,
}

impl<'t> Planner<'t, '_> {
    pub(super) fn sections(&mut self, nodes: Vec<Node<'t>>) -> Vec<Section<'t>> {
        let mut sections: Vec<Section<'t>> = Vec::new();
        for node in nodes {
            let (group, nodes) = match node {
                Node::Group {
                    row,
                    repeat: false,
                    nodes,
                } => (Some(row), nodes),
                node => (None, vec![node]),
            };
            let mut items = Vec::new();
            let mut ids = std::mem::take(&mut self.ids);
            self.items(nodes, &[], None, &mut ids, &mut items);
            self.ids = ids;
            match sections.last_mut() {
                Some(last) if last.group.is_none() && group.is_none() => last.items.extend(items),
                _ => sections.push(Section { group, items }),
            }
        }
        sections
    }

    /// What nodes become; inside a repeat, ids are those of its entries.
    fn items(
        &mut self,
        nodes: Vec<Node<'t>>,
        groups: &[&'t Row],
        repeat: Option<&str>,
        ids: &mut BTreeSet<String>,
        items: &mut Vec<Item<'t>>,
    ) {
        for node in nodes {
            let item = |row, kind, id| Item {
                row,
                kind,
                id,
                groups: groups.to_vec(),
                inner: Vec::new(),
            };
            match node {
                Node::Question(row, kind) => {
                    let name = row.text(&Column::Name);
                    if name.is_empty() && !matches!(kind, RowKind::Foreign(_) | RowKind::Note) {
                        self.losses.push(Loss::new(
                            row.place_of(&Column::Type),
                            "a question without a name",
                        ));
                        continue;
                    }
                    let id = match (&kind, name) {
                        // It becomes nothing, and takes no id.
                        (RowKind::Foreign(_), _) => String::new(),
                        (_, "") => id_of("note", "q_", ids),
                        _ => id_of(name, "q_", ids),
                    };
                    let of = self.meaning(row, &kind, repeat);
                    if let RowKind::Select { other: true, .. } = kind {
                        let reason = "the text for another choice belongs to the choice".to_owned();
                        self.name(&format!("{name}_{OTHER}"), &id, Of::Nothing(reason), repeat);
                    }
                    self.name(name, &id, of, repeat);
                    items.push(item(row, kind, id));
                }
                Node::Group {
                    row,
                    repeat: false,
                    nodes,
                } => {
                    if row.each(&Column::Label).next().is_some() {
                        let name = format!("{}_heading", row.text(&Column::Name));
                        let mut heading = item(row, RowKind::BeginGroup, id_of(&name, "q_", ids));
                        heading.groups.push(row);
                        items.push(heading);
                    }
                    let mut around = groups.to_vec();
                    around.push(row);
                    self.items(nodes, &around, repeat, ids, items);
                }
                Node::Group { row, nodes, .. } if repeat.is_some() => {
                    self.losses.push(Loss::new(
                        row.place_of(&Column::Type),
                        "a repeat within a repeat, with all it asks for",
                    ));
                    self.forget(nodes, "it is in a repeat within a repeat");
                }
                Node::Group { row, nodes, .. } => {
                    let name = row.text(&Column::Name);
                    let id = id_of(name, "q_", ids);
                    self.name(name, &id, Of::Entries, None);
                    let mut group = item(row, RowKind::BeginRepeat, id.clone());
                    let mut own = BTreeSet::new();
                    self.items(nodes, &[], Some(&id), &mut own, &mut group.inner);
                    items.push(group);
                }
            }
        }
    }

    /// Names that mean nothing, since what they name is not carried over.
    fn forget(&mut self, nodes: Vec<Node<'t>>, reason: &str) {
        for node in nodes {
            match node {
                Node::Question(row, _) => {
                    let of = Of::Nothing(reason.to_owned());
                    self.name(row.text(&Column::Name), "", of, None);
                }
                Node::Group { nodes, .. } => self.forget(nodes, reason),
            }
        }
    }

    fn name(&mut self, name: &str, id: &str, of: Of, repeat: Option<&str>) {
        if !name.is_empty() {
            let entry = Entry {
                id: id.to_owned(),
                of,
                repeat: repeat.map(str::to_owned),
            };
            self.scope.add(name, entry);
        }
    }

    /// What logic sees of a row.
    fn meaning(&self, row: &Row, kind: &RowKind, repeat: Option<&str>) -> Of {
        let nothing = |reason: &str| Of::Nothing(reason.to_owned());
        match kind {
            RowKind::Text | RowKind::Phone => Of::Text,
            RowKind::Integer | RowKind::Between(..) | RowKind::Decimal | RowKind::Range => {
                Of::Number
            }
            RowKind::Select {
                list,
                several,
                other,
            } => match self.lists.get(list.as_str()) {
                None => nothing("its list of choices is not there"),
                Some(found) => {
                    let known = if *other {
                        found.with_other().known
                    } else {
                        Rc::clone(&found.known)
                    };
                    if *several {
                        Of::Choices(known)
                    } else {
                        Of::Choice(known)
                    }
                }
            },
            RowKind::Rank { list } => match self.lists.get(list.as_str()) {
                None => nothing("its list of choices is not there"),
                Some(found) => Of::Choices(Rc::clone(&found.known)),
            },
            RowKind::Date => Of::Date,
            RowKind::Time => Of::Time,
            RowKind::DateTime => Of::DateTime,
            RowKind::Acknowledge => Of::Bool("OK", ""),
            RowKind::File(_) if repeat.is_some() => nothing("files are not asked for in a repeat"),
            RowKind::File(_) => Of::Presence,
            RowKind::Hidden if !is_calculated(row, kind) && repeat.is_none() => Of::Text,
            RowKind::Calculate | RowKind::Hidden if repeat.is_some() => {
                nothing("nothing is calculated in the entries of a repeat")
            }
            RowKind::Calculate | RowKind::Hidden => nothing(NOT_YET),
            RowKind::Foreign(reason) => Of::Nothing(reason.clone()),
            RowKind::Note if row.cell(&Column::Calculation).is_none() => Of::Empty,
            RowKind::Note
            | RowKind::BeginGroup
            | RowKind::BeginRepeat
            | RowKind::EndGroup
            | RowKind::EndRepeat => nothing("a text has no answer"),
        }
    }
}

const NOT_YET: &str = "it is not calculated";

/// Whether a row becomes a calculation.
pub(super) fn is_calculated(row: &Row, kind: &RowKind) -> bool {
    match kind {
        RowKind::Calculate => true,
        RowKind::Hidden => {
            row.cell(&Column::Calculation).is_some() || row.cell(&Column::Default).is_some()
        }
        _ => false,
    }
}
