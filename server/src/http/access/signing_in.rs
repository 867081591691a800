//! Signs people in: a try is counted before it is judged, and whoever has no account costs the same work.

use super::cookie::session_token;
use crate::access::{CODE_MS, Email, Password, PasswordHash, SESSION_MS, Token};
use crate::http::limits::network;
use crate::http::{App, Rejection};
use crate::store::{NewSession, SignInSubjects, SignedIn, StoredAccount};
use axum::http::{HeaderMap, header};
use std::net::IpAddr;
use uuid::Uuid;

/// What a browser calls itself is kept to so many characters.
const LONGEST_AGENT: usize = 200;

/// A try to sign in.
pub(crate) struct Attempt<'a> {
    /// The address that was typed.
    pub(crate) email: &'a str,
    /// The password that was typed.
    pub(crate) password: Password,
    /// Where it comes from.
    pub(crate) peer: IpAddr,
}

/// Why somebody was not signed in.
#[derive(Debug)]
pub(crate) enum SignInError {
    /// There is no such account, or the password is another, or the account lets nobody in: which is not said.
    Wrong,
    /// Too many were wrong; so many milliseconds are to be waited.
    Locked(i64),
    /// The server could not.
    Failed(Rejection),
}

impl<E: Into<Rejection>> From<E> for SignInError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Judges a try; the account and the password it was let in by.
pub(crate) async fn attempt(
    app: &App,
    attempt: Attempt<'_>,
) -> Result<(StoredAccount, PasswordHash), SignInError> {
    // Whoever waits for a turn holds no connection to the database.
    let turn = app
        .hasher
        .turn()
        .await
        .map_err(|_| Rejection::Unavailable)?;
    let key = Email::key_of(attempt.email);
    let account = app.store.account_by_email(&key).await?;
    let subjects = subjects(app, &key, account.as_ref(), attempt.peer);
    let now_ms = app.clock.now_ms();
    if let Some(wait_ms) = app.store.try_sign_in(&subjects, now_ms).await? {
        count("locked");
        return Err(SignInError::Locked(wait_ms));
    }
    let open = account.filter(|account| account.disabled_at_ms.is_none());
    let stored = open.as_ref().and_then(|account| account.password.clone());
    let right = turn.verify(attempt.password, stored.clone()).await;
    match (open, stored) {
        (Some(account), Some(password)) if right => {
            app.store.settle_sign_in(SignedIn(&subjects)).await?;
            Ok((account, password))
        }
        _ => {
            count("wrong");
            Err(SignInError::Wrong)
        }
    }
}

/// Hashes a new password, in turn with those that are judged.
pub(crate) async fn hashed(app: &App, password: Password) -> Result<PasswordHash, Rejection> {
    let turn = app
        .hasher
        .turn()
        .await
        .map_err(|_| Rejection::Unavailable)?;
    let hash = turn.hash(password).await;
    hash.map_err(|error| Rejection::Internal(error.into()))
}

/// Begins a session of a person who was let in by that password, in the place of the browser's session before. `None`:
/// the account was closed or given another password meanwhile.
pub(crate) async fn enter(
    app: &App,
    account: &str,
    password: &PasswordHash,
    headers: &HeaderMap,
    peer: IpAddr,
) -> Result<Option<Token>, Rejection> {
    let token = Token::new().map_err(|error| Rejection::Internal(error.into()))?;
    let agent = headers.get(header::USER_AGENT);
    let agent = agent
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    let now_ms = app.clock.now_ms();
    let session = NewSession {
        digest: token.digest(),
        id: Uuid::new_v4().to_string(),
        account: account.to_owned(),
        user_agent: agent.chars().take(LONGEST_AGENT).collect(),
        address: peer.to_canonical().to_string(),
        network: known_as(app, peer),
        expires_at_ms: now_ms + SESSION_MS,
    };
    let before = session_token(headers, app).map(|before| before.digest());
    let begun = app
        .store
        .begin_session(&session, password, before.as_deref(), now_ms)
        .await?;
    if begun {
        count("done");
        tracing::info!(account.id = account, "signed in");
    }
    Ok(begun.then_some(token))
}

/// A new one-time address at which a password is set: the address, what is stored of it, and when it ends.
pub(crate) fn password_address(app: &App) -> Result<(String, String, i64), Rejection> {
    let token = Token::new().map_err(|error| Rejection::Internal(error.into()))?;
    let url = crate::access::password_url(&app.config.public_url, &token);
    Ok((url, token.digest(), app.clock.now_ms() + CODE_MS))
}

fn subjects(app: &App, key: &str, account: Option<&StoredAccount>, peer: IpAddr) -> SignInSubjects {
    let network = network(peer);
    let hashed = |what: &str| app.secrets.derived_text(&format!("sign-in/{what}"));
    SignInSubjects {
        account_here: hashed(&format!("here/{network}/{key}")),
        account: crate::access::account_subject(&app.secrets, key),
        network: hashed(&format!("network/{network}")),
        account_id: account.map(|account| account.id.clone()),
        known_as: known_as(app, peer),
    }
}

fn known_as(app: &App, peer: IpAddr) -> String {
    let network = network(peer);
    app.secrets
        .derived_text(&format!("known-network/{network}"))
}

fn count(outcome: &'static str) {
    metrics::counter!("sonda_sign_ins_total", "outcome" => outcome).increment(1);
}
