//! Makes connectors of connections: the one list of the kinds there are.

use super::secret::Secret;
use crate::clock::SharedClock;
use crate::crm::dataverse::Dataverse;
use crate::crm::remote::{Remote, RemoteConnector, Turns};
use crate::crm::webhook::{Settings, SigningSecrets, Webhook};
use crate::crm::{Connector, HubSpot, Odoo, Salesforce, Table, Tryton};
use crate::outgoing::Client;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::sync::Arc;

/// The kinds of connections.
pub const KINDS: &[&str] = &[
    "dataverse",
    "hubspot",
    "odoo",
    "salesforce",
    "tryton",
    "webhook",
];

/// What is wrong with a connection: no connector can be made of it. Never quotes a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildFault {
    /// There is no such kind.
    #[error("there is no such kind of connection; there are: {}", KINDS.join(", "))]
    Kind,
    /// Its settings.
    #[error("settings: {0}")]
    Settings(String),
    /// Its secret.
    #[error("secret: {0}")]
    Secret(String),
}

/// What connectors are made with.
pub struct Factory {
    /// Sends their requests.
    pub client: Client,
    /// Tells the time.
    pub clock: SharedClock,
    /// Whose turn it is to write to a record.
    pub turns: Arc<dyn Turns>,
    /// This server's public address.
    pub public_url: String,
    /// Kinds beside [`KINDS`], of which tests have some.
    pub more: &'static [(&'static str, Build)],
}

/// Makes the connectors of one kind.
pub type Build = fn(&Ingredients<'_>) -> Result<Arc<dyn Connector>, BuildFault>;

/// What a connector is made of.
pub struct Ingredients<'a> {
    /// The connection's name: turns are taken in it.
    pub name: &'a str,
    /// Its kind.
    pub kind: &'a str,
    /// Its settings.
    pub settings: &'a Map<String, Value>,
    /// Its secret.
    pub secret: Option<&'a Secret>,
    /// What its CRM said of its tables last.
    pub tables: &'a Arc<[Table]>,
}

impl Ingredients<'_> {
    fn settings<T: DeserializeOwned>(&self) -> Result<T, BuildFault> {
        T::deserialize(Value::Object(self.settings.clone()))
            .map_err(|error| BuildFault::Settings(error.to_string()))
    }

    fn secret(&self) -> Result<&Secret, BuildFault> {
        let missing = || BuildFault::Secret("it is missing".to_owned());
        self.secret.ok_or_else(missing)
    }
}

impl Factory {
    /// The connector of a connection.
    pub(super) fn build(&self, of: &Ingredients<'_>) -> Result<Arc<dyn Connector>, BuildFault> {
        match of.kind {
            "dataverse" => {
                let settings = of.settings()?;
                let secret = of.secret()?.expose().to_owned();
                let (client, clock) = (self.client.clone(), Arc::clone(&self.clock));
                Ok(self.remote(of, Dataverse::new(settings, secret, client, clock)))
            }
            "hubspot" => {
                let settings = of.settings()?;
                let token = of.secret()?.expose().to_owned();
                let (client, clock) = (self.client.clone(), Arc::clone(&self.clock));
                Ok(self.remote(of, HubSpot::new(settings, token, client, clock)))
            }
            "odoo" => {
                let settings = of.settings()?;
                let key = of.secret()?.expose().to_owned();
                let (client, clock) = (self.client.clone(), Arc::clone(&self.clock));
                Ok(self.remote(of, Odoo::new(settings, key, client, clock)))
            }
            "salesforce" => {
                let settings = of.settings()?;
                let secret = of.secret()?.expose().to_owned();
                let (client, clock) = (self.client.clone(), Arc::clone(&self.clock));
                Ok(self.remote(of, Salesforce::new(settings, secret, client, clock)))
            }
            "tryton" => {
                let settings = of.settings()?;
                let password = of.secret()?.expose().to_owned();
                let (client, clock) = (self.client.clone(), Arc::clone(&self.clock));
                Ok(self.remote(of, Tryton::new(settings, password, client, clock)))
            }
            "webhook" => {
                let settings = Settings::read(of.settings).map_err(BuildFault::Settings)?;
                let secrets = SigningSecrets::read(of.secret()?.expose());
                Ok(Arc::new(Webhook::new(
                    settings,
                    secrets.map_err(BuildFault::Secret)?,
                    &self.public_url,
                    self.client.clone(),
                    Arc::clone(&self.clock),
                )))
            }
            kind => match self.more.iter().find(|(name, _)| *name == kind) {
                Some((_, build)) => build(of),
                None => Err(BuildFault::Kind),
            },
        }
    }

    fn remote<R: Remote>(&self, of: &Ingredients<'_>, remote: R) -> Arc<dyn Connector> {
        let (tables, turns) = (Arc::clone(of.tables), Arc::clone(&self.turns));
        Arc::new(RemoteConnector::new(of.name, remote, tables, turns))
    }
}
