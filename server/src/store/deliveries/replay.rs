//! Dead letters brought back.

use super::promote;
use crate::store::{Store, StoreError};
use sonda_domain::FormId;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeSet;

const AT_ONCE: i64 = 500;

impl Store {
    /// Queues one dead delivery again; false if there is no such dead delivery.
    ///
    /// # Errors
    /// The database failed.
    pub async fn replay_delivery(
        &self,
        response: &str,
        target: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let revived = revive(&mut tx, response, target, now_ms).await?;
        promote(&mut tx, &BTreeSet::from([response]), now_ms).await?;
        tx.commit().await?;
        Ok(revived)
    }

    /// Queues all dead deliveries again, or those of one form; how many they were.
    ///
    /// # Errors
    /// The database failed; those queued before it did stay queued.
    pub async fn replay_dead(&self, form: Option<&FormId>, now_ms: i64) -> Result<u64, StoreError> {
        let mut revived = 0;
        loop {
            let mut tx = self.begin().await?;
            let query = match form {
                Some(form) => sqlx::query(
                    "SELECT response_id, target FROM delivery \
                     WHERE status = 'dead' AND form_id = $2 LIMIT $1",
                )
                .bind(AT_ONCE)
                .bind(form.as_str()),
                None => sqlx::query(
                    "SELECT response_id, target FROM delivery WHERE status = 'dead' LIMIT $1",
                )
                .bind(AT_ONCE),
            };
            let dead = query.fetch_all(&mut *tx).await?;
            if dead.is_empty() {
                return Ok(revived);
            }
            let mut responses: BTreeSet<String> = BTreeSet::new();
            for row in &dead {
                let response: String = row.try_get("response_id")?;
                if revive(&mut tx, &response, row.try_get("target")?, now_ms).await? {
                    revived += 1;
                }
                responses.insert(response);
            }
            let responses = responses.iter().map(String::as_str).collect();
            promote(&mut tx, &responses, now_ms).await?;
            tx.commit().await?;
        }
    }
}

async fn revive(
    tx: &mut AnyConnection,
    response: &str,
    target: &str,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let revived = sqlx::query(
        "UPDATE delivery SET status = 'waiting', tries = 0, due_at_ms = $3, updated_at_ms = $3 \
         WHERE response_id = $1 AND target = $2 AND status = 'dead'",
    )
    .bind(response)
    .bind(target)
    .bind(now_ms)
    .execute(tx)
    .await?;
    Ok(revived.rows_affected() == 1)
}
