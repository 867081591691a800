//! `/api/v1/people`: who may come in, and what they are here.

use super::principal::Manager;
use super::sessions::unkept;
use super::signing_in::password_address;
use crate::access::{Language, Profile, Role};
use crate::http::body::{read, read_object};
use crate::http::extract::Path;
use crate::http::{App, Rejection};
use crate::store::{Added, Changed, NewAccount, StoredAccount};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// Somebody with an account.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Person")]
struct ShownPerson {
    id: String,
    email: String,
    name: String,
    role: Role,
    language: Language,
    state: AccountState,
    /// When the account was made, in milliseconds since the epoch.
    created_at_ms: i64,
    /// When its person last signed in.
    signed_in_at_ms: Option<i64>,
    /// Since when it lets nobody in.
    disabled_at_ms: Option<i64>,
}

/// Whether somebody can come in.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum AccountState {
    /// Once they have set a password.
    Invited,
    /// Yes.
    Active,
    /// No more.
    Disabled,
}

/// Everybody with an account.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PersonList {
    /// The people, the oldest account first.
    people: Vec<ShownPerson>,
}

/// Somebody, after a change.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OnePerson {
    person: ShownPerson,
}

/// Somebody who can set a password now.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Invited {
    person: Option<ShownPerson>,
    /// Where the person sets a password; told this once.
    set_password_url: String,
    /// Until when, in milliseconds since the epoch.
    set_password_until_ms: i64,
}

/// `GET /api/v1/people`: everybody, the oldest account first.
pub(crate) async fn list(_: Manager, State(app): State<Arc<App>>) -> Result<Response, Rejection> {
    let people = app.store.accounts().await?.iter().map(shown).collect();
    Ok(unkept(Json(PersonList { people }).into_response()))
}

/// The body of `POST /api/v1/people`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InviteBody {
    /// The address that the person signs in with.
    email: String,
    /// What the person is called.
    name: String,
    role: Role,
    /// Default: as is set for the installation.
    #[serde(default)]
    language: Option<Language>,
}

/// `POST /api/v1/people`: makes an account. The address at which its person sets a password is told this once.
pub(crate) async fn invite(
    by: Manager,
    State(app): State<Arc<App>>,
    body: Body,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let body: InviteBody = read_object(&bytes)?;
    if body.role == Role::Owner {
        by.confirmed(&app)?;
    }
    let unusable = |fault: crate::access::ProfileFault| {
        Rejection::Unprocessable("unusable_profile", format!("{fault}."))
    };
    let profile = Profile {
        email: body.email.parse().map_err(unusable)?,
        name: body.name.parse().map_err(unusable)?,
        language: body
            .language
            .unwrap_or_else(|| app.installation().languages.console),
    };
    let account = NewAccount {
        id: Uuid::new_v4().to_string(),
        profile,
        role: body.role,
        password: None,
    };
    let (url, digest, expires_at_ms) = password_address(&app)?;
    let now_ms = app.clock.now_ms();
    let code = (digest.as_str(), expires_at_ms);
    let conflict = |code, reason: &str| Err(Rejection::Conflict(code, reason.to_owned()));
    match app.store.add_account(&account, code, now_ms).await? {
        Added::Done => {}
        Added::EmailTaken => {
            return conflict("email_taken", "Somebody has an account with this address.");
        }
        Added::OwnerFirst => return conflict("owner_first", "The first account is an owner's."),
    }
    let by = by.account_id();
    tracing::info!(account.id, account.by = by, "somebody was invited");
    let stored = app.store.account(&account.id).await?;
    Ok(given(
        StatusCode::CREATED,
        stored.as_ref(),
        &url,
        expires_at_ms,
    ))
}

/// `POST /api/v1/people/{id}/invite`: another one-time address in the place of the one before.
pub(crate) async fn invite_again(
    by: Manager,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, Rejection> {
    by.confirmed(&app)?;
    let stored = app.store.account(&id).await?;
    let stored = stored.ok_or(Rejection::NotFound("person"))?;
    let (url, digest, expires_at_ms) = password_address(&app)?;
    if !app.store.give_code(&id, (&digest, expires_at_ms)).await? {
        return Err(Rejection::Conflict(
            "disabled",
            "The account lets nobody in: enable it first.".to_owned(),
        ));
    }
    tracing::info!(
        account.id = id,
        account.by = by.account_id(),
        "a one-time address was given out again"
    );
    Ok(given(StatusCode::OK, Some(&stored), &url, expires_at_ms))
}

fn given(
    status: StatusCode,
    person: Option<&StoredAccount>,
    url: &str,
    expires_at_ms: i64,
) -> Response {
    let body = Invited {
        person: person.map(shown),
        set_password_url: url.to_owned(),
        set_password_until_ms: expires_at_ms,
    };
    unkept((status, Json(body)).into_response())
}

/// The body of `PUT /api/v1/people/{id}/role`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleBody {
    role: Role,
}

/// `PUT /api/v1/people/{id}/role`
pub(crate) async fn change_role(
    by: Manager,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    body: Body,
) -> Result<Json<OnePerson>, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let body: RoleBody = read_object(&bytes)?;
    if body.role == Role::Owner {
        by.confirmed(&app)?;
    }
    judged(app.store.set_role(&id, body.role).await?)?;
    let by = by.account_id();
    let role = body.role.as_str();
    tracing::info!(
        account.id = id,
        account.by = by,
        account.role = role,
        "a role was changed"
    );
    person(&app, &id).await
}

/// `POST /api/v1/people/{id}/disable`: lets the person in no more; sessions, one-time addresses and the tokens that the
/// person made end.
pub(crate) async fn disable(
    by: Manager,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<OnePerson>, Rejection> {
    let now_ms = app.clock.now_ms();
    judged(app.store.disable_account(&id, now_ms).await?)?;
    let by = by.account_id();
    tracing::info!(account.id = id, account.by = by, "an account was disabled");
    person(&app, &id).await
}

/// `POST /api/v1/people/{id}/enable`: lets the person in again, by the password of before.
pub(crate) async fn enable(
    by: Manager,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<OnePerson>, Rejection> {
    judged(app.store.enable_account(&id).await?)?;
    let by = by.account_id();
    tracing::info!(account.id = id, account.by = by, "an account was enabled");
    person(&app, &id).await
}

/// `DELETE /api/v1/people/{id}`: forgets somebody who has never come in.
pub(crate) async fn remove(
    by: Manager,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Rejection> {
    judged(app.store.delete_account(&id).await?)?;
    let by = by.account_id();
    tracing::info!(account.id = id, account.by = by, "an account was deleted");
    Ok(StatusCode::NO_CONTENT)
}

fn judged(changed: Changed) -> Result<(), Rejection> {
    match changed {
        Changed::Done => Ok(()),
        Changed::Missing => Err(Rejection::NotFound("person")),
        Changed::LastOwner => Err(Rejection::Conflict(
            "last_owner",
            "Nobody else could let people in: make somebody an owner first.".to_owned(),
        )),
        Changed::Used => Err(Rejection::Conflict(
            "has_signed_in",
            "Somebody has set a password here: disable the account instead.".to_owned(),
        )),
    }
}

async fn person(app: &App, id: &str) -> Result<Json<OnePerson>, Rejection> {
    let account = app.store.account(id).await?;
    let account = account.ok_or(Rejection::NotFound("person"))?;
    Ok(Json(OnePerson {
        person: shown(&account),
    }))
}

fn shown(account: &StoredAccount) -> ShownPerson {
    let state = match (&account.disabled_at_ms, &account.password) {
        (Some(_), _) => AccountState::Disabled,
        (None, None) => AccountState::Invited,
        (None, Some(_)) => AccountState::Active,
    };
    ShownPerson {
        id: account.id.clone(),
        email: account.email.clone(),
        name: account.name.clone(),
        role: account.role,
        language: account.language,
        state,
        created_at_ms: account.created_at_ms,
        signed_in_at_ms: account.signed_in_at_ms,
        disabled_at_ms: account.disabled_at_ms,
    }
}
