//! Whom rows name: looked up in the embedded CRM, many at once.

use super::row::{Wanted, Who};
use crate::contact::ContactRef;
use crate::crm::Catalogue;
use crate::mapping::EMBEDDED;
use crate::store::{Store, StoreError};
use std::collections::{BTreeMap, BTreeSet};

/// How many values are looked up by one statement.
const AT_ONCE: usize = 256;

/// Whom a row names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// This contact.
    Contact(ContactRef),
    /// Nobody that is known.
    Nobody,
    /// A record or table that is not there.
    Unknown,
    /// Several contacts have the value: in this column of theirs.
    Several(&'static str),
}

/// Looks up whom these rows name, in their order.
pub(super) async fn find(
    store: &Store,
    catalogue: &Catalogue,
    table: &str,
    rows: &[&Wanted],
) -> Result<Vec<Found>, StoreError> {
    let mut by_value: BTreeMap<(&'static str, &str), Vec<String>> = BTreeMap::new();
    for column in ["email", "phone"] {
        let values = rows.iter().filter_map(|row| match &row.who {
            Who::Having(having) => having.iter().find(|(of, _)| *of == column),
            Who::Record(_) => None,
        });
        let values: BTreeSet<&str> = values.map(|(_, value)| value.as_str()).collect();
        for chunk in chunks(&values) {
            for (value, id) in store.records_having(table, column, &chunk).await? {
                if let Some(value) = chunk.get(value.as_str()) {
                    by_value.entry((column, value)).or_default().push(id);
                }
            }
        }
    }
    let mut there: BTreeSet<(String, String)> = BTreeSet::new();
    let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in rows {
        if let Who::Record(contact) = &row.who
            && contact.connector == EMBEDDED
        {
            let ids = named.entry(contact.table.as_str()).or_default();
            ids.insert(contact.record.as_str());
        }
    }
    for (table, ids) in named {
        for chunk in chunks(&ids) {
            let ids = store.records_named(table, &chunk).await?;
            there.extend(ids.into_iter().map(|id| (table.to_owned(), id)));
        }
    }
    let found = |row: &&Wanted| match &row.who {
        Who::Record(contact) => {
            let known = catalogue
                .table(&contact.connector, &contact.table)
                .is_some();
            let is_there = contact.connector != EMBEDDED
                || there.contains(&(contact.table.clone(), contact.record.clone()));
            match known && is_there {
                true => Found::Contact(contact.clone()),
                false => Found::Unknown,
            }
        }
        Who::Having(having) => {
            let hits = having.iter().find_map(|(column, value)| {
                Some((*column, by_value.get(&(*column, value.as_str()))?))
            });
            match hits {
                None => Found::Nobody,
                Some((_, ids)) if ids.len() == 1 => Found::Contact(ContactRef {
                    connector: EMBEDDED.to_owned(),
                    table: table.to_owned(),
                    record: ids[0].clone(),
                }),
                Some((column, _)) => Found::Several(column),
            }
        }
    };
    Ok(rows.iter().map(found).collect())
}

/// A set in pieces that one statement takes.
pub(super) fn chunks<'v>(values: &BTreeSet<&'v str>) -> Vec<BTreeSet<&'v str>> {
    let all: Vec<&str> = values.iter().copied().collect();
    all.chunks(AT_ONCE)
        .map(|chunk| chunk.iter().copied().collect())
        .collect()
}
