//! What is begun by personal links and not sent yet: one draft a link, its devices, and the codes sent for it.

mod codes;
mod ended;

pub use codes::{CodeAsked, CodeTried};

use super::{Store, StoreError, read_json};
use crate::drafts::{NONE, Save, Verdict, judge};
use serde::Serialize;
use sonda_domain::Entries;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

/// The most devices of one draft: the newest stay.
const MOST_DEVICES: i64 = 10;

/// What was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredDraft {
    /// The answers.
    pub entries: Entries,
    /// The step they were left at; the first if empty.
    pub step: String,
    /// The random id of the newest save.
    pub revision: String,
}

/// What became of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It is kept; `admitted` if its device was not known before and is now.
    Kept {
        /// Whether the new device's digest was written down.
        admitted: bool,
    },
    /// Another save came first: that revision.
    Conflict(String),
    /// The draft was begun on another device, and this one is not let in.
    Elsewhere,
    /// What it follows is no more.
    Gone,
}

/// Who saves.
#[derive(Debug, Clone, Copy)]
pub struct Saver<'a> {
    /// The digest of the device's secret, if it brought one.
    pub device: Option<&'a str>,
    /// The digest of the secret that it is given if it needs one.
    pub new_device: &'a str,
    /// Whether it may take the place of whatever it saved itself: a page without JavaScript knows of no save but its
    /// own, and is sent again with the browser's Back.
    pub own_anyway: bool,
}

impl Store {
    /// What was begun by a link.
    ///
    /// # Errors
    /// The database failed.
    pub async fn draft(&self, link: &str) -> Result<Option<StoredDraft>, StoreError> {
        let row = sqlx::query("SELECT entries, step, revision FROM draft WHERE link_id = $1")
            .bind(link)
            .fetch_optional(self.reader())
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        Ok(Some(StoredDraft {
            entries: read_json("a draft", row.try_get("entries")?)?,
            step: row.try_get("step")?,
            revision: row.try_get("revision")?,
        }))
    }

    /// Whether a device may see and save what was begun by a link.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_draft_device(&self, link: &str, device: &str) -> Result<bool, StoreError> {
        let count: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM draft_device WHERE link_id = $1 AND device = $2",
        )
        .bind(link)
        .bind(device)
        .fetch_one(self.reader())
        .await?;
        Ok(count > 0)
    }

    /// Keeps a save, or says why not. Two first saves at once: one is the first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn save_draft(
        &self,
        link: &str,
        save: &Save,
        saver: Saver<'_>,
        now_ms: i64,
    ) -> Result<Saved, StoreError> {
        let mut tx = self.begin().await?;
        let mut current = self.lock_draft(&mut tx, link).await?;
        if current.is_none() && judge(save, None) == Verdict::Begin {
            let written = sqlx::query(
                "INSERT INTO draft (link_id, entries, step, revision, saved_by, saved_at_ms) \
                 VALUES ($1, '{}', '', $2, '', $3) ON CONFLICT DO NOTHING",
            )
            .bind(link)
            .bind(NONE)
            .bind(now_ms)
            .execute(&mut *tx)
            .await?;
            if written.rows_affected() == 0 {
                // Somebody else was first just now: locked, it can be read.
                current = self.lock_draft(&mut tx, link).await?;
            }
        }
        let (revision, saved_by) = current
            .as_ref()
            .map_or((NONE, NONE), |(revision, by)| (revision, by));
        let verdict = judge(save, current.as_ref().map(|_| revision));
        let known = match saver.device {
            Some(device) => is_device(&mut tx, link, device).await?,
            None => false,
        };
        // Only who was let in has seen a revision.
        if current.is_some() && !known && !save.knows(revision) {
            return Ok(Saved::Elsewhere);
        }
        let device = saver.device.filter(|_| known).unwrap_or(saver.new_device);
        match verdict {
            Verdict::Gone => return Ok(Saved::Gone),
            Verdict::Conflict if !(saver.own_anyway && known && saved_by == device) => {
                return Ok(Saved::Conflict(revision.to_owned()));
            }
            Verdict::Repeat => {}
            Verdict::Begin | Verdict::Replace | Verdict::Conflict => {
                let entries = serde_json::to_string(&save.entries);
                let entries = entries.map_err(|error| StoreError::Unreadable {
                    what: "a draft",
                    reason: error.to_string(),
                })?;
                sqlx::query(
                    "UPDATE draft SET entries = $2, step = $3, revision = $4, saved_by = $5, saved_at_ms = $6 \
                     WHERE link_id = $1",
                )
                .bind(link)
                .bind(entries)
                .bind(&save.step)
                .bind(&save.revision)
                .bind(device)
                .bind(now_ms)
                .execute(&mut *tx)
                .await?;
            }
        }
        if !known {
            admit(&mut tx, link, device, now_ms).await?;
        }
        Self::note_started(&mut tx, link, now_ms).await?;
        tx.commit().await?;
        Ok(Saved::Kept { admitted: !known })
    }

    /// The revision of a draft and the device it is of, locked until the transaction ends.
    async fn lock_draft(
        &self,
        tx: &mut Transaction<'_, Any>,
        link: &str,
    ) -> Result<Option<(String, String)>, StoreError> {
        let lock = self.dialect().for_update();
        let sql = format!("SELECT revision, saved_by FROM draft WHERE link_id = $1{lock}");
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(link)
            .fetch_optional(&mut **tx)
            .await?;
        let row = row.as_ref();
        row.map(|row| Ok((row.try_get("revision")?, row.try_get("saved_by")?)))
            .transpose()
    }
}

async fn is_device(
    tx: &mut Transaction<'_, Any>,
    link: &str,
    device: &str,
) -> Result<bool, StoreError> {
    let count: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM draft_device WHERE link_id = $1 AND device = $2")
            .bind(link)
            .bind(device)
            .fetch_one(&mut **tx)
            .await?;
    Ok(count > 0)
}

/// Lets a device in; of too many the oldest goes.
async fn admit(
    tx: &mut Transaction<'_, Any>,
    link: &str,
    device: &str,
    now_ms: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO draft_device (link_id, device, made_at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(link)
    .bind(device)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "DELETE FROM draft_device WHERE link_id = $1 AND device <> $2 AND device NOT IN (\
         SELECT device FROM draft_device WHERE link_id = $1 ORDER BY made_at_ms DESC, device LIMIT $3)",
    )
    .bind(link)
    .bind(device)
    .bind(MOST_DEVICES)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
