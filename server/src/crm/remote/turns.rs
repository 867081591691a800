//! Who writes to a record when: one delivery at a time, and none with older answers over newer ones.

use crate::clock::SharedClock;
use crate::crm::error::DeliveryError;
use crate::crm::key::identifying_value;
use crate::crm::table::{Column, ColumnType};
use crate::store::{GivenBack, Store, StoreError};
use futures::future::{BoxFuture, select_all};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

/// The turns of deliveries to write to a record, or to look for one by a value. Known to all processes that share a
/// queue.
pub trait Turns: Send + Sync {
    /// Takes turns, all or none; they are given back by [`Turns::give_back`], or end by themselves after the time
    /// that a delivery can take. `Wait` where another delivery has one of them.
    /// `answered_at_ms`: when the answers were given that are to be written.
    fn take(
        &self,
        keys: Vec<String>,
        answered_at_ms: i64,
    ) -> BoxFuture<'_, Result<Vec<Turn>, DeliveryError>>;

    /// What is known of turns that are not taken.
    ///
    /// # Errors
    /// `Retry` where it cannot be told.
    fn known<'a>(&'a self, keys: &'a [String]) -> BoxFuture<'a, Result<KnownTurns, DeliveryError>>;

    /// Notes of turns, whoever has them, that answers given then were written in them.
    ///
    /// # Errors
    /// `Retry` where it cannot be noted.
    fn note(
        &self,
        keys: Vec<String>,
        answered_at_ms: i64,
    ) -> BoxFuture<'_, Result<(), DeliveryError>>;

    /// Gives turns back, each with when the answers were given that were written in it; absent: nothing was.
    fn give_back(&self, turns: Vec<(Turn, Option<i64>)>) -> BoxFuture<'_, ()>;
}

/// A turn that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// What it is for: see [`key`].
    pub key: String,
    /// Who has it.
    pub owner: String,
    /// When the newest answers were given that were written in such a turn, in milliseconds since the epoch.
    pub newest_at_ms: Option<i64>,
    /// Whether somebody else had it a moment ago: what was read before it was taken may be out of date.
    pub was_in_use: bool,
}

/// What is known of turns, together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KnownTurns {
    /// When the newest answers were given that were written in any of them, in milliseconds since the epoch.
    pub newest_at_ms: Option<i64>,
    /// Whether somebody has one of them, or has not given one back.
    pub is_in_use: bool,
}

/// Names a record, or a value that records are looked for by, without giving away what it is.
pub(super) fn key(connector: &str, table: &str, column: &str, value: &str) -> String {
    let mut hash = Sha256::new();
    for part in [connector, table, column, value] {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The turn of a value that records are looked for by; `None` where nothing is left of it.
///
/// Some CRMs compare texts without their case: what may be one value for a CRM has one turn. A turn that is shared by two
/// values is only waited for.
pub(super) fn value_key(
    connector: &str,
    table: &str,
    column: &Column,
    value: &Value,
) -> Option<String> {
    let mut value = identifying_value(column, value)?;
    if matches!(column.kind, ColumnType::Text { .. }) {
        value = value.to_uppercase().to_lowercase();
    }
    Some(key(connector, table, &column.name, &value))
}

/// How soon another try is made where somebody else has the turn.
const SOON: Duration = Duration::from_secs(1);

/// What whoever finds a turn taken is told.
pub(crate) fn taken() -> DeliveryError {
    DeliveryError::Wait {
        after: SOON,
        reason: "another delivery is writing to the same record".into(),
    }
}

/// A turn that is not given back ends after this time: longer than a delivery may take.
const LEASE_MS: i64 = 75_000;
/// For so long what was read before a turn was taken may be out of date.
const MOMENT_MS: i64 = 120_000;
/// How long the newest answers of a record are remembered. Answers that are older than this overwrite nothing.
const REMEMBERED_MS: i64 = 180 * 24 * 3_600 * 1_000;
/// How long a turn is waited for before the delivery is put off.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often a turn that another process may have is asked for.
const LOOK: Duration = Duration::from_millis(250);
/// Who waits for a turn is woken when it is given back, and with few that wait for others.
const BELLS: usize = 256;

/// Turns in the database, for all processes that share it.
pub struct StoreTurns {
    store: Store,
    clock: SharedClock,
    patience: Duration,
    /// Rung when turns are given back, each for its share of the keys.
    bells: Vec<Notify>,
}

impl StoreTurns {
    /// The turns of that database.
    #[must_use]
    pub fn new(store: Store, clock: SharedClock) -> Self {
        Self {
            store,
            clock,
            patience: PATIENCE,
            bells: std::iter::repeat_with(Notify::new).take(BELLS).collect(),
        }
    }

    fn bell(&self, key: &str) -> &Notify {
        let mix = |sum: usize, byte: u8| sum.wrapping_mul(31).wrapping_add(byte.into());
        &self.bells[key.bytes().fold(0, mix) % BELLS]
    }

    /// The same turns, waited for so long.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Forgets the oldest turns that tell nothing any more; how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_old(store: &Store, now_ms: i64) -> Result<u64, StoreError> {
        store.forget_turns(now_ms - REMEMBERED_MS).await
    }

    async fn try_to_take(
        &self,
        keys: &[String],
        answered_at_ms: i64,
    ) -> Result<Option<Vec<Turn>>, StoreError> {
        let owner = Uuid::new_v4().to_string();
        let now_ms = self.clock.now_ms();
        let taken = self
            .store
            .take_turns(keys, &owner, answered_at_ms, now_ms, now_ms + LEASE_MS)
            .await?;
        let turn = |(key, taken): (&String, crate::store::TakenTurn)| Turn {
            key: key.clone(),
            owner: owner.clone(),
            newest_at_ms: taken.newest_at_ms.max(Some(now_ms - REMEMBERED_MS)),
            was_in_use: taken.used_at_ms > now_ms - MOMENT_MS,
        };
        Ok(taken.map(|taken| keys.iter().zip(taken).map(turn).collect()))
    }
}

impl Turns for StoreTurns {
    fn take(
        &self,
        keys: Vec<String>,
        answered_at_ms: i64,
    ) -> BoxFuture<'_, Result<Vec<Turn>, DeliveryError>> {
        Box::pin(async move {
            if keys.is_empty() {
                return Ok(Vec::new());
            }
            let end = Instant::now() + self.patience;
            loop {
                // Before the look: what is given back from now on is heard.
                let bells = keys.iter().map(|key| Box::pin(self.bell(key).notified()));
                let given_back = select_all(bells);
                match self.try_to_take(&keys, answered_at_ms).await {
                    Ok(Some(turns)) => return Ok(turns),
                    Ok(None) if Instant::now() >= end => return Err(taken()),
                    Ok(None) => {
                        let _ = timeout_at(end.min(Instant::now() + LOOK), given_back).await;
                    }
                    Err(error) => return Err(own_failure(&error)),
                }
            }
        })
    }

    fn known<'a>(&'a self, keys: &'a [String]) -> BoxFuture<'a, Result<KnownTurns, DeliveryError>> {
        Box::pin(async move {
            let keys = keys.iter().map(String::as_str).collect();
            let known = self.store.known_turns(&keys).await;
            let mut known = known.map_err(|error| own_failure(&error))?;
            let remembered = self.clock.now_ms() - REMEMBERED_MS;
            known.newest_at_ms = known.newest_at_ms.max(Some(remembered));
            Ok(known)
        })
    }

    fn note(
        &self,
        keys: Vec<String>,
        answered_at_ms: i64,
    ) -> BoxFuture<'_, Result<(), DeliveryError>> {
        Box::pin(async move {
            let now_ms = self.clock.now_ms();
            let noted = self.store.note_turns(&keys, answered_at_ms, now_ms).await;
            noted.map_err(|error| own_failure(&error))
        })
    }

    fn give_back(&self, turns: Vec<(Turn, Option<i64>)>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let given_back = turns.iter().map(|(turn, answered_at_ms)| GivenBack {
                key: &turn.key,
                owner: &turn.owner,
                answered_at_ms: *answered_at_ms,
            });
            let now_ms = self.clock.now_ms();
            if let Err(error) = self
                .store
                .give_back_turns(given_back.collect(), now_ms)
                .await
            {
                tracing::warn!(error.cause = %error, "a delivery's turns end only with their lease");
            }
            for (turn, _) in &turns {
                self.bell(&turn.key).notify_waiters();
            }
        })
    }
}

fn own_failure(error: &StoreError) -> DeliveryError {
    tracing::warn!(error.cause = %error, "the turns of a delivery could not be told");
    DeliveryError::retry("the database failed")
}

/// Turns within one process, for tests and tools: nothing of them is kept.
#[derive(Debug, Default)]
pub struct MemoryTurns(Mutex<HashMap<String, (bool, Option<i64>)>>);

impl Turns for MemoryTurns {
    fn take(&self, keys: Vec<String>, _: i64) -> BoxFuture<'_, Result<Vec<Turn>, DeliveryError>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_taken = |key: &String| turns.get(key).is_some_and(|(is_taken, _)| *is_taken);
        if keys.iter().any(is_taken) {
            return Box::pin(async { Err(taken()) });
        }
        let take = |key: String| {
            let (is_taken, newest_at_ms) = turns.entry(key.clone()).or_default();
            *is_taken = true;
            Turn {
                key,
                owner: String::new(),
                newest_at_ms: *newest_at_ms,
                was_in_use: newest_at_ms.is_some(),
            }
        };
        let taken = keys.into_iter().map(take).collect();
        Box::pin(async { Ok(taken) })
    }

    fn known<'a>(&'a self, keys: &'a [String]) -> BoxFuture<'a, Result<KnownTurns, DeliveryError>> {
        let turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known: Vec<&(bool, Option<i64>)> =
            keys.iter().filter_map(|key| turns.get(key)).collect();
        let known = KnownTurns {
            newest_at_ms: known
                .iter()
                .filter_map(|(_, newest_at_ms)| *newest_at_ms)
                .max(),
            is_in_use: known.iter().any(|(is_taken, _)| *is_taken),
        };
        Box::pin(async move { Ok(known) })
    }

    fn note(
        &self,
        keys: Vec<String>,
        answered_at_ms: i64,
    ) -> BoxFuture<'_, Result<(), DeliveryError>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            let (_, newest_at_ms) = turns.entry(key).or_default();
            *newest_at_ms = (*newest_at_ms).max(Some(answered_at_ms));
        }
        Box::pin(async { Ok(()) })
    }

    fn give_back(&self, given: Vec<(Turn, Option<i64>)>) -> BoxFuture<'_, ()> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (turn, answered_at_ms) in given {
            let (is_taken, newest_at_ms) = turns.entry(turn.key).or_default();
            *is_taken = false;
            *newest_at_ms = (*newest_at_ms).max(answered_at_ms);
        }
        Box::pin(async {})
    }
}
