//! Requests to a CRM over HTTP: within its limits, noted without secrets, failures told apart.

use super::hidden::Hidden;
use crate::crm::error::DeliveryError;
use crate::crm::transcript::{Exchange, Transcript};
use crate::outgoing::{Client, Patience, Reply, RequestError};
use axum::http::{HeaderMap, Request, StatusCode, header};
use bytes::Bytes;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// The longest a CRM may take for one answer.
const TIME: Duration = Duration::from_secs(15);
/// The most bytes of an answer: the metadata of a CRM are the longest.
const BYTES: usize = 4 * 1024 * 1024;
/// The most requests that a connection may have under way at once.
const MOST_AT_ONCE: usize = 1_000;
/// The most bytes of an answer that are looked at for noting it.
const MOST_NOTED: usize = 32 * 1024;

/// How many requests a connection may have under way at once.
#[derive(Debug, Clone)]
pub struct Limits(Arc<Semaphore>);

impl Limits {
    /// So many at once.
    #[must_use]
    pub fn at_once(requests: usize) -> Self {
        Self(Arc::new(Semaphore::new(requests.clamp(1, MOST_AT_ONCE))))
    }
}

/// Sends the requests of one connection.
#[derive(Debug, Clone)]
pub struct Http {
    client: Client,
    limits: Limits,
    patience: Patience,
}

/// An answer, whatever its status, with the place where it came from in words.
#[derive(Debug)]
pub struct Answered {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Http {
    /// Sends through that client, within those limits.
    #[must_use]
    pub fn new(client: Client, limits: Limits) -> Self {
        Self {
            client,
            limits,
            patience: Patience {
                time: TIME,
                bytes: BYTES,
                cuts: false,
            },
        }
    }

    /// The same, with another patience for each answer.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// Sends a request and notes it: method, address, and what `shown` says of the body. Headers are never noted.
    ///
    /// # Errors
    /// `Retry` where there is no answer; giving up where the address may not be connected to.
    pub async fn send(
        &self,
        request: Request<Bytes>,
        shown: impl Into<String>,
        transcript: &Transcript,
    ) -> Result<Answered, DeliveryError> {
        let permit = self.limits.0.acquire().await;
        let _permit = permit.map_err(|_| DeliveryError::retry("the connection is closed"))?;
        let mut noting = Noting {
            transcript,
            exchange: Exchange {
                request: format!("{} {}", request.method(), without_secrets(request.uri())),
                body: shown.into(),
                status: None,
                answer: "it was not waited for any longer".into(),
            },
        };
        let hidden = Hidden::of(request.headers());
        let reply = self.client.send(request, self.patience).await;
        match &reply {
            Ok(reply) => {
                noting.exchange.status = Some(reply.status.as_u16());
                noting.exchange.answer = noted(&reply.body, &hidden);
            }
            Err(error) => noting.exchange.answer = error.to_string(),
        }
        drop(noting);
        let Reply {
            status,
            headers,
            body,
        } = reply.map_err(|error| match error {
            RequestError::NotAllowed => DeliveryError::give_up(error.to_string()),
            _ => DeliveryError::retry(error.to_string()),
        })?;
        Ok(Answered {
            status,
            headers,
            body,
        })
    }
}

/// Notes an exchange when it ends, also where nobody waits for its end.
struct Noting<'a> {
    transcript: &'a Transcript,
    exchange: Exchange,
}

impl Drop for Noting<'_> {
    fn drop(&mut self) {
        let exchange = Exchange {
            request: std::mem::take(&mut self.exchange.request),
            body: std::mem::take(&mut self.exchange.body),
            status: self.exchange.status,
            answer: std::mem::take(&mut self.exchange.answer),
        };
        self.transcript.note(exchange);
    }
}

/// The beginning of an answer, without what is secret of the request.
fn noted(body: &[u8], hidden: &Hidden) -> String {
    hidden.from(String::from_utf8_lossy(&body[..body.len().min(MOST_NOTED)]).into_owned())
}

/// The address without its user, password and query, which may hold what nobody else should know.
fn without_secrets(uri: &axum::http::Uri) -> String {
    let scheme = uri.scheme_str().unwrap_or_default();
    let host = uri.host().unwrap_or_default();
    let port = uri
        .port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let query = if uri.query().is_some() { "?…" } else { "" };
    format!("{scheme}://{host}{port}{}{query}", uri.path())
}

impl Answered {
    /// The wait that `Retry-After` asks for, in seconds or until a date.
    #[must_use]
    pub fn retry_after(&self, now_ms: i64) -> Option<Duration> {
        let text = self.headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = text.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let date: Timestamp = rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
        let wait_ms = date.as_millisecond().saturating_sub(now_ms).max(0);
        Some(Duration::from_millis(u64::try_from(wait_ms).ok()?))
    }

    /// What an answer means that the protocol itself says nothing about, by its status alone; `said` is what the CRM
    /// says about it, in words for people.
    #[must_use]
    pub fn failure(&self, said: &str, now_ms: i64) -> DeliveryError {
        let said = match said {
            "" => String::new(),
            said => format!(": {said}"),
        };
        let status = self.status.as_u16();
        match status {
            408 | 425 | 429 | 500..=599 => DeliveryError::Retry {
                after: self.retry_after(now_ms),
                reason: format!("the CRM answered {status}{said}"),
            },
            300..=399 => DeliveryError::give_up(format!(
                "the CRM answered {status}, a redirect, which is not followed: correct the connection's address"
            )),
            401 => DeliveryError::give_up(format!("the CRM refused the credentials (401){said}")),
            403 => {
                DeliveryError::give_up(format!("the CRM lacks the privilege for this (403){said}"))
            }
            _ => DeliveryError::give_up(format!("the CRM answered {status}{said}")),
        }
    }
}
