//! `/api/v1/connections`: CRMs and webhooks that mappings write to. No answer holds a secret.

use super::admin::Admin;
use super::body::{read, read_json};
use super::extract::Path;
use super::{App, Rejection};
use crate::connections::{
    BuildFault, ConnectionError, KindInfo, Put, Refreshed, Registry, Secret, Shown, kinds,
};
use crate::crm::{Finding, Table};
use crate::mapping::EMBEDDED;
use crate::wording::said_maybe;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::Arc;

fn registry(app: &App) -> Result<&Registry, Rejection> {
    let connections = app.connectors.connections();
    connections
        .map(AsRef::as_ref)
        .ok_or(Rejection::NotFound("connection"))
}

/// The connections there are.
#[derive(Serialize, JsonSchema)]
pub(super) struct ConnectionList {
    /// The connections, by their names.
    connections: Vec<Shown>,
}

/// `GET /api/v1/connections`
pub(super) async fn list(
    _: Admin,
    State(app): State<Arc<App>>,
) -> Result<Json<ConnectionList>, Rejection> {
    let connections = registry(&app)?.list().await?;
    Ok(Json(ConnectionList { connections }))
}

/// `GET /api/v1/connections/{name}`
pub(super) async fn show(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Json<Shown>, Rejection> {
    Ok(Json(registry(&app)?.show(&name).await?))
}

/// What a connection is made of; read by `read_put`, whose words quote nothing of it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "describes what `read_put` reads")]
pub(super) struct ConnectionBody {
    /// What it connects to: `webhook`, `dataverse`, `hubspot` and so on. It stays the same.
    kind: String,
    /// Its settings, as its kind asks for.
    #[serde(default)]
    settings: Map<String, Value>,
    /// Its secret; without one it keeps its own, unless it goes to another server.
    secret: Option<String>,
}

/// A connection that was added or changed.
#[derive(Serialize, JsonSchema)]
pub(super) struct PutConnection {
    #[serde(flatten)]
    connection: Shown,
    /// Why its tables could not be read; `null` where they were.
    #[serde(serialize_with = "said_maybe")]
    tables_problem: Option<String>,
}

/// `PUT /api/v1/connections/{name}`: adds or changes one, and reads its tables: `tables_problem` says why they could
/// not be read.
pub(super) async fn put(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    body: Body,
) -> Result<(StatusCode, Json<PutConnection>), Rejection> {
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
    let put = PutConnection {
        connection: connections.show(&name).await?,
        tables_problem: problem,
    };
    Ok((status, Json(put)))
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

/// What a test of a connection found.
#[derive(Serialize, JsonSchema)]
pub(super) struct Tested {
    /// Whether all is well.
    ok: bool,
    /// What was found, one after the other.
    findings: Vec<Finding>,
}

/// `POST /api/v1/connections/{name}/test`
pub(super) async fn test(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Json<Tested>, Rejection> {
    let findings = registry(&app)?.test(&name).await?;
    let ok = findings.iter().all(|finding| finding.ok);
    Ok(Json(Tested { ok, findings }))
}

/// `POST /api/v1/connections/{name}/refresh`: reads its tables.
pub(super) async fn refresh(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Json<Refreshed>, Rejection> {
    Ok(Json(registry(&app)?.refresh(&name).await?))
}

/// The tables of a connection.
#[derive(Serialize, JsonSchema)]
pub(super) struct ConnectionTables {
    /// The tables, as they were read last.
    tables: Vec<Table>,
}

/// The kinds of connections there are.
#[derive(Serialize, JsonSchema)]
pub(super) struct KindList {
    kinds: Vec<KindInfo>,
}

/// A connection that is tried out before it is kept.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "describes what `read_put` reads")]
pub(super) struct TriedBody {
    /// Its name, of one that is there: its own secret is taken where none is given.
    #[serde(default)]
    name: String,
    /// What it connects to.
    kind: String,
    /// Its settings, as its kind asks for.
    #[serde(default)]
    settings: Map<String, Value>,
    /// Its secret.
    secret: Option<String>,
}

/// `GET /api/v1/connection-kinds`: what a connection of each kind is told.
pub(super) async fn list_kinds(_: Admin) -> Json<KindList> {
    Json(KindList { kinds: kinds() })
}

/// `POST /api/v1/connection-tests`: tries a connection out as `PUT` would add or change it, and keeps nothing. One that
/// is there lends its secret.
pub(super) async fn try_out(
    _: Admin,
    State(app): State<Arc<App>>,
    body: Body,
) -> Result<Json<Tested>, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let mut body: Value = read_json(&bytes)?;
    let name = body.as_object_mut().and_then(|body| body.remove("name"));
    let name = match name {
        Some(Value::String(name)) => name,
        _ => String::new(),
    };
    let findings = registry(&app)?.try_out(&read_put(name, body)?).await?;
    let ok = findings.iter().all(|finding| finding.ok);
    Ok(Json(Tested { ok, findings }))
}

/// `GET /api/v1/connections/{name}/tables`; `embedded` names the CRM that is built in.
pub(super) async fn tables(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Json<ConnectionTables>, Rejection> {
    let tables = match name == EMBEDDED {
        true => app.embedded.all_tables().to_vec(),
        false => registry(&app)?.tables_of(&name).await?.to_vec(),
    };
    Ok(Json(ConnectionTables { tables }))
}
