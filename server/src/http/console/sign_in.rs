//! `/console/sign-in`.

use super::field::{Faults, Field, alert, form};
use super::page::{ConsolePage, MOST_BYTES, failed, language_of};
use super::texts::texts;
use crate::access::{Email, Language, Password};
use crate::http::access::{
    Attempt, CSRF_FIELD, FormGuard, SignInError, attempt, enter, give_session, signed_in,
};
use crate::http::body::{read, read_plain};
use crate::http::document::escape;
use crate::http::extract::Asked;
use crate::http::peer::Peer;
use crate::http::plain::see_other;
use crate::http::{App, Rejection};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::Arc;

/// Where a person goes once signed in, unless the address of the page says otherwise.
const HOME: &str = "/console";
const ADDRESS: &str = "/console/sign-in";

/// Why the page is shown again.
enum Trouble {
    Wrong,
    Locked(i64),
    Stale,
    Busy,
}

/// `GET /console/sign-in`
pub(crate) async fn show_sign_in(
    State(app): State<Arc<App>>,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        if !app.store.has_accounts().await? {
            return Ok(see_other("/console/first-run"));
        }
        if signed_in(&app, &headers).await?.is_some() {
            return Ok(see_other(&next(&asked)));
        }
        page(&app, &asked, &headers, "", None)
    };
    let answer: Result<Response, Rejection> = answer.await;
    answer.unwrap_or_else(|rejection| failed(&app, &rejection, &headers))
}

/// `POST /console/sign-in`
pub(crate) async fn take_sign_in(
    State(app): State<Arc<App>>,
    Peer(peer): Peer,
    asked: Asked,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let answer = async {
        let bytes = read(body, MOST_BYTES).await?;
        let entries = read_plain(&bytes)?;
        let email = entries.first("email");
        let again = |trouble: Trouble| page(&app, &asked, &headers, email, Some(&trouble));
        let guard = FormGuard::of(&headers, &app)?;
        if !guard.lets_through(&headers, &app, entries.first(CSRF_FIELD)) {
            return again(Trouble::Stale);
        }
        let password = Password::typed(entries.first("password"));
        let try_ = Attempt {
            email,
            password,
            peer,
            headers: &headers,
        };
        let (account, password) = match attempt(&app, try_).await {
            Ok(right) => right,
            Err(SignInError::Wrong) => return again(Trouble::Wrong),
            Err(SignInError::Locked(wait_ms)) => return again(Trouble::Locked(wait_ms)),
            Err(SignInError::Failed(Rejection::Unavailable)) => return again(Trouble::Busy),
            Err(SignInError::Failed(rejection)) => return Err(rejection),
        };
        let whose = (account.id.as_str(), &*Email::key_of(&account.email));
        let Some(entered) = enter(&app, whose, &password, &headers, peer).await? else {
            return again(Trouble::Wrong);
        };
        let mut response = see_other(&next(&asked));
        give_session(&app, &entered, response.headers_mut());
        Ok(response)
    };
    let answer: Result<Response, Rejection> = answer.await;
    answer.unwrap_or_else(|rejection| failed(&app, &rejection, &headers))
}

/// Where a person goes once signed in: an address of the console, and no other.
fn next(asked: &Asked) -> String {
    let sound = |path: &String| {
        let rest = path.strip_prefix(HOME);
        let own = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        own && path.len() <= 500
            && !path.starts_with("/console/sign-in")
            && path
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"/-_.~".contains(&b))
    };
    asked
        .value("next")
        .filter(sound)
        .unwrap_or_else(|| HOME.to_owned())
}

fn page(
    app: &App,
    asked: &Asked,
    headers: &HeaderMap,
    email: &str,
    trouble: Option<&Trouble>,
) -> Result<Response, Rejection> {
    let language = language_of(asked.lang().as_deref(), headers);
    let guard = FormGuard::of(headers, app)?;
    let next = next(asked);
    let kept = match next == HOME {
        true => String::new(),
        false => format!("&next={}", utf8_percent_encode(&next, NON_ALPHANUMERIC)),
    };
    let (status, said) = said(language, trouble);
    let page = ConsolePage {
        language,
        status,
        title: "sign_in.title",
        body: body(app, language, &guard, email, &said, &kept),
        switch: true,
        kept,
    };
    let mut response = page.finish(app);
    guard.give(app, response.headers_mut());
    if let Some(Trouble::Locked(wait_ms)) = trouble {
        let wait = HeaderValue::from(wait_ms / 1_000 + 1);
        response.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    Ok(response)
}

fn said(language: Language, trouble: Option<&Trouble>) -> (StatusCode, String) {
    let messages = texts(language);
    let text = |key: &'static str| messages.get(key).to_owned();
    match trouble {
        None => (StatusCode::OK, String::new()),
        Some(Trouble::Wrong) => (StatusCode::UNPROCESSABLE_ENTITY, text("sign_in.wrong")),
        Some(Trouble::Stale) => (StatusCode::FORBIDDEN, text("stale")),
        Some(Trouble::Busy) => (StatusCode::SERVICE_UNAVAILABLE, text("failed.busy")),
        Some(Trouble::Locked(wait_ms)) => {
            let minutes = wait_ms.unsigned_abs().div_ceil(60_000).max(1);
            let text = messages.plural("sign_in.locked", minutes);
            (StatusCode::TOO_MANY_REQUESTS, text)
        }
    }
}

fn body(
    app: &App,
    language: Language,
    guard: &FormGuard,
    email: &str,
    said: &str,
    kept: &str,
) -> String {
    let messages = texts(language);
    let faults = Faults::new();
    let email = Field {
        name: "email",
        label: "email",
        help: "",
        value: email,
        attributes: "type=\"email\" autocomplete=\"username\" inputmode=\"email\" dir=\"ltr\"",
    };
    let password = Field {
        name: "password",
        label: "password",
        help: "",
        value: "",
        attributes: "type=\"password\" autocomplete=\"current-password\"",
    };
    let said = match said {
        "" => String::new(),
        said => alert(said),
    };
    let fields = email.html(messages, &faults) + &password.html(messages, &faults);
    let action = format!("{ADDRESS}?lang={}{kept}", language.as_str());
    let button = messages.get("sign_in.button");
    format!(
        "{said}{}<p class=\"sonda-help\">{}</p>",
        form(&action, &guard.field(app), &fields, button),
        escape(messages.get("sign_in.help"))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_away_from_the_console() {
        let to = |query: &str| next(&Asked(query.to_owned()));
        assert_eq!(to("next=/console/forms/visit"), "/console/forms/visit");
        assert_eq!(to("lang=pl&next=%2Fconsole%2Fforms"), "/console/forms");
        for strange in [
            "",
            "next=",
            "next=https://evil.example",
            "next=//evil.example",
            "next=/consolex",
            "next=/console/../f/x%0d%0aSet-Cookie:x",
            "next=/console/sign-in",
            "next=/console?x=1",
        ] {
            assert_eq!(to(strange), "/console", "{strange}");
        }
    }
}
