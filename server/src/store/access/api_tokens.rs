//! Tokens of programs.

use super::named;
use crate::access::Scope;
use crate::store::{Store, StoreError};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

/// A token about to be given out.
#[derive(Debug, Clone)]
pub struct NewApiToken {
    /// Its digest.
    pub digest: String,
    /// The name it is revoked by, random.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// The account that made it; the operator if none.
    pub made_by: Option<String>,
    /// When it is over.
    pub expires_at_ms: Option<i64>,
}

/// A token as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredApiToken {
    /// The name it is revoked by.
    pub id: String,
    /// Its digest.
    pub digest: String,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// The account that made it; the operator if none.
    pub made_by: Option<String>,
    /// When it was made, in milliseconds since the epoch.
    pub created_at_ms: i64,
    /// When it is over.
    pub expires_at_ms: Option<i64>,
    /// When it was last used, to the minute.
    pub used_at_ms: Option<i64>,
}

const COLUMNS: &str = "api_token.id, api_token.digest, api_token.name, api_token.scope, api_token.made_by, \
     api_token.created_at_ms, api_token.expires_at_ms, api_token.used_at_ms";

fn read_token(row: &AnyRow) -> Result<StoredApiToken, StoreError> {
    Ok(StoredApiToken {
        id: row.try_get("id")?,
        digest: row.try_get("digest")?,
        name: row.try_get("name")?,
        scope: named(row, "scope")?,
        made_by: row.try_get("made_by")?,
        created_at_ms: row.try_get("created_at_ms")?,
        expires_at_ms: row.try_get("expires_at_ms")?,
        used_at_ms: row.try_get("used_at_ms")?,
    })
}

impl Store {
    /// Keeps a new token.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_api_token(&self, token: &NewApiToken, now_ms: i64) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "INSERT INTO api_token (digest, id, name, scope, made_by, created_at_ms, expires_at_ms) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&token.digest)
        .bind(&token.id)
        .bind(&token.name)
        .bind(token.scope.as_str())
        .bind(&token.made_by)
        .bind(now_ms)
        .bind(token.expires_at_ms)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Every token, those that are over included, the newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn api_tokens(&self) -> Result<Vec<StoredApiToken>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM api_token ORDER BY created_at_ms DESC, id");
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(self.reader());
        rows.await?.iter().map(read_token).collect()
    }

    /// The token of that digest, while it works: until its end, and no longer than whoever made it may come in.
    ///
    /// # Errors
    /// The database failed.
    pub async fn api_token(
        &self,
        digest: &str,
        now_ms: i64,
    ) -> Result<Option<StoredApiToken>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM api_token LEFT JOIN account ON account.id = api_token.made_by \
             WHERE api_token.digest = $1 AND (api_token.expires_at_ms IS NULL OR api_token.expires_at_ms > $2) \
             AND account.disabled_at_ms IS NULL"
        );
        let row = sqlx::query(AssertSqlSafe(sql)).bind(digest).bind(now_ms);
        let row = row.fetch_optional(self.reader()).await?;
        row.as_ref().map(read_token).transpose()
    }

    /// Writes that a token is used now.
    ///
    /// # Errors
    /// The database failed.
    pub async fn use_api_token(&self, digest: &str, now_ms: i64) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE api_token SET used_at_ms = $2 WHERE digest = $1")
            .bind(digest)
            .bind(now_ms)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends a token; `false`: there is no such token.
    ///
    /// # Errors
    /// The database failed.
    pub async fn revoke_api_token(&self, id: &str) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let ended = sqlx::query("DELETE FROM api_token WHERE id = $1")
            .bind(id)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(ended.rows_affected() == 1)
    }
}
