//! Many responses at once: how many pass, and their end.

use super::query::Parameters;
use super::{form_of, reading};
use crate::answers::ResponseFilter;
use crate::http::access::Admin;
use crate::http::body::{read, read_object};
use crate::http::extract::{Path, Query};
use crate::http::public::timestamp;
use crate::http::{App, Rejection};
use crate::store::{Look, Order, Place};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// So many responses are deleted by one request.
const MOST_AT_ONCE: usize = 1_000;
/// So many of those that pass are deleted by one request: it has to find them, too.
const MOST_FOUND: u32 = 500;
/// So many are looked at for that, whether or not they pass.
const MOST_EXAMINED: u32 = 5_000;

/// How many responses pass.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ResponseCount {
    /// How many.
    responses: u64,
    /// They were accepted before this moment: what comes later is not counted.
    until: String,
}

/// `GET /api/v1/forms/{form}/responses/count`: how many responses pass the filters.
pub(crate) async fn count(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<ResponseCount>, Rejection> {
    let mut parameters = Parameters::of(pairs);
    let mut filter = parameters.filter()?;
    parameters.end()?;
    let form = form_of(&app, &form).await?;
    let _place = reading(&app)?;
    let until_ms = app.clock.now_ms() + 1;
    before(&mut filter, until_ms);
    Ok(Json(ResponseCount {
        responses: app.store.count_responses(&form.id, &filter).await?,
        until: timestamp(until_ms),
    }))
}

/// The body of `POST /api/v1/forms/{form}/responses/deletions`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeletionBody {
    /// These, at most 1,000; or
    #[serde(default)]
    ids: Option<Vec<String>>,
    /// those that pass the filters and were accepted before this moment,
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    until: Option<Timestamp>,
    /// beyond where the request before came: its `next`.
    #[serde(default)]
    after: Option<String>,
    /// How many were counted to pass: where more do by now, none is deleted.
    #[serde(default)]
    counted: Option<u64>,
}

/// What came of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DeletionDone {
    /// How many are gone.
    deleted: u64,
    /// Those that are being written to a CRM at this moment: they stay.
    under_way: BTreeSet<String>,
    /// What to ask for the rest `after`; `null` where nothing is left to look at.
    next: Option<String>,
}

/// `POST /api/v1/forms/{form}/responses/deletions`: deletes those named, or those that pass. Ids that the form has no
/// response of are passed over.
pub(crate) async fn remove_many(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    body: Body,
) -> Result<Json<DeletionDone>, Rejection> {
    let mut parameters = Parameters::of(pairs);
    let mut filter = parameters.filter()?;
    parameters.end()?;
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let body: DeletionBody = read_object(&bytes)?;
    let form = form_of(&app, &form).await?;
    let (ids, next) = match (body.ids, body.until) {
        (Some(ids), None) if filter == ResponseFilter::default() && body.after.is_none() => {
            if ids.len() > MOST_AT_ONCE {
                let reason = format!("At most {MOST_AT_ONCE} responses are deleted at once.");
                return Err(Rejection::Unprocessable("too_many_responses", reason));
            }
            (ids, None)
        }
        (None, Some(until)) => {
            before(&mut filter, until.as_millisecond());
            let after = body.after.as_deref().map(place_of).transpose()?;
            if let (Some(counted), None) = (body.counted, &after) {
                let _place = reading(&app)?;
                let passing = app.store.count_responses(&form.id, &filter).await?;
                if passing > counted {
                    let reason = format!(
                        "{passing} responses pass now, {counted} did when they were counted."
                    );
                    return Err(Rejection::Conflict("more_than_counted", reason));
                }
            }
            let look = Look {
                order: Order::Newest,
                after,
                limit: MOST_FOUND,
                most_examined: MOST_EXAMINED,
            };
            let looked = app.store.look_through(&form.id, &filter, &look).await?;
            let ids = looked.responses.into_iter().map(|response| response.id);
            (ids.collect(), looked.next.map(|next| next.id))
        }
        _ => {
            let reason = "Say either `ids`, without filters, or `until`.".to_owned();
            return Err(Rejection::Unprocessable("nothing_chosen", reason));
        }
    };
    let ids: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    let ids = ids.into_iter().filter(|id| !id.contains('\0')).collect();
    let now_ms = app.clock.now_ms();
    let done = app.store.delete_responses(&form.id, &ids, now_ms).await?;
    app.delete_files(done.files).await;
    Ok(Json(DeletionDone {
        deleted: done.deleted,
        under_way: done.under_way,
        next,
    }))
}

/// Nothing that was accepted then or later passes any more.
fn before(filter: &mut ResponseFilter, until_ms: i64) {
    filter.to_ms = Some(filter.to_ms.map_or(until_ms, |to_ms| to_ms.min(until_ms)));
}

fn place_of(id: &str) -> Result<Place, Rejection> {
    let reason = || "`after`: no response has such an id".to_owned();
    Place::of(id).ok_or_else(|| Rejection::Unprocessable("wrong_shape", reason()))
}
