//! What publishing a form writes to a CRM ahead of the responses that point to it: once for each version, by publishing
//! itself or by the first delivery that needs it.

use super::plan::{LOOKS_AT_ONCE, accepted};
use super::turns::key;
use super::{By, Remote, RemoteConnector};
use crate::crm::connector::{Connector, PublishedForm, RecordWrite, WriteRequest};
use crate::crm::error::DeliveryError;
use crate::crm::merge::merge;
use crate::crm::table::Table;
use crate::crm::transcript::Transcript;
use crate::mapping::{Find, OnMatch, OnNone, OnSeveral};
use futures::{StreamExt, TryStreamExt, stream};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};
use uuid::Uuid;

/// Records that are written together; what a try has written the next one does not write again.
const TOGETHER: usize = 20;
/// After so long no more are begun, and the rest is written by the next delivery. What was begun comes to its end: it
/// has turns.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest to read how records that were written together are.
const LOOKING: Duration = Duration::from_secs(20);
/// Versions that are remembered; beyond, all are forgotten and looked for again.
const MOST_VERSIONS: usize = 1_000;

/// A form's id, and the version's number.
type Version = (String, i64);

/// What a connection has written of published forms, as long as it is not changed and the process runs.
pub(super) struct Published {
    known: Mutex<Known>,
    writing: Mutex<BTreeMap<Version, Arc<Writing>>>,
    /// After so long no more are begun.
    pub(super) patience: Duration,
}

#[derive(Default)]
struct Known {
    /// How many records of each version are there.
    written: BTreeMap<Version, usize>,
    whole: BTreeSet<Version>,
    /// The table of each record.
    tables: BTreeMap<Uuid, &'static str>,
    /// How often all was forgotten.
    forgotten: u64,
}

/// A version that is not known to be there.
#[derive(Default)]
struct Writing {
    /// Held while it is written; how the try of that number failed.
    failed: tokio::sync::Mutex<Option<(u64, DeliveryError)>>,
    /// Tries that have ended.
    tries: AtomicU64,
}

impl Default for Published {
    fn default() -> Self {
        Self {
            known: Mutex::default(),
            writing: Mutex::default(),
            patience: PATIENCE,
        }
    }
}

impl Published {
    fn known(&self) -> MutexGuard<'_, Known> {
        // Each change is made as a whole, and sound whatever panicked.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_whole(&self, version: &Version) -> bool {
        self.known().whole.contains(version)
    }

    fn writing(&self, version: &Version) -> Arc<Writing> {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if writing.len() >= MOST_VERSIONS {
            writing.retain(|_, one| Arc::strong_count(one) > 1);
        }
        Arc::clone(writing.entry(version.clone()).or_default())
    }

    fn is_written(&self, version: &Version) {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        writing.remove(version);
    }
}

impl Known {
    fn forget(&mut self) {
        *self = Self {
            forgotten: self.forgotten + 1,
            ..Self::default()
        };
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
        let end = Instant::now() + self.published.patience;
        let writing = self.published.writing(&version);
        let before = writing.tries.load(Ordering::SeqCst);
        let Ok(mut failed) = timeout_at(end, writing.failed.lock()).await else {
            return Err(takes_its_time());
        };
        if self.published.is_whole(&version) {
            return Ok(());
        }
        // Who has waited for a try that failed need not fail by one of their own.
        if let Some((number, error)) = &*failed
            && *number > before
        {
            return Err(error.clone());
        }
        let result = self.write_rest(form, &records, end, transcript).await;
        let number = writing.tries.fetch_add(1, Ordering::SeqCst) + 1;
        *failed = result.as_ref().err().map(|error| (number, error.clone()));
        if result.is_ok() {
            self.published.is_written(&version);
        }
        result
    }

    async fn write_rest(
        &self,
        form: &PublishedForm<'_>,
        records: &[(&'static str, Vec<RecordWrite>)],
        end: Instant,
        transcript: &Transcript,
    ) -> Result<(), DeliveryError> {
        let version = (form.id.to_string(), form.version);
        let (before, forgotten) = {
            let known = self.published.known();
            let before = known.written.get(&version).copied();
            (before.unwrap_or_default(), known.forgotten)
        };
        let mut place = 0;
        // The first ones are written however long it takes: otherwise nothing might ever be.
        let mut until = None;
        for (name, rows) in records {
            for rows in rows.chunks(TOGETHER) {
                place += rows.len();
                if before >= place {
                    continue;
                }
                go_on(until)?;
                let of = Chunk { form, name, rows };
                self.write_chunk(&of, until, transcript).await?;
                until = Some(end);
                let mut known = self.published.known();
                if known.forgotten == forgotten {
                    known.written.insert(version.clone(), place);
                    known.tables.extend(rows.iter().map(|row| (row.id, *name)));
                }
            }
        }
        let mut known = self.published.known();
        if known.forgotten != forgotten {
            // Something was gone meanwhile: the next delivery writes again what it may have been.
            return Ok(());
        }
        if known.whole.len() >= MOST_VERSIONS {
            known.forget();
            for (name, rows) in records {
                known.tables.extend(rows.iter().map(|row| (row.id, *name)));
            }
        }
        known.whole.insert(version);
        Ok(())
    }

    /// Creates those of the records that are new, and changes in others what differs, unless a newer version has
    /// written it.
    async fn write_chunk(
        &self,
        of: &Chunk<'_>,
        until: Option<Instant>,
        transcript: &Transcript,
    ) -> Result<(), DeliveryError> {
        let Chunk { form, name, rows } = *of;
        let (id, at_ms) = (form.id.as_str(), form.published_at_ms);
        let keys = rows.iter().map(|row| row.id.to_string());
        let keys: Vec<String> = keys.map(|id| key(&self.name, name, "id", &id)).collect();
        // Before anything is read: an older version that comes from now on overwrites nothing.
        self.turns.note(keys.clone(), at_ms).await?;
        let create = to_create(id, name, rows, at_ms);
        let created = self.deliver(&create, transcript).await;
        created.map_err(until_mended)?;
        let is_in_use = self.turns.known(&keys).await?.is_in_use;
        let changed = match is_in_use {
            // Somebody is writing to one of them: how they are is known only in their turns.
            true => rows.to_vec(),
            false => {
                let table = self.table(name).map_err(until_mended)?;
                let looking = timeout(LOOKING, self.differing(table, rows, transcript));
                let found = looking.await.unwrap_or_else(|_| Err(takes_its_time()));
                found.map_err(until_mended)?
            }
        };
        if changed.is_empty() {
            return Ok(());
        }
        go_on(until)?;
        // Each by itself: the turn of none waits for the others.
        let updates = changed.chunks(1);
        let updates: Vec<WriteRequest> = updates
            .map(|row| to_update(to_create(id, name, row, at_ms)))
            .collect();
        let updates: Vec<_> = updates
            .iter()
            .map(|update| self.deliver(update, transcript))
            .collect();
        // All come to their end, also where one fails: they have turns.
        let updated = stream::iter(updates).buffer_unordered(LOOKS_AT_ONCE);
        let updated: Vec<_> = updated.collect().await;
        updated
            .into_iter()
            .try_for_each(|one| one.map(drop))
            .map_err(until_mended)
    }

    /// Those of the records that are not as they are to be.
    async fn differing(
        &self,
        table: &Table,
        rows: &[RecordWrite],
        transcript: &Transcript,
    ) -> Result<Vec<RecordWrite>, DeliveryError> {
        let looks = rows
            .iter()
            .map(|row| self.differs(table, row, transcript))
            .map(Ok);
        let looks: Vec<_> = looks.collect();
        stream::iter(looks)
            .try_buffer_unordered(LOOKS_AT_ONCE)
            .try_filter_map(|differs| async { Ok(differs) })
            .try_collect()
            .await
    }

    async fn differs(
        &self,
        table: &Table,
        row: &RecordWrite,
        transcript: &Transcript,
    ) -> Result<Option<RecordWrite>, DeliveryError> {
        let row = accepted(table, row)?;
        let columns: Vec<&str> = row.values.keys().map(String::as_str).collect();
        let id = row.id.to_string();
        let by = By::Id(&id);
        let found = self.remote.find(table, by, &columns, 1, transcript).await?;
        let writes = |there| merge(table, there, &row.values, OnMatch::Update, false);
        let is_right = found
            .first()
            .is_some_and(|found| writes(&found.values).is_empty());
        Ok((!is_right).then_some(row))
    }

    /// Whether a record that the request points to was written by publishing and is gone; then all is written again.
    /// Where it cannot be told by `until`, it is not.
    pub(super) async fn has_lost_published(
        &self,
        request: &WriteRequest,
        until: Instant,
        transcript: &Transcript,
    ) -> bool {
        let mut pointed: BTreeMap<&'static str, BTreeSet<Uuid>> = BTreeMap::new();
        {
            let known = self.published.known();
            let cells = request.rows.iter().flat_map(|row| row.values.values());
            let ids = cells.filter_map(|cell| Uuid::parse_str(cell.value.as_str()?).ok());
            for (id, table) in ids.filter_map(|id| Some((id, *known.tables.get(&id)?))) {
                pointed.entry(table).or_default().insert(id);
            }
        }
        for (table, ids) in pointed {
            let Ok(table) = self.table(table) else {
                continue;
            };
            let ids: Vec<Uuid> = ids.into_iter().collect();
            let looking = self.remote.existing(table, &ids, transcript);
            let Ok(Ok(there)) = timeout_at(until, looking).await else {
                continue;
            };
            if there.len() < ids.len() {
                self.published.known().forget();
                return true;
            }
        }
        false
    }
}

/// Records of a version that are written together.
struct Chunk<'a> {
    form: &'a PublishedForm<'a>,
    /// The table.
    name: &'static str,
    rows: &'a [RecordWrite],
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
    let mut written = 0;
    for rows in rows.chunks(TOGETHER) {
        // What is there already is left as it is by the first, and changed by the second.
        let create = to_create(form, table, rows, at_ms);
        connector.deliver(&create, transcript).await?;
        let update = to_update(create);
        written += connector.deliver(&update, transcript).await?.records.len();
    }
    Ok(written)
}

/// Creates those of the records that are new.
fn to_create(form: &str, table: &str, rows: &[RecordWrite], at_ms: i64) -> WriteRequest {
    WriteRequest {
        form: form.to_owned(),
        response: form.to_owned(),
        table: table.to_owned(),
        find: None,
        answered_at_ms: at_ms,
        is_repeat: true,
        rows: rows.to_vec(),
    }
}

/// Changes in the records what differs.
fn to_update(create: WriteRequest) -> WriteRequest {
    WriteRequest {
        find: Some(Find {
            by: vec!["id".to_owned()],
            on_match: OnMatch::Update,
            on_none: OnNone::Skip,
            on_several: OnSeveral::Refuse,
        }),
        is_repeat: false,
        ..create
    }
}

/// Ends a try whose time is over.
fn go_on(until: Option<Instant>) -> Result<(), DeliveryError> {
    match until {
        Some(until) if Instant::now() >= until => Err(takes_its_time()),
        _ => Ok(()),
    }
}

fn takes_its_time() -> DeliveryError {
    DeliveryError::retry(
        "what publishing the form writes to the CRM takes its time: the rest follows",
    )
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
