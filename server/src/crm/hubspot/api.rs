//! Requests to HubSpot: JSON, with the private app's token.

use super::HubSpotSettings;
use super::error;
use crate::clock::SharedClock;
use crate::crm::error::DeliveryError;
use crate::crm::remote::{Answered, Http, Limits};
use crate::crm::transcript::Transcript;
use crate::outgoing::Client;
use axum::http::{HeaderValue, Method, Request, header};
use bytes::Bytes;
use serde_json::Value;

/// The way to an account's data.
pub(super) struct Api {
    http: Http,
    url: String,
    version: String,
    token: String,
    clock: SharedClock,
}

/// A request; with no body it reads.
pub(super) struct Call {
    pub(super) path: String,
    pub(super) body: Option<Value>,
}

impl Call {
    pub(super) fn get(path: String) -> Self {
        Self { path, body: None }
    }

    pub(super) fn post(path: String, body: Value) -> Self {
        Self {
            path,
            body: Some(body),
        }
    }

    pub(super) fn render(&self) -> String {
        match &self.body {
            Some(body) => format!("POST {} {body}", self.path),
            None => format!("GET {}", self.path),
        }
    }
}

impl Api {
    pub(super) fn new(
        settings: &HubSpotSettings,
        token: String,
        client: Client,
        clock: SharedClock,
    ) -> Self {
        Self {
            http: Http::new(client, Limits::at_once(settings.at_once)),
            url: settings.url.trim_end_matches('/').to_owned(),
            version: settings.version.clone(),
            token,
            clock,
        }
    }

    /// The path of something that is done with all objects of a type.
    pub(super) fn objects(&self, object: &str, what: &str) -> String {
        format!("/crm/objects/{}/{object}/{what}", self.version)
    }

    /// What HubSpot answers.
    ///
    /// # Errors
    /// There is no answer, or it is an error as a whole: see [`error::read`].
    pub(super) async fn call(
        &self,
        call: &Call,
        transcript: &Transcript,
    ) -> Result<Value, DeliveryError> {
        let answer = self.send(call, transcript).await?;
        self.read(&answer)
    }

    /// The same of records that may not be there; nothing where HubSpot says that they are not.
    ///
    /// # Errors
    /// Those of [`Api::call`].
    pub(super) async fn look(
        &self,
        call: &Call,
        transcript: &Transcript,
    ) -> Result<Option<Value>, DeliveryError> {
        let answer = self.send(call, transcript).await?;
        if error::is_missing(&answer) {
            return Ok(None);
        }
        self.read(&answer).map(Some)
    }

    fn read(&self, answer: &Answered) -> Result<Value, DeliveryError> {
        if answer.status.is_success() {
            let unclear = |_| DeliveryError::retry("HubSpot's answer is not understood");
            return serde_json::from_slice(&answer.body).map_err(unclear);
        }
        Err(error::read(answer, self.clock.now_ms()))
    }

    async fn send(&self, call: &Call, transcript: &Transcript) -> Result<Answered, DeliveryError> {
        let no_token = || DeliveryError::credentials("the connection's access token is none");
        let no_address = || DeliveryError::give_up("the connection's address is no address");
        let mut authorization =
            HeaderValue::try_from(format!("Bearer {}", self.token)).map_err(|_| no_token())?;
        authorization.set_sensitive(true);
        let body = call.body.as_ref().map(Value::to_string);
        let method = match body {
            Some(_) => Method::POST,
            None => Method::GET,
        };
        let body = body.unwrap_or_default();
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{}", self.url, call.path))
            .header(header::AUTHORIZATION, authorization);
        if call.body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let request = request
            .body(Bytes::from(body.clone()))
            .map_err(|_| no_address())?;
        self.http.send(request, body, transcript).await
    }
}
