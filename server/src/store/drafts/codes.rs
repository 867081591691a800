//! The codes that are sent for drafts, and what becomes of them.

use super::{Store, StoreError, admit};
use crate::drafts::{CODE_MS, HOUR_MS, MOST_LETTERS, MOST_TRIES};
use sqlx::Row;

/// Whether a code may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeAsked {
    /// It is written down.
    Granted,
    /// Too many were sent; the next may go after so many milliseconds.
    TooMany(i64),
    /// There is nothing to go on with.
    NoDraft,
}

/// What became of a code that was typed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeTried {
    /// It is right, and the device is let in.
    Right,
    /// It is not; it may be tried again.
    Wrong,
    /// No code works here: none was sent to this device, or it is too old, or was tried too often.
    Void,
}

impl Store {
    /// Writes down a code that is about to be sent, unless too many were.
    ///
    /// # Errors
    /// The database failed.
    pub async fn ask_draft_code(
        &self,
        link: &str,
        device: &str,
        (id, code): (&str, &str),
        now_ms: i64,
    ) -> Result<CodeAsked, StoreError> {
        let mut tx = self.begin().await?;
        if self.lock_draft(&mut tx, link).await?.is_none() {
            return Ok(CodeAsked::NoDraft);
        }
        let sent: Vec<i64> = sqlx::query_scalar(
            "SELECT sent_at_ms FROM draft_code WHERE link_id = $1 AND sent_at_ms > $2 ORDER BY sent_at_ms",
        )
        .bind(link)
        .bind(now_ms - HOUR_MS)
        .fetch_all(&mut *tx)
        .await?;
        if let Some(first) = sent.first().filter(|_| sent.len() as i64 >= MOST_LETTERS) {
            return Ok(CodeAsked::TooMany(first + HOUR_MS - now_ms));
        }
        sqlx::query(
            "INSERT INTO draft_code (id, link_id, device, code, tries, sent_at_ms) VALUES ($1, $2, $3, $4, 0, $5)",
        )
        .bind(id)
        .bind(link)
        .bind(device)
        .bind(code)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(CodeAsked::Granted)
    }

    /// Forgets a code that could not be sent: it does not count.
    ///
    /// # Errors
    /// The database failed.
    pub async fn drop_draft_code(&self, id: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM draft_code WHERE id = $1")
            .bind(id)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether a code was sent for that device which may still work.
    ///
    /// # Errors
    /// The database failed.
    pub async fn awaits_draft_code(
        &self,
        link: &str,
        device: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let count: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM draft_code WHERE link_id = $1 AND device = $2 AND sent_at_ms > $3",
        )
        .bind(link)
        .bind(device)
        .bind(now_ms - CODE_MS)
        .fetch_one(self.reader())
        .await?;
        Ok(count > 0)
    }

    /// Counts a try at the newest code sent for a device; a right one is used up, and lets the device in under a
    /// new secret. `is_right` is given the code's id and what is stored of it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn try_draft_code(
        &self,
        link: &str,
        (device, new_device): (&str, &str),
        is_right: impl Fn(&str, &str) -> bool,
        now_ms: i64,
    ) -> Result<CodeTried, StoreError> {
        let mut tx = self.begin().await?;
        // The lock of the draft's row makes tries at once one after another.
        if self.lock_draft(&mut tx, link).await?.is_none() {
            return Ok(CodeTried::Void);
        }
        let row = sqlx::query(
            "SELECT id, code, tries, sent_at_ms FROM draft_code WHERE link_id = $1 AND device = $2 \
             ORDER BY sent_at_ms DESC, id LIMIT 1",
        )
        .bind(link)
        .bind(device)
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else {
            return Ok(CodeTried::Void);
        };
        let (id, code): (String, String) = (row.try_get("id")?, row.try_get("code")?);
        let (tries, sent_at_ms): (i64, i64) = (row.try_get("tries")?, row.try_get("sent_at_ms")?);
        if tries >= MOST_TRIES || now_ms >= sent_at_ms + CODE_MS {
            return Ok(CodeTried::Void);
        }
        let right = is_right(&id, &code);
        // A code that was used is kept as one that was tried too often: it counts among those sent.
        let tries = if right { MOST_TRIES } else { tries + 1 };
        sqlx::query("UPDATE draft_code SET tries = $2 WHERE id = $1")
            .bind(&id)
            .bind(tries)
            .execute(&mut *tx)
            .await?;
        if right {
            admit(&mut tx, link, new_device, now_ms).await?;
        }
        tx.commit().await?;
        Ok(match right {
            true => CodeTried::Right,
            false if tries >= MOST_TRIES => CodeTried::Void,
            false => CodeTried::Wrong,
        })
    }
}
