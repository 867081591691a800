//! `/api/v1/tokens`: tokens of programs.

use super::principal::Manager;
use super::sessions::unkept;
use crate::access::{ApiToken, Scope};
use crate::http::body::{read, read_object};
use crate::http::extract::Path;
use crate::http::{App, Rejection};
use crate::store::{NewApiToken, StoredApiToken};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// The most characters of a name.
const LONGEST_NAME: usize = 100;

/// A token of a program; not what it is.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Token")]
struct ShownToken {
    id: String,
    /// What people call it.
    name: String,
    scope: Scope,
    /// The account that made it; `null`: the operator.
    made_by: Option<String>,
    /// When it was made, in milliseconds since the epoch.
    created_at_ms: i64,
    /// When it is over; `null`: once it is revoked.
    expires_at_ms: Option<i64>,
    /// Whether it is over.
    expired: bool,
    /// When it was last used, to the minute.
    used_at_ms: Option<i64>,
}

/// The tokens there are.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TokenList {
    /// The tokens, the newest first.
    tokens: Vec<ShownToken>,
}

/// A token that was made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct NewToken {
    #[serde(flatten)]
    shown: ShownToken,
    /// The token, told this once.
    token: String,
}

/// `GET /api/v1/tokens`: every token, the newest first; none of them says what it is.
pub(crate) async fn list(_: Manager, State(app): State<Arc<App>>) -> Result<Response, Rejection> {
    let now_ms = app.clock.now_ms();
    let tokens = app.store.api_tokens().await?;
    let tokens = tokens.iter().map(|one| shown(one, now_ms)).collect();
    Ok(unkept(Json(TokenList { tokens }).into_response()))
}

/// The body of `POST /api/v1/tokens`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenBody {
    /// What people call it.
    name: String,
    scope: Scope,
    /// When it is over; default: once it is revoked.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    expires_at: Option<Timestamp>,
}

/// `POST /api/v1/tokens`: makes a token. It is told this once.
pub(crate) async fn create(
    by: Manager,
    State(app): State<Arc<App>>,
    body: Body,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let body: TokenBody = read_object(&bytes)?;
    by.confirmed(&app)?;
    let unusable = |reason: &str| Rejection::Unprocessable("unusable_token", reason.to_owned());
    let name = body.name.trim();
    let length = name.chars().count();
    if !(1..=LONGEST_NAME).contains(&length) || name.contains(char::is_control) {
        return Err(unusable(
            "A name has 1 to 100 characters, without line breaks.",
        ));
    }
    let now_ms = app.clock.now_ms();
    let expires_at_ms = body.expires_at.map(Timestamp::as_millisecond);
    if expires_at_ms.is_some_and(|end| end <= now_ms) {
        return Err(unusable("`expires_at` is over already."));
    }
    let token = ApiToken::new().map_err(|error| Rejection::Internal(error.into()))?;
    let new = NewApiToken {
        digest: token.digest(),
        id: Uuid::new_v4().to_string(),
        name: name.to_owned(),
        scope: body.scope,
        made_by: by.account_id().map(str::to_owned),
        expires_at_ms,
    };
    app.store.add_api_token(&new, now_ms).await?;
    tracing::info!(
        token.id = new.id,
        account.by = new.made_by,
        "a token was made"
    );
    let stored = app.store.api_token(&new.digest, now_ms).await?;
    let stored = stored.ok_or(Rejection::NotFound("token"))?;
    let answer = NewToken {
        shown: shown(&stored, now_ms),
        token: token.secret().to_owned(),
    };
    Ok(unkept((StatusCode::CREATED, Json(answer)).into_response()))
}

/// `DELETE /api/v1/tokens/{id}`
pub(crate) async fn revoke(
    by: Manager,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Rejection> {
    if !app.store.revoke_api_token(&id).await? {
        return Err(Rejection::NotFound("token"));
    }
    let by = by.account_id();
    tracing::info!(token.id = id, account.by = by, "a token was revoked");
    Ok(StatusCode::NO_CONTENT)
}

fn shown(token: &StoredApiToken, now_ms: i64) -> ShownToken {
    ShownToken {
        id: token.id.clone(),
        name: token.name.clone(),
        scope: token.scope,
        made_by: token.made_by.clone(),
        created_at_ms: token.created_at_ms,
        expires_at_ms: token.expires_at_ms,
        expired: token.expires_at_ms.is_some_and(|end| end <= now_ms),
        used_at_ms: token.used_at_ms,
    }
}
