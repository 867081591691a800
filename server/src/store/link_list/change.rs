//! What people do to links: they open, begin, withdraw and renew them.

use crate::store::{Store, StoreError, bind_all, placeholders, places};
use sonda_domain::FormId;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};
use std::collections::BTreeSet;

impl Store {
    /// Withdraws links of a form; says how many were not withdrawn before.
    ///
    /// # Errors
    /// The database failed.
    pub async fn revoke_links(
        &self,
        form: &FormId,
        ids: &BTreeSet<&str>,
        now_ms: i64,
    ) -> Result<u64, StoreError> {
        if ids.is_empty() {
            return Ok(0);
        }
        let mut tx = self.begin().await?;
        Self::lock_forms(&mut tx, self.dialect(), &BTreeSet::from([form.as_str()])).await?;
        let sql = format!(
            "UPDATE link SET revoked_at_ms = $1 WHERE form_id = $2 AND revoked_at_ms IS NULL AND id IN ({})",
            placeholders(3, places(ids.len()))
        );
        let query = sqlx::query(AssertSqlSafe(sql))
            .bind(now_ms)
            .bind(form.as_str());
        let revoked = bind_all(query, ids)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        let sql = format!(
            "DELETE FROM draft WHERE link_id IN (SELECT id FROM link WHERE form_id = $1 AND id IN ({}))",
            placeholders(2, places(ids.len()))
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(form.as_str());
        bind_all(query, ids).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(revoked)
    }

    /// Gives a link another code.
    ///
    /// # Errors
    /// The database failed.
    pub async fn reissue_link(
        &self,
        id: &str,
        code_hmac: &str,
        expires_at_ms: Option<i64>,
        now_ms: i64,
    ) -> Result<Reissued, StoreError> {
        let mut tx = self.begin().await?;
        let lock = self.dialect().for_update();
        let sql =
            format!("SELECT version, expires_at_ms, revoked_at_ms FROM link WHERE id = $1{lock}");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(id);
        let Some(row) = query.fetch_optional(&mut *tx).await? else {
            return Ok(Reissued::Missing);
        };
        let revoked: Option<i64> = row.try_get("revoked_at_ms")?;
        let own_end: Option<i64> = row.try_get("expires_at_ms")?;
        let end = expires_at_ms.or(own_end);
        if revoked.is_some() {
            return Ok(Reissued::Revoked);
        }
        if end.is_some_and(|end| end <= now_ms) {
            return Ok(Reissued::Expired);
        }
        sqlx::query(
            "UPDATE link SET code_hmac = $2, expires_at_ms = $3, reissued_at_ms = $4 WHERE id = $1",
        )
        .bind(id)
        .bind(code_hmac)
        .bind(end)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Reissued::Done(row.try_get("version")?))
    }

    /// Notes that a person has touched a link's page; the first time stays.
    ///
    /// # Errors
    /// The database failed.
    pub async fn open_link(&self, id: &str, now_ms: i64) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE link SET opened_at_ms = $2 WHERE id = $1 AND opened_at_ms IS NULL")
            .bind(id)
            .bind(now_ms)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Whether it is noted that a person has touched a link's page.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_opened(&self, id: &str) -> Result<bool, StoreError> {
        let opened: Option<Option<i64>> =
            sqlx::query_scalar("SELECT opened_at_ms FROM link WHERE id = $1")
                .bind(id)
                .fetch_optional(self.reader())
                .await?;
        Ok(opened.flatten().is_some())
    }

    /// Notes that something was filled in; the first time stays.
    pub(crate) async fn note_started(
        tx: &mut Transaction<'_, Any>,
        link: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE link SET started_at_ms = $2, opened_at_ms = COALESCE(opened_at_ms, $2) \
             WHERE id = $1 AND started_at_ms IS NULL",
        )
        .bind(link)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}

/// What became of a link that was to have another address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reissued {
    /// It has it, for this version of its form.
    Done(i64),
    /// There is no such link.
    Missing,
    /// It was withdrawn.
    Revoked,
    /// Its end has come, and no other was said.
    Expired,
}
