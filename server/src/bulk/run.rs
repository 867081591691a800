//! Makes the links of a job, batch by batch. What is repeated after a crash finds what was made.

use super::people::{Found, find};
use super::preview::{fault_of, open};
use super::row::{BulkForm, Plan, Repeats, RowFault, Wanted, wanted};
use crate::contact::ContactRef;
use crate::crm::{Catalogue, CreateError, Embedded};
use crate::mapping::EMBEDDED;
use crate::secrets::Secrets;
use crate::store::{LinkJob, NewLink, RowOutcome, Store, StoreError, StoredForm, WaitingRow};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many rows are worked on at once: others write between two batches.
pub const BATCH: u32 = 100;
/// How long a job is left to the server that works on it.
pub const LEASE_MS: i64 = 60_000;

/// What became of a row.
#[derive(Debug, Clone)]
pub struct MadeRow {
    /// Its number.
    pub number: i64,
    /// What became of it.
    pub outcome: RowOutcome,
}

/// What a batch is worked on with.
#[derive(Clone, Copy)]
pub struct Workshop<'a> {
    /// The database.
    pub store: &'a Store,
    /// The server's key.
    pub secrets: &'a Secrets,
    /// The tables that there are.
    pub catalogue: &'a Catalogue,
    /// Where contacts are made.
    pub embedded: &'a Embedded,
}

/// Makes the links of the rows that wait first; says whether any waited.
///
/// # Errors
/// The database failed. What was made so far stays.
pub async fn make_batch(
    shop: Workshop<'_>,
    job: &LinkJob,
    (form, rules): (&StoredForm, &BulkForm),
    now_ms: i64,
) -> Result<bool, StoreError> {
    let plan = &job.plan;
    let waiting = shop.store.waiting_link_rows(&job.id, BATCH).await?;
    if waiting.is_empty() {
        return Ok(false);
    }
    let mut made = Vec::with_capacity(waiting.len());
    let mut sound: Vec<(WaitingRow, Wanted)> = Vec::new();
    for row in waiting {
        match wanted(&row.cells, plan, rules, now_ms) {
            Ok(wanted) => sound.push((row, wanted)),
            Err(faults) => made.extend(failed(row.number, faults)),
        }
    }
    let rows: Vec<&Wanted> = sound.iter().map(|(_, wanted)| wanted).collect();
    let found = find(shop.store, shop.catalogue, &plan.table, &rows).await?;
    let mut open = open(shop.store, &form.id, &found, now_ms).await?;
    // Those that this batch has made, by what they are found by.
    let mut new: Vec<(&Wanted, ContactRef)> = Vec::new();
    let mut links = Vec::new();
    for ((row, wanted), found) in sound.iter().zip(found) {
        if let Some(fault) = fault_of(&found, plan) {
            made.extend(failed(row.number, vec![fault]));
            continue;
        }
        let contact = match found {
            Found::Contact(contact) => contact,
            _ => {
                let same = new.iter().find(|(other, _)| other.who == wanted.who);
                match same.map(|(_, contact)| contact.clone()) {
                    Some(contact) => contact,
                    None => match create(shop, plan, wanted).await? {
                        Ok(contact) => {
                            new.push((wanted, contact.clone()));
                            contact
                        }
                        Err(fault) => {
                            made.extend(failed(row.number, vec![fault]));
                            continue;
                        }
                    },
                }
            }
        };
        if plan.repeats == Repeats::Skip && !open.insert(contact.to_string()) {
            made.push(MadeRow {
                number: row.number,
                outcome: RowOutcome::Skipped,
            });
            continue;
        }
        let Some(seed) = &job.seed else { continue };
        let code = shop.secrets.code_of(seed, row.number);
        links.push(NewLink {
            id: link_id(&job.id, row.number),
            form: form.id.clone(),
            code_hmac: shop.secrets.code_hmac(&code),
            contact,
            locale: wanted.locale.clone(),
            expires_at_ms: wanted.expires_at_ms,
            values: wanted.values.clone(),
            label: wanted.label.clone(),
            found_by: found_by(&wanted.person),
            job: Some(job.id.clone()),
        });
        let outcome = RowOutcome::Made(link_id(&job.id, row.number));
        made.push(MadeRow {
            number: row.number,
            outcome,
        });
    }
    shop.store
        .finish_link_rows(job, form.version, &links, &made, now_ms)
        .await?;
    Ok(true)
}

/// The id of the link of a row: the same whoever makes it.
fn link_id(job: &str, number: i64) -> String {
    let job = job.parse().unwrap_or(Uuid::NAMESPACE_OID);
    Uuid::new_v5(&job, &number.to_be_bytes()).to_string()
}

fn failed(number: i64, faults: Vec<RowFault>) -> Option<MadeRow> {
    let fault = faults.into_iter().next()?;
    Some(MadeRow {
        number,
        outcome: RowOutcome::Failed(fault),
    })
}

/// Makes the contact of a row.
pub(super) async fn create(
    shop: Workshop<'_>,
    plan: &Plan,
    wanted: &Wanted,
) -> Result<Result<ContactRef, RowFault>, StoreError> {
    let mut values = wanted.person.clone();
    let table = shop.catalogue.table(EMBEDDED, &plan.table);
    // What the table has no column for is only said to the form.
    values.retain(|name, _| table.is_some_and(|table| table.column(name).is_some()));
    match shop.embedded.create_record(&plan.table, &values).await {
        Ok(record) => Ok(Ok(ContactRef {
            connector: EMBEDDED.to_owned(),
            table: plan.table.clone(),
            record,
        })),
        Err(CreateError::Store(error)) => Err(error),
        Err(CreateError::Values(faults)) => {
            let reasons: BTreeSet<String> = faults.into_iter().map(|fault| fault.reason).collect();
            let reason = reasons.into_iter().collect::<Vec<_>>().join("; ");
            Ok(Err(RowFault::new(None, "contact_not_made", reason)))
        }
        Err(error @ CreateError::UnknownTable(_)) => Ok(Err(RowFault::new(
            None,
            "contact_not_made",
            error.to_string(),
        ))),
    }
}

/// The addresses that a link is searched by.
fn found_by(person: &Map<String, Value>) -> String {
    let said = ["email", "phone"]
        .into_iter()
        .filter_map(|name| person.get(name)?.as_str());
    said.collect::<Vec<_>>().join(" ")
}
