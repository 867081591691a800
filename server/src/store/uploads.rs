//! What is known of the files that visitors sent.

use super::{Dialect, Store, StoreError, bind_all, placeholders, places};
use sonda_domain::{FileRef, FormId};
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The most ids that one statement names.
const MOST_IDS: usize = 512;

/// What nobody waits for any more: received before the moment `$1`, and of no response. It asks of the row itself: what
/// another transaction has changed of it is seen, what it has written elsewhere is not.
const FORGOTTEN: &str = "received_at_ms < $1 AND response_id IS NULL";

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
    /// The response that names it.
    pub response: Option<String>,
}

const COLUMNS: &str =
    "id, form_id, question, link_id, name, media_type, bytes, sha256, received_at_ms, response_id";

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
        Ok(self.uploads(&BTreeSet::from([id])).await?.remove(id))
    }

    /// The files of those ids, as far as there are any.
    ///
    /// # Errors
    /// The database failed.
    pub async fn uploads(
        &self,
        ids: &BTreeSet<&str>,
    ) -> Result<HashMap<String, StoredUpload>, StoreError> {
        let mut found = HashMap::with_capacity(ids.len());
        for ids in chunks(ids) {
            let sql = format!(
                "SELECT {COLUMNS} FROM upload WHERE id IN ({})",
                placeholders(1, places(ids.len()))
            );
            let rows = bind_all(sqlx::query(AssertSqlSafe(sql)), &ids)
                .fetch_all(self.reader())
                .await?;
            for row in &rows {
                let upload = read_upload(row)?;
                found.insert(upload.file.id.clone(), upload);
            }
        }
        Ok(found)
    }

    /// Those of the files that no response has, locked until the transaction ends: nobody else takes them, nor are
    /// they swept away.
    pub(crate) async fn lock_free_uploads(
        tx: &mut Transaction<'_, Any>,
        dialect: Dialect,
        ids: &BTreeSet<&str>,
    ) -> Result<HashSet<String>, StoreError> {
        let mut free = HashSet::with_capacity(ids.len());
        for ids in chunks(ids) {
            let sql = format!(
                "SELECT id FROM upload WHERE response_id IS NULL AND state = 'kept' AND id IN ({}) ORDER BY id{}",
                placeholders(1, places(ids.len())),
                dialect.for_update()
            );
            let rows = bind_all(sqlx::query(AssertSqlSafe(sql)), &ids)
                .fetch_all(&mut **tx)
                .await?;
            for row in rows {
                free.insert(row.try_get("id")?);
            }
        }
        Ok(free)
    }

    /// Gives files that are locked to a response.
    pub(crate) async fn give_uploads(
        tx: &mut Transaction<'_, Any>,
        response: &str,
        ids: &BTreeSet<&str>,
    ) -> Result<(), StoreError> {
        for ids in chunks(ids) {
            let sql = format!(
                "UPDATE upload SET response_id = $1, sender = '' WHERE id IN ({})",
                placeholders(2, places(ids.len()))
            );
            let query = sqlx::query(AssertSqlSafe(sql)).bind(response.to_owned());
            bind_all(query, &ids).execute(&mut **tx).await?;
        }
        Ok(())
    }

    /// The bytes of all files, and of those that no submission names yet.
    ///
    /// # Errors
    /// The database failed.
    pub async fn upload_bytes(&self) -> Result<(u64, u64), StoreError> {
        let row = sqlx::query(
            "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS kept, \
             CAST(COALESCE(SUM(CASE WHEN response_id IS NULL THEN bytes ELSE 0 END), 0) AS BIGINT) AS waiting \
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

    /// Forgets files received before a moment that belong to no response; returns their ids, for their files to
    /// be deleted.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_orphans(&self, before_ms: i64) -> Result<Vec<String>, StoreError> {
        let mut tx = self.begin().await?;
        // One that a submission is just taking is locked, and passed over.
        let sql = format!(
            "DELETE FROM upload WHERE {FORGOTTEN} AND id IN (SELECT id FROM upload WHERE {FORGOTTEN} LIMIT 500{}) \
             RETURNING id",
            self.dialect().for_claim()
        );
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(before_ms)
            .fetch_all(&mut *tx)
            .await?;
        let ids = rows
            .iter()
            .map(|row| row.try_get("id"))
            .collect::<Result<_, _>>()?;
        tx.commit().await?;
        Ok(ids)
    }
}

fn chunks<'a>(ids: &BTreeSet<&'a str>) -> Vec<BTreeSet<&'a str>> {
    let ids: Vec<&str> = ids.iter().copied().collect();
    ids.chunks(MOST_IDS)
        .map(|chunk| chunk.iter().copied().collect())
        .collect()
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
        response: row.try_get("response_id")?,
    })
}
