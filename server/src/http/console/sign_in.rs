//! `/console/sign-in`.

use super::field::{Faults, Field, SAID_ABOVE, alert, form};
use super::page::{ConsolePage, MOST_BYTES, failed, language_of};
use super::texts::texts;
use super::trouble::Trouble;
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
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::Arc;

/// Where a person goes once signed in, unless the address of the page says otherwise.
const HOME: &str = "/console";
const ADDRESS: &str = "/console/sign-in";

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
        let again = |trouble: Trouble| page(&app, &asked, &headers, email, Some(trouble));
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
            Err(SignInError::Failed(rejection)) => return again(Trouble::of(rejection)?),
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
    let next = asked.value("next");
    next.filter(|path| is_of_console(path))
        .unwrap_or_else(|| HOME.to_owned())
}

/// Whether that is a page of the console that a person may be sent to, as it stands.
fn is_of_console(path: &str) -> bool {
    let Some(rest) = path.strip_prefix(HOME) else {
        return false;
    };
    let letters = |b: u8| b.is_ascii_alphanumeric() || b"/-_.~".contains(&b);
    let of_signing_in = ["/sign-in", "/sign-out"];
    // A browser takes `..` for the way out of the console.
    let way = |part: &str| !matches!(part, "" | "." | "..");
    (rest.is_empty() || rest.starts_with('/'))
        && path.len() <= 500
        && path.bytes().all(letters)
        && rest.split('/').skip(1).all(way)
        && !of_signing_in.iter().any(|of| rest.starts_with(of))
}

fn page(
    app: &App,
    asked: &Asked,
    headers: &HeaderMap,
    email: &str,
    trouble: Option<Trouble>,
) -> Result<Response, Rejection> {
    let language = language_of(app, asked.lang().as_deref(), headers);
    let guard = FormGuard::of(headers, app)?;
    let next = next(asked);
    let kept = match next == HOME {
        true => String::new(),
        false => format!("&next={}", utf8_percent_encode(&next, NON_ALPHANUMERIC)),
    };
    let page = ConsolePage {
        language,
        status: trouble.map_or(StatusCode::OK, Trouble::status),
        title: "sign_in.title",
        body: body(app, language, &guard, email, trouble, &kept),
        failed: trouble.is_some(),
        switch: true,
        kept,
    };
    let mut response = page.finish(app);
    guard.give(app, response.headers_mut());
    if let Some(trouble) = trouble {
        trouble.mark(&mut response);
    }
    Ok(response)
}

fn body(
    app: &App,
    language: Language,
    guard: &FormGuard,
    email: &str,
    trouble: Option<Trouble>,
    kept: &str,
) -> String {
    let messages = texts(language);
    let faults: Faults = match trouble {
        Some(Trouble::Wrong) => vec![("email", SAID_ABOVE), ("password", SAID_ABOVE)],
        _ => Faults::new(),
    };
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
    let said = trouble.map_or_else(String::new, |trouble| alert(&trouble.text(language)));
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
            "next=/console/forms%0d%0aSet-Cookie:x",
            "next=/console/../f/evil",
            "next=/console/%2e%2e/f/evil",
            "next=/console/%252e%252e/f/evil",
            "next=/console/./forms",
            "next=/console//forms",
            "next=/console/..",
            "next=/console/sign-in",
            "next=/console/sign-out",
            "next=/console?x=1",
        ] {
            assert_eq!(to(strange), "/console", "{strange}");
        }
    }
}
