//! Connections are added, changed and removed, and their secrets stored under another key.

use super::error::ConnectionError;
use super::factory::{BuildFault, Ingredients};
use super::key::Key;
use super::registry::{Registry, tested};
use super::secret::Secret;
use crate::crm::{Connector, Finding};
use crate::mapping::EMBEDDED;
use crate::store::{ConnectionSet, Removed, Sealed, StoredConnection};
use axum::http::Uri;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The most bytes of a connection's settings.
const LONGEST_SETTINGS: usize = 20_000;

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
    /// Adds a connection, or changes one: then it keeps its kind, and its secret unless another is given, and may
    /// deliver again if it was disabled. Whether it is new.
    ///
    /// # Errors
    /// It makes no sense; then nothing has changed.
    pub async fn put(&self, put: Put) -> Result<bool, ConnectionError> {
        check_name(&put.name)?;
        let (before, _) = self.made_of(&put).await?;
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

    /// What would be there of a connection; what is there of it already, and what would be made of it.
    ///
    /// # Errors
    /// It makes no sense.
    async fn made_of(
        &self,
        put: &Put,
    ) -> Result<(Option<StoredConnection>, Arc<dyn Connector>), ConnectionError> {
        let before = self.store.connection(&put.name).await?;
        if let Some(before) = before.as_ref().filter(|before| before.kind != put.kind) {
            return Err(ConnectionError::OtherKind(before.kind.clone()));
        }
        let written = serde_json::to_string(&put.settings).unwrap_or_default();
        if written.len() > LONGEST_SETTINGS || written.contains("\\u0000") {
            let reason = format!("they take up to {LONGEST_SETTINGS} bytes, and no character NUL");
            return Err(BuildFault::Settings(reason).into());
        }
        let own = match (&put.secret, &before) {
            (None, Some(before)) => self.open(before)?,
            _ => None,
        };
        if let (Some(_), Some(before)) = (&own, &before)
            && !origins(&put.settings).is_subset(&origins(&before.settings))
        {
            let reason = "it was given for another address: give it again with this one";
            return Err(BuildFault::Secret(reason.to_owned()).into());
        }
        let tables = before.as_ref().map(|before| before.tables.clone());
        let connector = self.factory.build(&Ingredients {
            name: &put.name,
            kind: &put.kind,
            settings: &put.settings,
            secret: put.secret.as_ref().or(own.as_ref()),
            tables: &tables.unwrap_or_default().into(),
        })?;
        Ok((before, connector))
    }

    /// Tries out a connection as it would be, and keeps nothing of it. One that is there lends its secret, for the
    /// addresses that it was given for.
    ///
    /// # Errors
    /// It makes no sense, or the database failed.
    pub async fn try_out(&self, put: &Put) -> Result<Vec<Finding>, ConnectionError> {
        let (_, connector) = self.made_of(put).await?;
        Ok(tested(connector.as_ref()).await)
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
