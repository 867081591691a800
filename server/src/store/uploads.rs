//! What is known of the files that visitors sent.

use super::{Dialect, Store, StoreError, bind_all, placeholders, places};
use sonda_domain::{FileRef, FormId};
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The most ids that one statement names.
const MOST_IDS: usize = 512;

/// What nobody waits for any more: of no response, and received before the moment `$1`; before `$2` if it was never
/// kept. It asks of the row itself: what another transaction has changed of it is seen, what it has written elsewhere
/// is not.
const FORGOTTEN: &str = "response_id IS NULL AND \
     (received_at_ms < $1 OR (state = 'scanning' AND received_at_ms < $2)) AND NOT EXISTS \
     (SELECT 1 FROM draft WHERE draft.link_id = upload.link_id AND draft.entries LIKE '%' || upload.id || '%')";

/// The lock under which space is given to files, so that those that come at once do not take the same.
const SPACE_LOCK: &str = "uploads/space";

/// The most bytes that files may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// Of all files.
    pub total: u64,
    /// Of those that no response names.
    pub waiting: u64,
    /// Of those that no response names and that are for one form.
    pub waiting_of_form: u64,
    /// Of those that no response names and one sender sent.
    pub waiting_of_one: u64,
}

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
    /// Whether it is on disk and nothing was found against it.
    pub is_kept: bool,
}

const COLUMNS: &str = "id, form_id, question, link_id, name, media_type, bytes, sha256, received_at_ms, response_id, state";

impl Store {
    /// Notes a file that is about to be put on disk and looked at, if there is space for it; says whether.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_upload(
        &self,
        upload: &StoredUpload,
        sender: &str,
        space: Space,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        if let Some(lock) = self.dialect().lock_name() {
            sqlx::query(lock).bind(SPACE_LOCK).execute(&mut *tx).await?;
        }
        let row = sqlx::query(
            "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS total, \
             CAST(COALESCE(SUM(CASE WHEN response_id IS NULL THEN bytes ELSE 0 END), 0) AS BIGINT) AS waiting, \
             CAST(COALESCE(SUM(CASE WHEN response_id IS NULL AND sender = $1 THEN bytes ELSE 0 END), 0) AS BIGINT) \
             AS waiting_of_one, \
             CAST(COALESCE(SUM(CASE WHEN response_id IS NULL AND form_id = $2 THEN bytes ELSE 0 END), 0) AS BIGINT) \
             AS waiting_of_form FROM upload",
        )
        .bind(sender)
        .bind(upload.form.as_str())
        .fetch_one(&mut *tx)
        .await?;
        for (name, most) in [
            ("total", space.total),
            ("waiting", space.waiting),
            ("waiting_of_form", space.waiting_of_form),
            ("waiting_of_one", space.waiting_of_one),
        ] {
            let taken = u64::try_from(row.try_get::<i64, _>(name)?).unwrap_or(0);
            if taken.saturating_add(upload.file.bytes) > most {
                tx.rollback().await?;
                return Ok(false);
            }
        }
        sqlx::query(
            "INSERT INTO upload (id, form_id, question, link_id, name, media_type, bytes, sha256, received_at_ms, \
             sender, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'scanning')",
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
        .bind(sender)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Says of a file that it is on disk and nothing was found against it: a submission may name it from now on.
    /// False if it is forgotten by now.
    ///
    /// # Errors
    /// The database failed.
    pub async fn keep_upload(&self, id: &str) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let kept = sqlx::query("UPDATE upload SET state = 'kept' WHERE id = $1")
            .bind(id)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        tx.commit().await?;
        Ok(kept == 1)
    }

    /// Forgets a file that was never kept.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_upload(&self, id: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM upload WHERE id = $1 AND state = 'scanning'")
            .bind(id)
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

    /// Forgets files received before a moment that belong to no response, and those received before another that
    /// were never kept; returns their ids, for their files to be deleted.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_orphans(
        &self,
        before_ms: i64,
        never_kept_before_ms: i64,
    ) -> Result<Vec<String>, StoreError> {
        let mut tx = self.begin().await?;
        // One that a submission is just taking is locked, and passed over.
        let sql = format!(
            "DELETE FROM upload WHERE {FORGOTTEN} AND id IN (SELECT id FROM upload WHERE {FORGOTTEN} LIMIT 500{}) \
             RETURNING id",
            self.dialect().for_claim()
        );
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(before_ms)
            .bind(never_kept_before_ms)
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
        is_kept: row.try_get::<String, _>("state")? == "kept",
    })
}
