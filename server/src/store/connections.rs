//! Connections to CRMs and webhooks. Their secrets pass through here sealed, and nobody here can open them.

use super::{Store, StoreError, read_json};
use crate::crm::Table;
use crate::mapping::Mapping;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sonda_domain::{Content, FormId};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

/// A connection as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredConnection {
    /// The name that mappings use.
    pub name: String,
    /// What it connects to, such as `webhook`.
    pub kind: String,
    /// Its settings, of which none is secret.
    pub settings: Map<String, Value>,
    /// Its secret, sealed; `None` where there is none.
    pub secret: Option<Sealed>,
    /// Its tables, as they were read last.
    pub tables: Vec<Table>,
    /// When they were read, in milliseconds since the epoch; `None`: never.
    pub read_at_ms: Option<i64>,
    /// What of the forms' mappings those tables do not bear.
    pub drift: Vec<Drift>,
    /// Why nothing is delivered to it.
    pub disabled_reason: Option<String>,
    /// The number of the change that it was last part of.
    pub revision: i64,
    /// When it was added, in milliseconds since the epoch.
    pub created_at_ms: i64,
    /// When it was last changed, in milliseconds since the epoch.
    pub updated_at_ms: i64,
}

/// A secret that only the key of that id opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The key's id.
    pub key_id: String,
    /// Nonce, ciphertext and tag, in base64url.
    pub text: String,
}

/// A target of a form's mapping that the connection's tables do not bear any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// The form.
    pub form: String,
    /// The target.
    pub target: String,
    /// Where in the mapping.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

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

const COLUMNS: &str = "name, kind, settings, secret, secret_key_id, tables, read_at_ms, drift, \
                       disabled_reason, revision, created_at_ms, updated_at_ms";

impl Store {
    /// The number of the newest change of any connection.
    ///
    /// # Errors
    /// The database failed.
    pub async fn connection_revision(&self) -> Result<i64, StoreError> {
        Ok(
            sqlx::query_scalar("SELECT revision FROM connection_change WHERE id = 1")
                .fetch_one(self.reader())
                .await?,
        )
    }

    /// All connections, by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn connections(&self) -> Result<Vec<StoredConnection>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM connection ORDER BY name");
        sqlx::query(AssertSqlSafe(sql))
            .fetch_all(self.reader())
            .await?
            .iter()
            .map(read_connection)
            .collect()
    }

    /// The connection of that name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn connection(&self, name: &str) -> Result<Option<StoredConnection>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM connection WHERE name = $1");
        sqlx::query(AssertSqlSafe(sql))
            .bind(name)
            .fetch_optional(self.reader())
            .await?
            .as_ref()
            .map(read_connection)
            .transpose()
    }

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

    /// Notes what a connection's tables are. False if it is not there, or was changed since that revision.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_connection_tables(
        &self,
        (name, revision): (&str, i64),
        tables: &[Table],
        drift: &[Drift],
        now_ms: i64,
    ) -> Result<bool, StoreError> {
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
            "UPDATE connection SET tables = $2, drift = $3, read_at_ms = $4, revision = $6 WHERE name = $1 \
             AND revision = $5",
        )
        .bind(name)
        .bind(&tables)
        .bind(&drift)
        .bind(now_ms)
        .bind(revision)
        .bind(next)
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

    /// The newest content and mapping of every form, for judging the mappings anew.
    ///
    /// # Errors
    /// The database failed.
    pub async fn current_mappings(&self) -> Result<Vec<(FormId, Content, Mapping)>, StoreError> {
        let rows = sqlx::query(
            "SELECT form.id, form_version.content, mapping_revision.mapping FROM form \
             JOIN form_version ON form_version.form_id = form.id AND form_version.version = form.version \
             JOIN mapping_revision ON mapping_revision.form_id = form.id \
             AND mapping_revision.revision = form.mapping_revision ORDER BY form.id",
        )
        .fetch_all(self.reader())
        .await?;
        rows.iter()
            .map(|row| {
                Ok((
                    read_form_id(row)?,
                    read_json("the content of a form", row.try_get("content")?)?,
                    read_json("the mapping of a form", row.try_get("mapping")?)?,
                ))
            })
            .collect()
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

async fn newest_mappings(tx: &mut AnyConnection) -> Result<Vec<(FormId, Mapping)>, StoreError> {
    let rows = sqlx::query(
        "SELECT form.id, mapping_revision.mapping FROM form \
         JOIN mapping_revision ON mapping_revision.form_id = form.id \
         AND mapping_revision.revision = form.mapping_revision ORDER BY form.id",
    )
    .fetch_all(tx)
    .await?;
    rows.iter()
        .map(|row| {
            let mapping = read_json("the mapping of a form", row.try_get("mapping")?)?;
            Ok((read_form_id(row)?, mapping))
        })
        .collect()
}

fn read_form_id(row: &AnyRow) -> Result<FormId, StoreError> {
    let id: String = row.try_get("id")?;
    id.try_into().map_err(|error| StoreError::Unreadable {
        what: "a form",
        reason: format!("{error}"),
    })
}

fn as_json<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unreadable {
        what: "a connection",
        reason: error.to_string(),
    })
}

fn read_connection(row: &AnyRow) -> Result<StoredConnection, StoreError> {
    let text: String = row.try_get("secret")?;
    let read_at_ms: i64 = row.try_get("read_at_ms")?;
    let key_id: String = row.try_get("secret_key_id")?;
    let tables: Option<Vec<Table>> =
        read_json("the tables of a connection", row.try_get("tables")?).ok();
    Ok(StoredConnection {
        name: row.try_get("name")?,
        kind: row.try_get("kind")?,
        settings: read_json("the settings of a connection", row.try_get("settings")?)?,
        secret: (!text.is_empty()).then_some(Sealed { key_id, text }),
        // What another version of Sonda wrote may not be understood: it is read from the CRM again.
        read_at_ms: tables.as_ref().and((read_at_ms > 0).then_some(read_at_ms)),
        tables: tables.unwrap_or_default(),
        drift: read_json("the drift of a connection", row.try_get("drift")?).unwrap_or_default(),
        disabled_reason: row.try_get("disabled_reason")?,
        revision: row.try_get("revision")?,
        created_at_ms: row.try_get("created_at_ms")?,
        updated_at_ms: row.try_get("updated_at_ms")?,
    })
}
