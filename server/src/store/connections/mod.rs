//! Connections to CRMs and webhooks. Their secrets pass through here sealed, and nobody here can open them.

mod changes;
mod mappings;

pub use changes::{ConnectionSet, Removed};
pub use mappings::CurrentMapping;

use super::{Store, StoreError, read_json};
use crate::crm::Table;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

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
    /// What was different when its tables were last found changed.
    pub changed: Option<TablesChanged>,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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

/// What was different about a CRM's tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TablesChanged {
    /// When it was found, in milliseconds since the epoch.
    pub at_ms: i64,
    /// A sentence each; 500 at most.
    pub changes: Vec<String>,
}

const COLUMNS: &str = "name, kind, settings, secret, secret_key_id, tables, read_at_ms, drift, changed, \
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
    let changed: Option<String> = row.try_get("changed")?;
    let changed = changed.map(|text| read_json("what changed of a connection", &text));
    Ok(StoredConnection {
        name: row.try_get("name")?,
        kind: row.try_get("kind")?,
        settings: read_json("the settings of a connection", row.try_get("settings")?)?,
        secret: (!text.is_empty()).then_some(Sealed { key_id, text }),
        // What another version of Sonda wrote may not be understood: it is read from the CRM again.
        read_at_ms: tables.as_ref().and((read_at_ms > 0).then_some(read_at_ms)),
        tables: tables.unwrap_or_default(),
        drift: read_json("the drift of a connection", row.try_get("drift")?).unwrap_or_default(),
        changed: changed.transpose().unwrap_or_default(),
        disabled_reason: row.try_get("disabled_reason")?,
        revision: row.try_get("revision")?,
        created_at_ms: row.try_get("created_at_ms")?,
        updated_at_ms: row.try_get("updated_at_ms")?,
    })
}
