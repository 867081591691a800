//! What is begun by personal links and not sent yet: one draft a link, its devices, and the codes sent for it.

use super::{Store, StoreError, bind_all, placeholders, places, read_json};
use crate::drafts::{CODE_MS, HOUR_MS, MOST_LETTERS, MOST_TRIES, NONE, Save, Verdict, judge};
use serde::Serialize;
use sonda_domain::{Entries, FormId, Once};
use sqlx::{Any, AssertSqlSafe, Row, Transaction};
use std::collections::BTreeSet;

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
