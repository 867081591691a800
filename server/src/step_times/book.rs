//! Writes visits down: all that arrive while one write is under way go together into the next, so that a crowd of
//! them costs the database hardly more than one, and submissions do not wait behind each.

use super::{Bucket, LONGEST_MS, StepEvent};
use crate::store::{Store, StoreError};
use sonda_domain::FormId;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// What visits are counted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visit {
    /// The form.
    pub form: FormId,
    /// Its version.
    pub version: i64,
    /// The step.
    pub step: String,
    /// How it ended.
    pub event: StepEvent,
}

/// Visits that ended alike and took about as long: how many, and how long they took together, in milliseconds.
pub(crate) type Sums = BTreeMap<(Visit, Bucket), (i64, i64)>;

/// Writes visits down.
#[derive(Debug)]
pub struct Book {
    store: Store,
    waiting: Mutex<Sums>,
    /// Held by whoever writes. (The database's own queue would put a submission behind every single visit.)
    pen: tokio::sync::Mutex<()>,
}

impl Book {
    /// A book in that store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self {
            store,
            waiting: Mutex::default(),
            pen: tokio::sync::Mutex::default(),
        }
    }

    /// Writes a visit down; it is committed when this returns.
    ///
    /// # Errors
    /// The database failed: what was to be written then is forgotten, and whoever brought it besides this caller is
    /// not told. Nothing but these sums depends on it.
    pub async fn note(&self, visit: Visit, ms: u64) -> Result<(), StoreError> {
        let ms = ms.min(LONGEST_MS);
        {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let sum = waiting.entry((visit, Bucket::of(ms))).or_default();
            sum.0 += 1;
            sum.1 += i64::try_from(ms).unwrap_or(i64::MAX);
        }
        let _pen = self.pen.lock().await;
        let sums =
            std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        if sums.is_empty() {
            // Whoever held the pen before has written it.
            return Ok(());
        }
        self.store.add_step_times(&sums).await
    }
}
