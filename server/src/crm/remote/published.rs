//! What publishing a form writes to a CRM ahead of the responses that point to it: once for each version, by publishing
//! itself or by the first delivery that needs it.

use super::{By, Remote, RemoteConnector};
use crate::crm::connector::{Connector, PublishedForm, RecordWrite, WriteRequest};
use crate::crm::error::DeliveryError;
use crate::crm::transcript::Transcript;
use crate::mapping::{Find, OnMatch, OnNone, OnSeveral};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::timeout;

/// Records that are written together; what a try has written the next one does not write again.
const TOGETHER: usize = 20;
/// The longest that a delivery may spend on it: the rest is written by the next.
const PATIENCE: Duration = Duration::from_secs(25);
/// Versions that are remembered; beyond, all are forgotten and looked for again.
const MOST_VERSIONS: usize = 1_000;

/// A form's id, and the version's number.
type Version = (String, i64);

/// What a connection has written of published forms, as long as it is not changed and the process runs.
#[derive(Default)]
pub(super) struct Published {
    known: Mutex<Known>,
    /// Held while something is written; how the try of that number failed.
    writing: tokio::sync::Mutex<Option<(u64, DeliveryError)>>,
    /// Tries that have ended.
    tries: AtomicU64,
}

#[derive(Default)]
struct Known {
    /// How many records of each version are there.
    written: BTreeMap<Version, usize>,
    whole: BTreeSet<Version>,
    /// The table of each record, by its id.
    tables: BTreeMap<String, &'static str>,
}

impl Published {
    fn known(&self) -> MutexGuard<'_, Known> {
        // Each change is made as a whole, and sound whatever panicked.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_whole(&self, version: &Version) -> bool {
        self.known().whole.contains(version)
    }
}

impl<R: Remote> RemoteConnector<R> {
    /// Writes what publishing the form makes, if any of it is pointed to and it is not known to be there.
    pub(super) async fn write_published(
        &self,
        form: &PublishedForm<'_>,
        points_to: &HashSet<&str>,
        transcript: &Transcript,
    ) -> Result<(), DeliveryError> {
        let version = (form.id.to_string(), form.version);
        if self.published.is_whole(&version) {
            return Ok(());
        }
        let records = self.remote.published(&self.tables, form.id, form.content);
        let mut ids = records.iter().flat_map(|(_, rows)| rows).map(|row| row.id);
        if !ids.any(|id| points_to.contains(id.to_string().as_str())) {
            return Ok(());
        }
        let before = self.published.tries.load(Ordering::SeqCst);
        let mut failed = self.published.writing.lock().await;
        if self.published.is_whole(&version) {
            return Ok(());
        }
        // Who has waited for a try that failed need not fail by one of their own.
        if let Some((number, error)) = &*failed
            && *number > before
        {
            return Err(error.clone());
        }
        let writing = self.write_rest(form, &records, transcript);
        let result = timeout(PATIENCE, writing).await.unwrap_or_else(|_| {
            Err(DeliveryError::retry(
                "what publishing the form writes to the CRM takes its time: the rest follows",
            ))
        });
        let result = result.map_err(until_mended);
        let number = self.published.tries.fetch_add(1, Ordering::SeqCst) + 1;
        *failed = result.as_ref().err().map(|error| (number, error.clone()));
        result
    }

    async fn write_rest(
        &self,
        form: &PublishedForm<'_>,
        records: &[(&'static str, Vec<RecordWrite>)],
        transcript: &Transcript,
    ) -> Result<(), DeliveryError> {
        let version = (form.id.to_string(), form.version);
        let before = self.published.known().written.get(&version).copied();
        let mut place = 0;
        for (table, rows) in records {
            for rows in rows.chunks(TOGETHER) {
                place += rows.len();
                if before.is_some_and(|before| before >= place) {
                    continue;
                }
                let (id, at_ms) = (form.id.as_str(), form.published_at_ms);
                write_again(self, id, table, rows, at_ms, transcript).await?;
                let mut known = self.published.known();
                known.written.insert(version.clone(), place);
                let ids = rows.iter().map(|row| (row.id.to_string(), *table));
                known.tables.extend(ids);
            }
        }
        let mut known = self.published.known();
        if known.whole.len() >= MOST_VERSIONS {
            *known = Known::default();
        }
        known.whole.insert(version);
        Ok(())
    }

    /// Whether a record that the request points to was written by publishing and is gone; then all is written again.
    pub(super) async fn has_lost_published(
        &self,
        request: &WriteRequest,
        transcript: &Transcript,
    ) -> bool {
        let pointed: BTreeMap<String, &'static str> = {
            let known = self.published.known();
            let cells = request.rows.iter().flat_map(|row| row.values.values());
            let ids = cells.filter_map(|cell| cell.value.as_str());
            ids.filter_map(|id| Some((id.to_owned(), *known.tables.get(id)?)))
                .collect()
        };
        for (id, table) in pointed {
            let Ok(table) = self.table(table) else {
                continue;
            };
            let found = self.remote.find(table, By::Id(&id), &[], 1, transcript);
            if found.await.is_ok_and(|found| found.is_empty()) {
                *self.published.known() = Known::default();
                return true;
            }
        }
        false
    }
}

/// Writes records whose ids do not change, as of `at_ms`: those that are new are created, of others is changed what
/// differs, unless a newer version has written it.
pub(in crate::crm) async fn write_again(
    connector: &dyn Connector,
    form: &str,
    table: &str,
    rows: &[RecordWrite],
    at_ms: i64,
    transcript: &Transcript,
) -> Result<usize, DeliveryError> {
    let create = WriteRequest {
        form: form.to_owned(),
        response: form.to_owned(),
        table: table.to_owned(),
        find: None,
        answered_at_ms: at_ms,
        is_repeat: true,
        rows: rows.to_vec(),
    };
    // What is there already is left as it is by the first, and changed by the second.
    connector.deliver(&create, transcript).await?;
    let update = WriteRequest {
        find: Some(Find {
            by: vec!["id".to_owned()],
            on_match: OnMatch::Update,
            on_none: OnNone::Skip,
            on_several: OnSeveral::Refuse,
        }),
        is_repeat: false,
        ..create
    };
    Ok(connector.deliver(&update, transcript).await?.records.len())
}

/// No response is at fault: they wait until somebody has mended what is.
fn until_mended(error: DeliveryError) -> DeliveryError {
    let what = "what publishing the form writes to the CRM could not be written";
    match error {
        DeliveryError::Retry { after, reason } => DeliveryError::Retry {
            after,
            reason: format!("{what}: {reason}"),
        },
        later @ (DeliveryError::Lost { .. } | DeliveryError::Wait { .. }) => later,
        given_up => DeliveryError::credentials(format!("{what}: {given_up}")),
    }
}
