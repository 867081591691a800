//! Requests to Salesforce: JSON, with an access token that is fetched anew when it has ended.

use super::SalesforceSettings;
use super::error;
use crate::clock::SharedClock;
use crate::crm::error::DeliveryError;
use crate::crm::remote::{Answered, Http, Limits, Opened, Pass};
use crate::crm::transcript::Transcript;
use crate::outgoing::Client;
use axum::http::{HeaderValue, Method, Request, StatusCode, header};
use bytes::Bytes;
use futures::FutureExt;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// Asks that what a duplicate rule only warns of is saved.
const SAVE_DUPLICATES: (&str, &str) = ("sforce-duplicate-rule-header", "allowSave=true");
/// What stays as it is in a part of a path or query.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A text within a path or query.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// The way to an org's data.
pub(super) struct Api {
    http: Http,
    url: String,
    /// `/services/data/v62.0`
    root: String,
    client_id: String,
    secret: String,
    saves_duplicates: bool,
    clock: SharedClock,
    token: Pass,
}

/// A request; with no body it reads.
pub(super) struct Call {
    pub(super) method: Method,
    /// Beneath the version's root, such as `/sobjects/Lead`.
    pub(super) path: String,
    pub(super) body: Option<Value>,
}

impl Call {
    pub(super) fn get(path: String) -> Self {
        Self {
            method: Method::GET,
            path,
            body: None,
        }
    }

    pub(super) fn write(method: Method, path: String, body: Value) -> Self {
        Self {
            method,
            path,
            body: Some(body),
        }
    }
}

impl Api {
    pub(super) fn new(
        settings: &SalesforceSettings,
        secret: String,
        client: Client,
        clock: SharedClock,
    ) -> Self {
        Self {
            http: Http::new(client, Limits::at_once(settings.at_once)),
            url: settings.url.trim_end_matches('/').to_owned(),
            root: format!(
                "/services/data/v{}",
                settings.version.trim_start_matches('v')
            ),
            client_id: settings.client_id.clone(),
            secret,
            saves_duplicates: settings.saves_duplicates,
            token: Pass::new(clock.clone()),
            clock,
        }
    }

    /// A request in words.
    pub(super) fn render(&self, call: &Call) -> String {
        let body = call.body.as_ref().map(|body| format!(" {body}"));
        let body = body.unwrap_or_default();
        format!("{} {}{}{body}", call.method, self.root, call.path)
    }

    /// What Salesforce answers, where it is no error as a whole; nothing where the answer is empty.
    ///
    /// # Errors
    /// There is no answer, or it is an error: see [`error::read`].
    pub(super) async fn call(
        &self,
        call: &Call,
        transcript: &Transcript,
    ) -> Result<Value, DeliveryError> {
        let token = self.token(None, transcript).await?;
        let mut answer = self.send(call, token.clone(), transcript).await?;
        if answer.status == StatusCode::UNAUTHORIZED {
            // The token has ended: one more try, with a new one.
            let token = self.token(Some(&token), transcript).await?;
            answer = self.send(call, token, transcript).await?;
        }
        if !answer.status.is_success() {
            return Err(error::read(&answer, self.clock.now_ms()));
        }
        if answer.body.is_empty() {
            return Ok(Value::Null);
        }
        let unclear = |_| DeliveryError::retry("Salesforce's answer is not understood");
        serde_json::from_slice(&answer.body).map_err(unclear)
    }

    async fn token(
        &self,
        ended: Option<&HeaderValue>,
        transcript: &Transcript,
    ) -> Result<HeaderValue, DeliveryError> {
        let fetch = || self.fetch_token(transcript).boxed();
        self.token.header(ended, fetch).await
    }

    async fn fetch_token(&self, transcript: &Transcript) -> Result<Opened, DeliveryError> {
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            encoded(&self.client_id),
            encoded(&self.secret)
        );
        let request = Request::post(format!("{}/services/oauth2/token", self.url))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::from(form))
            .map_err(|_| no_address())?;
        // Its question holds the secret and its answer the token.
        let secret = Transcript::default();
        let answer = self.http.send(request, String::new(), &secret).await;
        transcript.note_secret("access token", &secret);
        let answer = answer?;
        if !answer.status.is_success() {
            return Err(error::read_token(&answer, self.clock.now_ms()));
        }
        let unclear =
            || DeliveryError::retry("Salesforce's answer with the token is not understood");
        // The token is for the org's own address: the one it names is not asked with it.
        let body: Value = serde_json::from_slice(&answer.body).map_err(|_| unclear())?;
        let text = body["access_token"].as_str().ok_or_else(unclear)?;
        let header = HeaderValue::try_from(format!("Bearer {text}")).map_err(|_| unclear())?;
        Ok(Opened {
            header,
            until_ms: None,
        })
    }

    async fn send(
        &self,
        call: &Call,
        token: HeaderValue,
        transcript: &Transcript,
    ) -> Result<Answered, DeliveryError> {
        let mut request = Request::builder()
            .method(call.method.clone())
            .uri(format!("{}{}{}", self.url, self.root, call.path))
            .header(header::AUTHORIZATION, token)
            .header(header::ACCEPT, "application/json");
        if call.body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        if self.saves_duplicates {
            request = request.header(SAVE_DUPLICATES.0, SAVE_DUPLICATES.1);
        }
        let body = call.body.as_ref().map(Value::to_string).unwrap_or_default();
        let request = request
            .body(Bytes::from(body.clone()))
            .map_err(|_| no_address())?;
        self.http.send(request, body, transcript).await
    }
}

fn no_address() -> DeliveryError {
    DeliveryError::give_up("the connection's address is no address")
}
