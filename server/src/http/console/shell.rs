//! `/console`: for people who are signed in. The page of the console's program will be served by [`console_page`]; until
//! there is one it lists the forms, and lets its person sign out.

use super::page::{ConsolePage, MOST_BYTES, failed};
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
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::Write;
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// `GET /console`
pub(crate) async fn show_console(
    State(app): State<Arc<App>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        match signed_in(&app, &headers).await? {
            Some(person) => console_page(&app, &person).await,
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

/// The console as a signed-in person sees it.
async fn console_page(app: &App, person: &SignedInPerson) -> Result<Response, Rejection> {
    let language = person.account.language;
    let messages = texts(language);
    let text = |key: &'static str| escape(messages.get(key));
    let role = match person.account.role {
        crate::access::Role::Owner => messages.get("role.owner"),
        crate::access::Role::Editor => messages.get("role.editor"),
    };
    let signed_in = messages.get("console.signed_in");
    let signed_in = signed_in.replace("{name}", &person.account.name);
    let forms = app.store.forms().await?;
    let mut rows = String::new();
    for form in &forms {
        let id = escape(form.id.as_str());
        let _ = write!(
            rows,
            "<div><dt><a href=\"/f/{id}\">{id}</a></dt><dd>{}: {}, {}: {}</dd></div>",
            text("console.version"),
            form.version,
            text("console.responses"),
            form.responses
        );
    }
    let list = match forms.is_empty() {
        true => format!("<p>{}</p>", text("console.none")),
        false => format!("<dl class=\"sonda-answers\">{rows}</dl>"),
    };
    let page = ConsolePage {
        language,
        status: StatusCode::OK,
        title: "console.title",
        body: format!(
            "{list}<form class=\"sonda-form\" method=\"post\" action=\"/console/sign-out\">\
             <input type=\"hidden\" name=\"{CSRF_FIELD}\" value=\"{}\"><p class=\"sonda-help\">{} ({})</p>\
             <div class=\"sonda-actions\"><button class=\"sonda-back\" type=\"submit\">{}</button></div></form>",
            session_csrf(app, &person.session),
            escape(&signed_in),
            escape(role),
            text("console.sign_out"),
        ),
        failed: false,
        switch: false,
        kept: String::new(),
    };
    Ok(page.finish(app))
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
