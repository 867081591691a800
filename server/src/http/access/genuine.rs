//! Whether a request that changes something was meant by the person: it comes from a page of this server, and brings a
//! token that only such a page has been given.

use super::cookie::{form_token, give_form};
use crate::access::Token;
use crate::http::origin::Sender;
use crate::http::{App, Rejection};
use crate::store::StoredSession;
use axum::http::HeaderMap;
use subtle::ConstantTimeEq;

/// The header that brings a session's token.
pub(super) const CSRF_HEADER: &str = "x-csrf-token";
/// The field of a plain form that brings one.
pub(crate) const CSRF_FIELD: &str = "_form";

/// Whether a request that changes something comes from a page of this server, by the browser's own word. A browser that
/// says nothing is too old to be believed.
pub(crate) fn is_own_page(headers: &HeaderMap, app: &App) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let origin = headers.get(axum::http::header::ORIGIN);
    let origin = origin.and_then(|origin| origin.to_str().ok());
    // The same host without HTTPS is anybody's on the way.
    let secure = |origin: &str| origin.starts_with("https:");
    let downgraded = app.config.is_https() && !origin.is_some_and(secure);
    matches!(Sender::of(headers, app), Sender::Own) && !downgraded
}

/// The token that goes with a session.
pub(crate) fn session_csrf(app: &App, session: &StoredSession) -> String {
    app.secrets
        .derived_text(&format!("csrf/session/{}", session.digest))
}

/// Whether that is it; takes the same time whatever it is.
pub(super) fn is_session_csrf(app: &App, session: &StoredSession, sent: &str) -> bool {
    same(&session_csrf(app, session), sent)
}

fn same(own: &str, sent: &str) -> bool {
    own.as_bytes().ct_eq(sent.as_bytes()).into()
}

/// Guards a plain form that is shown before anybody is signed in: the page has a secret in a cookie, its form what is
/// derived of it.
pub(crate) struct FormGuard {
    token: Token,
    is_new: bool,
}

impl FormGuard {
    /// The guard of a browser's pages; a new one if it has none.
    pub(crate) fn of(headers: &HeaderMap, app: &App) -> Result<Self, Rejection> {
        Ok(match form_token(headers, app) {
            Some(token) => Self {
                token,
                is_new: false,
            },
            None => Self {
                token: Token::new().map_err(|error| Rejection::Internal(error.into()))?,
                is_new: true,
            },
        })
    }

    /// What the form brings.
    pub(crate) fn field(&self, app: &App) -> String {
        app.secrets
            .derived_text(&format!("csrf/form/{}", self.token.digest()))
    }

    /// Whether a post was meant: from a page of this server, with what that page was given.
    pub(crate) fn lets_through(&self, headers: &HeaderMap, app: &App, sent: &str) -> bool {
        !self.is_new && is_own_page(headers, app) && same(&self.field(app), sent)
    }

    /// Gives the browser the secret, for as long as a page may be open from now on.
    pub(crate) fn give(&self, app: &App, headers: &mut HeaderMap) {
        give_form(app, &self.token, headers);
    }
}
