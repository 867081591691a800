//! Passwords and the one-time addresses at which they are set. A new password ends every session.

use super::accounts::{COLUMNS, put_code, read_account};
use super::{StoredAccount, end_sessions};
use crate::access::PasswordHash;
use crate::store::{Store, StoreError};
use sqlx::{AnyConnection, AssertSqlSafe};

/// What a new password takes the place of.
#[derive(Debug, Clone, Copy)]
pub enum NewPassword<'a> {
    /// Whatever there is: its person came by the one-time address of that digest, which is spent.
    ByCode(&'a str),
    /// The password that its person has shown to know.
    Instead(&'a PasswordHash),
}

impl Store {
    /// Gives an account a new one-time address in the place of the one before; `false`: there is no such account, or it
    /// is disabled.
    ///
    /// # Errors
    /// The database failed.
    pub async fn give_code(&self, account: &str, code: (&str, i64)) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let lock = self.dialect().for_update();
        let sql = format!("SELECT id FROM account WHERE id = $1 AND disabled_at_ms IS NULL{lock}");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(account);
        if row.fetch_optional(&mut *tx).await?.is_none() {
            return Ok(false);
        }
        put_code(&mut tx, account, code).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The same for somebody who lost the password, or whose password somebody else has: it works no longer, every
    /// session ends, what was counted against the account is forgotten, and the tokens that it made end unless they are
    /// to be kept.
    ///
    /// # Errors
    /// The database failed.
    pub async fn recover_account(
        &self,
        account: &str,
        code: (&str, i64),
        subject: &str,
        keep_tokens: bool,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let set = sqlx::query(
            "UPDATE account SET password = NULL WHERE id = $1 AND disabled_at_ms IS NULL",
        )
        .bind(account)
        .execute(&mut *tx)
        .await?;
        if set.rows_affected() != 1 {
            return Ok(false);
        }
        end_sessions(&mut tx, account, "").await?;
        if !keep_tokens {
            sqlx::query("DELETE FROM api_token WHERE made_by = $1")
                .bind(account)
                .execute(&mut *tx)
                .await?;
        }
        put_code(&mut tx, account, code).await?;
        sqlx::query("DELETE FROM sign_in_tally WHERE subject = $1")
            .bind(subject)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Keeps the same password under another hash, and its sessions with it; `false`: it was another meanwhile.
    ///
    /// # Errors
    /// The database failed.
    pub async fn renew_hash(
        &self,
        account: &str,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let set = sqlx::query("UPDATE account SET password = $2 WHERE id = $1 AND password = $3")
            .bind(account)
            .bind(new.as_stored())
            .bind(old.as_stored())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(set.rows_affected() == 1)
    }

    /// Whom a one-time address is for, while it works.
    ///
    /// # Errors
    /// The database failed.
    pub async fn account_by_code(
        &self,
        digest: &str,
        now_ms: i64,
    ) -> Result<Option<StoredAccount>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM account JOIN account_code ON account_code.account_id = account.id \
             WHERE account_code.digest = $1 AND account_code.expires_at_ms > $2 AND account.disabled_at_ms IS NULL"
        );
        let row = sqlx::query(AssertSqlSafe(sql)).bind(digest).bind(now_ms);
        let row = row.fetch_optional(self.reader()).await?;
        row.as_ref().map(read_account).transpose()
    }

    /// Sets a password and ends every session of the account; `false`: the one-time address works no longer, or the
    /// password was another meanwhile.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_password(
        &self,
        account: &str,
        password: &PasswordHash,
        by: NewPassword<'_>,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        // As everybody else does: the account first, then what belongs to it.
        let lock = self.dialect().for_update();
        let sql = format!("SELECT id FROM account WHERE id = $1{lock}");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(account);
        row.fetch_optional(&mut *tx).await?;
        let set = match by {
            NewPassword::ByCode(digest) => {
                if !spend_code(&mut tx, account, digest, now_ms).await? {
                    return Ok(false);
                }
                sqlx::query(
                    "UPDATE account SET password = $2 WHERE id = $1 AND disabled_at_ms IS NULL",
                )
                .bind(account)
                .bind(password.as_stored())
                .execute(&mut *tx)
                .await?
            }
            NewPassword::Instead(old) => {
                // A one-time address that is still on its way must not undo it.
                sqlx::query("DELETE FROM account_code WHERE account_id = $1")
                    .bind(account)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query("UPDATE account SET password = $2 WHERE id = $1 AND password = $3")
                    .bind(account)
                    .bind(password.as_stored())
                    .bind(old.as_stored())
                    .execute(&mut *tx)
                    .await?
            }
        };
        if set.rows_affected() != 1 {
            return Ok(false);
        }
        end_sessions(&mut tx, account, "").await?;
        tx.commit().await?;
        Ok(true)
    }
}

async fn spend_code(
    tx: &mut AnyConnection,
    account: &str,
    digest: &str,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let spent = sqlx::query(
        "DELETE FROM account_code WHERE account_id = $1 AND digest = $2 AND expires_at_ms > $3",
    )
    .bind(account)
    .bind(digest)
    .bind(now_ms)
    .execute(tx)
    .await?;
    Ok(spent.rows_affected() == 1)
}
