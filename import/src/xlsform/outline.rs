//! The rows of the sheet `survey` as groups within groups.

use super::kind::RowKind;
use super::table::{Column, Row, Table};
use super::workbook::WorkbookError;
use crate::Loss;

/// How deep groups may be within each other.
const DEEPEST: usize = 20;

/// A row, or a group of rows.
#[derive(Debug)]
pub(super) enum Node<'t> {
    Question(&'t Row, RowKind),
    Group {
        row: &'t Row,
        repeat: bool,
        nodes: Vec<Node<'t>>,
    },
}

/// A group whose end is still to come.
struct Open<'t> {
    row: &'t Row,
    repeat: bool,
    nodes: Vec<Node<'t>>,
}

/// Reads the outline.
pub(super) fn outline<'t>(
    table: &'t Table,
    losses: &mut Vec<Loss>,
) -> Result<Vec<Node<'t>>, WorkbookError> {
    let mut top = Vec::new();
    let mut open: Vec<Open<'t>> = Vec::new();
    for row in &table.rows {
        if is_yes(row.text(&Column::Disabled)) {
            losses.push(Loss::new(&*row.place, "a row that is disabled"));
            continue;
        }
        let Some(cell) = row.cell(&Column::Type) else {
            let means = |(column, _): (&Column, _)| !matches!(column, Column::Other(_));
            if row.cells().any(means) {
                losses.push(Loss::new(&*row.place, "a row without a type"));
            }
            continue;
        };
        let kind = RowKind::of(&cell.text);
        match kind {
            RowKind::BeginGroup | RowKind::BeginRepeat => {
                if open.len() == DEEPEST {
                    return Err(WorkbookError::new(format!(
                        "{}: groups are at most {DEEPEST} deep within each other",
                        cell.place
                    )));
                }
                open.push(Open {
                    row,
                    repeat: kind == RowKind::BeginRepeat,
                    nodes: Vec::new(),
                });
            }
            RowKind::EndGroup | RowKind::EndRepeat => {
                let repeat = kind == RowKind::EndRepeat;
                match open.pop_if(|group| group.repeat == repeat) {
                    Some(group) => put(&mut top, &mut open, group.into_node()),
                    None => losses.push(Loss::new(&*cell.place, "an end without its beginning")),
                }
            }
            kind => put(&mut top, &mut open, Node::Question(row, kind)),
        }
    }
    while let Some(group) = open.pop() {
        losses.push(Loss::new(
            group.row.place_of(&Column::Type),
            "a beginning without its end: the group goes on to the last row",
        ));
        put(&mut top, &mut open, group.into_node());
    }
    Ok(top)
}

impl<'t> Open<'t> {
    fn into_node(self) -> Node<'t> {
        let Self { row, repeat, nodes } = self;
        Node::Group { row, repeat, nodes }
    }
}

fn put<'t>(top: &mut Vec<Node<'t>>, open: &mut [Open<'t>], node: Node<'t>) {
    match open.last_mut() {
        Some(group) => group.nodes.push(node),
        None => top.push(node),
    }
}

/// Whether a cell says yes.
pub(super) fn is_yes(text: &str) -> bool {
    matches!(
        text.to_ascii_lowercase().as_str(),
        "yes" | "true" | "true()" | "1"
    )
}

/// Whether a cell says no.
pub(super) fn is_no(text: &str) -> bool {
    matches!(
        text.to_ascii_lowercase().as_str(),
        "" | "no" | "false" | "false()" | "0"
    )
}
