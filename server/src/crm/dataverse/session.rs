//! One request to the Web API: its headers, its token, one repeat where the token was not taken.

use super::settings::Settings;
use super::token::{Secret, Tokens};
use crate::clock::SharedClock;
use crate::crm::error::DeliveryError;
use crate::crm::remote::{Answered, Http, Limits};
use crate::crm::transcript::Transcript;
use crate::outgoing::Client;
use axum::http::{Method, Request, StatusCode, header};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use std::fmt;

/// Speaks with one environment.
pub(super) struct Session {
    pub(super) settings: Settings,
    tokens: Tokens,
    http: Http,
    /// For metadata: however many are read, deliveries do not wait behind them.
    metadata: Http,
    clock: SharedClock,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// A request, before it has a token.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) method: Method,
    /// Below the root of the service, encoded.
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, String)>,
    /// Type and text of the body.
    pub(super) body: Option<(String, String)>,
}

/// How many requests for metadata may be under way at once.
pub(super) const METADATA_AT_ONCE: usize = 4;

const JSON: &str = "application/json";
const BATCH_OR_JSON: &str = "multipart/mixed, application/json";

impl Call {
    fn is_batch(&self) -> bool {
        self.path == "$batch"
    }

    fn is_for_metadata(&self) -> bool {
        self.path.starts_with("EntityDefinitions")
    }

    /// A request that reads.
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// A request that writes JSON.
    pub(super) fn patch(path: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            method: Method::PATCH,
            path: path.into(),
            headers: Vec::new(),
            body: Some((JSON.into(), body.into())),
        }
    }

    /// The same with one more header.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl Session {
    pub(super) fn new(
        settings: Settings,
        secret: Secret,
        client: Client,
        clock: SharedClock,
    ) -> Self {
        let limits = Limits::at_once(settings.requests_at_once);
        Self {
            settings,
            tokens: Tokens::new(secret, clock.clone()),
            metadata: Http::new(client.clone(), Limits::at_once(METADATA_AT_ONCE)),
            http: Http::new(client, limits),
            clock,
        }
    }

    pub(super) fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// The address below the root of the service.
    pub(super) fn address(&self, path: &str) -> String {
        let Settings {
            url, api_version, ..
        } = &self.settings;
        format!("{url}/api/data/{api_version}/{path}")
    }

    /// Sends a request; whatever is answered, except that no token is taken, is an answer.
    ///
    /// # Errors
    /// No token, or no answer.
    pub(super) async fn send(
        &self,
        call: &Call,
        transcript: &Transcript,
    ) -> Result<Answered, DeliveryError> {
        let http = match call.is_for_metadata() {
            true => &self.metadata,
            false => &self.http,
        };
        let mut refused = None;
        loop {
            let (settings, now_ms) = (&self.settings, self.now_ms());
            let token = self
                .tokens
                .header(refused.as_ref(), settings, http, now_ms, transcript)
                .await?;
            let mut request = Request::builder()
                .method(&call.method)
                .uri(self.address(&call.path))
                .header(header::AUTHORIZATION, token.clone())
                // Of a batch some services answer in the form that is named first.
                .header(
                    header::ACCEPT,
                    if call.is_batch() { BATCH_OR_JSON } else { JSON },
                )
                .header("odata-version", "4.0")
                .header("odata-maxversion", "4.0");
            // Without it a proxy or the service may answer from what it remembers.
            if !call
                .headers
                .iter()
                .any(|(name, _)| *name == "if-none-match")
            {
                request = request.header("if-none-match", "null");
            }
            for (name, value) in &call.headers {
                request = request.header(*name, value);
            }
            let (body, shown) = match &call.body {
                Some((kind, text)) => {
                    request = request.header(header::CONTENT_TYPE, kind);
                    (Bytes::from(text.clone()), text.as_str())
                }
                None => (Bytes::new(), ""),
            };
            let request = request
                .body(body)
                .map_err(|_| DeliveryError::give_up("the request has an address that is none"))?;
            let answered = http.send(request, shown, transcript).await?;
            if answered.status != StatusCode::UNAUTHORIZED {
                return Ok(answered);
            }
            if refused.is_some() {
                return Err(DeliveryError::credentials(
                    "the environment does not take the token (401): is there an application user for the application, \
                     and is `url` the environment's own address?",
                ));
            }
            refused = Some(token);
        }
    }

    /// Reads a document; `None` where there is none (404).
    ///
    /// # Errors
    /// No answer, a refusal, or an answer that is not such a document.
    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        call: &Call,
        transcript: &Transcript,
    ) -> Result<Option<T>, DeliveryError> {
        let answered = self.send(call, transcript).await?;
        match answered.status {
            StatusCode::NOT_FOUND => Ok(None),
            StatusCode::OK => serde_json::from_slice(&answered.body)
                .map(Some)
                .map_err(|_| DeliveryError::retry("the CRM's answer cannot be read")),
            _ => Err(super::error::refusal(&answered, None, self.now_ms())),
        }
    }
}
