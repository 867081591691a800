//! What would become of a table, before anything is made of it.

use super::columns::ColumnUse;
use super::people::{Found, chunks, find};
use super::row::{BulkForm, Missing, Plan, Repeats, RowFault, Wanted, Who, wanted};
use crate::crm::Catalogue;
use crate::sheets::{Sheet, SheetRow};
use crate::store::{Store, StoreError};
use schemars::JsonSchema;
use serde::Serialize;
use sonda_domain::FormId;
use std::collections::{BTreeMap, BTreeSet};

/// How many rows a preview shows.
const SHOWN: usize = 5;
/// How many faults a preview lists.
const MOST_FAULTS: usize = 200;
/// How many rows are looked up at once.
const AT_ONCE: usize = 1_000;

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PreviewColumn {
    /// Its title, if the table has titles.
    pub title: Option<String>,
    /// What it is for.
    #[serde(flatten)]
    pub is_for: ColumnUse,
    /// Some of its cells.
    pub samples: Vec<String>,
}

/// A row and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FaultyRow {
    /// The number that spreadsheets show beside it.
    pub row: u32,
    /// What is wrong.
    #[serde(flatten)]
    pub fault: RowFault,
}

/// A row whose person has a link already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RepeatedRow {
    /// The number that spreadsheets show beside it.
    pub row: u32,
    /// The row of the same table that names the same person; absent where the person has an open link to the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<u32>,
}

/// What would become of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Preview {
    /// The columns, with what each is for: as it was said, else as guessed.
    pub columns: Vec<PreviewColumn>,
    /// The first rows.
    pub first: Vec<Vec<String>>,
    /// How many rows there are, titles aside.
    pub rows: usize,
    /// How many links would be made.
    pub links: usize,
    /// How many contacts would be made for them.
    pub new_contacts: usize,
    /// What is wrong with rows, at most 200.
    pub faults: Vec<FaultyRow>,
    /// How many rows something is wrong with.
    pub faulty_rows: usize,
    /// Rows whose person has a link already, at most 200.
    pub repeated: Vec<RepeatedRow>,
    /// How many of them there are.
    pub repeated_rows: usize,
}

/// Judges every row of a table; writes nothing.
///
/// # Errors
/// The database failed.
pub async fn preview(
    store: &Store,
    catalogue: &Catalogue,
    form: (&FormId, &BulkForm),
    plan: &Plan,
    sheet: &Sheet,
    now_ms: i64,
) -> Result<Preview, StoreError> {
    let body = &sheet.rows[usize::from(plan.titles.is_some())..];
    let mut preview = Preview {
        columns: columns(plan, body),
        first: body
            .iter()
            .take(SHOWN)
            .map(|row| row.cells.clone())
            .collect(),
        rows: body.len(),
        links: 0,
        new_contacts: 0,
        faults: Vec::new(),
        faulty_rows: 0,
        repeated: Vec::new(),
        repeated_rows: 0,
    };
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for chunk in body.chunks(AT_ONCE) {
        let mut sound = Vec::new();
        for row in chunk {
            match wanted(&row.cells, plan, form.1, now_ms) {
                Ok(wanted) => sound.push((row.number, wanted)),
                Err(faults) => preview.fail(row.number, faults),
            }
        }
        let rows: Vec<&Wanted> = sound.iter().map(|(_, wanted)| wanted).collect();
        let found = find(store, catalogue, &plan.table, &rows).await?;
        let open = open(store, form.0, &found, now_ms).await?;
        for ((row, wanted), found) in sound.iter().zip(found) {
            let key = match (fault_of(&found, plan), &found) {
                (Some(fault), _) => {
                    preview.fail(*row, vec![fault]);
                    continue;
                }
                (None, Found::Contact(contact)) => contact.to_string(),
                (None, _) => match &wanted.who {
                    // Whoever is found by a value now would be found by the same value then.
                    Who::Having(having) => having
                        .first()
                        .map(|(of, value)| format!("{of} {value}"))
                        .unwrap_or_default(),
                    Who::Record(record) => record.to_string(),
                },
            };
            let earlier = seen.get(&key).copied();
            let is_repeated = earlier.is_some() || open.contains(&key);
            if is_repeated {
                preview.repeated_rows += 1;
                if preview.repeated.len() < MOST_FAULTS {
                    preview.repeated.push(RepeatedRow {
                        row: *row,
                        same_as: earlier,
                    });
                }
            }
            if !is_repeated || plan.repeats == Repeats::Make {
                preview.links += 1;
                preview.new_contacts += usize::from(found == Found::Nobody && earlier.is_none());
            }
            seen.entry(key).or_insert(*row);
        }
    }
    Ok(preview)
}

impl Preview {
    fn fail(&mut self, row: u32, faults: Vec<RowFault>) {
        self.faulty_rows += 1;
        let left = MOST_FAULTS.saturating_sub(self.faults.len());
        self.faults.extend(
            faults
                .into_iter()
                .take(left)
                .map(|fault| FaultyRow { row, fault }),
        );
    }
}

fn columns(plan: &Plan, body: &[SheetRow]) -> Vec<PreviewColumn> {
    let column = |(index, is_for): (usize, &ColumnUse)| {
        let cells = body.iter().filter_map(|row| row.cells.get(index));
        let filled = cells.filter(|cell| !cell.is_empty()).take(3).cloned();
        PreviewColumn {
            title: plan
                .titles
                .as_ref()
                .and_then(|titles| titles.get(index).cloned()),
            is_for: is_for.clone(),
            samples: filled.collect(),
        }
    };
    plan.columns.iter().enumerate().map(column).collect()
}

/// What keeps a row from getting a link, after whom it names was looked up.
pub(super) fn fault_of(found: &Found, plan: &Plan) -> Option<RowFault> {
    match found {
        Found::Contact(_) => None,
        Found::Nobody if plan.missing == Missing::Create => None,
        Found::Nobody => Some(RowFault::new(
            None,
            "unknown_contact",
            "no contact has this address",
        )),
        Found::Unknown => Some(RowFault::new(
            None,
            "unknown_contact",
            "there is no such contact",
        )),
        Found::Several(column) => {
            let reason = format!("several contacts have this value of `{column}`");
            Some(RowFault::new(None, "several_contacts", reason))
        }
    }
}

/// Those of the contacts found that have an open link to the form.
pub(super) async fn open(
    store: &Store,
    form: &FormId,
    found: &[Found],
    now_ms: i64,
) -> Result<BTreeSet<String>, StoreError> {
    let contacts = found.iter().filter_map(|one| match one {
        Found::Contact(contact) => Some(contact),
        _ => None,
    });
    let records: BTreeSet<&str> = contacts.map(|contact| contact.record.as_str()).collect();
    let mut open = BTreeSet::new();
    for chunk in chunks(&records) {
        let linked = store.openly_linked(form, &chunk, now_ms).await?;
        open.extend(linked.into_iter().map(|contact| contact.to_string()));
    }
    Ok(open)
}
