//! Deliveries: each the way of one response to one target.
//!
//! A delivery that refers to the records of others is `waiting` until those have ended, and `pending` then; any other
//! is `pending` at once. Each connector has a queue of its own. A claim moves the due time of a pending delivery to the end of its lease: whoever
//! finds it due again may take it.

mod cancel;
mod causes;
mod finish;
mod listing;
mod queue;
mod replay;
mod scope;
mod sources;
mod states;

pub use cancel::{Cancelled, CancelledAll};
pub use causes::Cause;
pub use listing::{Attempt, Delivery, DeliveryFilter};
pub use queue::{
    AttemptResult, Claimed, EarlierDelivery, Finished, NewDelivery, QueueHead, QueueState,
    insert_deliveries,
};
pub use scope::ReplayScope;
pub use sources::FormSources;

use super::{Dialect, StoreError, bind_all, placeholders, places};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, AssertSqlSafe};
use std::collections::BTreeSet;

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// Tried when it is due.
    Pending,
    /// For the earlier targets of the same response that it refers to.
    Waiting,
    /// Written.
    Done,
    /// Given up; can be replayed.
    Dead,
    /// Called off by the administrator: not written, unless it is replayed.
    Cancelled,
}

impl DeliveryStatus {
    /// The name, as stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
        }
    }

    fn read(text: &str) -> Result<Self, StoreError> {
        [
            Self::Pending,
            Self::Waiting,
            Self::Done,
            Self::Dead,
            Self::Cancelled,
        ]
        .into_iter()
        .find(|status| status.as_str() == text)
        .ok_or_else(|| StoreError::Unreadable {
            what: "a delivery",
            reason: format!("unknown status `{text}`"),
        })
    }
}

/// Lets the waiting deliveries of each response go that wait for none that is unfinished.
async fn promote(
    tx: &mut AnyConnection,
    responses: &BTreeSet<&str>,
    now_ms: i64,
) -> Result<(), StoreError> {
    if responses.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "UPDATE delivery SET status = 'pending', due_at_ms = $1, updated_at_ms = $1 \
         WHERE response_id IN ({}) AND status = 'waiting' AND NOT EXISTS \
         (SELECT 1 FROM delivery earlier WHERE earlier.response_id = delivery.response_id \
         AND earlier.ordinal < delivery.ordinal AND earlier.status IN ('pending', 'waiting') \
         AND (delivery.waits_for IS NULL OR \
         REPLACE(delivery.waits_for, ' ' || earlier.target || ' ', '') <> delivery.waits_for))",
        placeholders(2, places(responses.len()))
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(now_ms);
    bind_all(query, responses).execute(tx).await?;
    Ok(())
}

/// Locks responses, before anything of their deliveries is changed, and always in one order: two transactions that end
/// the last two deliveries that a third waits for would each see the other's as unfinished, and two that lock one thing
/// each would wait for each other.
pub(super) async fn lock_responses(
    tx: &mut AnyConnection,
    dialect: Dialect,
    responses: &BTreeSet<&str>,
) -> Result<(), StoreError> {
    // Of SQLite there is one transaction that writes.
    if responses.is_empty() || dialect != Dialect::Postgres {
        return Ok(());
    }
    let sql = format!(
        "SELECT id FROM response WHERE id IN ({}) ORDER BY id{}",
        placeholders(1, places(responses.len())),
        dialect.for_update()
    );
    bind_all(sqlx::query(AssertSqlSafe(sql)), responses)
        .fetch_all(tx)
        .await?;
    Ok(())
}
