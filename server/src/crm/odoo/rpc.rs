//! Calls of Odoo's methods: JSON-2, one method of one model, its arguments by name.

use super::OdooSettings;
use super::error;
use crate::clock::SharedClock;
use crate::crm::error::DeliveryError;
use crate::crm::remote::{Http, Limits};
use crate::crm::table::Table;
use crate::crm::transcript::Transcript;
use crate::outgoing::Client;
use axum::http::{HeaderValue, Request, StatusCode, header};
use bytes::Bytes;
use serde_json::{Value, json};

/// Names the database where an address serves several.
const DATABASE: &str = "x-odoo-database";

/// The way to a database's methods.
pub(super) struct Rpc {
    http: Http,
    /// `…/json/2`
    address: String,
    database: Option<String>,
    key: String,
    language: Option<String>,
    clock: SharedClock,
}

/// A call: `model/method`, and the arguments by name.
pub(super) struct Call {
    pub(super) method: String,
    pub(super) arguments: Value,
}

impl Call {
    pub(super) fn new(model: &str, method: &str, arguments: Value) -> Self {
        Self {
            method: format!("{model}/{method}"),
            arguments,
        }
    }
}

impl Rpc {
    pub(super) fn new(
        settings: &OdooSettings,
        key: String,
        client: Client,
        clock: SharedClock,
    ) -> Self {
        Self {
            http: Http::new(client, Limits::at_once(settings.at_once)),
            address: format!("{}/json/2", settings.url.trim_end_matches('/')),
            database: settings.database.clone(),
            key,
            language: settings.language.clone(),
            clock,
        }
    }

    /// What a method returns. `table`: where columns that an error may name are known.
    ///
    /// # Errors
    /// There is no answer, or it is an error: see [`error::read`].
    pub(super) async fn call(
        &self,
        call: Call,
        table: Option<&Table>,
        transcript: &Transcript,
    ) -> Result<Value, DeliveryError> {
        let Call {
            method,
            mut arguments,
        } = call;
        if let Some(language) = &self.language {
            arguments["context"] = json!({"lang": language});
        }
        let body = arguments.to_string();
        let no_address = || DeliveryError::give_up("the connection's address is no address");
        let no_key = || DeliveryError::credentials("the connection's API key is none");
        let mut authorization =
            HeaderValue::try_from(format!("bearer {}", self.key)).map_err(|_| no_key())?;
        authorization.set_sensitive(true);
        let mut request = Request::post(format!("{}/{method}", self.address))
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .header(header::AUTHORIZATION, authorization);
        if let Some(database) = &self.database {
            request = request.header(DATABASE, database);
        }
        let request = request
            .body(Bytes::from(body.clone()))
            .map_err(|_| no_address())?;
        let answer = self.http.send(request, body, transcript).await?;
        if answer.status == StatusCode::OK {
            let unclear = |_| DeliveryError::retry("Odoo's answer is not understood");
            return serde_json::from_slice(&answer.body).map_err(unclear);
        }
        Err(error::read(&answer, table, self.clock.now_ms()))
    }
}
