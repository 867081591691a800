//! The queue: writing deliveries with a submission, claiming them, ending them.

use super::DeliveryStatus;
use crate::store::{Store, StoreError, runs};
use sonda_domain::{FormId, TargetId};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use std::collections::BTreeMap;

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
    /// The targets that have to end before it is tried.
    pub waits_for: &'a [TargetId],
    /// When the response was accepted, in milliseconds since the epoch; the delivery is due at once.
    pub accepted_at_ms: i64,
}

const PARAMETERS_PER_ROW: usize = 8;

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
             waits_for, attempts, tries, due_at_ms, created_at_ms, updated_at_ms) VALUES ",
        );
        for row in 0..chunk.len() {
            let p = |n: usize| row * PARAMETERS_PER_ROW + n;
            let now = p(8);
            let separator = if row == 0 { "" } else { ", " };
            sql.push_str(&format!(
                "{separator}(${}, ${}, ${}, ${}, ${}, ${}, ${}, 0, 0, ${now}, ${now}, ${now})",
                p(1),
                p(2),
                p(3),
                p(4),
                p(5),
                p(6),
                p(7)
            ));
        }
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for delivery in chunk {
            let status = match delivery.waits_for {
                [] => DeliveryStatus::Pending,
                _ => DeliveryStatus::Waiting,
            };
            let waits_for = delivery.waits_for.iter();
            let waits_for: String = waits_for.map(|target| format!(" {target} ")).collect();
            query = query
                .bind(delivery.response)
                .bind(delivery.target.as_str())
                .bind(delivery.ordinal)
                .bind(delivery.form.as_str())
                .bind(delivery.connector)
                .bind(status.as_str())
                .bind(waits_for)
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
    /// To be tried again, as this was no try.
    Wait {
        /// When, in milliseconds since the epoch.
        due_at_ms: i64,
        /// Why.
        reason: String,
    },
    /// Given up.
    Dead {
        /// The column at fault.
        column: Option<String>,
        /// Why.
        reason: String,
    },
}

impl AttemptResult {
    /// Whether there is no other attempt.
    pub(super) fn is_end(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Dead { .. })
    }
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
    /// The connector that the target has now.
    pub connector: String,
    /// What was said, as [`crate::crm::exchanges_within`] writes it.
    pub exchanges: String,
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

/// How full the queue of a connector is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueState {
    /// The connector.
    pub connector: String,
    /// Deliveries that are tried when due.
    pub pending: i64,
    /// When the oldest of them was written, in milliseconds since the epoch.
    pub oldest_at_ms: Option<i64>,
    /// Deliveries that wait for the record of another.
    pub waiting: i64,
    /// Dead letters.
    pub dead: i64,
}

/// The next delivery in the queue of a connector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueHead {
    /// The connector.
    pub connector: String,
    /// When it is due, in milliseconds since the epoch.
    pub due_at_ms: i64,
}

impl Store {
    /// Takes due deliveries for `owner`, until `lease_until_ms`: of each connector named up to so many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim_deliveries(
        &self,
        owner: &str,
        now_ms: i64,
        lease_until_ms: i64,
        wanted: &[(String, u32)],
    ) -> Result<Vec<Claimed>, StoreError> {
        // Materialized: PostgreSQL could otherwise run the locking part more than once.
        let sql = format!(
            "WITH due AS MATERIALIZED (SELECT response_id, target FROM delivery \
             WHERE status = 'pending' AND connector = $5 AND due_at_ms <= $1 \
             ORDER BY due_at_ms LIMIT $2{}) \
             UPDATE delivery SET lease_owner = $3, due_at_ms = $4, attempts = attempts + 1, \
             tries = tries + 1 WHERE (response_id, target) IN (SELECT response_id, target FROM due) \
             RETURNING response_id, form_id, target, connector, attempts, tries",
            self.dialect().for_claim()
        );
        let mut claimed = Vec::new();
        let mut tx = self.begin().await?;
        for (connector, most) in wanted {
            let rows = sqlx::query(AssertSqlSafe(sql.as_str()))
                .bind(now_ms)
                .bind(i64::from(*most))
                .bind(owner)
                .bind(lease_until_ms)
                .bind(connector)
                .fetch_all(&mut *tx)
                .await?;
            for row in &rows {
                claimed.push(read_claimed(row)?);
            }
        }
        tx.commit().await?;
        Ok(claimed)
    }

    /// The connectors that something is queued for, each with when its next delivery is due. Costs the same however
    /// long the queues are.
    ///
    /// # Errors
    /// The database failed.
    pub async fn queue_heads(&self) -> Result<Vec<QueueHead>, StoreError> {
        // From one connector to the next, each found in the index.
        let rows = sqlx::query(
            "WITH RECURSIVE queue (connector) AS (\
             SELECT MIN(connector) FROM delivery WHERE status = 'pending' UNION ALL \
             SELECT (SELECT MIN(delivery.connector) FROM delivery WHERE status = 'pending' \
             AND delivery.connector > queue.connector) FROM queue WHERE queue.connector IS NOT NULL) \
             SELECT connector, (SELECT MIN(due_at_ms) FROM delivery WHERE status = 'pending' \
             AND delivery.connector = queue.connector) AS due_at_ms FROM queue \
             WHERE connector IS NOT NULL",
        )
        .fetch_all(self.reader())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(QueueHead {
                    connector: row.try_get("connector")?,
                    due_at_ms: row.try_get("due_at_ms")?,
                })
            })
            .collect()
    }

    /// Frees what a process that is no more has claimed for these connectors. Only where a single process works the
    /// queue: on SQLite, when it starts; and only where nothing of it can go on without the process. Other leases end
    /// in their time.
    ///
    /// # Errors
    /// The database failed.
    pub async fn release_deliveries(
        &self,
        now_ms: i64,
        connectors: &[&str],
    ) -> Result<u64, StoreError> {
        let mut released = 0;
        let mut tx = self.begin().await?;
        for connector in connectors {
            released += sqlx::query(
                "UPDATE delivery SET due_at_ms = $1, lease_owner = NULL \
                 WHERE status = 'pending' AND lease_owner IS NOT NULL AND connector = $2",
            )
            .bind(now_ms)
            .bind(*connector)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        }
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

    /// How full the queues are, by connector. Reads an index entry of every pending delivery: for a metric, not for a
    /// request.
    ///
    /// # Errors
    /// The database failed.
    pub async fn queue_states(&self) -> Result<Vec<QueueState>, StoreError> {
        let mut states: BTreeMap<String, QueueState> = BTreeMap::new();
        let pending = sqlx::query(
            "SELECT connector, COUNT(*) AS number, MIN(created_at_ms) AS oldest FROM delivery \
             WHERE status = 'pending' GROUP BY connector",
        )
        .fetch_all(self.reader())
        .await?;
        for row in &pending {
            let state = states.entry(row.try_get("connector")?).or_default();
            state.pending = row.try_get("number")?;
            state.oldest_at_ms = row.try_get("oldest")?;
        }
        for status in ["waiting", "dead"] {
            // The status stands in the text: an index of it alone is used then.
            let sql = format!(
                "SELECT connector, COUNT(*) AS number FROM delivery WHERE status = '{status}' \
                 GROUP BY connector"
            );
            let counted = sqlx::query(AssertSqlSafe(sql));
            for row in &counted.fetch_all(self.reader()).await? {
                let state = states.entry(row.try_get("connector")?).or_default();
                let number = row.try_get("number")?;
                match status {
                    "dead" => state.dead = number,
                    _ => state.waiting = number,
                }
            }
        }
        let named = |(connector, state)| QueueState { connector, ..state };
        Ok(states.into_iter().map(named).collect())
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
