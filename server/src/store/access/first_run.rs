//! The first run: of all who have its code, at every server, one becomes the owner.

use super::FIRST_RUN;
use super::accounts::{NewAccount, insert_account};
use crate::access::FIRST_RUN_MS;
use crate::store::{Store, StoreError};
use sqlx::Row;
use subtle::ConstantTimeEq;

/// What became of a first run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstRun {
    /// The account is made, and the code is spent.
    Done,
    /// That is not the newest code, or it is too old.
    WrongCode,
    /// There is an account already.
    Over,
}

impl Store {
    /// Keeps the code of a first run in the place of any before; `false`: there is an account already.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin_first_run(&self, digest: &str, now_ms: i64) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        self.hold(&mut tx, FIRST_RUN).await?;
        let account = sqlx::query("SELECT id FROM account LIMIT 1");
        if account.fetch_optional(&mut *tx).await?.is_some() {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO first_run (id, digest, created_at_ms) VALUES (1, $1, $2) \
             ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, created_at_ms = excluded.created_at_ms",
        )
        .bind(digest)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Whether that is the code of the first run. Says nothing for later: [`Store::finish_first_run`] decides.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_first_run(&self, digest: &str, now_ms: i64) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT digest FROM first_run WHERE created_at_ms > $1")
            .bind(now_ms - FIRST_RUN_MS)
            .fetch_optional(self.reader());
        let stored = row.await?.map(|row| row.try_get::<String, _>("digest"));
        let stored = stored.transpose()?;
        Ok(stored.is_some_and(|stored| stored.as_bytes().ct_eq(digest.as_bytes()).into()))
    }

    /// Makes the first account, and spends the code.
    ///
    /// # Errors
    /// The database failed.
    pub async fn finish_first_run(
        &self,
        digest: &str,
        owner: &NewAccount,
        now_ms: i64,
    ) -> Result<FirstRun, StoreError> {
        let mut tx = self.begin().await?;
        self.hold(&mut tx, FIRST_RUN).await?;
        let account = sqlx::query("SELECT id FROM account LIMIT 1");
        if account.fetch_optional(&mut *tx).await?.is_some() {
            return Ok(FirstRun::Over);
        }
        let spent = sqlx::query("DELETE FROM first_run WHERE digest = $1 AND created_at_ms > $2")
            .bind(digest)
            .bind(now_ms - FIRST_RUN_MS)
            .execute(&mut *tx)
            .await?;
        if spent.rows_affected() != 1 {
            return Ok(FirstRun::WrongCode);
        }
        insert_account(&mut tx, owner, now_ms).await?;
        tx.commit().await?;
        Ok(FirstRun::Done)
    }
}
