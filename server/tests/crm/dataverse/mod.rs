//! The connector to Dataverse, against a strict fake of the service.

mod customer_voice;
mod deliveries;
mod metadata;
mod probe;
pub(crate) mod server;
mod token;
mod upsert;

use crate::clock::{ManualClock, START_MS};
use crate::fake::{client, connector};
use serde_json::{Value, json};
use server::{CLIENT, Fake, SECRET, TENANT};
use sonda_server::crm::dataverse::{Dataverse, Settings};
use sonda_server::crm::remote::RemoteConnector;
use sonda_server::crm::{
    Cell, Connector, DeliveryError, RecordWrite, Transcript, WriteRequest, Written,
};
use std::sync::Arc;
use uuid::Uuid;

/// The fake, and a connection to it.
pub(crate) struct World {
    pub(crate) fake: Fake,
    pub(crate) clock: Arc<ManualClock>,
    connector: RemoteConnector<Dataverse>,
}

/// A connection's settings, with these changed.
pub(crate) fn settings(fake: &Fake, changes: Value) -> Settings {
    let mut settings = json!({
        "url": fake.address,
        "authority": fake.address,
        "tenant": TENANT,
        "client_id": CLIENT,
        "tables": ["contact", "account", "incident", "new_project"],
    });
    for (name, value) in changes.as_object().unwrap() {
        settings[name] = value.clone();
    }
    serde_json::from_value(settings).unwrap()
}

/// A connection with that secret.
pub(crate) fn dataverse(settings: Settings, secret: &str, clock: &Arc<ManualClock>) -> Dataverse {
    Dataverse::new(settings, secret.to_owned(), client(), clock.clone())
}

impl World {
    async fn new() -> Self {
        Self::with(json!({})).await
    }

    pub(crate) async fn with(changes: Value) -> Self {
        let clock = ManualClock::new();
        let fake = Fake::start(clock.clone()).await;
        let remote = dataverse(settings(&fake, changes), SECRET, &clock);
        let connector = connector(remote).await;
        Self {
            fake,
            clock,
            connector,
        }
    }

    pub(crate) fn connector(&self) -> &RemoteConnector<Dataverse> {
        &self.connector
    }

    pub(crate) async fn deliver(&self, request: &WriteRequest) -> Result<Written, DeliveryError> {
        let transcript = Transcript::default();
        let delivered = self.connector.deliver(request, &transcript).await;
        self.fake.was_asked_properly();
        delivered
    }

    async fn refused(&self, request: &WriteRequest) -> DeliveryError {
        self.deliver(request).await.unwrap_err()
    }
}

pub(crate) fn row(number: u128, values: Value) -> RecordWrite {
    let values = values.as_object().unwrap().iter();
    RecordWrite {
        id: Uuid::from_u128(number),
        existing: None,
        values: values
            .map(|(name, value)| (name.clone(), Cell::from(value.clone())))
            .collect(),
    }
}

pub(crate) fn request(table: &str, rows: Vec<RecordWrite>) -> WriteRequest {
    WriteRequest {
        form: "visit".into(),
        response: "r".into(),
        table: table.into(),
        find: None,
        answered_at_ms: START_MS,
        is_repeat: false,
        rows,
    }
}
