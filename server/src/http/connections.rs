//! `/api/v1/connections`: CRMs and webhooks that mappings write to. No answer holds a secret.

use super::admin::Admin;
use super::body::{read, read_json};
use super::extract::Path;
use super::{App, Rejection};
use crate::connections::{
    BuildFault, ConnectionError, KindInfo, Put, Registry, Secret, Shown, kinds,
};
use crate::mapping::EMBEDDED;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::sync::Arc;

fn registry(app: &App) -> Result<&Registry, Rejection> {
    let connections = app.connectors.connections();
    connections
        .map(AsRef::as_ref)
        .ok_or(Rejection::NotFound("connection"))
}

/// `GET /api/v1/connections`
pub(super) async fn list(_: Admin, State(app): State<Arc<App>>) -> Result<Json<Value>, Rejection> {
    let connections = registry(&app)?.list().await?;
    Ok(Json(json!({ "connections": connections })))
}

/// `GET /api/v1/connections/{name}`
pub(super) async fn show(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Json<Shown>, Rejection> {
    Ok(Json(registry(&app)?.show(&name).await?))
}

/// `PUT /api/v1/connections/{name}`: adds or changes one, and reads its tables: `tables_problem` says why they could
/// not be read.
pub(super) async fn put(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    body: Body,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let put = read_put(name.clone(), read_json(&bytes)?)?;
    let connections = registry(&app)?;
    let status = match connections.put(put).await? {
        true => StatusCode::CREATED,
        false => StatusCode::OK,
    };
    let problem = match connections.refresh(&name).await {
        Ok(_) => None,
        Err(error @ (ConnectionError::Crm { .. } | ConnectionError::Unusable { .. })) => {
            Some(error.to_string())
        }
        Err(error) => return Err(error.into()),
    };
    let mut shown = json!(connections.show(&name).await?);
    shown["tables_problem"] = json!(problem);
    Ok((status, Json(shown)).into_response())
}

/// Read by hand: the words of a reader quote what does not fit, which may be the secret.
fn read_put(name: String, body: Value) -> Result<Put, Rejection> {
    let wrong = |reason: &str| Rejection::Unprocessable("wrong_shape", reason.to_owned());
    let Value::Object(mut body) = body else {
        return Err(wrong("An object is expected."));
    };
    let Some(Value::String(kind)) = body.remove("kind") else {
        return Err(wrong("`kind` must be a text."));
    };
    let settings = match body.remove("settings") {
        None => Map::new(),
        Some(Value::Object(settings)) => settings,
        Some(_) => return Err(wrong("`settings` must be an object.")),
    };
    let secret = match body.remove("secret") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(secret(&text)?),
        Some(_) => return Err(wrong("`secret` must be a text.")),
    };
    if !body.is_empty() {
        return Err(wrong(
            "`kind`, `settings` and `secret` are taken, and nothing else.",
        ));
    }
    Ok(Put {
        name,
        kind,
        settings,
        secret,
    })
}

fn secret(text: &str) -> Result<Secret, ConnectionError> {
    let unsound = || BuildFault::Secret("it is empty, too long, or holds the character NUL".into());
    Ok(Secret::new(text).ok_or_else(unsound)?)
}

/// `DELETE /api/v1/connections/{name}`
pub(super) async fn remove(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<StatusCode, Rejection> {
    registry(&app)?.remove(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/connections/{name}/test`
pub(super) async fn test(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Rejection> {
    let findings = registry(&app)?.test(&name).await?;
    let ok = findings.iter().all(|finding| finding.ok);
    Ok(Json(json!({ "ok": ok, "findings": findings })))
}

/// `POST /api/v1/connections/{name}/refresh`: reads its tables.
pub(super) async fn refresh(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Rejection> {
    Ok(Json(json!(registry(&app)?.refresh(&name).await?)))
}

/// `GET /api/v1/connection-kinds`: what a connection of each kind is told.
pub(super) async fn list_kinds(_: Admin) -> Json<Value> {
    let kinds: Vec<KindInfo> = kinds();
    Json(json!({ "kinds": kinds }))
}

/// `POST /api/v1/connection-tests`: tries a connection out as `PUT` would add or change it, and keeps nothing. One that
/// is there lends its secret.
pub(super) async fn try_out(
    _: Admin,
    State(app): State<Arc<App>>,
    body: Body,
) -> Result<Json<Value>, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let mut body: Value = read_json(&bytes)?;
    let name = body.as_object_mut().and_then(|body| body.remove("name"));
    let name = match name {
        Some(Value::String(name)) => name,
        _ => String::new(),
    };
    let findings = registry(&app)?.try_out(&read_put(name, body)?).await?;
    let ok = findings.iter().all(|finding| finding.ok);
    Ok(Json(json!({ "ok": ok, "findings": findings })))
}

/// `GET /api/v1/connections/{name}/tables`; `embedded` names the CRM that is built in.
pub(super) async fn tables(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Rejection> {
    if name == EMBEDDED {
        return Ok(Json(json!({ "tables": app.embedded.all_tables() })));
    }
    let tables = registry(&app)?.tables_of(&name).await?;
    Ok(Json(json!({ "tables": &*tables })))
}
