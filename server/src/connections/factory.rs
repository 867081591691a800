//! Makes connectors of connections: the one list of the kinds there are.

use super::secret::Secret;
use crate::clock::SharedClock;
use crate::crm::remote::Turns;
use crate::crm::webhook::{Settings, SigningSecrets, Webhook};
use crate::crm::{Connector, Table};
use crate::outgoing::Client;
use serde_json::{Map, Value};
use std::sync::Arc;

/// What is wrong with a connection: no connector can be made of it. Never quotes a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildFault {
    /// There is no such kind; there are these.
    #[error("there is no such kind of connection; there are: {0}")]
    Kind(String),
    /// Its settings.
    #[error("settings: {0}")]
    Settings(String),
    /// Its secret.
    #[error("secret: {0}")]
    Secret(String),
}

/// Makes the connector of a connection of one kind.
pub type Build = fn(&Factory, &Ingredients<'_>) -> Result<Arc<dyn Connector>, BuildFault>;

/// The kinds of connections, each with what makes its connectors.
pub const KINDS: &[(&str, Build)] = &[("webhook", webhook)];

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
    /// The kinds it makes: [`KINDS`].
    pub kinds: &'static [(&'static str, Build)],
}

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
    /// The secret.
    ///
    /// # Errors
    /// It has none.
    pub fn needed_secret(&self) -> Result<&Secret, BuildFault> {
        let missing = || BuildFault::Secret("it is missing".to_owned());
        self.secret.ok_or_else(missing)
    }
}

impl Factory {
    /// The connector of a connection.
    pub(super) fn build(&self, of: &Ingredients<'_>) -> Result<Arc<dyn Connector>, BuildFault> {
        match self.kinds.iter().find(|(kind, _)| *kind == of.kind) {
            Some((_, build)) => build(self, of),
            None => {
                let kinds: Vec<&str> = self.kinds.iter().map(|(kind, _)| *kind).collect();
                Err(BuildFault::Kind(kinds.join(", ")))
            }
        }
    }
}

fn webhook(factory: &Factory, of: &Ingredients<'_>) -> Result<Arc<dyn Connector>, BuildFault> {
    let settings = Settings::read(of.settings).map_err(BuildFault::Settings)?;
    let secrets = SigningSecrets::read(of.needed_secret()?.expose());
    Ok(Arc::new(Webhook::new(
        settings,
        secrets.map_err(BuildFault::Secret)?,
        &factory.public_url,
        factory.client.clone(),
        Arc::clone(&factory.clock),
    )))
}
