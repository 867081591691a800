//! Deleting responses, with everything that is only there because of them.

use crate::store::deliveries::lock_responses;
use crate::store::{Store, StoreError, bind_all, placeholders, places};
use sonda_domain::FormId;
use sqlx::{AssertSqlSafe, Row};
use std::collections::BTreeSet;

/// So many responses are deleted in one transaction: whoever else writes waits no longer than for these.
const AT_ONCE: usize = 50;

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

/// What came of deleting several responses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeletedResponses {
    /// How many are gone.
    pub deleted: u64,
    /// Those that a worker is writing to a CRM at this moment: they stay.
    pub under_way: BTreeSet<String>,
    /// The files they named have no rows any more: their ids, for the files to be deleted.
    pub files: Vec<String>,
}

impl Store {
    /// Deletes a response, as [`Store::delete_responses`] does.
    ///
    /// # Errors
    /// The database failed; then nothing has changed.
    pub async fn delete_response(
        &self,
        form: &FormId,
        id: &str,
        now_ms: i64,
    ) -> Result<Deleted, StoreError> {
        let done = self
            .delete_responses(form, &BTreeSet::from([id]), now_ms)
            .await?;
        Ok(if !done.under_way.is_empty() {
            Deleted::UnderWay
        } else if done.deleted > 0 {
            Deleted::Deleted(done.files)
        } else {
            Deleted::Missing
        })
    }

    /// Deletes responses: their answers, files, deliveries with their attempts, and claims, so that their links may
    /// answer again. What they were to become and have not is never written. Records that they became are the CRM's,
    /// and stay; what is noted of the embedded CRM's names them no longer. Ids that the form has no response of are
    /// passed over.
    ///
    /// # Errors
    /// The database failed; then some may be gone, each with all that belongs to it.
    pub async fn delete_responses(
        &self,
        form: &FormId,
        ids: &BTreeSet<&str>,
        now_ms: i64,
    ) -> Result<DeletedResponses, StoreError> {
        let ids: Vec<&str> = ids.iter().copied().collect();
        let mut all = DeletedResponses::default();
        for some in ids.chunks(AT_ONCE) {
            let some = some.iter().copied().collect();
            let done = self.delete_at_once(form, some, now_ms).await?;
            all.deleted += done.deleted;
            all.under_way.extend(done.under_way);
            all.files.extend(done.files);
        }
        Ok(all)
    }

    async fn delete_at_once(
        &self,
        form: &FormId,
        ids: BTreeSet<&str>,
        now_ms: i64,
    ) -> Result<DeletedResponses, StoreError> {
        let mut done = DeletedResponses::default();
        let mut tx = self.begin().await?;
        // The form first, as the intake does.
        Self::lock_forms(&mut tx, self.dialect(), &BTreeSet::from([form.as_str()])).await?;
        lock_responses(&mut tx, self.dialect(), &ids).await?;
        let sql = format!(
            "SELECT id FROM response WHERE form_id = $1 AND id IN ({})",
            placeholders(2, places(ids.len()))
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(form.as_str());
        let rows = bind_all(query, &ids).fetch_all(&mut *tx).await?;
        let there = rows.iter().map(|row| row.try_get("id"));
        let there: Vec<String> = there.collect::<Result<_, _>>()?;
        let mut ids: BTreeSet<&str> = there.iter().map(String::as_str).collect();
        if ids.is_empty() {
            return Ok(done);
        }
        // Locked, too: a claim of this moment is waited for or comes too late.
        let sql = format!(
            "SELECT response_id, status, due_at_ms, lease_owner FROM delivery WHERE response_id IN ({}) \
             ORDER BY response_id, target{}",
            placeholders(1, places(ids.len())),
            self.dialect().for_update()
        );
        let deliveries = bind_all(sqlx::query(AssertSqlSafe(sql)), &ids)
            .fetch_all(&mut *tx)
            .await?;
        for row in &deliveries {
            let leased = row.try_get::<Option<String>, _>("lease_owner")?.is_some();
            let until_ms: i64 = row.try_get("due_at_ms")?;
            if leased && until_ms > now_ms && row.try_get::<String, _>("status")? == "pending" {
                done.under_way.insert(row.try_get("response_id")?);
            }
        }
        ids.retain(|id| !done.under_way.contains(*id));
        if ids.is_empty() {
            return Ok(done);
        }
        let these = placeholders(1, places(ids.len()));
        let sql = format!("DELETE FROM upload WHERE response_id IN ({these}) RETURNING id");
        let files = bind_all(sqlx::query(AssertSqlSafe(sql)), &ids)
            .fetch_all(&mut *tx)
            .await?;
        for row in &files {
            done.files.push(row.try_get("id")?);
        }
        for what in [
            "DELETE FROM attempt WHERE response_id",
            "DELETE FROM delivery WHERE response_id",
            "DELETE FROM once_claim WHERE response_id",
            "UPDATE activity SET response_id = NULL WHERE response_id",
            "DELETE FROM response WHERE id",
        ] {
            let sql = format!("{what} IN ({these})");
            bind_all(sqlx::query(AssertSqlSafe(sql)), &ids)
                .execute(&mut *tx)
                .await?;
        }
        sqlx::query("UPDATE form SET responses = responses - $2 WHERE id = $1")
            .bind(form.as_str())
            .bind(i64::try_from(ids.len()).unwrap_or(i64::MAX))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        done.deleted = ids.len() as u64;
        Ok(done)
    }
}
