//! `/console`: the page of the console's program, for people who are signed in.

use super::page::{MOST_BYTES, failed, guard};
use super::texts::texts;
use crate::http::access::{
    CSRF_FIELD, SignedInPerson, clear_session, is_own_page, session_csrf, signed_in,
};
use crate::http::body::{read, read_plain};
use crate::http::document::escape;
use crate::http::plain::see_other;
use crate::http::{App, Rejection};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{Html, IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::Write;
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// What the console's program may do: run from this server, and ask this server. The preview of a form is a page of this
/// server in a frame; pictures of a form's theme may be anywhere that its pages may show them from.
const PROGRAM_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; img-src 'self' data: https:; frame-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// `GET /console`
pub(crate) async fn show_console(
    State(app): State<Arc<App>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        match signed_in(&app, &headers).await? {
            Some(person) => Ok(console_page(&app, &person, uri.path())),
            None if uri.path().trim_end_matches('/') == "/console" => {
                Ok(see_other("/console/sign-in"))
            }
            None => {
                let next = utf8_percent_encode(uri.path(), NON_ALPHANUMERIC);
                Ok(see_other(&format!("/console/sign-in?next={next}")))
            }
        }
    };
    answer
        .await
        .unwrap_or_else(|rejection: Rejection| failed(&app, &rejection, &headers))
}

/// The program that has the screen of an address: each comes over for those of the others (`admin/src/elsewhere.rs`).
fn program(path: &str) -> &'static str {
    let screen = path.trim_end_matches('/').rsplit_once('/');
    match screen.filter(|(form, _)| form.starts_with("/console/forms/")) {
        Some((_, "edit")) => "sonda-studio",
        Some((_, "mapping")) => "sonda-mapper",
        _ => "sonda-desk",
    }
}

/// The page that starts the console. It says what goes on until the program is there, and lets its person sign out
/// where the program does not come.
fn console_page(app: &App, person: &SignedInPerson, path: &str) -> Response {
    let program = program(path);
    let language = person.account.language;
    let messages = texts(language);
    let text = |key: &'static str| escape(messages.get(key));
    let build = app.assets.console_build.as_deref().unwrap_or_default();
    let file = |name: &str| format!("/console/files/{name}?v={build}");
    let mut styles = String::new();
    for name in &app.assets.console_styles {
        let _ = write!(styles, "<link rel=\"stylesheet\" href=\"{}\">", file(name));
    }
    let html = format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>Sonda</title><link rel=\"icon\" href=\"data:,\">{styles}\
         <link rel=\"modulepreload\" href=\"{glue}\"><link rel=\"preload\" as=\"fetch\" crossorigin href=\"{module}\">\
         <link rel=\"preload\" as=\"fetch\" crossorigin href=\"{words}\">\
         <script type=\"module\" src=\"{script}\"></script></head><body>\
         <main class=\"starting\" data-starting data-program=\"{program}\"><h1>Sonda</h1><p role=\"status\">{starting}</p>\
         <noscript><p>{script_needed}</p></noscript>\
         <div class=\"notice bad\" role=\"alert\" data-failed hidden><p>{failed}</p></div>\
         <form method=\"post\" action=\"/console/sign-out\"><input type=\"hidden\" name=\"{CSRF_FIELD}\" value=\"{csrf}\">\
         <button class=\"quiet\" type=\"submit\">{sign_out}</button></form></main></body></html>",
        language = language.as_str(),
        glue = file(&format!("pkg/{program}.js")),
        module = file(&format!("pkg/{program}_bg.wasm")),
        words = file(&format!("words/{program}/{}.json", language.as_str())),
        script = file("console.js"),
        starting = text("console.starting"),
        script_needed = text("console.script_needed"),
        failed = text("console.failed"),
        csrf = session_csrf(app, &person.session),
        sign_out = text("console.sign_out"),
    );
    let mut response = Html(html).into_response();
    guard(response.headers_mut(), PROGRAM_POLICY);
    response
}

/// `POST /console/sign-out`
pub(crate) async fn sign_out(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let answer = async {
        let bytes = read(body, MOST_BYTES).await?;
        let entries = read_plain(&bytes)?;
        // A page of another site comes without the cookie, and must not take it away either.
        if !is_own_page(&headers, &app) {
            return Ok(see_other("/console"));
        }
        if let Some(person) = signed_in(&app, &headers).await? {
            let own = session_csrf(&app, &person.session);
            let sent = entries.first(CSRF_FIELD).as_bytes();
            let meant: bool = own.as_bytes().ct_eq(sent).into();
            if !meant {
                return Ok(see_other("/console"));
            }
            app.store
                .end_session(&person.account.id, &person.session.id)
                .await?;
        }
        let mut response = see_other("/console/sign-in");
        clear_session(&app, response.headers_mut());
        Ok(response)
    };
    answer
        .await
        .unwrap_or_else(|rejection: Rejection| failed(&app, &rejection, &headers))
}
