//! The end of drafts: with the answer, and when nobody can send them any more.

use super::{Store, StoreError};
use crate::drafts::HOUR_MS;
use crate::store::{bind_all, placeholders, places};
use sonda_domain::{FormId, Once};
use sqlx::{Any, AssertSqlSafe, Transaction};
use std::collections::BTreeSet;

impl Store {
    /// Forgets what was begun by these links, with the devices and codes.
    pub(crate) async fn forget_drafts_of(
        tx: &mut Transaction<'_, Any>,
        links: &BTreeSet<&str>,
    ) -> Result<(), StoreError> {
        if links.is_empty() {
            return Ok(());
        }
        let places = placeholders(1, places(links.len()));
        let sql = format!("DELETE FROM draft WHERE link_id IN ({places})");
        bind_all(sqlx::query(AssertSqlSafe(sql)), links)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Forgets the drafts that nobody can send any more, whether their link or form has ended or was answered, and
    /// the codes that count no longer. Returns the number of drafts.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_ended_drafts(&self, now_ms: i64) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM draft_code WHERE sent_at_ms <= $1")
            .bind(now_ms - HOUR_MS)
            .execute(&mut *tx)
            .await?;
        let mut forgotten = sqlx::query(
            "DELETE FROM draft WHERE EXISTS (SELECT 1 FROM link WHERE link.id = draft.link_id \
             AND (link.revoked_at_ms IS NOT NULL OR link.expires_at_ms <= $1))",
        )
        .bind(now_ms)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        let forms: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT link.form_id FROM draft JOIN link ON link.id = draft.link_id",
        )
        .fetch_all(&mut *tx)
        .await?;
        for id in &forms {
            let form = id.parse::<FormId>();
            let form = form.map_err(|error| StoreError::Unreadable {
                what: "a link",
                reason: format!("{error}"),
            })?;
            let Some(form) = self.form(&form).await? else {
                continue;
            };
            let rules = form.settings.rules();
            let by_contact =
                "link.contact_connector || '/' || link.contact_table || '/' || link.contact_record";
            let ended = match rules.once {
                _ if rules.closes_at_ms.is_some_and(|at| now_ms >= at) => String::new(),
                Once::Unlimited => continue,
                Once::PerLink => {
                    " AND EXISTS (SELECT 1 FROM response WHERE response.link_id = link.id)"
                        .to_owned()
                }
                Once::PerContact => format!(
                    " AND EXISTS (SELECT 1 FROM response WHERE response.form_id = link.form_id \
                     AND response.contact = {by_contact})"
                ),
            };
            let sql = format!(
                "DELETE FROM draft WHERE EXISTS (SELECT 1 FROM link WHERE link.id = draft.link_id \
                 AND link.form_id = $1{ended})"
            );
            forgotten += sqlx::query(AssertSqlSafe(sql))
                .bind(id)
                .execute(&mut *tx)
                .await?
                .rows_affected();
        }
        tx.commit().await?;
        Ok(forgotten)
    }
}
