//! `/console/set-password/{code}`: the one-time address of somebody who is invited, or has lost the password. Opening it
//! changes nothing: mail scanners open addresses, too.

use super::field::{Faults, alert, form, password_fields, summary};
use super::first_run::new_password;
use super::page::{ConsolePage, MOST_BYTES, failed, language_of, notice};
use super::texts::texts;
use super::trouble::Trouble;
use crate::access::{Email, Language, Token};
use crate::http::access::{CSRF_FIELD, FormGuard, asker, enter, forgive, give_session, hashed};
use crate::http::body::{read, read_plain};
use crate::http::document::escape;
use crate::http::extract::{Asked, Name};
use crate::http::peer::Peer;
use crate::http::plain::see_other;
use crate::http::{App, Rejection};
use crate::store::{NewPassword, StoredAccount};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use std::net::IpAddr;
use std::sync::Arc;

/// `GET /console/set-password/{code}`
pub(crate) async fn show_set_password(
    State(app): State<Arc<App>>,
    Name(code): Name,
    Peer(peer): Peer,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        match invited(&app, &code, peer).await? {
            Some((account, token)) => page(
                &app,
                &asked,
                &headers,
                (&account, &token),
                &Faults::new(),
                None,
            ),
            None => Ok(gone(&app, &asked, &headers)),
        }
    };
    let answer: Result<Response, Rejection> = answer.await;
    answer.unwrap_or_else(|rejection| failed(&app, &rejection, &headers))
}

/// `POST /console/set-password/{code}`
pub(crate) async fn take_set_password(
    State(app): State<Arc<App>>,
    Name(code): Name,
    Peer(peer): Peer,
    asked: Asked,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let answer = async {
        let bytes = read(body, MOST_BYTES).await?;
        let entries = read_plain(&bytes)?;
        let Some((account, token)) = invited(&app, &code, peer).await? else {
            return Ok(gone(&app, &asked, &headers));
        };
        let whose = (&account, &token);
        let guard = FormGuard::of(&headers, &app)?;
        if !guard.lets_through(&headers, &app, entries.first(CSRF_FIELD)) {
            let stale = Some(Trouble::Stale);
            return page(&app, &asked, &headers, whose, &Faults::new(), stale);
        }
        let mut faults = Faults::new();
        let unreadable = || anyhow::anyhow!("an account's address or name cannot be read back");
        let (Ok(email), Ok(name)) = (account.email.parse::<Email>(), account.name.parse()) else {
            return Err(Rejection::Internal(unreadable()));
        };
        let Some(password) = new_password(&entries, &email, &name, &mut faults) else {
            return page(&app, &asked, &headers, whose, &faults, None);
        };
        let key = email.key();
        let asker = asker(&app, &key, &headers, peer);
        let hash = match hashed(&app, password, &asker).await {
            Ok(hash) => hash,
            Err(rejection) => {
                let trouble = Some(Trouble::of(rejection)?);
                return page(&app, &asked, &headers, whose, &faults, trouble);
            }
        };
        let digest = token.digest();
        let by = NewPassword::ByCode(&digest);
        let now_ms = app.clock.now_ms();
        if !app
            .store
            .set_password(&account.id, &hash, by, now_ms)
            .await?
        {
            return Ok(gone(&app, &asked, &headers));
        }
        tracing::info!(account.id, "a password was set");
        forgive(&app, &key, &headers, peer).await?;
        let mut response = see_other("/console");
        let entered = enter(&app, (&account.id, &key), &hash, &headers, peer);
        if let Some(entered) = entered.await? {
            give_session(&app, &entered, response.headers_mut());
        }
        Ok(response)
    };
    let answer: Result<Response, Rejection> = answer.await;
    answer.unwrap_or_else(|rejection| failed(&app, &rejection, &headers))
}

/// Whom the address is for; wrong ones are counted.
async fn invited(
    app: &App,
    code: &str,
    peer: IpAddr,
) -> Result<Option<(StoredAccount, Token)>, Rejection> {
    let now_ms = app.clock.now_ms();
    if let Some(token) = Token::read(code)
        && let Some(account) = app.store.account_by_code(&token.digest(), now_ms).await?
    {
        return Ok(Some((account, token)));
    }
    app.limits.guess(peer)?;
    Ok(None)
}

fn gone(app: &App, asked: &Asked, headers: &HeaderMap) -> Response {
    let language = language_of(app, asked.lang().as_deref(), headers);
    notice(
        app,
        language,
        StatusCode::NOT_FOUND,
        ("set_password.gone.title", "set_password.gone.text"),
    )
}

fn page(
    app: &App,
    asked: &Asked,
    headers: &HeaderMap,
    (account, token): (&StoredAccount, &Token),
    faults: &Faults,
    trouble: Option<Trouble>,
) -> Result<Response, Rejection> {
    let asked: Option<Language> = asked.lang().and_then(|lang| lang.parse().ok());
    let language = asked.unwrap_or(account.language);
    let messages = texts(language);
    let guard = FormGuard::of(headers, app)?;
    // Read by people, and by what keeps their passwords.
    let email = format!(
        "<div class=\"sonda-field\"><label class=\"sonda-title\" for=\"email\">{}</label>\
         <input class=\"sonda-input\" id=\"email\" type=\"email\" autocomplete=\"username\" value=\"{}\" dir=\"ltr\" readonly></div>",
        escape(messages.get("email")),
        escape(&account.email)
    );
    let fields = email + &password_fields(messages, faults);
    let above = match trouble {
        Some(trouble) => alert(&trouble.text(language)),
        None => summary(messages, faults),
    };
    let (lang, secret) = (language.as_str(), token.secret());
    let action = format!("/console/set-password/{secret}?lang={lang}");
    let button = messages.get("set_password.button");
    let page = ConsolePage {
        language,
        status: match (trouble, faults.is_empty()) {
            (Some(trouble), _) => trouble.status(),
            (None, true) => StatusCode::OK,
            (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        },
        failed: trouble.is_some() || !faults.is_empty(),
        title: "set_password.title",
        body: format!(
            "<p>{}</p>{above}{}",
            escape(messages.get("set_password.text")),
            form(&action, &guard.field(app), &fields, button)
        ),
        switch: true,
        kept: String::new(),
    };
    let mut response = page.finish(app);
    guard.give(app, response.headers_mut());
    if let Some(trouble) = trouble {
        trouble.mark(&mut response);
    }
    Ok(response)
}
