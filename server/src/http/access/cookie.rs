//! The cookies of the console: a session's secret, before there is one that of a page with a form, and what tells a
//! browser that somebody has signed in with from those of strangers.

use super::signing_in::Entered;
use crate::access::{Device, KNOWN_MS, SESSION_MS, Token};
use crate::http::App;
use axum::http::{HeaderMap, HeaderValue, header};

const SESSION: &str = "sonda_session";
const FORM: &str = "sonda_form";
const DEVICE: &str = "sonda_device";
/// Browsers take such a cookie from this very host alone, over HTTPS, and for every path.
const HOST_ONLY: &str = "__Host-";

/// The secret of the session that a browser sent.
pub(crate) fn session_token(headers: &HeaderMap, app: &App) -> Option<Token> {
    find(headers, app, SESSION, Token::read)
}

/// The secret of the page that a browser sent.
pub(super) fn form_token(headers: &HeaderMap, app: &App) -> Option<Token> {
    find(headers, app, FORM, Token::read)
}

/// The browser, if somebody has signed in with it.
pub(super) fn device(headers: &HeaderMap, app: &App) -> Option<Device> {
    find(headers, app, DEVICE, Device::read)
}

/// What the cookie with the secret of a session is called.
pub(crate) fn session_cookie(app: &App) -> String {
    name(app, SESSION)
}

/// Gives the browser a session, and takes what it had before.
pub(crate) fn give_session(app: &App, entered: &Entered, headers: &mut HeaderMap) {
    let session = entered.session.secret();
    set(app, SESSION, session, SESSION_MS / 1_000, headers);
    set(app, FORM, "", 0, headers);
    set(
        app,
        DEVICE,
        &entered.device.text(),
        KNOWN_MS / 1_000,
        headers,
    );
}

/// Takes the session from the browser.
pub(crate) fn clear_session(app: &App, headers: &mut HeaderMap) {
    set(app, SESSION, "", 0, headers);
}

/// Gives the browser the secret of a page, for an hour.
pub(super) fn give_form(app: &App, token: &Token, headers: &mut HeaderMap) {
    set(app, FORM, token.secret(), 3_600, headers);
}

fn name(app: &App, name: &str) -> String {
    // Without HTTPS, as on a developer's machine, browsers refuse the prefix.
    let prefix = if app.config.is_https() { HOST_ONLY } else { "" };
    format!("{prefix}{name}")
}

fn find<T>(
    headers: &HeaderMap,
    app: &App,
    wanted: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let wanted = name(app, wanted);
    let values = headers.get_all(header::COOKIE).iter();
    let mut pairs = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    pairs.find_map(|pair| read(pair.trim().strip_prefix(&wanted)?.strip_prefix('=')?))
}

/// `Lax`, not `Strict`: who follows a link to the console from a message stays signed in.
fn set(app: &App, called: &str, value: &str, seconds: i64, headers: &mut HeaderMap) {
    let secure = if app.config.is_https() {
        "; Secure"
    } else {
        ""
    };
    let name = name(app, called);
    let cookie =
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(mut cookie) = HeaderValue::from_str(&cookie) {
        cookie.set_sensitive(true);
        headers.append(header::SET_COOKIE, cookie);
    }
}
