//! The connections in use: known, shown, tried out.

use super::error::ConnectionError;
use super::factory::{Factory, Ingredients};
use super::key::KeySource;
use super::secret::Secret;
use super::shown::Shown;
use super::watched::{Unusable, Watched};
use crate::crm::{Connector, Finding, Table};
use crate::store::{Store, StoreError, StoredConnection};
use sonda_domain::FormId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

/// The longest that trying out a connection may take.
const LONGEST_TEST: Duration = Duration::from_secs(60);

/// The connections in use. What another process changes is noticed by [`Registry::catch_up`].
pub struct Registry {
    pub(super) store: Store,
    pub(super) keys: KeySource,
    pub(super) factory: Factory,
    known: RwLock<Known>,
    /// When the tables of each were last asked for, in milliseconds since the epoch.
    pub(super) asked_at_ms: Mutex<BTreeMap<String, i64>>,
}

/// What is known of the connections.
#[derive(Default)]
struct Known {
    /// The change that it is known as of; none yet.
    revision: Option<i64>,
    held: BTreeMap<String, Arc<Held>>,
}

/// A connection in use.
pub(super) struct Held {
    pub(super) connection: Arc<StoredConnection>,
    tables: Arc<[Table]>,
    connector: Arc<dyn Connector>,
    /// Why it cannot be used.
    pub(super) problem: Option<String>,
}

impl Held {
    /// The connector.
    ///
    /// # Errors
    /// It cannot be used.
    pub(super) fn usable(&self) -> Result<&Arc<dyn Connector>, ConnectionError> {
        match &self.problem {
            None => Ok(&self.connector),
            Some(problem) => Err(ConnectionError::Unusable {
                name: self.connection.name.clone(),
                problem: problem.clone(),
            }),
        }
    }
}

impl Registry {
    /// The connections of a store. They are read when they are first asked for.
    #[must_use]
    pub fn new(store: Store, keys: KeySource, factory: Factory) -> Self {
        Self {
            store,
            keys,
            factory,
            known: RwLock::default(),
            asked_at_ms: Mutex::default(),
        }
    }

    /// Reads what was changed since the last time, and builds the connectors that were.
    ///
    /// # Errors
    /// The database failed; what was known is in use still.
    pub async fn catch_up(&self) -> Result<(), StoreError> {
        let revision = self.store.connection_revision().await?;
        if self.known().revision == Some(revision) {
            return Ok(());
        }
        let connections = self.store.connections().await?;
        let mut held = BTreeMap::new();
        for connection in connections {
            let name = connection.name.clone();
            let before = self.held(&name).filter(|held| {
                held.problem.is_none() && held.connection.revision == connection.revision
            });
            let one = before.unwrap_or_else(|| Arc::new(self.build(connection)));
            held.insert(name, one);
        }
        for name in self.known().held.keys() {
            measure(name, held.get(name).map(|held| &*held.connection));
        }
        for (name, one) in &held {
            measure(name, Some(&one.connection));
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        // Another task may have read what is newer.
        if known.revision.is_none_or(|before| before <= revision) {
            *known = Known {
                revision: Some(revision),
                held,
            };
        }
        Ok(())
    }

    /// The same; a database that fails is logged, and what was known stays in use.
    pub(crate) async fn catch_up_or_warn(&self) {
        if let Err(error) = self.catch_up().await {
            tracing::warn!(error.cause = %error, "the connections could not be read");
        }
    }

    /// Builds anew what could not be built, at the next [`Registry::catch_up`]: a key may be back.
    pub(super) fn try_unusable_again(&self) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.held.values().any(|held| held.problem.is_some()) {
            known.revision = None;
        }
    }

    fn build(&self, connection: StoredConnection) -> Held {
        let tables: Arc<[Table]> = connection.tables.clone().into();
        let connection = Arc::new(connection);
        let built = self.open(&connection).and_then(|secret| {
            let of = Ingredients {
                name: &connection.name,
                kind: &connection.kind,
                settings: &connection.settings,
                secret: secret.as_ref(),
                tables: &tables,
            };
            Ok(self.factory.build(&of)?)
        });
        let (connector, problem): (Arc<dyn Connector>, _) = match built {
            Ok(inner) => {
                let watched = Watched {
                    inner,
                    connection: Arc::clone(&connection),
                    store: self.store.clone(),
                    clock: Arc::clone(&self.factory.clock),
                };
                (Arc::new(watched), None)
            }
            Err(error) => {
                let problem = error.to_string();
                tracing::warn!(
                    connection.name = %connection.name, connection.problem = %problem,
                    "a connection cannot be used; what is to be delivered there waits"
                );
                let unusable = Unusable {
                    tables: Arc::clone(&tables),
                    problem: problem.clone(),
                };
                (Arc::new(unusable), Some(problem))
            }
        };
        Held {
            connection,
            tables,
            connector,
            problem,
        }
    }

    pub(super) fn open(
        &self,
        connection: &StoredConnection,
    ) -> Result<Option<Secret>, ConnectionError> {
        let StoredConnection { name, kind, .. } = connection;
        let sealed = connection.secret.as_ref();
        let opened = sealed.map(|sealed| self.keys.open(name, kind, sealed));
        Ok(opened.transpose()?)
    }

    fn known(&self) -> RwLockReadGuard<'_, Known> {
        // What is known is replaced as a whole, and sound whatever panicked.
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn held(&self, name: &str) -> Option<Arc<Held>> {
        self.known().held.get(name).cloned()
    }

    /// The connector of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Arc<dyn Connector>> {
        self.held(name).map(|held| Arc::clone(&held.connector))
    }

    /// When a connection was changed last, but for its tables, in milliseconds since the epoch.
    #[must_use]
    pub fn changed_at_ms(&self, name: &str) -> Option<i64> {
        self.held(name).map(|held| held.connection.updated_at_ms)
    }

    /// The tables of each connection, as they were read last.
    #[must_use]
    pub fn tables(&self) -> Vec<(String, Arc<[Table]>)> {
        let known = self.known();
        let tables = known.held.iter();
        tables
            .map(|(name, held)| (name.clone(), Arc::clone(&held.tables)))
            .collect()
    }

    pub(super) async fn find(&self, name: &str) -> Result<Arc<Held>, ConnectionError> {
        self.catch_up().await?;
        let missing = || ConnectionError::Missing(name.to_owned());
        self.held(name).ok_or_else(missing)
    }

    /// The tables of a connection, as they were read last.
    ///
    /// # Errors
    /// There is none, or the database failed.
    pub async fn tables_of(&self, name: &str) -> Result<Arc<[Table]>, ConnectionError> {
        Ok(Arc::clone(&self.find(name).await?.tables))
    }

    /// All connections, by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn list(&self) -> Result<Vec<Shown>, ConnectionError> {
        self.catch_up().await?;
        let connections = self.store.connections().await?;
        let users = self.store.connection_users().await?;
        Ok(connections
            .into_iter()
            .map(|one| self.show_one(one, &users))
            .collect())
    }

    /// A connection.
    ///
    /// # Errors
    /// There is none, or the database failed.
    pub async fn show(&self, name: &str) -> Result<Shown, ConnectionError> {
        self.catch_up().await?;
        let connection = self.store.connection(name).await?;
        let connection = connection.ok_or_else(|| ConnectionError::Missing(name.to_owned()))?;
        let users = self.store.connection_users().await?;
        Ok(self.show_one(connection, &users))
    }

    fn show_one(&self, connection: StoredConnection, users: &[(FormId, String)]) -> Shown {
        let used_by = users.iter().filter(|(_, used)| *used == connection.name);
        let held = self.held(&connection.name);
        let usable = held.as_ref().and_then(|held| held.usable().ok());
        Shown {
            guarantee: usable.map(|connector| connector.guarantee()),
            guarantee_text: usable.map(|connector| connector.guarantee_text()),
            problem: held.as_ref().and_then(|held| held.problem.clone()),
            kind: connection.kind,
            settings: connection.settings,
            secret: match connection.secret {
                Some(_) => "set",
                None => "none",
            },
            tables: connection
                .tables
                .into_iter()
                .map(|table| table.name)
                .collect(),
            tables_read_at_ms: connection.read_at_ms,
            last_changes: connection.changed.map(Into::into),
            used_by: used_by.map(|(form, _)| form.to_string()).collect(),
            drift: connection.drift,
            disabled: connection.disabled_reason,
            name: connection.name,
            created_at_ms: connection.created_at_ms,
            updated_at_ms: connection.updated_at_ms,
        }
    }

    /// Tries a connection out.
    ///
    /// # Errors
    /// There is none, or the database failed.
    pub async fn test(&self, name: &str) -> Result<Vec<Finding>, ConnectionError> {
        let connector = Arc::clone(&self.find(name).await?.connector);
        Ok(tested(connector.as_ref()).await)
    }
}

/// Tries a connector out, for as long as somebody waits.
pub(super) async fn tested(connector: &dyn Connector) -> Vec<Finding> {
    let tested = tokio::time::timeout(LONGEST_TEST, connector.test()).await;
    tested.unwrap_or_else(|_| {
        vec![Finding {
            ok: false,
            text: "The test was given up after a minute: the CRM answers too slowly.".to_owned(),
        }]
    })
}

/// Publishes `sonda_connection_drift` (faults of mappings) and `sonda_connection_disabled` (0 or 1), by connection.
fn measure(name: &str, connection: Option<&StoredConnection>) {
    let drift = connection.map_or(0, |one| u32::try_from(one.drift.len()).unwrap_or(u32::MAX));
    let disabled = connection.is_some_and(|one| one.disabled_reason.is_some());
    let gauge = |metric: &'static str| metrics::gauge!(metric, "connection" => name.to_owned());
    gauge("sonda_connection_drift").set(f64::from(drift));
    gauge("sonda_connection_disabled").set(f64::from(u8::from(disabled)));
}
