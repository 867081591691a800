//! Calls of Tryton's methods: JSON-RPC with a session that is opened anew when it has ended.

use super::TrytonSettings;
use super::error;
use crate::clock::SharedClock;
use crate::crm::error::DeliveryError;
use crate::crm::remote::{Answered, Http, Limits, Opened, Pass};
use crate::crm::table::Table;
use crate::crm::transcript::Transcript;
use crate::outgoing::Client;
use axum::http::{HeaderValue, Request, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures::FutureExt;
use serde_json::{Value, json};

/// The way to a database's methods.
pub(super) struct Rpc {
    http: Http,
    /// `…/DATABASE/rpc/`
    address: String,
    user: String,
    password: String,
    language: String,
    clock: SharedClock,
    session: Pass,
}

impl Rpc {
    pub(super) fn new(
        settings: &TrytonSettings,
        password: String,
        client: Client,
        clock: SharedClock,
    ) -> Self {
        let url = settings.url.trim_end_matches('/');
        Self {
            http: Http::new(client, Limits::at_once(settings.at_once)),
            address: format!("{url}/{}/rpc/", settings.database),
            user: settings.user.clone(),
            password,
            language: settings.language.clone(),
            session: Pass::new(clock.clone()),
            clock,
        }
    }

    /// What a method returns. `table`: where columns that an error may name are known.
    ///
    /// # Errors
    /// There is no answer, or it is an error: see [`error::read`].
    pub(super) async fn call(
        &self,
        method: &str,
        parameters: &Value,
        table: Option<&Table>,
        transcript: &Transcript,
    ) -> Result<Value, DeliveryError> {
        let session = self.session(None, transcript).await?;
        let answer = self
            .send(method, parameters, Some(session.clone()), transcript)
            .await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return self.result(&answer, table);
        }
        // The session has ended: one more try, with a new one.
        let session = self.session(Some(&session), transcript).await?;
        let answer = self
            .send(method, parameters, Some(session), transcript)
            .await?;
        self.result(&answer, table)
    }

    async fn session(
        &self,
        ended: Option<&HeaderValue>,
        transcript: &Transcript,
    ) -> Result<HeaderValue, DeliveryError> {
        let log_in = || self.log_in(transcript).boxed();
        self.session.header(ended, log_in).await
    }

    async fn log_in(&self, transcript: &Transcript) -> Result<Opened, DeliveryError> {
        let parameters = json!([self.user, {"password": self.password}, self.language]);
        let answer = self
            .send("common.db.login", &parameters, None, transcript)
            .await?;
        if answer.status == StatusCode::UNAUTHORIZED {
            return Err(DeliveryError::credentials(
                "Tryton does not take the user or the password: correct them in the connection",
            ));
        }
        let result = self.result(&answer, None)?;
        let unclear = || DeliveryError::retry("Tryton's answer to the login is not understood");
        let id = result[0].as_i64().ok_or_else(unclear)?;
        let token = result[1].as_str().ok_or_else(unclear)?;
        let own = STANDARD.encode(format!("{}:{id}:{token}", self.user));
        let header = HeaderValue::try_from(format!("Session {own}")).map_err(|_| unclear())?;
        Ok(Opened {
            header,
            until_ms: None,
        })
    }

    async fn send(
        &self,
        method: &str,
        parameters: &Value,
        session: Option<HeaderValue>,
        transcript: &Transcript,
    ) -> Result<Answered, DeliveryError> {
        let body = json!({"id": 1, "method": method, "params": parameters}).to_string();
        let mut request = Request::post(&self.address)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Bytes::from(body.clone()))
            .map_err(|_| DeliveryError::give_up("the connection's address is no address"))?;
        let Some(session) = session else {
            // Its question holds the password and its answer the session.
            let secret = Transcript::default();
            let answer = self.http.send(request, String::new(), &secret).await;
            transcript.note_secret(method, &secret);
            return answer;
        };
        request.headers_mut().insert(header::AUTHORIZATION, session);
        self.http.send(request, body, transcript).await
    }

    fn result(&self, answer: &Answered, table: Option<&Table>) -> Result<Value, DeliveryError> {
        if answer.status == StatusCode::UNAUTHORIZED {
            return Err(DeliveryError::credentials(
                "Tryton does not take its own session (401)",
            ));
        }
        if answer.status != StatusCode::OK {
            return Err(answer.failure("", self.clock.now_ms()));
        }
        let unclear = || DeliveryError::retry("Tryton's answer is not understood");
        let mut body: Value = serde_json::from_slice(&answer.body).map_err(|_| unclear())?;
        match body.get_mut("error") {
            Some(error) => Err(error::read(error, table)),
            None => body.get_mut("result").map(Value::take).ok_or_else(unclear),
        }
    }
}
