//! Whether the server lives, whether it can work, and its numbers.

use super::{App, Rejection};
use crate::crm::publish_reminder_metrics;
use crate::delivery::publish_queue_metrics;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// `GET /healthz`: the process answers.
pub(crate) async fn live() -> &'static str {
    "ok"
}

/// `GET /readyz`: the database answers.
pub(crate) async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Rejection> {
    match app.store.ping().await {
        Ok(()) => Ok("ok"),
        Err(error) => {
            tracing::error!(%error, "not ready: the database does not answer");
            Err(Rejection::Unavailable)
        }
    }
}

/// `GET /metrics`: Prometheus text.
pub(crate) async fn metrics(State(app): State<Arc<App>>) -> Response {
    if let Err(error) = publish_queue_metrics(&app.store, app.clock.as_ref()).await {
        tracing::warn!(%error, "the length of the delivery queue is not known");
    }
    if let Err(error) = publish_reminder_metrics(&app.embedded).await {
        tracing::warn!(%error, "the number of records without activity is not known");
    }
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        app.metrics.render(),
    )
        .into_response()
}
