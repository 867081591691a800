//! `GET /api/v1/forms/{form}/responses/live`: responses as they arrive, as server-sent events.
//!
//! What this process stores is told at once; what others on the same database store, and what is deleted, is seen by
//! looking at the form's row every other second. No event tells what a response says.

use super::form_of;
use crate::http::access::{Admin, still_looks};
use crate::http::extract::Path;
use crate::http::{App, Rejection};
use crate::store::Arrival;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use sonda_domain::FormId;
use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, watch};

/// How often the form's row is looked at.
const LOOK: Duration = Duration::from_secs(2);
/// After so many looks without news a line is sent that says nothing, so that nobody on the way takes the connection
/// for dead; and whether the session goes on is asked.
const LOOKS_OF_A_BEAT: u32 = 8;
/// Clocks of servers differ: so far back is looked for what is new.
const SKEW_MS: i64 = 60_000;
/// The most responses that one event names.
const MOST_NAMED: u32 = 100;

/// What an event says.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Arrived {
    /// How many responses the form has now.
    count: u64,
    /// Those that came since the last event, the newest first; 100 at most are named.
    arrivals: Vec<Arrival>,
}

struct Live {
    app: Arc<App>,
    headers: HeaderMap,
    form: FormId,
    count: u64,
    /// What was told of, as far back as is looked.
    told: BTreeMap<String, i64>,
    newest_ms: i64,
    news: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    waiting: VecDeque<String>,
    quiet: u32,
    _place: OwnedSemaphorePermit,
}

/// `GET /api/v1/forms/{form}/responses/live`: an event `arrived` for whatever changes.
pub(crate) async fn live(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Rejection> {
    let form = form_of(&app, &form).await?;
    let place = Arc::clone(&app.live).try_acquire_owned();
    let place = place.map_err(|_| Rejection::Unavailable)?;
    let news = app.intake.arrivals();
    let newest = app.store.arrivals(&form.id, i64::MIN, 1).await?;
    let newest_ms = newest.first().map_or(0, |one| one.submitted_at_ms);
    let recent = app
        .store
        .arrivals(&form.id, newest_ms - SKEW_MS, 1_000)
        .await?;
    let first = Arrived {
        count: form.responses,
        arrivals: Vec::new(),
    };
    let live = Live {
        headers,
        count: form.responses,
        told: recent
            .into_iter()
            .map(|one| (one.id, one.submitted_at_ms))
            .collect(),
        newest_ms,
        news,
        stopping: app.stopping.subscribe(),
        waiting: VecDeque::from([event(&first)]),
        quiet: 0,
        form: form.id,
        app,
        _place: place,
    };
    let body = Body::from_stream(stream::unfold(live, async |mut live: Live| {
        let piece = live.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(piece)), live))
    }));
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/event-stream"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // A proxy that gathers would hold events back.
        (
            header::HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ),
    ];
    Ok((headers, body).into_response())
}

fn event(arrived: &Arrived) -> String {
    format!("event: arrived\ndata: {}\n\n", json!(arrived))
}

impl Live {
    /// The next piece; `None` at the end.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some(piece) = self.waiting.pop_front() {
                return Some(piece);
            }
            if *self.stopping.borrow() {
                return None;
            }
            let told = tokio::select! {
                _ = self.stopping.changed() => return None,
                told = self.news.changed() => told,
                () = tokio::time::sleep(LOOK) => Ok(()),
            };
            // The intake has ended: so does the server.
            told.ok()?;
            self.look().await?;
        }
    }

    async fn look(&mut self) -> Option<()> {
        let form = self.app.store.form(&self.form).await.ok()??;
        self.quiet += 1;
        if form.responses == self.count {
            if self.quiet < LOOKS_OF_A_BEAT {
                return Some(());
            }
            self.quiet = 0;
            self.waiting.push_back(": \n\n".to_owned());
            return self.goes_on().await;
        }
        self.goes_on().await?;
        self.quiet = 0;
        self.count = form.responses;
        let since_ms = self.newest_ms.saturating_sub(SKEW_MS);
        let found = self
            .app
            .store
            .arrivals(&self.form, since_ms, MOST_NAMED)
            .await
            .ok()?;
        let new = found
            .into_iter()
            .filter(|one| !self.told.contains_key(&one.id));
        let arrivals: Vec<Arrival> = new.collect();
        for one in &arrivals {
            self.told.insert(one.id.clone(), one.submitted_at_ms);
            self.newest_ms = self.newest_ms.max(one.submitted_at_ms);
        }
        let since_ms = self.newest_ms.saturating_sub(SKEW_MS);
        self.told.retain(|_, at_ms| *at_ms > since_ms);
        self.waiting.push_back(event(&Arrived {
            count: self.count,
            arrivals,
        }));
        Some(())
    }

    /// Whether whoever watches may still do so.
    async fn goes_on(&self) -> Option<()> {
        let looks = still_looks(&self.app, &self.headers).await;
        looks.is_ok_and(|looks| looks).then_some(())
    }
}
