//! Who writes to a record when: one delivery at a time, and none with older answers over newer ones.

use crate::crm::error::DeliveryError;
use futures::future::BoxFuture;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The turns of deliveries to write to a record, or to look for one by a value. Known to all processes that share a
/// queue.
pub trait Turns: Send + Sync {
    /// Takes a turn; it is given back by [`Turns::give_back`], or ends by itself after the time that a delivery can
    /// take. `Retry` where another delivery has it.
    fn take(&self, key: String) -> BoxFuture<'_, Result<Turn, DeliveryError>>;

    /// Gives a turn back. `answered_at_ms`: what was written is from then; absent: nothing was.
    fn give_back(&self, turn: Turn, answered_at_ms: Option<i64>) -> BoxFuture<'_, ()>;
}

/// A turn that was taken.
#[derive(Debug, PartialEq, Eq)]
pub struct Turn {
    /// What it is for: see [`key`].
    pub key: String,
    /// When the newest answers were given that were written in such a turn, in milliseconds since the epoch.
    pub newest_at_ms: Option<i64>,
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

/// How soon another try is made where somebody else has the turn.
const SOON: Duration = Duration::from_secs(1);

/// What whoever finds a turn taken is told.
pub(crate) fn taken() -> DeliveryError {
    DeliveryError::Retry {
        after: Some(SOON),
        reason: "another delivery is writing to the same record".into(),
    }
}

/// Turns within one process, for tests and tools: nothing of them is kept.
#[derive(Debug, Default)]
pub struct MemoryTurns(Mutex<HashMap<String, (bool, Option<i64>)>>);

impl Turns for MemoryTurns {
    fn take(&self, key: String) -> BoxFuture<'_, Result<Turn, DeliveryError>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (is_taken, newest_at_ms) = turns.entry(key.clone()).or_default();
        let result = match std::mem::replace(is_taken, true) {
            true => Err(taken()),
            false => Ok(Turn {
                key,
                newest_at_ms: *newest_at_ms,
            }),
        };
        Box::pin(async { result })
    }

    fn give_back(&self, turn: Turn, answered_at_ms: Option<i64>) -> BoxFuture<'_, ()> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        turns.insert(turn.key, (false, turn.newest_at_ms.max(answered_at_ms)));
        Box::pin(async {})
    }
}
