//! The administrator's API: definitions, links, responses, records. Every call needs the token.

use super::body::{read, read_json};
use super::public::timestamp;
use super::{App, Rejection};
use crate::contact::ContactRef;
use crate::definition::{Document, definition_schema, judge};
use crate::links::{LinkRequest, make_link};
use crate::store::StoredForm;
use axum::Json;
use axum::body::Body;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use sonda_domain::{Fault, FormId, Locale};
use std::sync::Arc;

/// The administrator, who has shown the token.
pub(crate) struct Admin;

impl FromRequestParts<Arc<App>> for Admin {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Rejection> {
        let header = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let token = header.strip_prefix("Bearer ").unwrap_or_default().trim();
        if app.secrets.is_admin_token(token) {
            Ok(Self)
        } else {
            Err(Rejection::Unauthorized)
        }
    }
}

fn form_id(text: &str) -> Result<FormId, Rejection> {
    text.parse().map_err(|_| Rejection::NotFound("form"))
}

/// `GET /api/v1/schema/form.json`: the JSON Schema of definitions; needs no token.
pub(crate) async fn schema() -> Json<&'static Value> {
    Json(definition_schema())
}

/// `GET /api/v1/forms`
pub(crate) async fn list_forms(
    _: Admin,
    State(app): State<Arc<App>>,
) -> Result<Json<Value>, Rejection> {
    let forms: Vec<StoredForm> = app.store.forms().await?;
    Ok(Json(json!({ "forms": forms })))
}

/// `GET /api/v1/forms/{form}`: its definition, as `PUT` takes it.
pub(crate) async fn export_form(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
) -> Result<Json<Document>, Rejection> {
    let definition = app.store.definition(&form_id(&form)?).await?;
    definition.map(Json).ok_or(Rejection::NotFound("form"))
}

/// `PUT /api/v1/forms/{form}`: publishes a definition.
pub(crate) async fn import_form(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    body: Body,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.definition_bytes).await?;
    let value: Value = read_json(&bytes)?;
    let catalogue = app
        .connectors
        .catalogue()
        .await
        .map_err(|error| Rejection::Internal(error.into()))?;
    let document = judge(&value, &catalogue).map_err(Rejection::InvalidDefinition)?;
    if document.id.as_str() != form {
        let reason = format!(
            "the definition is of `{}`, the address of `{form}`",
            document.id
        );
        return Err(Rejection::InvalidDefinition(vec![Fault::new(
            "/id", reason,
        )]));
    }
    let published = app.store.publish(&document, app.clock.now_ms()).await?;
    Ok(Json(published).into_response())
}

/// The body of `POST /api/v1/forms/{form}/links`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkBody {
    contact: ContactRef,
    #[serde(default)]
    locale: Option<Locale>,
    #[serde(default)]
    expires_at: Option<Timestamp>,
}

/// `POST /api/v1/forms/{form}/links`: makes a personal link for a contact. Its address is told this once.
pub(crate) async fn create_link(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    body: Body,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let body: LinkBody = read_json(&bytes)?;
    let request = LinkRequest {
        form: form_id(&form)?,
        contact: body.contact,
        locale: body.locale,
        expires_at_ms: body.expires_at.map(Timestamp::as_millisecond),
    };
    let made = make_link(
        &app.store,
        &app.secrets,
        &app.config.public_url,
        request,
        app.clock.now_ms(),
    )
    .await
    .map_err(|error| Rejection::Internal(error.into()))?
    .ok_or(Rejection::NotFound("form"))?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// `POST /api/v1/links/{id}/revoke`
pub(crate) async fn revoke_link(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Rejection> {
    match app.store.revoke_link(&id, app.clock.now_ms()).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Rejection::NotFound("link")),
    }
}

/// The paging of a list.
#[derive(Debug, Deserialize)]
pub(crate) struct PageQuery {
    /// The last id of the page before.
    #[serde(default)]
    after: Option<String>,
    /// How many at most, 1 to 1,000.
    #[serde(default = "page_size")]
    limit: u32,
}

fn page_size() -> u32 {
    100
}

impl PageQuery {
    fn limit(&self) -> u32 {
        self.limit.clamp(1, 1_000)
    }
}

/// `GET /api/v1/forms/{form}/responses`: newest first.
pub(crate) async fn list_responses(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Value>, Rejection> {
    let form = app
        .store
        .form(&form_id(&form)?)
        .await?
        .ok_or(Rejection::NotFound("form"))?;
    let responses = app
        .store
        .responses(&form.id, page.after.as_deref(), page.limit())
        .await?;
    let next = responses
        .last()
        .filter(|_| responses.len() == page.limit() as usize)
        .map(|last| last.id.clone());
    let responses: Vec<Value> = responses
        .iter()
        .map(|response| {
            let mut value = json!(response);
            value["submitted_at"] = json!(timestamp(response.submitted_at_ms));
            value
        })
        .collect();
    Ok(Json(json!({ "responses": responses, "next": next })))
}
