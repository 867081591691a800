//! How long the steps of a form are looked at: told by widgets without a word about the visitor, read by the
//! administrator.

use super::admin::{Admin, form_id};
use super::body::{is_of_type, read, read_object};
use super::extract::{Path, Query};
use super::origin::Sender;
use super::page::interface_locale;
use super::peer::Peer;
use super::{App, Rejection};
use crate::step_times::{StepEvent, StepReport, Visit, report, step_names};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sonda_domain::{FormId, Refusal};
use std::sync::Arc;

/// What a widget tells fits in a fraction of it.
const MOST_BYTES: usize = 1_000;

/// One visit to a step.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepTime {
    /// The version of the form.
    version: i64,
    /// The id of the page, or of the question where each is asked alone; empty for a form of one page, `$review` for the review.
    step: String,
    /// How long it was looked at, in milliseconds.
    ms: u64,
    /// How the visit ended.
    event: StepEvent,
}

/// `POST /api/v1/public/forms/{form}/step-times`. Who came by a personal link tells it here as well: its code, or
/// anything else of its own, is not asked for.
pub(crate) async fn take(
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let sender = Sender::of(&headers, &app);
    let taken = note(&app, &form, peer, &sender, &headers, body).await;
    let mut response = match taken {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(rejection) => rejection.problem(&interface_locale(&app, &headers, None)),
    };
    sender.allow_reading(&mut response);
    response
}

async fn note(
    app: &App,
    form: &str,
    peer: Peer,
    sender: &Sender,
    headers: &HeaderMap,
    body: Body,
) -> Result<(), Rejection> {
    let bytes = read(body, MOST_BYTES).await?;
    app.limits.step_time(peer.0)?;
    // A beacon is plain text: a browser sends that to another site without asking it first.
    if !is_of_type(headers, "text/plain") && !is_of_type(headers, "application/json") {
        return Err(Rejection::UnsupportedMediaType("application/json"));
    }
    let told: StepTime = read_object(&bytes)?;
    let id: FormId = form.parse().map_err(|_| Refusal::Unknown)?;
    let form = app.store.form(&id).await?.ok_or(Refusal::Unknown)?;
    sender.check(&form.settings)?;
    let content = app.content(&id, told.version).await?;
    let content = content.ok_or_else(|| unknown_version(told.version))?;
    if !step_names(&content).contains(&told.step.as_str()) {
        let reason = "The version has no such step.".to_owned();
        return Err(Rejection::Unprocessable("unknown_step", reason));
    }
    let visit = Visit {
        form: id,
        version: told.version,
        step: told.step,
        event: told.event,
    };
    Ok(app.step_times.note(visit, told.ms).await?)
}

fn unknown_version(version: i64) -> Rejection {
    let reason = format!("The form has no published version {version}.");
    Rejection::Unprocessable("unknown_version", reason)
}

/// Which version the times are of.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct StepTimesQuery {
    /// Default: the newest.
    #[serde(default)]
    version: Option<i64>,
}

/// How the steps of a version were visited.
#[derive(Serialize, JsonSchema)]
pub(crate) struct StepTimes {
    /// The version.
    version: i64,
    /// Its steps, in order.
    steps: Vec<StepReport>,
}

/// `GET /api/v1/forms/{form}/step-times`: each step of a version, in order.
pub(crate) async fn show(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    Query(query): Query<StepTimesQuery>,
) -> Result<Json<StepTimes>, Rejection> {
    let form = app.store.form(&form_id(&form)?).await?;
    let form = form.ok_or(Rejection::NotFound("form"))?;
    let version = query.version.unwrap_or(form.version);
    let content = app.content(&form.id, version).await?;
    let content = content.ok_or_else(|| unknown_version(version))?;
    let counts = app.store.step_times(&form.id, version).await?;
    let steps = report(&content, &counts);
    Ok(Json(StepTimes { version, steps }))
}
