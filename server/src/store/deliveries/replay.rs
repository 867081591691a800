//! Dead letters, and what was called off, brought back.

use super::{DeliveryStatus, ReplayScope, lock_responses, promote};
use crate::store::{Store, StoreError, bind_all, placeholders, places};
use sqlx::{AssertSqlSafe, Row};
use std::collections::BTreeSet;

/// So many deliveries are brought back in one transaction, with the others of their responses.
const AT_ONCE: i64 = 256;

impl Store {
    /// Queues one delivery again that is dead or was cancelled; false if there is no such delivery.
    ///
    /// # Errors
    /// The database failed.
    pub async fn replay_delivery(
        &self,
        response: &str,
        target: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let responses = BTreeSet::from([response]);
        let mut tx = self.begin().await?;
        lock_responses(&mut tx, self.dialect(), &responses).await?;
        let revived = sqlx::query(
            "UPDATE delivery SET status = 'waiting', tries = 0, due_at_ms = $3, updated_at_ms = $3 \
             WHERE response_id = $1 AND target = $2 AND status IN ('dead', 'cancelled')",
        )
        .bind(response)
        .bind(target)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        promote(&mut tx, &responses, now_ms).await?;
        tx.commit().await?;
        Ok(revived == 1)
    }

    /// Queues the dead deliveries of a scope again; how many they were.
    ///
    /// # Errors
    /// The database failed; those queued before it did stay queued.
    pub async fn replay_dead(&self, scope: &ReplayScope, now_ms: i64) -> Result<u64, StoreError> {
        self.replay(DeliveryStatus::Dead, scope, now_ms).await
    }

    /// Queues the cancelled deliveries of a scope; how many they were.
    ///
    /// # Errors
    /// The database failed; those queued before it did stay queued.
    pub async fn replay_cancelled(
        &self,
        scope: &ReplayScope,
        now_ms: i64,
    ) -> Result<u64, StoreError> {
        self.replay(DeliveryStatus::Cancelled, scope, now_ms).await
    }

    async fn replay(
        &self,
        status: DeliveryStatus,
        scope: &ReplayScope,
        now_ms: i64,
    ) -> Result<u64, StoreError> {
        let status = status.as_str();
        let count = format!(
            "SELECT COUNT(*) AS number, COALESCE(MAX(updated_at_ms), 0) AS last_at_ms FROM delivery \
             WHERE status = '{status}'{}",
            scope.condition(1)
        );
        let count = scope.bind(sqlx::query(AssertSqlSafe(count)));
        let count = count.fetch_one(self.reader()).await?;
        let most = count.try_get::<i64, _>("number")?.unsigned_abs();
        let last_at_ms: i64 = count.try_get("last_at_ms")?;
        // What is given up anew in the meantime is not brought back for ever: neither by its time, nor, where clocks
        // differ, by its number.
        let ended = format!("status = '{status}' AND updated_at_ms <= $1");
        let select = format!(
            "SELECT response_id FROM delivery WHERE {ended}{} LIMIT $2",
            scope.condition(3)
        );
        let mut revived = 0;
        while revived < most {
            let ended_ones = sqlx::query(AssertSqlSafe(select.as_str()))
                .bind(last_at_ms)
                .bind(AT_ONCE);
            let ended_ones = scope.bind(ended_ones).fetch_all(self.reader()).await?;
            let responses = ended_ones.iter().map(|row| row.try_get("response_id"));
            let responses: BTreeSet<&str> = responses.collect::<Result<_, _>>()?;
            if responses.is_empty() {
                break;
            }
            // All of a response together: what refers to another's record must not come before it.
            let sql = format!(
                "UPDATE delivery SET status = 'waiting', tries = 0, due_at_ms = $2, \
                 updated_at_ms = $2 WHERE {ended}{} AND response_id IN ({})",
                scope.condition(3),
                placeholders(3 + scope.parameters(), places(responses.len()))
            );
            let query = sqlx::query(AssertSqlSafe(sql))
                .bind(last_at_ms)
                .bind(now_ms);
            let query = scope.bind(query);
            let mut tx = self.begin().await?;
            lock_responses(&mut tx, self.dialect(), &responses).await?;
            let query = bind_all(query, &responses);
            revived += query.execute(&mut *tx).await?.rows_affected();
            promote(&mut tx, &responses, now_ms).await?;
            tx.commit().await?;
        }
        Ok(revived)
    }
}
