//! Lets another device in: a code goes to the contact, and is typed in here. Both are posts; nothing else has effect.

use super::pages::{Trouble, asking_page, code_page};
use super::{App, Opened, Rejection, Visit, address, cookie, opened};
use crate::drafts::{Code, Device, letter};
use crate::http::body::{read, read_plain};
use crate::http::extract::{Asked, Name};
use crate::http::origin::Sender;
use crate::http::page::{page_title, refusal_page, rejection_page};
use crate::http::peer::Peer;
use crate::http::plain::see_other;
use crate::store::{CodeAsked, CodeTried};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use sonda_domain::{Entries, Locale, interface_messages};
use std::sync::Arc;
use uuid::Uuid;

/// The field that a code is typed into.
const CODE: &str = "code";

/// `GET /s/{code}/resume`: asks for the code that was sent to this device.
pub(crate) async fn show_code(
    State(app): State<Arc<App>>,
    Name(code): Name,
    peer: Peer,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        let visit = Visit::personal(&app, &code, peer.0).await?;
        let locale = visit.locale(asked.lang().as_deref(), &headers);
        let back = see_other(&visit.path());
        let (Some(link), Some(device)) = (visit.link_id(), cookie::device(&headers)) else {
            return Ok(back);
        };
        let device = device.digest();
        let awaited = app.store.awaits_draft_code(link, &device, visit.now_ms);
        // What else there is to say, the link's own page says.
        if visit.check().is_err()
            || !matches!(opened(&app, &visit, &headers).await?, Opened::Elsewhere)
            || !awaited.await?
        {
            return Ok(back);
        }
        Ok(code_page(&app, &visit, &locale, None))
    };
    answer
        .await
        .unwrap_or_else(|rejection: Rejection| rejection_page(&app, &rejection, &headers))
}

/// `POST /s/{code}/resume`: sends a code, or tries the one that was typed in.
pub(crate) async fn take_code(
    State(app): State<Arc<App>>,
    Name(code): Name,
    peer: Peer,
    asked: Asked,
    headers: HeaderMap,
    body: Body,
) -> Response {
    take(&app, &code, peer, &asked, &headers, body)
        .await
        .unwrap_or_else(|rejection| rejection_page(&app, &rejection, &headers))
}

async fn take(
    app: &App,
    code: &str,
    peer: Peer,
    asked: &Asked,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let visit = Visit::personal(app, code, peer.0).await?;
    app.limits.link(visit.link_id().unwrap_or_default())?;
    if matches!(Sender::of(headers, app), Sender::Other(_)) {
        return Err(Rejection::OriginNotAllowed);
    }
    let lang = asked.lang();
    if let Err(refusal) = visit.check() {
        let page = refusal_page(app, refusal, headers, Some(&visit), lang.as_deref());
        return Ok(page);
    }
    let locale = visit.locale(lang.as_deref(), headers);
    if !matches!(opened(app, &visit, headers).await?, Opened::Elsewhere) {
        return Ok(see_other(&format!("{}?lang={locale}", visit.path())));
    }
    let entries = read_plain(&bytes)?;
    match entries.values(CODE).first() {
        Some(typed) => try_code(app, &visit, &locale, headers, typed).await,
        None => send_code(app, &visit, &locale, headers).await,
    }
}

async fn send_code(
    app: &App,
    visit: &Visit,
    locale: &Locale,
    headers: &HeaderMap,
) -> Result<Response, Rejection> {
    let again = async |trouble| asking_page(app, visit, locale, "", trouble).await;
    let to = address(app, visit).await?;
    let (Some(to), Some(mailer), Some(link)) = (to, &app.mailer, visit.link_id()) else {
        return again(None).await;
    };
    let failed = |error: crate::secrets::SecretError| Rejection::Internal(error.into());
    let sent = cookie::device(headers);
    let device = match &sent {
        Some(device) => device.clone(),
        None => Device::new().map_err(failed)?,
    };
    let (id, code) = (Uuid::new_v4().to_string(), Code::new().map_err(failed)?);
    let hmac = code.hmac(&app.secrets, &id);
    let (digest, now_ms) = (device.digest(), app.clock.now_ms());
    let asked = app
        .store
        .ask_draft_code(link, &digest, (&id, &hmac), now_ms);
    match asked.await? {
        CodeAsked::Granted => {}
        CodeAsked::NoDraft => return Ok(see_other(&visit.path())),
        CodeAsked::TooMany(wait_ms) => {
            count("too_many");
            let mut response = again(Some(Trouble::TooMany)).await?;
            let wait = HeaderValue::from(wait_ms / 1_000 + 1);
            response.headers_mut().insert(header::RETRY_AFTER, wait);
            return Ok(response);
        }
    }
    let messages = interface_messages(locale);
    let title = page_title(visit, locale, &Entries::default(), &messages);
    let letter = letter(&messages, &title, &code, &to);
    let letter = app.installation().branding.signed(letter);
    if let Err(error) = mailer.send(letter, now_ms).await {
        tracing::warn!(link.id = link, %error, "a code could not be sent");
        count("unsent");
        app.store.drop_draft_code(&id).await?;
        return again(Some(Trouble::Unsent)).await;
    }
    count("sent");
    let mut response = see_other(&format!("{}/resume?lang={locale}", visit.path()));
    if sent.is_none() {
        cookie::give(app, &visit.path(), &device, response.headers_mut());
    }
    Ok(response)
}

async fn try_code(
    app: &App,
    visit: &Visit,
    locale: &Locale,
    headers: &HeaderMap,
    typed: &str,
) -> Result<Response, Rejection> {
    let again = |trouble| Ok(code_page(app, visit, locale, Some(trouble)));
    let Some(device) = cookie::device(headers) else {
        return again(Trouble::NoCookie);
    };
    // What cannot be a code was mistyped: nobody guesses by it.
    let Some(code) = Code::read(typed) else {
        return again(Trouble::Wrong);
    };
    // A secret that was given out before it was confirmed is not the one that opens the draft.
    let new = Device::new().map_err(|error| Rejection::Internal(error.into()))?;
    let (asking, admitted) = (device.digest(), new.digest());
    let tried = app.store.try_draft_code(
        visit.link_id().unwrap_or_default(),
        (&asking, &admitted),
        |id, stored| code.is(&app.secrets, id, stored),
        app.clock.now_ms(),
    );
    match tried.await? {
        CodeTried::Right => {
            count("confirmed");
            let mut response = see_other(&format!("{}?lang={locale}", visit.path()));
            cookie::give(app, &visit.path(), &new, response.headers_mut());
            Ok(response)
        }
        CodeTried::Wrong => {
            count("wrong");
            again(Trouble::Wrong)
        }
        CodeTried::Void => {
            count("void");
            again(Trouble::Void)
        }
    }
}

fn count(outcome: &'static str) {
    metrics::counter!("sonda_draft_codes_total", "outcome" => outcome).increment(1);
}
