//! `/api/v1/session` and `/api/v1/sessions`: who one is here, and the browsers one is signed in with.

use super::cookie::{clear_session, give_session};
use super::genuine::session_csrf;
use super::principal::{Caller, Person, Principal};
use super::signing_in::{Attempt, SignInError, asker, attempt, enter, hashed};
use crate::access::{Email, Language, Password, PasswordHash, PersonName, Role, Scope};
use crate::http::body::{read, read_object};
use crate::http::extract::Path;
use crate::http::peer::Peer;
use crate::http::{App, Rejection};
use crate::store::{NewPassword, StoredAccount, StoredSession};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::sync::Arc;

/// Who asks.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum WhoAmI {
    /// Whoever has the data folder.
    Operator,
    /// A program.
    Token {
        /// What people call its token.
        name: String,
        /// What it may do.
        scope: Scope,
        /// When it is over, in milliseconds since the epoch.
        expires_at_ms: Option<i64>,
    },
    /// A person in a browser.
    Person {
        person: Myself,
        session: ShownSession,
        /// What changing calls of this session bring as `X-CSRF-Token`.
        csrf_token: String,
    },
}

/// Oneself.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Myself {
    id: String,
    email: String,
    name: String,
    role: Role,
    language: Language,
}

/// A browser that one is signed in with.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Session")]
pub(crate) struct ShownSession {
    id: String,
    /// Whether it is the one that asks.
    current: bool,
    /// What the browser calls itself.
    user_agent: String,
    /// Where it signed in from.
    address: String,
    /// When it signed in, in milliseconds since the epoch.
    created_at_ms: i64,
    /// When it last asked for something, to the minute.
    seen_at_ms: i64,
    /// When it ends.
    expires_at_ms: i64,
}

/// One's browsers.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SessionList {
    /// The sessions, the last used first.
    sessions: Vec<ShownSession>,
}

/// How many browsers were signed out.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Ended {
    ended: u64,
}

/// Oneself, after a change.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ChangedProfile {
    person: Myself,
}

/// `GET /api/v1/session`
pub(crate) async fn whoami(Caller(principal): Caller, State(app): State<Arc<App>>) -> Response {
    let body = match principal {
        Principal::Operator => WhoAmI::Operator,
        Principal::Program(token) => WhoAmI::Token {
            name: token.name,
            scope: token.scope,
            expires_at_ms: token.expires_at_ms,
        },
        Principal::Person(person) => WhoAmI::Person {
            person: shown_self(&person.account),
            session: shown(&person.session, &person.session.id),
            csrf_token: session_csrf(&app, &person.session),
        },
    };
    unkept(Json(body).into_response())
}

/// `DELETE /api/v1/session`: signs out.
pub(crate) async fn sign_out(
    Person(person): Person,
    State(app): State<Arc<App>>,
) -> Result<Response, Rejection> {
    app.store
        .end_session(&person.account.id, &person.session.id)
        .await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    clear_session(&app, response.headers_mut());
    Ok(response)
}

/// `GET /api/v1/sessions`: the browsers one is signed in with.
pub(crate) async fn list(
    Person(person): Person,
    State(app): State<Arc<App>>,
) -> Result<Response, Rejection> {
    let now_ms = app.clock.now_ms();
    let sessions = app.store.sessions(&person.account.id, now_ms).await?;
    let sessions = sessions
        .iter()
        .map(|one| shown(one, &person.session.id))
        .collect();
    Ok(unkept(Json(SessionList { sessions }).into_response()))
}

/// `DELETE /api/v1/sessions/{id}`: signs one browser out.
pub(crate) async fn end_session(
    Person(person): Person,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, Rejection> {
    if !app.store.end_session(&person.account.id, &id).await? {
        return Err(Rejection::NotFound("session"));
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if id == person.session.id {
        clear_session(&app, response.headers_mut());
    }
    Ok(response)
}

/// `DELETE /api/v1/sessions`: signs every other browser out.
pub(crate) async fn end_others(
    Person(person): Person,
    State(app): State<Arc<App>>,
) -> Result<Json<Ended>, Rejection> {
    let ended = app
        .store
        .end_other_sessions(&person.account.id, &person.session.digest)
        .await?;
    Ok(Json(Ended { ended }))
}

/// The body of `PATCH /api/v1/session/person`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileBody {
    /// What one is called.
    #[serde(default)]
    name: Option<String>,
    /// What one reads.
    #[serde(default)]
    language: Option<Language>,
}

/// `PATCH /api/v1/session/person`: another name or language of one's own.
pub(crate) async fn change_profile(
    Person(person): Person,
    State(app): State<Arc<App>>,
    body: Body,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let body: ProfileBody = read_object(&bytes)?;
    let name = body.name.map(|name| name.parse::<PersonName>()).transpose();
    let name =
        name.map_err(|fault| Rejection::Unprocessable("unusable_profile", format!("{fault}.")))?;
    let id = &person.account.id;
    let set = app.store.set_profile(id, name.as_ref(), body.language);
    if !set.await? {
        return Err(Rejection::Unauthorized);
    }
    let account = app.store.account(id).await?;
    let account = account.ok_or(Rejection::Unauthorized)?;
    let body = ChangedProfile {
        person: shown_self(&account),
    };
    Ok(unkept(Json(body).into_response()))
}

/// The body of `POST /api/v1/session/confirm`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmBody {
    /// The password of the person.
    password: String,
}

/// `POST /api/v1/session/confirm`: the person gives the password again, before what would outlive the session.
pub(crate) async fn confirm(
    Person(person): Person,
    State(app): State<Arc<App>>,
    Peer(peer): Peer,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let body: ConfirmBody = read_object(&bytes)?;
    known_password(&app, &person.account, &body.password, &headers, peer).await?;
    let now_ms = app.clock.now_ms();
    app.store
        .confirm_session(&person.session.digest, now_ms)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The password of the person, given again; counted as at sign-in.
async fn known_password(
    app: &App,
    account: &StoredAccount,
    typed: &str,
    headers: &HeaderMap,
    peer: IpAddr,
) -> Result<PasswordHash, Rejection> {
    let try_ = Attempt {
        email: &account.email,
        password: Password::typed(typed),
        peer,
        headers,
    };
    match attempt(app, try_).await {
        Ok((_, password)) => Ok(password),
        Err(SignInError::Failed(rejection)) => Err(rejection),
        Err(SignInError::Locked(wait_ms)) => {
            Err(Rejection::RateLimited(wait_ms.unsigned_abs() / 1_000 + 1))
        }
        Err(SignInError::Wrong) => Err(Rejection::Unprocessable(
            "wrong_password",
            "The current password is another.".to_owned(),
        )),
    }
}

/// The body of `PUT /api/v1/session/password`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordBody {
    /// The password of before.
    current: String,
    /// The new one.
    new: String,
}

/// `PUT /api/v1/session/password`: another password. Every browser is signed out; this one has a new session.
pub(crate) async fn change_password(
    Person(person): Person,
    State(app): State<Arc<App>>,
    Peer(peer): Peer,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let body: PasswordBody = read_object(&bytes)?;
    let account = &person.account;
    let new = new_password(&body.new, account)?;
    let current = known_password(&app, account, &body.current, &headers, peer).await?;
    let key = Email::key_of(&account.email);
    let hash = hashed(&app, new, &asker(&app, &key, &headers, peer)).await?;
    let by = NewPassword::Instead(&current);
    let now_ms = app.clock.now_ms();
    let set = app.store.set_password(&account.id, &hash, by, now_ms);
    let entered = match set.await? {
        true => enter(&app, (&account.id, &key), &hash, &headers, peer).await?,
        false => None,
    };
    let entered = entered.ok_or(Rejection::Unauthorized)?;
    tracing::info!(account.id, "a password was changed");
    let mut response = StatusCode::NO_CONTENT.into_response();
    give_session(&app, &entered, response.headers_mut());
    Ok(response)
}

fn new_password(text: &str, account: &StoredAccount) -> Result<Password, Rejection> {
    let unusable = |reason: String| Rejection::Unprocessable("unusable_password", reason);
    let email = account.email.parse();
    let name = account.name.parse();
    let (Ok(email), Ok(name)) = (email, name) else {
        return Err(Rejection::Internal(anyhow::anyhow!(
            "an account's address or name cannot be read back"
        )));
    };
    Password::new(text, &email, &name).map_err(|fault| unusable(format!("{fault}.")))
}

fn shown(session: &StoredSession, own: &str) -> ShownSession {
    ShownSession {
        id: session.id.clone(),
        current: session.id == own,
        user_agent: session.user_agent.clone(),
        address: session.address.clone(),
        created_at_ms: session.created_at_ms,
        seen_at_ms: session.seen_at_ms,
        expires_at_ms: session.expires_at_ms,
    }
}

fn shown_self(account: &StoredAccount) -> Myself {
    Myself {
        id: account.id.clone(),
        email: account.email.clone(),
        name: account.name.clone(),
        role: account.role,
        language: account.language,
    }
}

/// An answer that no cache keeps.
pub(super) fn unkept(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
