//! The queue: writing deliveries with a submission, claiming them, ending them.

use super::DeliveryStatus;
use crate::store::{Store, StoreError, runs};
use sonda_domain::{FormId, TargetId};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

/// A delivery to be written in the transaction of its submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery<'a> {
    /// The response.
    pub response: &'a str,
    /// The form it answers.
    pub form: &'a FormId,
    /// The target.
    pub target: &'a TargetId,
    /// The target's place among the form's targets, from 0.
    pub ordinal: i64,
    /// The target's connector.
    pub connector: &'a str,
    /// When the response was accepted, in milliseconds since the epoch; the delivery is due at once.
    pub accepted_at_ms: i64,
}

const PARAMETERS_PER_ROW: usize = 7;

/// Writes deliveries inside the caller's transaction, many rows in a statement.
///
/// # Errors
/// The database failed.
pub async fn insert_deliveries(
    tx: &mut AnyConnection,
    deliveries: &[NewDelivery<'_>],
) -> Result<(), StoreError> {
    for chunk in runs(deliveries) {
        let mut sql = String::from(
            "INSERT INTO delivery (response_id, target, ordinal, form_id, connector, status, \
             attempts, tries, due_at_ms, created_at_ms, updated_at_ms) VALUES ",
        );
        for row in 0..chunk.len() {
            let p = |n: usize| row * PARAMETERS_PER_ROW + n;
            let now = p(7);
            let separator = if row == 0 { "" } else { ", " };
            sql.push_str(&format!(
                "{separator}(${}, ${}, ${}, ${}, ${}, ${}, 0, 0, ${now}, ${now}, ${now})",
                p(1),
                p(2),
                p(3),
                p(4),
                p(5),
                p(6)
            ));
        }
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for delivery in chunk {
            let status = match delivery.ordinal {
                0 => DeliveryStatus::Pending,
                _ => DeliveryStatus::Waiting,
            };
            query = query
                .bind(delivery.response)
                .bind(delivery.target.as_str())
                .bind(delivery.ordinal)
                .bind(delivery.form.as_str())
                .bind(delivery.connector)
                .bind(status.as_str())
                .bind(delivery.accepted_at_ms);
        }
        query.execute(&mut *tx).await?;
    }
    Ok(())
}

/// A delivery that a worker holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The response.
    pub response: String,
    /// The form it answers.
    pub form: FormId,
    /// The target.
    pub target: TargetId,
    /// The connector the target had when the response was accepted.
    pub connector: String,
    /// The number of this attempt, from 1.
    pub attempt: i64,
    /// The number of this try since the delivery was last queued, from 1.
    pub tries: i64,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptResult {
    /// Written; `record` is the table and id, if it was one record.
    Done {
        /// The record.
        record: Option<(String, String)>,
        /// What was written, in words.
        detail: String,
    },
    /// To be tried again.
    Retry {
        /// When, in milliseconds since the epoch.
        due_at_ms: i64,
        /// Why.
        reason: String,
    },
    /// Given up.
    Dead {
        /// Why.
        reason: String,
    },
}

/// A claimed delivery with its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// The delivery.
    pub claimed: Claimed,
    /// When the attempt began, in milliseconds since the epoch.
    pub started_at_ms: i64,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
    /// What came of it.
    pub result: AttemptResult,
}

/// An earlier delivery of the same response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierDelivery {
    /// Its target.
    pub target: TargetId,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// The record it wrote: table and id.
    pub record: Option<(String, String)>,
}

/// How full the queue is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueState {
    /// Deliveries that are tried when due.
    pub pending: i64,
    /// When the oldest of them was written, in milliseconds since the epoch.
    pub oldest_at_ms: Option<i64>,
    /// Dead letters.
    pub dead: i64,
}

impl Store {
    /// Takes up to `limit` due deliveries for `owner`, until `lease_until_ms`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim_deliveries(
        &self,
        owner: &str,
        now_ms: i64,
        lease_until_ms: i64,
        limit: u32,
    ) -> Result<Vec<Claimed>, StoreError> {
        // Materialized: PostgreSQL could otherwise run the locking part more than once.
        let sql = format!(
            "WITH due AS MATERIALIZED (SELECT response_id, target FROM delivery \
             WHERE status = 'pending' AND due_at_ms <= $1 ORDER BY due_at_ms LIMIT $2{}) \
             UPDATE delivery SET lease_owner = $3, due_at_ms = $4, attempts = attempts + 1, \
             tries = tries + 1 WHERE (response_id, target) IN (SELECT response_id, target FROM due) \
             RETURNING response_id, form_id, target, connector, attempts, tries",
            self.dialect().for_claim()
        );
        let mut tx = self.begin().await?;
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(now_ms)
            .bind(i64::from(limit))
            .bind(owner)
            .bind(lease_until_ms)
            .fetch_all(&mut *tx)
            .await?;
        tx.commit().await?;
        rows.iter().map(read_claimed).collect()
    }

    /// Whether a delivery is due: a look without a transaction.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_delivery_due(&self, now_ms: i64) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT response_id FROM delivery WHERE status = 'pending' AND due_at_ms <= $1 LIMIT 1",
        )
        .bind(now_ms)
        .fetch_optional(self.reader())
        .await?;
        Ok(row.is_some())
    }

    /// Frees what a process that is no more has claimed. Only where a single process works the
    /// queue: on SQLite, when it starts.
    ///
    /// # Errors
    /// The database failed.
    pub async fn release_deliveries(&self, now_ms: i64) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let released = sqlx::query(
            "UPDATE delivery SET due_at_ms = $1, lease_owner = NULL \
             WHERE status = 'pending' AND lease_owner IS NOT NULL",
        )
        .bind(now_ms)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        tx.commit().await?;
        Ok(released)
    }

    /// The other deliveries of a response, in the order of their targets.
    ///
    /// # Errors
    /// The database failed.
    pub async fn delivery_chain(&self, response: &str) -> Result<Vec<EarlierDelivery>, StoreError> {
        let rows = sqlx::query(
            "SELECT target, status, record_table, record_id FROM delivery \
             WHERE response_id = $1 ORDER BY ordinal",
        )
        .bind(response)
        .fetch_all(self.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let table: Option<String> = row.try_get("record_table")?;
                let id: Option<String> = row.try_get("record_id")?;
                Ok(EarlierDelivery {
                    target: read_id(row.try_get("target")?)?,
                    status: DeliveryStatus::read(row.try_get("status")?)?,
                    record: table.zip(id),
                })
            })
            .collect()
    }

    /// How full the queue is. Reads every pending delivery: for a metric, not for a request.
    ///
    /// # Errors
    /// The database failed.
    pub async fn queue_state(&self) -> Result<QueueState, StoreError> {
        let pending = sqlx::query(
            "SELECT COUNT(*) AS number, MIN(created_at_ms) AS oldest FROM delivery \
             WHERE status = 'pending'",
        )
        .fetch_one(self.reader())
        .await?;
        let dead = sqlx::query("SELECT COUNT(*) AS number FROM delivery WHERE status = 'dead'")
            .fetch_one(self.reader())
            .await?;
        Ok(QueueState {
            pending: pending.try_get("number")?,
            oldest_at_ms: pending.try_get("oldest")?,
            dead: dead.try_get("number")?,
        })
    }
}

fn read_claimed(row: &AnyRow) -> Result<Claimed, StoreError> {
    Ok(Claimed {
        response: row.try_get("response_id")?,
        form: read_id(row.try_get("form_id")?)?,
        target: read_id(row.try_get("target")?)?,
        connector: row.try_get("connector")?,
        attempt: row.try_get("attempts")?,
        tries: row.try_get("tries")?,
    })
}

fn read_id<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, StoreError> {
    text.parse()
        .map_err(|error: T::Err| StoreError::Unreadable {
            what: "a delivery",
            reason: error.to_string(),
        })
}
