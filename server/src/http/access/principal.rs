//! Who asks.

use super::cookie::session_token;
use super::genuine::{CSRF_HEADER, is_own_page, is_session_csrf};
use crate::access::{ApiToken, CONFIRMED_MS, Need, worth_writing};
use crate::http::{App, Rejection};
use crate::store::{StoredAccount, StoredApiToken, StoredSession};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use std::sync::Arc;

/// A person in a browser that is signed in.
#[derive(Debug, Clone)]
pub(crate) struct SignedInPerson {
    pub(crate) account: StoredAccount,
    pub(crate) session: StoredSession,
}

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) enum Principal {
    /// Whoever has the data folder: its token was shown.
    Operator,
    /// A program, by a token of its own.
    Program(StoredApiToken),
    /// A person in a browser.
    Person(Box<SignedInPerson>),
}

impl Principal {
    /// Who sent a request. What a browser sends by itself, its cookie, must come from a page of this server wherever it
    /// would change something, and with the token that only such a page has been told.
    async fn of(parts: &Parts, app: &App) -> Result<Self, Rejection> {
        if let Some(token) = bearer(&parts.headers) {
            return Self::of_token(token, app).await;
        }
        let person = signed_in(app, &parts.headers).await?;
        let person = person.ok_or(Rejection::Unauthorized)?;
        if !is_safe(&parts.method) {
            if !is_own_page(&parts.headers, app) {
                return Err(Rejection::Forbidden(
                    "cross_site",
                    "This comes from a page of another site.".to_owned(),
                ));
            }
            let sent = parts.headers.get(CSRF_HEADER);
            let sent = sent.and_then(|sent| sent.to_str().ok()).unwrap_or_default();
            if !is_session_csrf(app, &person.session, sent) {
                return Err(Rejection::Forbidden(
                    "csrf_token_invalid",
                    format!("Send the `csrf_token` of `GET /api/v1/session` as `{CSRF_HEADER}`."),
                ));
            }
        }
        Ok(Self::Person(Box::new(person)))
    }

    async fn of_token(token: &str, app: &App) -> Result<Self, Rejection> {
        if app.secrets.is_admin_token(token) {
            return Ok(Self::Operator);
        }
        let token = ApiToken::read(token).ok_or(Rejection::Unauthorized)?;
        let (digest, now_ms) = (token.digest(), app.clock.now_ms());
        let stored = app.store.api_token(&digest, now_ms).await?;
        let stored = stored.ok_or(Rejection::Unauthorized)?;
        if worth_writing(stored.used_at_ms, now_ms) {
            app.store.use_api_token(&digest, now_ms).await?;
        }
        Ok(Self::Program(stored))
    }

    /// Lets in who has shown just now to be the person: what is done next would outlive the session. Tokens are shown
    /// each time.
    fn require_confirmed(&self, now_ms: i64) -> Result<(), Rejection> {
        let confirmed = match self {
            Self::Operator | Self::Program(_) => true,
            Self::Person(person) => now_ms - person.session.confirmed_at_ms < CONFIRMED_MS,
        };
        match confirmed {
            true => Ok(()),
            false => Err(Rejection::Forbidden(
                "confirmation_needed",
                "Give the password again at `POST /api/v1/session/confirm` first.".to_owned(),
            )),
        }
    }

    /// Lets in who bears that.
    fn require(&self, need: Need) -> Result<(), Rejection> {
        let allowed = match self {
            Self::Operator => true,
            Self::Program(token) => token.scope.allows(need),
            Self::Person(person) => person.account.role.allows(need),
        };
        if allowed {
            return Ok(());
        }
        let reason = match need {
            Need::Read => "You may not look at this.",
            Need::Write => "This token may look, and change nothing.",
            Need::People => "Only an owner decides who comes in.",
        };
        Err(Rejection::Forbidden("not_allowed", reason.to_owned()))
    }

    /// The account that acts; `None`: the operator or a program.
    pub(crate) fn account(&self) -> Option<&StoredAccount> {
        match self {
            Self::Person(person) => Some(&person.account),
            Self::Operator | Self::Program(_) => None,
        }
    }
}

/// The token that a request shows. Another scheme is not for this server: a proxy before it asked for that.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(header::AUTHORIZATION)?;
    let header = header.to_str().unwrap_or_default().trim();
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The person whose session a browser's cookie names, if it is alive; writes that it is.
pub(crate) async fn signed_in(
    app: &App,
    headers: &HeaderMap,
) -> Result<Option<SignedInPerson>, Rejection> {
    let Some(token) = session_token(headers, app) else {
        return Ok(None);
    };
    let (digest, now_ms) = (token.digest(), app.clock.now_ms());
    let Some((session, account)) = app.store.session(&digest, now_ms).await? else {
        return Ok(None);
    };
    if worth_writing(Some(session.seen_at_ms), now_ms) {
        app.store.see_session(&digest, now_ms).await?;
    }
    Ok(Some(SignedInPerson { account, session }))
}

/// Whether whoever sent these headers may still look. Unlike a request, the question is no use of a session: what is
/// only left open does not keep somebody signed in.
pub(crate) async fn still_looks(app: &App, headers: &HeaderMap) -> Result<bool, Rejection> {
    let now_ms = app.clock.now_ms();
    let principal = match bearer(headers) {
        Some(token) if app.secrets.is_admin_token(token) => Principal::Operator,
        Some(token) => {
            let Some(token) = ApiToken::read(token) else {
                return Ok(false);
            };
            match app.store.api_token(&token.digest(), now_ms).await? {
                Some(stored) => Principal::Program(stored),
                None => return Ok(false),
            }
        }
        None => {
            let Some(token) = session_token(headers, app) else {
                return Ok(false);
            };
            match app.store.session(&token.digest(), now_ms).await? {
                Some((session, account)) => {
                    Principal::Person(Box::new(SignedInPerson { account, session }))
                }
                None => return Ok(false),
            }
        }
    };
    Ok(principal.require(Need::Read).is_ok())
}

/// Who may work here: to look where the method only looks, to change where it changes something.
pub(crate) struct Admin(pub(crate) Principal);

/// Who may look, whatever the method: what is asked for is too large for an address.
pub(crate) struct Looker;

/// Who may decide who comes in.
pub(crate) struct Manager(pub(crate) Principal);

impl Admin {
    /// The account that acts; `None`: the operator or a program.
    pub(crate) fn account_id(&self) -> Option<&str> {
        self.0.account().map(|account| account.id.as_str())
    }
}

impl Manager {
    /// The account that acts; `None`: the operator.
    pub(crate) fn account_id(&self) -> Option<&str> {
        self.0.account().map(|account| account.id.as_str())
    }

    /// Lets in who has given the password within a quarter of an hour.
    pub(crate) fn confirmed(&self, app: &App) -> Result<(), Rejection> {
        self.0.require_confirmed(app.clock.now_ms())
    }
}

/// Anybody whom this server knows, whatever they may do.
pub(crate) struct Caller(pub(crate) Principal);

/// A person in a browser, whatever they may do: what is their own concerns no program.
pub(crate) struct Person(pub(crate) SignedInPerson);

impl FromRequestParts<Arc<App>> for Admin {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Rejection> {
        let need = match is_safe(&parts.method) {
            true => Need::Read,
            false => Need::Write,
        };
        let principal = Principal::of(parts, app).await?;
        principal.require(need)?;
        Ok(Self(principal))
    }
}

impl FromRequestParts<Arc<App>> for Looker {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Rejection> {
        Principal::of(parts, app).await?.require(Need::Read)?;
        Ok(Self)
    }
}

impl FromRequestParts<Arc<App>> for Manager {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Rejection> {
        let principal = Principal::of(parts, app).await?;
        principal.require(Need::People)?;
        Ok(Self(principal))
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Rejection> {
        Ok(Self(Principal::of(parts, app).await?))
    }
}

impl FromRequestParts<Arc<App>> for Person {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Rejection> {
        match Principal::of(parts, app).await? {
            Principal::Person(person) => Ok(Self(*person)),
            Principal::Operator | Principal::Program(_) => Err(Rejection::Forbidden(
                "session_needed",
                "This is for people who are signed in; a token has no session.".to_owned(),
            )),
        }
    }
}
