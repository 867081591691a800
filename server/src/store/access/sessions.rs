//! Sessions: browsers that are signed in.

use super::accounts::{COLUMNS, read_account};
use super::{StoredAccount, end_sessions};
use crate::access::{FORGOTTEN_MS, KNOWN_MS, PasswordHash, SESSION_IDLE_MS, session_is_alive};
use crate::store::{Store, StoreError};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};
use std::fmt;

/// A session about to begin. Its `Debug` tells nothing of the person.
#[derive(Clone)]
pub struct NewSession {
    /// The digest of the secret in the browser's cookie.
    pub digest: String,
    /// The name it is listed and ended by, random.
    pub id: String,
    /// Whose it is.
    pub account: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// The address it signed in from.
    pub address: String,
    /// The network of that address, hashed.
    pub network: String,
    /// When it is over at the latest.
    pub expires_at_ms: i64,
}

impl fmt::Debug for NewSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("NewSession");
        shown.field("id", &self.id).finish_non_exhaustive()
    }
}

/// A session as it is stored. Its `Debug` tells nothing of the person.
#[derive(Clone, PartialEq)]
pub struct StoredSession {
    /// The name it is listed and ended by.
    pub id: String,
    /// The digest of its secret.
    pub digest: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// The address it signed in from.
    pub address: String,
    /// When it began, in milliseconds since the epoch.
    pub created_at_ms: i64,
    /// When it was last used, to the minute.
    pub seen_at_ms: i64,
    /// When it is over at the latest.
    pub expires_at_ms: i64,
    /// When its person last gave the password in it.
    pub confirmed_at_ms: i64,
}

impl fmt::Debug for StoredSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("StoredSession");
        shown.field("id", &self.id).finish_non_exhaustive()
    }
}

const OWN_COLUMNS: &str = "account_session.id AS session_id, account_session.digest, account_session.user_agent, \
     account_session.address, account_session.created_at_ms AS began_at_ms, account_session.seen_at_ms, \
     account_session.expires_at_ms, account_session.confirmed_at_ms";

fn read_session(row: &AnyRow) -> Result<StoredSession, StoreError> {
    Ok(StoredSession {
        id: row.try_get("session_id")?,
        digest: row.try_get("digest")?,
        user_agent: row.try_get("user_agent")?,
        address: row.try_get("address")?,
        created_at_ms: row.try_get("began_at_ms")?,
        seen_at_ms: row.try_get("seen_at_ms")?,
        expires_at_ms: row.try_get("expires_at_ms")?,
        confirmed_at_ms: row.try_get("confirmed_at_ms")?,
    })
}

impl Store {
    /// Begins a session of an account whose password is still that one, in the place of the browser's session before,
    /// given by its digest. `false`: the account lets nobody in any more, or its password is another.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin_session(
        &self,
        session: &NewSession,
        password: &PasswordHash,
        before: Option<&str>,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let signed_in = sqlx::query(
            "UPDATE account SET signed_in_at_ms = $2 WHERE id = $1 AND password = $3 AND disabled_at_ms IS NULL",
        )
        .bind(&session.account)
        .bind(now_ms)
        .bind(password.as_stored())
        .execute(&mut *tx)
        .await?;
        if signed_in.rows_affected() != 1 {
            return Ok(false);
        }
        if let Some(before) = before {
            sqlx::query("DELETE FROM account_session WHERE digest = $1")
                .bind(before)
                .execute(&mut *tx)
                .await?;
        }
        sqlx::query(
            "INSERT INTO account_session \
             (digest, id, account_id, user_agent, address, created_at_ms, seen_at_ms, expires_at_ms, confirmed_at_ms) \
             VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $6)",
        )
        .bind(&session.digest)
        .bind(&session.id)
        .bind(&session.account)
        .bind(&session.user_agent)
        .bind(&session.address)
        .bind(now_ms)
        .bind(session.expires_at_ms)
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "INSERT INTO known_network (account_id, network, seen_at_ms) VALUES ($1, $2, $3) \
             ON CONFLICT (account_id, network) DO UPDATE SET seen_at_ms = excluded.seen_at_ms",
        )
        .bind(&session.account)
        .bind(&session.network)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The session of a browser and its person, if both may still come in.
    ///
    /// # Errors
    /// The database failed.
    pub async fn session(
        &self,
        digest: &str,
        now_ms: i64,
    ) -> Result<Option<(StoredSession, StoredAccount)>, StoreError> {
        let sql = format!(
            "SELECT {OWN_COLUMNS}, {COLUMNS} FROM account_session JOIN account ON account.id = account_session.account_id \
             WHERE account_session.digest = $1 AND account.disabled_at_ms IS NULL"
        );
        let row = sqlx::query(AssertSqlSafe(sql)).bind(digest);
        let Some(row) = row.fetch_optional(self.reader()).await? else {
            return Ok(None);
        };
        let session = read_session(&row)?;
        match session_is_alive(session.seen_at_ms, session.expires_at_ms, now_ms) {
            true => Ok(Some((session, read_account(&row)?))),
            false => Ok(None),
        }
    }

    /// Writes that a session is used now.
    ///
    /// # Errors
    /// The database failed.
    pub async fn see_session(&self, digest: &str, now_ms: i64) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "UPDATE account_session SET seen_at_ms = $2 WHERE digest = $1 AND seen_at_ms < $2",
        )
        .bind(digest)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Writes that the person of a session gave the password now.
    ///
    /// # Errors
    /// The database failed.
    pub async fn confirm_session(&self, digest: &str, now_ms: i64) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE account_session SET confirmed_at_ms = $2 WHERE digest = $1")
            .bind(digest)
            .bind(now_ms)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The sessions of an account, the last used first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sessions(
        &self,
        account: &str,
        now_ms: i64,
    ) -> Result<Vec<StoredSession>, StoreError> {
        let sql = format!(
            "SELECT {OWN_COLUMNS} FROM account_session WHERE account_id = $1 ORDER BY seen_at_ms DESC, id"
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(account);
        let rows = rows.fetch_all(self.reader()).await?;
        let sessions = rows.iter().map(read_session);
        let alive =
            |one: &StoredSession| session_is_alive(one.seen_at_ms, one.expires_at_ms, now_ms);
        sessions
            .filter(|one| one.as_ref().map_or(true, alive))
            .collect()
    }

    /// Ends one session of an account; `false`: it has no such session.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_session(&self, account: &str, id: &str) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let ended = sqlx::query("DELETE FROM account_session WHERE account_id = $1 AND id = $2")
            .bind(account)
            .bind(id)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(ended.rows_affected() == 1)
    }

    /// Ends the sessions of an account but the one of that digest; says how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_other_sessions(&self, account: &str, but: &str) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let ended = end_sessions(&mut tx, account, but).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Forgets sessions and one-time addresses that are over, old failures, and networks nobody comes from any more.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_ended_access(&self, now_ms: i64) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM account_session WHERE expires_at_ms <= $1 OR seen_at_ms <= $2")
            .bind(now_ms)
            .bind(now_ms - SESSION_IDLE_MS)
            .execute(&mut *tx)
            .await?;
        for (sql, before) in [
            ("DELETE FROM account_code WHERE expires_at_ms <= $1", now_ms),
            (
                "DELETE FROM sign_in_tally WHERE last_at_ms <= $1",
                now_ms - FORGOTTEN_MS,
            ),
            (
                "DELETE FROM known_network WHERE seen_at_ms <= $1",
                now_ms - KNOWN_MS,
            ),
        ] {
            sqlx::query(sql).bind(before).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
