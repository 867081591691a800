//! What the CRMs say of their tables: read when a connection is added, on request, every hour, and before a mapping
//! that uses it is published.

use super::drift::{changes, drift};
use super::error::ConnectionError;
use super::registry::Registry;
use super::shown::said_drift;
use crate::crm::{DeliveryError, Transcript};
use crate::store::{Drift, TablesChanged};
use crate::wording::said_all;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::PoisonError;
use std::time::Duration;

const HOUR_MS: i64 = 3_600_000;
/// Tables that are older are not published by.
const TRUSTED_FOR_MS: i64 = 24 * HOUR_MS;
/// The longest that a CRM may take to tell of all its tables: 100 of Dataverse take 1,900 requests, four at once.
const PATIENCE: Duration = Duration::from_secs(300);
/// The same while somebody waits for a form to be published.
const WHILE_PUBLISHING: Duration = Duration::from_secs(20);

/// The most sentences that are kept of what was different.
const MOST_CHANGES: usize = 500;

/// What reading a connection's tables brought.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Refreshed {
    /// What has changed since they were read before, a sentence each.
    #[serde(serialize_with = "said_all")]
    pub changes: Vec<String>,
    /// The targets of mappings that they do not bear.
    #[serde(serialize_with = "said_drift")]
    pub drift: Vec<Drift>,
}

impl Registry {
    /// Reads the tables of a connection, and says what that changes.
    ///
    /// # Errors
    /// There is no such connection, it cannot be used, or the CRM did not answer.
    pub async fn refresh(&self, name: &str) -> Result<Refreshed, ConnectionError> {
        self.refresh_within(name, PATIENCE).await
    }

    async fn refresh_within(
        &self,
        name: &str,
        patience: Duration,
    ) -> Result<Refreshed, ConnectionError> {
        let held = self.find(name).await?;
        let now_ms = self.factory.clock.now_ms();
        self.asked_at_ms
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.to_owned(), now_ms);
        let transcript = Transcript::default();
        let reading = held.usable()?.read_tables(&transcript);
        let tables = tokio::time::timeout(patience, reading)
            .await
            .unwrap_or_else(|_| Err(DeliveryError::retry("the CRM did not answer in time")))
            .map_err(|error| ConnectionError::Crm {
                name: name.to_owned(),
                error,
            })?;
        let before = &held.connection;
        let changes = match before.read_at_ms {
            Some(_) => changes(&before.tables, &tables),
            None => Vec::new(),
        };
        let changed = (!changes.is_empty()).then(|| TablesChanged {
            at_ms: now_ms,
            changes: changes.iter().take(MOST_CHANGES).cloned().collect(),
        });
        let drift = drift(name, &tables, &self.store.current_mappings().await?);
        for one in drift.iter().filter(|one| !before.drift.contains(one)) {
            tracing::warn!(
                connection.name = name, form.id = %one.form, mapping.target = %one.target, mapping.path = %one.path,
                drift.reason = %one.reason,
                "a CRM has changed: a target of a mapping cannot be delivered"
            );
        }
        for change in &changes {
            tracing::info!(connection.name = name, connection.change = %change, "a CRM has changed");
        }
        let seen = (name, before.revision);
        if !self
            .store
            .set_connection_tables(seen, &tables, &drift, changed.as_ref(), now_ms)
            .await?
        {
            tracing::info!(
                connection.name = name,
                "the connection was changed while its tables were read: they are read again"
            );
            self.asked_at_ms
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .remove(name);
        }
        self.catch_up().await?;
        Ok(Refreshed { changes, drift })
    }

    /// Reads the tables that are older than an hour, of each connection at most once an hour; to be called now and
    /// then. Tries again what could not be used.
    pub async fn refresh_due(&self) {
        self.try_unusable_again();
        self.catch_up_or_warn().await;
        let connections = match self.store.connections().await {
            Ok(connections) => connections,
            Err(error) => {
                tracing::warn!(error.cause = %error, "the connections could not be read");
                return;
            }
        };
        let due_ms = self.factory.clock.now_ms() - HOUR_MS;
        for connection in connections {
            let name = &connection.name;
            let asked_at_ms = self
                .asked_at_ms
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get(name)
                .copied();
            let is_due = |at_ms: Option<i64>| at_ms.is_none_or(|at_ms| at_ms <= due_ms);
            if connection.disabled_reason.is_none()
                && is_due(connection.read_at_ms)
                && is_due(asked_at_ms)
                && let Err(error) = self.refresh(name).await
            {
                tracing::warn!(connection.name = %name, error.cause = %error, "the tables of a CRM could not be read");
            }
        }
    }

    /// Reads the tables of the connections that the mapping of a definition uses. Where that fails, those known serve
    /// if they were read within a day.
    ///
    /// # Errors
    /// Tables that are too old to publish by.
    pub async fn refresh_to_publish(&self, definition: &Value) -> Result<(), ConnectionError> {
        self.catch_up().await?;
        let targets = definition
            .pointer("/mapping/targets")
            .and_then(Value::as_array);
        let named: BTreeSet<&str> = targets
            .into_iter()
            .flatten()
            .filter_map(|target| target.get("connector")?.as_str())
            .collect();
        for name in named {
            let Some(held) = self.held(name) else {
                continue;
            };
            let Err(error) = self.refresh_within(name, WHILE_PUBLISHING).await else {
                continue;
            };
            if let ConnectionError::Store(_) = error {
                return Err(error);
            }
            let trusted_ms = self.factory.clock.now_ms() - TRUSTED_FOR_MS;
            // Of one that is there, the database knows when it was read last, whoever read it.
            let stored = self.store.connection(name).await?;
            let read_at_ms = stored.map_or(held.connection.read_at_ms, |stored| stored.read_at_ms);
            if read_at_ms.is_none_or(|read_at_ms| read_at_ms < trusted_ms) {
                return Err(ConnectionError::Stale(Box::new(error)));
            }
            tracing::warn!(
                connection.name = name, error.cause = %error,
                "a mapping is published by tables that were read before"
            );
        }
        Ok(())
    }
}
