//! How far this server is on the way to its first answer.

use super::{Store, StoreError};
use sqlx::Row;
use std::collections::BTreeSet;

/// How far this server is on the way to its first answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The form to go on with: the one that is furthest, and of those the one that was saved last.
    pub form: Option<String>,
    /// Whether a form was published.
    pub published: bool,
    /// Whether the answers of a form, published or not yet, become records somewhere.
    pub mapped: bool,
    /// Whether a personal link was made.
    pub linked: bool,
    /// Whether an answer came.
    pub answered: bool,
}

impl Store {
    /// How far this server is on the way to its first answer. Forms that are put away do not count as the one to go
    /// on with.
    ///
    /// # Errors
    /// The database failed.
    pub async fn progress(&self) -> Result<Progress, StoreError> {
        // Each target of a mapping names its table.
        let row = sqlx::query(
            "SELECT (SELECT d.form_id FROM form_draft d LEFT JOIN form f ON f.id = d.form_id \
                     WHERE f.archived_at_ms IS NULL \
                     ORDER BY COALESCE(f.responses, -1) DESC, COALESCE(f.version, 0) DESC, d.saved_at_ms DESC, d.form_id \
                     LIMIT 1) AS form, \
             CAST((SELECT COUNT(*) FROM form) AS BIGINT) AS published, \
             CAST((SELECT COUNT(*) FROM form f JOIN mapping_revision m ON m.form_id = f.id \
                     AND m.revision = f.mapping_revision WHERE m.mapping LIKE '%\"table\"%') \
                + (SELECT COUNT(*) FROM form_draft WHERE definition LIKE '%\"targets\":[{%') AS BIGINT) AS mapped, \
             CAST(CASE WHEN EXISTS (SELECT 1 FROM link) THEN 1 ELSE 0 END AS BIGINT) AS linked, \
             CAST(CASE WHEN EXISTS (SELECT 1 FROM response) THEN 1 ELSE 0 END AS BIGINT) AS answered",
        )
        .fetch_one(self.reader())
        .await?;
        let is_there = |name: &str| -> Result<bool, sqlx::Error> {
            row.try_get::<i64, _>(name).map(|count| count > 0)
        };
        Ok(Progress {
            form: row.try_get("form")?,
            published: is_there("published")?,
            mapped: is_there("mapped")?,
            linked: is_there("linked")?,
            answered: is_there("answered")?,
        })
    }

    /// What a person has said of the steps.
    ///
    /// # Errors
    /// The database failed.
    pub async fn steps_said(&self, account: &str) -> Result<BTreeSet<String>, StoreError> {
        let said = sqlx::query_scalar("SELECT step FROM first_step WHERE account_id = $1")
            .bind(account)
            .fetch_all(self.reader())
            .await?;
        Ok(said.into_iter().collect())
    }

    /// Keeps what a person says of a step, or that it is so no longer.
    ///
    /// # Errors
    /// The database failed.
    pub async fn say_step(&self, account: &str, step: &str, is_so: bool) -> Result<(), StoreError> {
        let sql = match is_so {
            true => {
                "INSERT INTO first_step (account_id, step) VALUES ($1, $2) ON CONFLICT DO NOTHING"
            }
            false => "DELETE FROM first_step WHERE account_id = $1 AND step = $2",
        };
        let mut tx = self.begin().await?;
        sqlx::query(sql)
            .bind(account)
            .bind(step)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
