//! `GET /api/v1/forms/{form}/responses`

use super::form_of;
use super::query::Parameters;
use super::shown::ShownResponse;
use crate::answers::DeliveryState;
use crate::http::access::Admin;
use crate::http::admin::page_size;
use crate::http::extract::{Path, Query};
use crate::http::public::timestamp;
use crate::http::{App, Rejection};
use crate::store::{Look, Place};
use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// So many responses are looked at for one answer, whether or not they pass.
const MOST_EXAMINED: u32 = 10_000;
/// So many where each has to be read: the database cannot compare such answers.
const MOST_READ: u32 = 2_000;

/// Responses of a form.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ResponsePage {
    /// Those that pass, in the order asked for.
    responses: Vec<ShownResponse>,
    /// What to ask for the next page `after`; null where there is nothing beyond. A page may hold fewer responses than
    /// asked for, or none, and go on: so many were looked at.
    next: Option<String>,
    /// Up to which moment was looked, where there is more.
    looked_until: Option<String>,
}

/// `GET /api/v1/forms/{form}/responses`: those that pass the filters, the newest first.
pub(crate) async fn list(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<ResponsePage>, Rejection> {
    let mut parameters = Parameters::of(pairs);
    let filter = parameters.filter()?;
    let after = parameters.take("after");
    let after = after.map(|id| {
        let reason = "`after`: no response has such an id".to_owned();
        Place::of(&id).ok_or(Rejection::Malformed("malformed_query", reason))
    });
    let look = Look {
        order: parameters.word("order")?.unwrap_or_default(),
        after: after.transpose()?,
        limit: parameters
            .number("limit")?
            .unwrap_or_else(page_size)
            .clamp(1, 1_000),
        most_examined: if filter.reads() {
            MOST_READ
        } else {
            MOST_EXAMINED
        },
    };
    parameters.end()?;
    let form = form_of(&app, &form).await?;
    let looked = app.store.look_through(&form.id, &filter, &look).await?;
    let ids: BTreeSet<&str> = looked.responses.iter().map(|one| one.id.as_str()).collect();
    let states = app.store.delivery_states(&ids).await?;
    let mut responses = Vec::with_capacity(looked.responses.len());
    for response in looked.responses {
        let state = states.get(&response.id).copied();
        let state = state.unwrap_or(DeliveryState::None);
        responses.push(ShownResponse::of(&app, response, state).await?);
    }
    Ok(Json(ResponsePage {
        responses,
        looked_until: looked.next.as_ref().map(|next| timestamp(next.at_ms)),
        next: looked.next.map(|next| next.id),
    }))
}
