//! Signs people in: a try is counted before it is judged, and whoever has no account costs the same work.

use super::cookie::{device, session_token};
use crate::access::{
    Asker, CODE_MS, Device, Email, Password, PasswordHash, SESSION_MS, Token, Verified,
    account_here_subject, account_subject,
};
use crate::http::limits::network;
use crate::http::{App, Rejection};
use crate::store::{NewSession, SignInSubjects, SignInTry, StoredAccount};
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
    /// What the browser sent along.
    pub(crate) headers: &'a HeaderMap,
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

/// A browser that is let in.
pub(crate) struct Entered {
    /// The secret of its session.
    pub(crate) session: Token,
    /// What it is known by from now on.
    pub(crate) device: Device,
}

/// Judges a try; the account and the password it was let in by.
pub(crate) async fn attempt(
    app: &App,
    attempt: Attempt<'_>,
) -> Result<(StoredAccount, PasswordHash), SignInError> {
    let key = Email::key_of(attempt.email);
    let asker = asker(app, &key, attempt.headers, attempt.peer);
    app.limits.sign_in(&asker)?;
    // No address has such characters, and PostgreSQL takes no text with NUL.
    let account = match key.contains(char::is_control) {
        true => None,
        false => app.store.account_by_email(&key).await?,
    };
    let subjects = subjects(app, &key, account.as_ref(), &asker, attempt.peer);
    let now_ms = app.clock.now_ms();
    // Whoever waits takes nobody's turn meanwhile, and no lock of the database.
    if let Some(wait_ms) = app.store.sign_in_wait(&subjects, now_ms).await? {
        return Err(locked(wait_ms));
    }
    // Whoever waits for a turn holds no connection to the database.
    let turn = app.hasher.turn(&asker).await;
    let turn = turn.map_err(|_| Rejection::Unavailable)?;
    let taken = match app.store.try_sign_in(subjects, now_ms).await? {
        SignInTry::Taken(taken) => taken,
        SignInTry::Early(wait_ms) => return Err(locked(wait_ms)),
    };
    let open = account.filter(|account| account.disabled_at_ms.is_none());
    let stored = open.as_ref().and_then(|account| account.password.clone());
    let verified = turn.verify(attempt.password, stored.clone()).await;
    let (Some(account), Some(password), Verified::Right { renewed }) = (open, stored, verified)
    else {
        count("wrong");
        return Err(SignInError::Wrong);
    };
    app.store.settle_sign_in(&taken).await?;
    match renewed {
        Some(new) if app.store.renew_hash(&account.id, &password, &new).await? => {
            Ok((account, new))
        }
        _ => Ok((account, password)),
    }
}

fn locked(wait_ms: i64) -> SignInError {
    count("locked");
    SignInError::Locked(wait_ms)
}

/// Hashes a new password, in turn with those that are judged.
pub(crate) async fn hashed(
    app: &App,
    password: Password,
    asker: &Asker,
) -> Result<PasswordHash, Rejection> {
    let turn = app.hasher.turn(asker).await;
    let hash = turn.map_err(|_| Rejection::Unavailable)?.hash(password);
    let hash = hash.await;
    hash.map_err(|error| Rejection::Internal(error.into()))
}

/// Begins a session of a person who was let in by that password, in the place of the browser's session before. `None`:
/// the account was closed or given another password meanwhile.
pub(crate) async fn enter(
    app: &App,
    (account, email_key): (&str, &str),
    password: &PasswordHash,
    headers: &HeaderMap,
    peer: IpAddr,
) -> Result<Option<Entered>, Rejection> {
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
    if !begun {
        return Ok(None);
    }
    count("done");
    tracing::info!(account.id = account, "signed in");
    let device = match device(headers, app) {
        Some(device) => device,
        None => Device::new().map_err(|error| Rejection::Internal(error.into()))?,
    };
    Ok(Some(Entered {
        session: token,
        device: device.with(&app.secrets, email_key),
    }))
}

/// Forgets what was wrong in this browser and from this network: its person came by a one-time address.
pub(crate) async fn forgive(
    app: &App,
    email_key: &str,
    headers: &HeaderMap,
    peer: IpAddr,
) -> Result<(), Rejection> {
    let here = account_here_subject(&app.secrets, network(peer), email_key);
    let device = device(headers, app);
    let device = device.map_or_else(String::new, |one| one.subject(&app.secrets, email_key));
    Ok(app.store.forget_failures(&[&here, &device]).await?)
}

/// A new one-time address at which a password is set: the address, what is stored of it, and when it ends.
pub(crate) fn password_address(app: &App) -> Result<(String, String, i64), Rejection> {
    let token = Token::new().map_err(|error| Rejection::Internal(error.into()))?;
    let url = crate::access::password_url(&app.config.public_url, &token);
    Ok((url, token.digest(), app.clock.now_ms() + CODE_MS))
}

/// Who tries that account: a browser that its person has signed in with, or anybody.
pub(crate) fn asker(app: &App, email_key: &str, headers: &HeaderMap, peer: IpAddr) -> Asker {
    let device = device(headers, app).filter(|device| device.is_of(&app.secrets, email_key));
    match device {
        Some(device) => Asker::Known(device.subject(&app.secrets, email_key)),
        None => Asker::Stranger(network(peer)),
    }
}

fn subjects(
    app: &App,
    key: &str,
    account: Option<&StoredAccount>,
    asker: &Asker,
    peer: IpAddr,
) -> SignInSubjects {
    let network = match asker {
        Asker::Known(device) => return SignInSubjects::Device(device.clone()),
        Asker::Stranger(network) => *network,
    };
    let secrets = &app.secrets;
    SignInSubjects::Stranger {
        account_here: account_here_subject(secrets, network, key),
        account: account_subject(secrets, key),
        network: secrets.derived_text(&format!("sign-in/network/{network}")),
        account_id: account.map_or_else(String::new, |account| account.id.clone()),
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
