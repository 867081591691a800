//! One response: everything about it, and its end.

use super::form_of;
use super::shown::ShownResponse;
use crate::answers::DeliveryState;
use crate::http::access::Admin;
use crate::http::extract::Path;
use crate::http::public::timestamp;
use crate::http::{App, Rejection};
use crate::store::{Deleted, Delivery, DeliveryFilter, Place};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A form has fewer targets.
const MOST_DELIVERIES: u32 = 1_000;

/// A response with everything about it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WholeResponse {
    #[serde(flatten)]
    response: ShownResponse,
    /// The personal link it came by.
    personal_link: Option<ShownLink>,
    /// Its ways to the CRMs.
    #[schemars(with = "Vec<Map<String, Value>>")]
    deliveries: Vec<Delivery>,
    /// The response that came right after it.
    newer: Option<String>,
    /// The response that came right before it.
    older: Option<String>,
}

/// A personal link, without what opens it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ShownLink {
    id: String,
    /// The version it was made for.
    version: i64,
    /// Whom it was made for: connector, table and record.
    contact: String,
    /// What people call them; may be empty.
    label: String,
    expires_at: Option<String>,
    revoked_at: Option<String>,
}

/// `GET /api/v1/forms/{form}/responses/{id}`
pub(crate) async fn show(
    _: Admin,
    State(app): State<Arc<App>>,
    Path((form, id)): Path<(String, String)>,
) -> Result<Json<WholeResponse>, Rejection> {
    let form = form_of(&app, &form).await?;
    let response = app.store.response(&id).await?;
    let response = response.filter(|response| response.form == form.id);
    let response = response.ok_or(Rejection::NotFound("response"))?;
    let place = Place {
        at_ms: response.submitted_at_ms,
        id: response.id.clone(),
    };
    let (newer, older) = app.store.neighbours(&form.id, &place).await?;
    let filter = DeliveryFilter {
        response: Some(id.clone()),
        ..DeliveryFilter::default()
    };
    let mut deliveries = app.store.deliveries(&filter, MOST_DELIVERIES).await?;
    deliveries.sort_by_key(|delivery| delivery.ordinal);
    let states = app
        .store
        .delivery_states(&BTreeSet::from([id.as_str()]))
        .await?;
    let state = states.get(&id).copied().unwrap_or(DeliveryState::None);
    let link = match &response.link {
        Some(link) => app.store.link(link).await?,
        None => None,
    };
    let link = link.map(|link| ShownLink {
        version: link.version,
        contact: link.contact.to_string(),
        label: link.label,
        expires_at: link.expires_at_ms.map(timestamp),
        revoked_at: link.revoked_at_ms.map(timestamp),
        id: link.id,
    });
    Ok(Json(WholeResponse {
        response: ShownResponse::of(&app, response, state).await?,
        personal_link: link,
        deliveries,
        newer,
        older,
    }))
}

/// `DELETE /api/v1/forms/{form}/responses/{id}`
pub(crate) async fn remove(
    _: Admin,
    State(app): State<Arc<App>>,
    Path((form, id)): Path<(String, String)>,
) -> Result<StatusCode, Rejection> {
    let form = form_of(&app, &form).await?;
    let now_ms = app.clock.now_ms();
    match app.store.delete_response(&form.id, &id, now_ms).await? {
        Deleted::Deleted(files) => {
            app.delete_files(files).await;
            Ok(StatusCode::NO_CONTENT)
        }
        Deleted::UnderWay => Err(Rejection::Conflict(
            "delivery_under_way",
            "The response is being written to a CRM at this moment.".to_owned(),
        )),
        Deleted::Missing => Err(Rejection::NotFound("response")),
    }
}
