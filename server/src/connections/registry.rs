//! The connections in use, and all that is done with them.

use super::error::ConnectionError;
use super::factory::{Factory, Ingredients};
use super::key::{Key, KeySource};
use super::secret::Secret;
use super::shown::Shown;
use super::watched::{Unusable, Watched};
use crate::crm::{Connector, Finding, Table};
use crate::mapping::EMBEDDED;
use crate::store::{ConnectionSet, Removed, Sealed, Store, StoreError, StoredConnection};
use axum::http::Uri;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

/// The most bytes of a connection's settings.
const LONGEST_SETTINGS: usize = 20_000;

/// The connections in use. What another process changes is noticed by [`Registry::catch_up`].
pub struct Registry {
    pub(super) store: Store,
    keys: KeySource,
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

/// A connection to be added or changed.
#[derive(Debug)]
pub struct Put {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Its settings.
    pub settings: Map<String, Value>,
    /// Its secret; absent, one that is there keeps its own.
    pub secret: Option<Secret>,
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

    fn open(&self, connection: &StoredConnection) -> Result<Option<Secret>, ConnectionError> {
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
        Ok(connections
            .into_iter()
            .map(|one| self.show_one(one))
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
        Ok(self.show_one(connection))
    }

    fn show_one(&self, connection: StoredConnection) -> Shown {
        let held = self.held(&connection.name);
        let usable = held.as_ref().and_then(|held| held.usable().ok());
        Shown {
            guarantee: usable.map(|connector| connector.guarantee()),
            guarantee_text: usable.map(|connector| connector.guarantee_text()),
            problem: held.as_ref().and_then(|held| held.problem.clone()),
            name: connection.name,
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
            drift: connection.drift,
            disabled: connection.disabled_reason,
            created_at_ms: connection.created_at_ms,
            updated_at_ms: connection.updated_at_ms,
        }
    }

    /// Adds a connection, or changes one: then it keeps its kind, and its secret unless another is given, and may
    /// deliver again if it was disabled. Whether it is new.
    ///
    /// # Errors
    /// It makes no sense; then nothing has changed.
    pub async fn put(&self, put: Put) -> Result<bool, ConnectionError> {
        check_name(&put.name)?;
        let before = self.store.connection(&put.name).await?;
        if let Some(before) = before.as_ref().filter(|before| before.kind != put.kind) {
            return Err(ConnectionError::OtherKind(before.kind.clone()));
        }
        let written = serde_json::to_string(&put.settings).unwrap_or_default();
        if written.len() > LONGEST_SETTINGS || written.contains("\\u0000") {
            let reason = format!("they take up to {LONGEST_SETTINGS} bytes, and no character NUL");
            return Err(super::BuildFault::Settings(reason).into());
        }
        let own = match (&put.secret, &before) {
            (None, Some(before)) => self.open(before)?,
            _ => None,
        };
        if let (Some(_), Some(before)) = (&own, &before)
            && !origins(&put.settings).is_subset(&origins(&before.settings))
        {
            let reason = "it was given for another address: give it again with this one";
            return Err(super::BuildFault::Secret(reason.to_owned()).into());
        }
        let tables = before.as_ref().map(|before| before.tables.clone());
        self.factory.build(&Ingredients {
            name: &put.name,
            kind: &put.kind,
            settings: &put.settings,
            secret: put.secret.as_ref().or(own.as_ref()),
            tables: &tables.unwrap_or_default().into(),
        })?;
        let sealed = match &put.secret {
            Some(secret) => Some(
                self.keys
                    .load_or_make()?
                    .seal(&put.name, &put.kind, secret)?,
            ),
            None => None,
        };
        let set = ConnectionSet {
            name: &put.name,
            kind: &put.kind,
            settings: &put.settings,
            secret: sealed.as_ref(),
        };
        let now_ms = self.factory.clock.now_ms();
        let is_new = before.is_none();
        let done = match is_new {
            true => self.store.add_connection(&set, now_ms).await?,
            false => self.store.set_connection(&set, now_ms).await?,
        };
        if !done {
            // Somebody was faster.
            return Err(match is_new {
                true => ConnectionError::Exists(put.name),
                false => ConnectionError::Missing(put.name),
            });
        }
        self.catch_up().await?;
        Ok(is_new)
    }

    /// Gives a connection another secret, and lets it deliver again if it was disabled.
    ///
    /// # Errors
    /// There is no such connection, or the secret makes no sense.
    pub async fn replace_secret(&self, name: &str, secret: Secret) -> Result<(), ConnectionError> {
        self.change(name, None, Some(secret)).await
    }

    /// Changes settings or secret of a connection; either is kept where none is given.
    ///
    /// # Errors
    /// There is no such connection, or what is given makes no sense.
    pub async fn change(
        &self,
        name: &str,
        settings: Option<Map<String, Value>>,
        secret: Option<Secret>,
    ) -> Result<(), ConnectionError> {
        let before = self.store.connection(name).await?;
        let before = before.ok_or_else(|| ConnectionError::Missing(name.to_owned()))?;
        let put = Put {
            name: before.name,
            kind: before.kind,
            settings: settings.unwrap_or(before.settings),
            secret,
        };
        self.put(put).await.map(|_| ())
    }

    /// Removes a connection that no form's newest mapping uses.
    ///
    /// # Errors
    /// There is none, or it is used.
    pub async fn remove(&self, name: &str) -> Result<(), ConnectionError> {
        match self.store.remove_connection(name).await? {
            Removed::Gone => Ok(self.catch_up().await?),
            Removed::Missing => Err(ConnectionError::Missing(name.to_owned())),
            Removed::Used(forms) => {
                let forms: Vec<String> = forms.iter().map(|form| format!("`{form}`")).collect();
                Err(ConnectionError::Used(forms.join(", ")))
            }
        }
    }

    /// Tries a connection out.
    ///
    /// # Errors
    /// There is none, or the database failed.
    pub async fn test(&self, name: &str) -> Result<Vec<Finding>, ConnectionError> {
        Ok(self.find(name).await?.connector.test().await)
    }

    /// Stores every secret anew under the key in force; `old` opens those that are under another. How many were.
    ///
    /// # Errors
    /// One cannot be opened; then none is changed.
    pub async fn rotate(&self, old: &Key) -> Result<usize, ConnectionError> {
        let new = self.keys.load_or_make()?;
        let now_ms = self.factory.clock.now_ms();
        let reseal = |connection: &StoredConnection, sealed: &Sealed| {
            let StoredConnection { name, kind, .. } = connection;
            if sealed.key_id == new.id() {
                new.open(name, kind, sealed)?;
                return Ok(sealed.clone());
            }
            let secret = old.open(name, kind, sealed)?;
            Ok::<_, ConnectionError>(new.seal(name, kind, &secret)?)
        };
        let rotated = self.store.reseal_connections(now_ms, reseal).await?;
        self.catch_up().await?;
        Ok(rotated)
    }
}

/// The servers that settings name: a secret is for these, and no others.
fn origins(settings: &Map<String, Value>) -> BTreeSet<String> {
    let uris = settings
        .values()
        .filter_map(|value| value.as_str()?.trim().parse::<Uri>().ok());
    uris.filter_map(|uri| {
        let authority = uri.authority()?.as_str().to_lowercase();
        Some(format!("{}://{authority}", uri.scheme_str()?))
    })
    .collect()
}

fn check_name(name: &str) -> Result<(), ConnectionError> {
    let sound = (1..=63).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b))
        && name != EMBEDDED;
    if sound {
        Ok(())
    } else {
        Err(ConnectionError::Name)
    }
}

/// Publishes `sonda_connection_drift` (faults of mappings) and `sonda_connection_disabled` (0 or 1), by connection.
fn measure(name: &str, connection: Option<&StoredConnection>) {
    let drift = connection.map_or(0, |one| u32::try_from(one.drift.len()).unwrap_or(u32::MAX));
    let disabled = connection.is_some_and(|one| one.disabled_reason.is_some());
    let gauge = |metric: &'static str| metrics::gauge!(metric, "connection" => name.to_owned());
    gauge("sonda_connection_drift").set(f64::from(drift));
    gauge("sonda_connection_disabled").set(f64::from(u8::from(disabled)));
}
