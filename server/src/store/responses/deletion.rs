//! Deleting a response, with everything that is only there because of it.

use crate::store::deliveries::lock_responses;
use crate::store::{Store, StoreError};
use sonda_domain::FormId;
use sqlx::Row;
use std::collections::BTreeSet;

/// What came of deleting a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone. The files it named have no rows any more: their ids, for the files to be deleted.
    Deleted(Vec<String>),
    /// A worker is writing it to a CRM at this moment.
    UnderWay,
    /// There is no such response.
    Missing,
}

impl Store {
    /// Deletes a response: its answers, files, deliveries with their attempts, and claims, so that its link may answer
    /// again. What it was to become and has not is never written. Records that it became are the CRM's, and stay;
    /// what is noted of the embedded CRM's names it no longer.
    ///
    /// # Errors
    /// The database failed; then nothing has changed.
    pub async fn delete_response(
        &self,
        form: &FormId,
        id: &str,
        now_ms: i64,
    ) -> Result<Deleted, StoreError> {
        let mut tx = self.begin().await?;
        // The form first, as the intake does.
        Self::lock_forms(&mut tx, self.dialect(), &BTreeSet::from([form.as_str()])).await?;
        lock_responses(&mut tx, self.dialect(), &BTreeSet::from([id])).await?;
        let there = sqlx::query("SELECT id FROM response WHERE id = $1 AND form_id = $2")
            .bind(id)
            .bind(form.as_str())
            .fetch_optional(&mut *tx)
            .await?;
        if there.is_none() {
            return Ok(Deleted::Missing);
        }
        // Locked, too: a claim of this moment is waited for or comes too late.
        let lock = self.dialect().for_update();
        let sql = format!(
            "SELECT status, due_at_ms, lease_owner FROM delivery WHERE response_id = $1 ORDER BY target{lock}"
        );
        let deliveries = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(id)
            .fetch_all(&mut *tx)
            .await?;
        for row in &deliveries {
            let leased = row.try_get::<Option<String>, _>("lease_owner")?.is_some();
            let until_ms: i64 = row.try_get("due_at_ms")?;
            if leased && until_ms > now_ms && row.try_get::<String, _>("status")? == "pending" {
                return Ok(Deleted::UnderWay);
            }
        }
        let files = sqlx::query("DELETE FROM upload WHERE response_id = $1 RETURNING id")
            .bind(id)
            .fetch_all(&mut *tx)
            .await?;
        for sql in [
            "DELETE FROM attempt WHERE response_id = $1",
            "DELETE FROM delivery WHERE response_id = $1",
            "DELETE FROM once_claim WHERE response_id = $1",
            "UPDATE activity SET response_id = NULL WHERE response_id = $1",
            "DELETE FROM response WHERE id = $1",
        ] {
            sqlx::query(sql).bind(id).execute(&mut *tx).await?;
        }
        sqlx::query("UPDATE form SET responses = responses - 1 WHERE id = $1")
            .bind(form.as_str())
            .execute(&mut *tx)
            .await?;
        let files = files.iter().map(|row| row.try_get("id"));
        let files = files.collect::<Result<_, _>>()?;
        tx.commit().await?;
        Ok(Deleted::Deleted(files))
    }
}
