//! Webhooks: each response as a signed event to an address of somebody's own.
//!
//! What receives is no CRM: it has one table, `response`, that takes any column; the columns of a mapping become the
//! event's `data`. Nothing can be found there, and a repeat after a lost answer arrives twice, under the same
//! `webhook-id`.

mod event;
mod signature;

pub use signature::SigningSecrets;

use super::connector::{
    Connector, Finding, Guarantee, Outcome, PlannedRecord, Preview, RecordWrite, WriteRequest,
    Written, WrittenRecord,
};
use super::error::DeliveryError;
use super::remote::{Answered, Http, Limits};
use super::table::Table;
use super::transcript::Transcript;
use crate::clock::SharedClock;
use crate::outgoing::{Client, Patience};
use axum::http::{Request, Uri, header};
use bytes::Bytes;
use event::{Event, MEDIA_TYPE};
use futures::future::{BoxFuture, join_all};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// The one table.
pub const TABLE: &str = "response";
/// Requests to one receiver that may be under way at once.
const AT_ONCE: usize = 16;
/// A receiver answers by its status; of the rest the beginning is noted.
const PATIENCE: Patience = Patience {
    time: Duration::from_secs(20),
    bytes: 32 * 1024,
    cuts: true,
};
/// How far a receiver's clock may be off before it refuses signatures.
const TOLERANCE_MS: i64 = 300_000;

/// What a webhook is set to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where events are posted to.
    url: String,
    /// What the types of events begin with: `PREFIX.response`. Default: `sonda`.
    #[serde(default = "prefix")]
    events: String,
}

fn prefix() -> String {
    "sonda".to_owned()
}

impl Settings {
    /// Reads settings.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(settings: &Map<String, Value>) -> Result<Self, String> {
        let settings = Self::deserialize(settings).map_err(|error| error.to_string())?;
        let uri: Option<Uri> = settings.url.parse().ok();
        let uri = uri.filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
        let Some(authority) = uri.as_ref().and_then(Uri::authority) else {
            return Err("`url` is not an address such as https://example.com/hook".to_owned());
        };
        if authority.as_str().contains('@') {
            return Err(
                "`url` holds a user or password, which is no place for a secret".to_owned(),
            );
        }
        let of_type = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let events = &settings.events;
        if events.is_empty() || events.len() > 100 || !events.bytes().all(of_type) {
            return Err("`events` takes 1 to 100 letters, digits, `.`, `-` and `_`".to_owned());
        }
        Ok(settings)
    }
}

/// A webhook as a connector.
pub struct Webhook {
    settings: Settings,
    secrets: SigningSecrets,
    /// This server, as events name it.
    source: String,
    http: Http,
    clock: SharedClock,
    tables: Arc<[Table]>,
}

impl Webhook {
    /// A webhook; `source` is this server's public address.
    #[must_use]
    pub fn new(
        settings: Settings,
        secrets: SigningSecrets,
        source: impl Into<String>,
        client: Client,
        clock: SharedClock,
    ) -> Self {
        let table = Table {
            open: true,
            ..Table::new(TABLE, Vec::new())
        };
        Self {
            settings,
            secrets,
            source: source.into(),
            http: Http::new(client, Limits::at_once(AT_ONCE)).with_patience(PATIENCE),
            clock,
            tables: Arc::from([table]),
        }
    }

    fn event(
        &self,
        what: &str,
        form: &str,
        id: &str,
        at_ms: i64,
        data: &Map<String, Value>,
    ) -> String {
        let kind = format!("{}.{what}", self.settings.events);
        Event::new(id, (&self.source, &kind, form), at_ms, data).json()
    }

    /// Posts an event; `shown` is what may be noted of it.
    async fn post(
        &self,
        id: &str,
        body: String,
        shown: String,
        transcript: &Transcript,
    ) -> Result<Answered, DeliveryError> {
        let timestamp = self.clock.now_ms().div_euclid(1_000);
        let signature = self.secrets.sign(id, timestamp, body.as_bytes());
        let request = Request::post(&self.settings.url)
            .header(header::CONTENT_TYPE, MEDIA_TYPE)
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature)
            .body(Bytes::from(body))
            .map_err(|_| DeliveryError::give_up("the connection's address cannot be used"))?;
        self.http.send(request, shown, transcript).await
    }

    async fn send(
        &self,
        request: &WriteRequest,
        row: &RecordWrite,
        transcript: &Transcript,
    ) -> Result<WrittenRecord, DeliveryError> {
        let id = row.id.to_string();
        let at_ms = request.answered_at_ms;
        let body = self.event(TABLE, &request.form, &id, at_ms, &values(row));
        // The answers are stored with the response, and are not repeated for each attempt.
        let names = row.values.keys().map(|name| (name.clone(), "…".into()));
        let shown = self.event(TABLE, &request.form, &id, at_ms, &names.collect());
        let answered = self.post(&id, body, shown, transcript).await?;
        judge(&answered, self.clock.now_ms())?;
        Ok(WrittenRecord {
            id,
            outcome: Outcome::Created,
        })
    }

    async fn send_all(
        &self,
        request: &WriteRequest,
        transcript: &Transcript,
    ) -> Result<Written, DeliveryError> {
        self.check(request)?;
        let sent = request
            .rows
            .iter()
            .map(|row| self.send(request, row, transcript));
        let records = join_all(sent).await.into_iter().collect::<Result<_, _>>()?;
        Ok(Written { records })
    }

    fn check(&self, request: &WriteRequest) -> Result<(), DeliveryError> {
        if request.table != TABLE {
            let reason = format!("there is no table `{}`", request.table);
            return Err(DeliveryError::give_up(reason));
        }
        if request.find.is_some() {
            return Err(DeliveryError::give_up(
                "a webhook finds no records: leave out how they are found (`find`)",
            ));
        }
        Ok(())
    }

    /// The request that would be sent.
    fn render(&self, request: &WriteRequest, row: &RecordWrite) -> String {
        let id = row.id.to_string();
        let body = self.event(
            TABLE,
            &request.form,
            &id,
            request.answered_at_ms,
            &values(row),
        );
        format!(
            "POST {}\ncontent-type: {MEDIA_TYPE}\nwebhook-id: {id}\nwebhook-timestamp: (when it is sent)\n\
             webhook-signature: (of id, timestamp and body)\n\n{body}",
            self.settings.url
        )
    }

    async fn try_out(&self) -> Vec<Finding> {
        let id = Uuid::new_v4().to_string();
        let now_ms = self.clock.now_ms();
        let body = self.event("test", "", &id, now_ms, &Map::new());
        let sent = self
            .post(&id, body, String::new(), &Transcript::default())
            .await;
        let answered = match sent {
            Ok(answered) => answered,
            Err(error) => {
                return vec![finding(
                    false,
                    format!("An event was not delivered: {error}."),
                )];
            }
        };
        let own_ms = self.clock.now_ms();
        let mut findings = vec![match judge(&answered, own_ms) {
            Ok(()) => finding(
                true,
                format!(
                    "An event of the type `{}.test` was taken ({}).",
                    self.settings.events,
                    answered.status.as_u16()
                ),
            ),
            Err(error) => finding(
                false,
                format!(
                    "The address was reached, but an event of the type `{}.test` was not taken: {error}.",
                    self.settings.events
                ),
            ),
        }];
        let date = answered
            .headers
            .get(header::DATE)
            .and_then(|date| date.to_str().ok());
        let date: Option<Timestamp> =
            date.and_then(|date| rfc2822::DateTimeParser::new().parse_timestamp(date).ok());
        if let Some(date) = date {
            let off_ms = date.as_millisecond().saturating_sub(own_ms);
            findings.push(match off_ms.abs() > TOLERANCE_MS {
                true => finding(
                    false,
                    format!(
                        "The receiver's clock is {} seconds off this server's: it will refuse signatures that seem \
                         older than five minutes. Set the clocks.",
                        off_ms / 1_000
                    ),
                ),
                false => finding(true, "The receiver's clock agrees with this server's.".to_owned()),
            });
        }
        findings
    }
}

fn finding(ok: bool, text: String) -> Finding {
    Finding { ok, text }
}

fn values(row: &RecordWrite) -> Map<String, Value> {
    row.values
        .iter()
        .map(|(name, cell)| (name.clone(), cell.value.clone()))
        .collect()
}

/// What an answer means: Standard Webhooks repeats whatever is not 2xx, and stops at 410.
fn judge(answered: &Answered, now_ms: i64) -> Result<(), DeliveryError> {
    let status = answered.status.as_u16();
    let reason = match status {
        200..=299 => return Ok(()),
        410 => {
            return Err(DeliveryError::Disabled {
                reason: "the receiver answered 410: it wants no more events".to_owned(),
            });
        }
        300..=399 => format!(
            "the receiver answered {status}, a redirect, which is not followed: correct the connection's address"
        ),
        _ => format!("the receiver answered {status}"),
    };
    Err(DeliveryError::Retry {
        after: answered.retry_after(now_ms),
        reason,
    })
}

impl Connector for Webhook {
    fn guarantee(&self) -> Guarantee {
        Guarantee::AtLeastOnce
    }

    fn at_once(&self) -> usize {
        AT_ONCE
    }

    fn guarantee_text(&self) -> String {
        "Each event arrives, and may arrive twice where an answer was lost: a receiver recognises a repeat by its \
         `webhook-id`."
            .to_owned()
    }

    fn tables(&self) -> BoxFuture<'_, Result<Arc<[Table]>, DeliveryError>> {
        Box::pin(async { Ok(self.tables.clone()) })
    }

    fn deliver<'a>(
        &'a self,
        request: &'a WriteRequest,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<Written, DeliveryError>> {
        Box::pin(self.send_all(request, transcript))
    }

    fn preview<'a>(
        &'a self,
        request: &'a WriteRequest,
    ) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
        Box::pin(async {
            self.check(request)?;
            let records = request.rows.iter().map(|row| PlannedRecord {
                outcome: Outcome::Created,
                id: Some(row.id.to_string()),
                before: Map::new(),
                writes: values(row),
            });
            Ok(Preview {
                records: records.collect(),
                requests: request
                    .rows
                    .iter()
                    .map(|row| self.render(request, row))
                    .collect(),
            })
        })
    }

    fn test(&self) -> BoxFuture<'_, Vec<Finding>> {
        Box::pin(self.try_out())
    }
}
