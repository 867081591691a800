//! Connections are added, changed and removed. Each change is counted, so that every process notices.

use super::mappings::newest_mappings;
use super::{COLUMNS, Drift, Sealed, StoredConnection, TablesChanged, as_json, read_connection};
use crate::crm::Table;
use crate::store::{Store, StoreError};
use serde_json::{Map, Value};
use sonda_domain::FormId;
use sqlx::{AnyConnection, AssertSqlSafe};

/// What a connection is set to.
#[derive(Debug)]
pub struct ConnectionSet<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its kind.
    pub kind: &'a str,
    /// Its settings.
    pub settings: &'a Map<String, Value>,
    /// Its secret, sealed.
    pub secret: Option<&'a Sealed>,
}

/// What became of a connection that was to be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// It is gone.
    Gone,
    /// There was none.
    Missing,
    /// The newest mappings of these forms use it.
    Used(Vec<FormId>),
}

impl Store {
    /// Adds a connection; false if there is one of that name already.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_connection(
        &self,
        set: &ConnectionSet<'_>,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let revision = next_revision(&mut tx).await?;
        let added = sqlx::query(
            "INSERT INTO connection (name, kind, settings, secret, secret_key_id, tables, read_at_ms, drift, \
             disabled_reason, revision, created_at_ms, updated_at_ms) \
             VALUES ($1, $2, $3, $4, $5, '[]', 0, '[]', NULL, $6, $7, $7) ON CONFLICT (name) DO NOTHING",
        )
        .bind(set.name)
        .bind(set.kind)
        .bind(as_json(set.settings)?)
        .bind(set.secret.map_or("", |sealed| &sealed.text))
        .bind(set.secret.map_or("", |sealed| &sealed.key_id))
        .bind(revision)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        tx.commit().await?;
        Ok(added == 1)
    }

    /// Sets a connection of that kind anew, and lets it deliver again if it was disabled. `secret`: absent, it keeps
    /// its own. False if there is none.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_connection(
        &self,
        set: &ConnectionSet<'_>,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let revision = next_revision(&mut tx).await?;
        let changed = sqlx::query(
            "UPDATE connection SET settings = $3, disabled_reason = NULL, revision = $4, updated_at_ms = $5 \
             WHERE name = $1 AND kind = $2",
        )
        .bind(set.name)
        .bind(set.kind)
        .bind(as_json(set.settings)?)
        .bind(revision)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        if let Some(secret) = set.secret {
            replace(&mut tx, set.name, secret).await?;
        }
        tx.commit().await?;
        Ok(changed == 1)
    }

    /// Notes what a connection's tables are, and what of them is new since they were read before. False if it is not there, or was changed since that revision.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_connection_tables(
        &self,
        (name, revision): (&str, i64),
        tables: &[Table],
        drift: &[Drift],
        changed: Option<&TablesChanged>,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let news = changed.map(as_json).transpose()?;
        let (tables, drift) = (as_json(tables)?, as_json(drift)?);
        let mut tx = self.begin().await?;
        // Most often nothing is new, and nobody needs to connect anew.
        let changed = sqlx::query(
            "UPDATE connection SET read_at_ms = $4 WHERE name = $1 AND tables = $2 AND drift = $3 AND read_at_ms > 0 \
             AND revision = $5",
        )
        .bind(name)
        .bind(&tables)
        .bind(&drift)
        .bind(now_ms)
        .bind(revision)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        if changed == 1 {
            tx.commit().await?;
            return Ok(true);
        }
        let next = next_revision(&mut tx).await?;
        let changed = sqlx::query(
            "UPDATE connection SET tables = $2, drift = $3, read_at_ms = $4, revision = $6, \
             changed = COALESCE($7, changed) WHERE name = $1 AND revision = $5",
        )
        .bind(name)
        .bind(&tables)
        .bind(&drift)
        .bind(now_ms)
        .bind(revision)
        .bind(next)
        .bind(news)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        tx.commit().await?;
        Ok(changed == 1)
    }

    /// Stops all deliveries to a connection as it was at `revision`; false if it has changed since.
    ///
    /// # Errors
    /// The database failed.
    pub async fn disable_connection(
        &self,
        name: &str,
        revision: i64,
        reason: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let new = next_revision(&mut tx).await?;
        let changed = sqlx::query(
            "UPDATE connection SET disabled_reason = $3, revision = $4, updated_at_ms = $5 \
             WHERE name = $1 AND revision = $2 AND disabled_reason IS NULL",
        )
        .bind(name)
        .bind(revision)
        .bind(reason)
        .bind(new)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        tx.commit().await?;
        Ok(changed == 1)
    }

    /// Removes a connection, unless the newest mapping of a form uses it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_connection(&self, name: &str) -> Result<Removed, StoreError> {
        let mut tx = self.begin().await?;
        next_revision(&mut tx).await?;
        let mut users = Vec::new();
        for (form, mapping) in newest_mappings(&mut tx).await? {
            if mapping
                .targets
                .iter()
                .any(|target| target.connector == name)
            {
                users.push(form);
            }
        }
        if !users.is_empty() {
            return Ok(Removed::Used(users));
        }
        let removed = sqlx::query("DELETE FROM connection WHERE name = $1")
            .bind(name)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        tx.commit().await?;
        Ok(match removed {
            0 => Removed::Missing,
            _ => Removed::Gone,
        })
    }

    /// Gives every sealed secret to `reseal`, and keeps what it makes of it: of all or of none. How many there were.
    ///
    /// # Errors
    /// The database failed, or what `reseal` says.
    pub async fn reseal_connections<E: From<StoreError>>(
        &self,
        now_ms: i64,
        reseal: impl Fn(&StoredConnection, &Sealed) -> Result<Sealed, E> + Send,
    ) -> Result<usize, E> {
        let mut tx = self.begin().await?;
        let revision = next_revision(&mut tx).await?;
        let sql = format!("SELECT {COLUMNS} FROM connection ORDER BY name");
        let rows = sqlx::query(AssertSqlSafe(sql))
            .fetch_all(&mut *tx)
            .await
            .map_err(StoreError::from)?;
        let mut resealed = 0;
        for row in &rows {
            let connection = read_connection(row)?;
            let Some(secret) = &connection.secret else {
                continue;
            };
            let new = reseal(&connection, secret)?;
            if new == *secret {
                continue;
            }
            replace(&mut tx, &connection.name, &new).await?;
            sqlx::query("UPDATE connection SET revision = $2, updated_at_ms = $3 WHERE name = $1")
                .bind(&connection.name)
                .bind(revision)
                .bind(now_ms)
                .execute(&mut *tx)
                .await
                .map_err(StoreError::from)?;
            resealed += 1;
        }
        tx.commit().await.map_err(StoreError::from)?;
        Ok(resealed)
    }
}

/// Counts a change. Whoever changes connections waits here for others that do.
async fn next_revision(tx: &mut AnyConnection) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "UPDATE connection_change SET revision = revision + 1 WHERE id = 1 RETURNING revision",
    )
    .fetch_one(tx)
    .await?)
}

async fn replace(tx: &mut AnyConnection, name: &str, secret: &Sealed) -> Result<(), StoreError> {
    sqlx::query("UPDATE connection SET secret = $2, secret_key_id = $3 WHERE name = $1")
        .bind(name)
        .bind(&secret.text)
        .bind(&secret.key_id)
        .execute(tx)
        .await?;
    Ok(())
}
