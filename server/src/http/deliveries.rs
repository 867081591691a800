//! `/api/v1/deliveries`: what became of responses, and what is done about those that were given up.

use super::admin::{Admin, next_page, page_size};
use super::extract::{Path, Query};
use super::{App, Rejection};
use crate::store::{
    Attempt, Cancelled, Cause, Delivery, DeliveryFilter, DeliveryStatus, ReplayScope,
};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sonda_domain::FormId;
use std::sync::Arc;

/// Which deliveries are listed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeliveryQuery {
    /// Of this form.
    #[serde(default)]
    form: Option<String>,
    /// To this connector.
    #[serde(default)]
    connector: Option<String>,
    /// Of this response.
    #[serde(default)]
    response: Option<String>,
    /// That stand like this.
    #[serde(default)]
    status: Option<DeliveryStatus>,
    /// The last of the page before: `RESPONSE/TARGET`.
    #[serde(default)]
    after: Option<String>,
    /// How many at most, 1 to 1,000.
    #[serde(default = "page_size")]
    limit: u32,
}

/// A page of deliveries.
#[derive(Serialize, JsonSchema)]
pub(super) struct DeliveryList {
    /// The deliveries, those of the newest responses first.
    deliveries: Vec<Delivery>,
    /// What to ask the next page after; `null` where there is none.
    next: Option<String>,
}

/// `GET /api/v1/deliveries`: by form, connector, response and status.
pub(super) async fn list_deliveries(
    _: Admin,
    State(app): State<Arc<App>>,
    Query(query): Query<DeliveryQuery>,
) -> Result<Json<DeliveryList>, Rejection> {
    let limit = query.limit.clamp(1, 1_000);
    let after = query
        .after
        .as_deref()
        .and_then(|after| after.split_once('/'));
    let filter = DeliveryFilter {
        form: query.form,
        connector: query.connector,
        response: query.response,
        status: query.status,
        after: after.map(|(response, target)| (response.to_owned(), target.to_owned())),
    };
    let deliveries = app.store.deliveries(&filter, limit).await?;
    let next = next_page(&deliveries, limit, |last| {
        format!("{}/{}", last.response, last.target)
    });
    Ok(Json(DeliveryList { deliveries, next }))
}

/// Every try of a delivery.
#[derive(Serialize, JsonSchema)]
pub(super) struct AttemptList {
    /// The attempts, the first first.
    attempts: Vec<Attempt>,
}

/// `GET /api/v1/deliveries/{response}/{target}/attempts`
pub(super) async fn list_attempts(
    _: Admin,
    State(app): State<Arc<App>>,
    Path((response, target)): Path<(String, String)>,
) -> Result<Json<AttemptList>, Rejection> {
    let attempts = app.store.attempts(&response, &target).await?;
    Ok(Json(AttemptList { attempts }))
}

/// `POST /api/v1/deliveries/{response}/{target}/replay`: tries a delivery again that is dead or was cancelled.
pub(super) async fn replay_delivery(
    _: Admin,
    State(app): State<Arc<App>>,
    Path((response, target)): Path<(String, String)>,
) -> Result<StatusCode, Rejection> {
    match app
        .store
        .replay_delivery(&response, &target, app.clock.now_ms())
        .await?
    {
        true => Ok(StatusCode::ACCEPTED),
        false => Err(Rejection::NotFound("dead or cancelled delivery")),
    }
}

/// `POST /api/v1/deliveries/{response}/{target}/cancel`: calls a delivery off that was not written yet.
pub(super) async fn cancel_delivery(
    _: Admin,
    State(app): State<Arc<App>>,
    Path((response, target)): Path<(String, String)>,
) -> Result<StatusCode, Rejection> {
    match app
        .store
        .cancel_delivery(&response, &target, app.clock.now_ms())
        .await?
    {
        Cancelled::Cancelled => Ok(StatusCode::NO_CONTENT),
        Cancelled::Missing => Err(Rejection::NotFound("unfinished delivery")),
        Cancelled::UnderWay => Err(Rejection::Unprocessable(
            "delivery_under_way",
            "The delivery is being written at this moment.".to_owned(),
        )),
    }
}

/// How many causes are told of.
const MOST_CAUSES: u32 = 200;

/// Why deliveries were given up.
#[derive(Serialize, JsonSchema)]
pub(super) struct CauseList {
    /// The causes, the most frequent first.
    causes: Vec<Cause>,
}

/// `GET /api/v1/deliveries/causes`: why deliveries were given up, the most frequent first.
pub(super) async fn list_causes(
    _: Admin,
    State(app): State<Arc<App>>,
) -> Result<Json<CauseList>, Rejection> {
    let causes = app.store.delivery_causes(MOST_CAUSES).await?;
    Ok(Json(CauseList { causes }))
}

/// How many deliveries stand where.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct QueueCounts {
    /// By connector; one that has none of these is left out.
    connectors: Vec<ConnectorCounts>,
}

/// The deliveries to one connector that did not end well, or not yet.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ConnectorCounts {
    connector: String,
    /// They are tried when they are due.
    pending: i64,
    /// They wait for the record of another.
    waiting: i64,
    /// They were given up.
    dead: i64,
    /// For how long the oldest of those that are pending has been there, in milliseconds.
    oldest_age_ms: Option<i64>,
}

/// `GET /api/v1/deliveries/counts`: how many are on their way or were given up, by connector.
pub(super) async fn count_deliveries(
    _: Admin,
    State(app): State<Arc<App>>,
) -> Result<Json<QueueCounts>, Rejection> {
    let now_ms = app.clock.now_ms();
    let states = app.store.queue_states().await?.into_iter();
    let connectors = states.map(|state| ConnectorCounts {
        connector: state.connector,
        pending: state.pending,
        waiting: state.waiting,
        dead: state.dead,
        oldest_age_ms: state.oldest_at_ms.map(|at_ms| (now_ms - at_ms).max(0)),
    });
    Ok(Json(QueueCounts {
        connectors: connectors.collect(),
    }))
}

/// Which deliveries are tried again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplayQuery {
    /// Of this form alone.
    #[serde(default)]
    form: Option<FormId>,
    /// To this connector alone.
    #[serde(default)]
    connector: Option<String>,
    /// Those that are dead, or those that were cancelled.
    #[serde(default)]
    target: Option<String>,
    /// The reason, as the list of causes tells it.
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    status: Replayed,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Replayed {
    #[default]
    Dead,
    Cancelled,
}

/// What is tried again.
#[derive(Serialize, JsonSchema)]
pub(super) struct ReplayedDeliveries {
    /// How many deliveries.
    replayed: u64,
}

/// `POST /api/v1/deliveries/replay`: tries all dead deliveries again, or those of a form or connector; or cancelled
/// ones.
pub(super) async fn replay_deliveries(
    _: Admin,
    State(app): State<Arc<App>>,
    Query(query): Query<ReplayQuery>,
) -> Result<(StatusCode, Json<ReplayedDeliveries>), Rejection> {
    let scope = ReplayScope {
        form: query.form,
        connector: query.connector,
        target: query.target,
        reason: query.reason,
    };
    let now_ms = app.clock.now_ms();
    let replayed = match query.status {
        Replayed::Dead => app.store.replay_dead(&scope, now_ms).await?,
        Replayed::Cancelled => app.store.replay_cancelled(&scope, now_ms).await?,
    };
    Ok((StatusCode::ACCEPTED, Json(ReplayedDeliveries { replayed })))
}

/// Which deliveries are called off.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CancelQuery {
    /// Of this form alone.
    #[serde(default)]
    form: Option<FormId>,
    /// To this connector alone.
    #[serde(default)]
    connector: Option<String>,
    #[serde(default)]
    target: Option<String>,
    /// The reason, as the list of causes tells it.
    #[serde(default)]
    reason: Option<String>,
}

/// What was called off.
#[derive(Serialize, JsonSchema)]
pub(super) struct CancelledDeliveries {
    /// How many are never written.
    cancelled: u64,
    /// How many are being written at this moment.
    under_way: u64,
}

/// `POST /api/v1/deliveries/cancel`: calls off all deliveries of a form or connector that were not written yet.
pub(super) async fn cancel_deliveries(
    _: Admin,
    State(app): State<Arc<App>>,
    Query(query): Query<CancelQuery>,
) -> Result<Json<CancelledDeliveries>, Rejection> {
    let scope = ReplayScope {
        form: query.form,
        connector: query.connector,
        target: query.target,
        reason: query.reason,
    };
    if scope == ReplayScope::default() {
        return Err(Rejection::Unprocessable(
            "no_scope",
            "Name the form or the connector whose deliveries are to be cancelled.".to_owned(),
        ));
    }
    let all = app
        .store
        .cancel_deliveries(&scope, app.clock.now_ms())
        .await?;
    Ok(Json(CancelledDeliveries {
        cancelled: all.cancelled,
        under_way: all.under_way,
    }))
}
