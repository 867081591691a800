//! What is known of the files that visitors sent.

use super::{Store, StoreError, placeholders};
use sonda_domain::{FileRef, FormId};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

/// A file that a visitor sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredUpload {
    /// The form and the question it was sent for.
    pub form: FormId,
    /// The question.
    pub question: String,
    /// The id of the personal link it came by.
    pub link: Option<String>,
    /// Its id, name, media type and size.
    pub file: FileRef,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
    /// When it was received, in milliseconds since the epoch.
    pub received_at_ms: i64,
}

impl Store {
    /// Notes a file that is on disk.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_upload(&self, upload: &StoredUpload) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "INSERT INTO upload (id, form_id, question, link_id, name, media_type, bytes, sha256, received_at_ms) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&upload.file.id)
        .bind(upload.form.as_str())
        .bind(&upload.question)
        .bind(upload.link.as_deref())
        .bind(&upload.file.name)
        .bind(&upload.file.media_type)
        .bind(i64::try_from(upload.file.bytes).unwrap_or(i64::MAX))
        .bind(&upload.sha256)
        .bind(upload.received_at_ms)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The file of that id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn upload(&self, id: &str) -> Result<Option<StoredUpload>, StoreError> {
        let row = sqlx::query(
            "SELECT id, form_id, question, link_id, name, media_type, bytes, sha256, received_at_ms \
             FROM upload WHERE id = $1",
        )
        .bind(id)
        .fetch_optional(self.reader())
        .await?;
        row.as_ref().map(read_upload).transpose()
    }

    /// Gives files to the submission of that key; says whether it has them all now. Those of another
    /// submission stay its own.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim_uploads(&self, ids: &[&str], key: &str) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let sql = format!(
            "UPDATE upload SET claimed_by = $1 WHERE (claimed_by IS NULL OR claimed_by = $1) AND id IN ({})",
            placeholders(2, ids.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(key);
        for id in ids {
            query = query.bind(*id);
        }
        let claimed = query.execute(&mut *tx).await?.rows_affected();
        tx.commit().await?;
        Ok(claimed == ids.len() as u64)
    }

    /// The bytes of all files, and of those that no submission names yet.
    ///
    /// # Errors
    /// The database failed.
    pub async fn upload_bytes(&self) -> Result<(u64, u64), StoreError> {
        let row = sqlx::query(
            "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS kept, \
             CAST(COALESCE(SUM(CASE WHEN claimed_by IS NULL THEN bytes ELSE 0 END), 0) AS BIGINT) AS waiting \
             FROM upload",
        )
        .fetch_one(self.reader())
        .await?;
        let bytes = |name: &str| {
            row.try_get::<i64, _>(name)
                .map(|bytes| u64::try_from(bytes).unwrap_or(0))
        };
        Ok((bytes("kept")?, bytes("waiting")?))
    }

    /// Forgets files received before a moment that belong to no response and that no draft names; returns their ids,
    /// for their files to be deleted.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_orphans(&self, before_ms: i64) -> Result<Vec<String>, StoreError> {
        let mut tx = self.begin().await?;
        let rows = sqlx::query(
            "SELECT id FROM upload WHERE received_at_ms < $1 AND (claimed_by IS NULL OR NOT EXISTS \
             (SELECT 1 FROM response WHERE response.idempotency_key = upload.claimed_by)) AND NOT EXISTS \
             (SELECT 1 FROM draft WHERE draft.link_id = upload.link_id \
             AND draft.entries LIKE '%' || upload.id || '%') LIMIT 500",
        )
        .bind(before_ms)
        .fetch_all(&mut *tx)
        .await?;
        let ids: Vec<String> = rows
            .iter()
            .map(|row| row.try_get("id"))
            .collect::<Result<_, _>>()?;
        if !ids.is_empty() {
            let sql = format!(
                "DELETE FROM upload WHERE id IN ({})",
                placeholders(1, ids.len())
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for id in &ids {
                query = query.bind(id);
            }
            query.execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(ids)
    }
}

fn read_upload(row: &AnyRow) -> Result<StoredUpload, StoreError> {
    let form: String = row.try_get("form_id")?;
    let bytes: i64 = row.try_get("bytes")?;
    Ok(StoredUpload {
        form: form.try_into().map_err(|error| StoreError::Unreadable {
            what: "an upload",
            reason: format!("{error}"),
        })?,
        question: row.try_get("question")?,
        link: row.try_get("link_id")?,
        file: FileRef {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            media_type: row.try_get("media_type")?,
            bytes: u64::try_from(bytes).unwrap_or(0),
        },
        sha256: row.try_get("sha256")?,
        received_at_ms: row.try_get("received_at_ms")?,
    })
}
