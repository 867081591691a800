//! Deliveries called off.

use super::promote;
use crate::store::{Store, StoreError};
use std::collections::BTreeSet;

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
        let mut tx = self.begin().await?;
        let cancelled = sqlx::query(
            "UPDATE delivery SET status = 'cancelled', lease_owner = NULL, due_at_ms = $3, \
             updated_at_ms = $3 WHERE response_id = $1 AND target = $2 \
             AND (status IN ('waiting', 'dead') OR (status = 'pending' \
             AND (lease_owner IS NULL OR due_at_ms <= $3)))",
        )
        .bind(response)
        .bind(target)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        if cancelled == 1 {
            promote(&mut tx, self.dialect(), &BTreeSet::from([response]), now_ms).await?;
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
}
