//! The token that opens an environment: fetched with the application's secret, kept until shortly before it ends.

use super::settings::Settings;
use crate::clock::SharedClock;
use crate::crm::error::DeliveryError;
use crate::crm::remote::{Answered, Http, Opened, Pass};
use crate::crm::transcript::{Exchange, Transcript};
use axum::http::{HeaderValue, Request, header};
use bytes::Bytes;
use futures::FutureExt;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::fmt;
use zeroize::Zeroizing;

/// How long before its end a token is given up: requests take their time, and clocks differ.
const MARGIN_MS: i64 = 120_000;

/// The application's secret. Never printed.
pub(super) struct Secret(Zeroizing<String>);

impl Secret {
    pub(super) fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// The token of a connection.
#[derive(Debug)]
pub(super) struct Tokens {
    secret: Secret,
    pass: Pass,
}

/// What Microsoft Entra answers.
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: i64,
}

/// What Microsoft Entra says where it grants nothing.
#[derive(Default, Deserialize)]
struct Denied {
    #[serde(default)]
    error_codes: Vec<i64>,
}

impl Tokens {
    pub(super) fn new(secret: Secret, clock: SharedClock) -> Self {
        Self {
            secret,
            pass: Pass::new(clock),
        }
    }

    /// The value of `Authorization`, another than one that was refused.
    ///
    /// # Errors
    /// There is no token to be had.
    pub(super) async fn header(
        &self,
        refused: Option<&HeaderValue>,
        settings: &Settings,
        http: &Http,
        now_ms: i64,
        transcript: &Transcript,
    ) -> Result<HeaderValue, DeliveryError> {
        let fetch = || self.fetch(settings, http, now_ms, transcript).boxed();
        self.pass.header(refused, fetch).await
    }

    async fn fetch(
        &self,
        settings: &Settings,
        http: &Http,
        now_ms: i64,
        transcript: &Transcript,
    ) -> Result<Opened, DeliveryError> {
        let Settings {
            url,
            tenant,
            client_id,
            authority,
            ..
        } = settings;
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let address = format!("{authority}/{tenant}/oauth2/v2.0/token");
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&scope={}",
            encoded(client_id),
            encoded(&self.secret.0),
            encoded(&format!("{url}/.default")),
        );
        let request = Request::post(&address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .body(Bytes::from(form))
            .map_err(|_| DeliveryError::give_up("the connection's address is none"))?;
        // The answer is a secret: what is noted of it is said here.
        let answered = http.send(request, "", &Transcript::default()).await;
        let judged = match &answered {
            Ok(answered) => judge(answered, now_ms),
            Err(error) => Err(of_authority(error.clone())),
        };
        transcript.note(Exchange {
            request: format!("POST {address}"),
            body: "(the credentials)".into(),
            status: answered.ok().map(|answered| answered.status.as_u16()),
            answer: match &judged {
                Ok(_) => "(a token)".into(),
                Err(error) => error.to_string(),
            },
        });
        judged
    }
}

/// A failure to reach the authority is not one of the CRM.
fn of_authority(error: DeliveryError) -> DeliveryError {
    match error {
        DeliveryError::Retry { after, reason } => DeliveryError::Retry {
            after,
            reason: format!("no token: {reason}"),
        },
        DeliveryError::Lost { reason, .. } | DeliveryError::Wait { reason, .. } => {
            DeliveryError::retry(format!("no token: {reason}"))
        }
        DeliveryError::GiveUp { reason, .. } | DeliveryError::Disabled { reason } => {
            DeliveryError::give_up(format!("no token: {reason}"))
        }
    }
}

fn judge(answered: &Answered, now_ms: i64) -> Result<Opened, DeliveryError> {
    if !answered.status.is_success() {
        return Err(denial(answered, now_ms));
    }
    let unreadable = || DeliveryError::retry("no token: Microsoft Entra's answer holds none");
    let granted: Granted = serde_json::from_slice(&answered.body).map_err(|_| unreadable())?;
    let text = format!("Bearer {}", granted.access_token);
    let header = HeaderValue::from_str(&text).map_err(|_| unreadable())?;
    let life_ms = granted.expires_in.clamp(0, 86_400).saturating_mul(1_000);
    let life_ms = life_ms - MARGIN_MS.min(life_ms / 2);
    Ok(Opened {
        header,
        until_ms: Some(now_ms.saturating_add(life_ms)),
    })
}

/// Why Microsoft Entra refused, by its codes: its own words name ids and times.
fn denial(answered: &Answered, now_ms: i64) -> DeliveryError {
    if !answered.status.is_client_error() || answered.status.as_u16() == 429 {
        return of_authority(answered.failure("Microsoft Entra gave no token", now_ms));
    }
    let denied: Denied = serde_json::from_slice(&answered.body).unwrap_or_default();
    let code = denied.error_codes.first().copied().unwrap_or_default();
    let reason = match code {
        7_000_215 => "the secret is wrong: take the secret's value, not its id",
        7_000_222 => "the secret has expired: make a new one for the application",
        7_000_216 => "the application's secret is missing",
        700_016 => "the tenant does not know the application: check `client_id` and `tenant`",
        90_002 | 900_023 => "there is no such tenant: check `tenant`",
        500_011 => "the tenant does not know the environment: check `url`",
        7_000_112 => "the application is disabled in the tenant",
        53_003 | 530_003 => "a conditional access policy of the tenant forbids it",
        _ => "the application, its secret or the tenant are not accepted",
    };
    DeliveryError::credentials(match code {
        0 => format!("Microsoft Entra gave no token: {reason}"),
        code => format!("Microsoft Entra gave no token: {reason} (AADSTS{code})"),
    })
}
