//! Deliveries called off.

use super::{ReplayScope, lock_responses, promote};
use crate::store::{Store, StoreError, bind_all, placeholders, places};
use sqlx::{AssertSqlSafe, Row};
use std::collections::BTreeSet;

/// So many deliveries are called off in one transaction, with the others of their responses.
const AT_ONCE: i64 = 256;

/// What came of calling a delivery off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelled {
    /// It is never written.
    Cancelled,
    /// A worker is writing it at this moment.
    UnderWay,
    /// There is no such delivery, or it was written or cancelled already.
    Missing,
}

/// What came of calling many off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CancelledAll {
    /// How many are never written.
    pub cancelled: u64,
    /// How many are being written at this moment.
    pub under_way: u64,
}

/// Whether a delivery can be called off now (`$1`).
const CAN_BE: &str = "(status IN ('waiting', 'dead') OR (status = 'pending' \
                      AND (lease_owner IS NULL OR due_at_ms <= $1)))";

impl Store {
    /// Calls a delivery off that was not written yet. What refers to its record is given up when it is tried.
    ///
    /// # Errors
    /// The database failed.
    pub async fn cancel_delivery(
        &self,
        response: &str,
        target: &str,
        now_ms: i64,
    ) -> Result<Cancelled, StoreError> {
        let responses = BTreeSet::from([response]);
        let mut tx = self.begin().await?;
        lock_responses(&mut tx, self.dialect(), &responses).await?;
        let sql = format!(
            "UPDATE delivery SET status = 'cancelled', lease_owner = NULL, due_at_ms = $1, \
             updated_at_ms = $1 WHERE {CAN_BE} AND response_id = $2 AND target = $3"
        );
        let cancelled = sqlx::query(AssertSqlSafe(sql))
            .bind(now_ms)
            .bind(response)
            .bind(target)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        if cancelled == 1 {
            promote(&mut tx, &responses, now_ms).await?;
            tx.commit().await?;
            return Ok(Cancelled::Cancelled);
        }
        let pending = sqlx::query(
            "SELECT target FROM delivery WHERE response_id = $1 AND target = $2 AND status = 'pending'",
        )
        .bind(response)
        .bind(target)
        .fetch_optional(&mut *tx)
        .await?;
        Ok(match pending {
            Some(_) => Cancelled::UnderWay,
            None => Cancelled::Missing,
        })
    }

    /// Calls off all deliveries of a scope that were not written yet.
    ///
    /// # Errors
    /// The database failed; those called off before it did stay so.
    pub async fn cancel_deliveries(
        &self,
        scope: &ReplayScope,
        now_ms: i64,
    ) -> Result<CancelledAll, StoreError> {
        // By response, once through all of them, whichever they are.
        let select = format!(
            "SELECT response_id FROM delivery WHERE {CAN_BE} AND response_id > $2{} \
             ORDER BY response_id LIMIT $3",
            scope.condition(4)
        );
        let mut all = CancelledAll::default();
        let mut after = String::new();
        loop {
            let unwritten = sqlx::query(AssertSqlSafe(select.as_str()))
                .bind(now_ms)
                .bind(after.as_str())
                .bind(AT_ONCE);
            let unwritten = scope.bind(unwritten).fetch_all(self.reader()).await?;
            let responses = unwritten.iter().map(|row| row.try_get("response_id"));
            let responses: BTreeSet<&str> = responses.collect::<Result<_, _>>()?;
            let Some(last) = responses.last() else { break };
            let sql = format!(
                "UPDATE delivery SET status = 'cancelled', lease_owner = NULL, due_at_ms = $1, \
                 updated_at_ms = $1 WHERE {CAN_BE}{} AND response_id IN ({})",
                scope.condition(2),
                placeholders(2 + scope.parameters(), places(responses.len()))
            );
            let query = scope.bind(sqlx::query(AssertSqlSafe(sql)).bind(now_ms));
            let mut tx = self.begin().await?;
            lock_responses(&mut tx, self.dialect(), &responses).await?;
            let query = bind_all(query, &responses);
            all.cancelled += query.execute(&mut *tx).await?.rows_affected();
            promote(&mut tx, &responses, now_ms).await?;
            tx.commit().await?;
            after = (*last).to_owned();
        }
        let sql = format!(
            "SELECT COUNT(*) AS number FROM delivery WHERE status = 'pending' \
             AND lease_owner IS NOT NULL AND due_at_ms > $1{}",
            scope.condition(2)
        );
        let under_way = scope.bind(sqlx::query(AssertSqlSafe(sql)).bind(now_ms));
        let under_way = under_way.fetch_one(self.reader()).await?;
        all.under_way = under_way.try_get::<i64, _>("number")?.unsigned_abs();
        Ok(all)
    }
}
