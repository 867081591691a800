//! The hosted pages as they are opened.

use super::extract::{Asked, Name};
use super::page::{Shown, form_page, refusal_page, rejection_page, sent_page};
use super::peer::Peer;
use super::plain::see_other;
use super::prefill::{kept, prefill};
use super::visit::Visit;
use super::{App, Rejection, ending};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use std::sync::Arc;

/// `GET /f/{form}`
pub(crate) async fn show_public(
    State(app): State<Arc<App>>,
    Name(form): Name,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let visit = Visit::public(&app, &form).await;
    let visit = visit.map(|visit| visit.with_campaign(&asked.0));
    show(&app, visit, &asked, &headers)
}

/// `GET /s/{code}`
pub(crate) async fn show_personal(
    State(app): State<Arc<App>>,
    Name(code): Name,
    peer: Peer,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    show(
        &app,
        Visit::personal(&app, &code, peer.0).await,
        &asked,
        &headers,
    )
}

fn show(
    app: &App,
    visit: Result<Visit, Rejection>,
    asked: &Asked,
    headers: &HeaderMap,
) -> Response {
    let lang = asked.lang();
    let lang = lang.as_deref();
    let visit = match visit {
        Ok(visit) => visit,
        Err(Rejection::Refused(refusal)) => {
            return refusal_page(app, refusal, headers, None, lang);
        }
        Err(rejection) => return rejection_page(app, &rejection, headers),
    };
    if let Err(refusal) = visit.check() {
        return refusal_page(app, refusal, headers, Some(&visit), lang);
    }
    let locale = visit.locale(lang, headers);
    let shown = Shown {
        entries: prefill(&visit.content, &asked.0, &locale),
        kept: kept(&visit.content, &asked.0).join("&"),
        ..Shown::default()
    };
    form_page(app, &visit, &locale, StatusCode::OK, shown)
        .unwrap_or_else(|rejection| rejection_page(app, &rejection, headers))
}

/// `GET /f/{form}/sent`
pub(crate) async fn show_public_sent(
    State(app): State<Arc<App>>,
    Name(form): Name,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    match Visit::public(&app, &form).await {
        Ok(visit) => show_sent(&app, &visit, &asked, &headers),
        Err(rejection) => rejection_page(&app, &rejection, &headers),
    }
}

/// `GET /s/{code}/sent`
pub(crate) async fn show_personal_sent(
    State(app): State<Arc<App>>,
    Name(code): Name,
    peer: Peer,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    match Visit::personal(&app, &code, peer.0).await {
        // Thanks are said only where something was received.
        Ok(visit)
            if visit
                .link
                .as_ref()
                .is_some_and(|opened| !opened.standing.link_answered) =>
        {
            see_other(&visit.path())
        }
        Ok(visit) => show_sent(&app, &visit, &asked, &headers),
        Err(rejection) => rejection_page(&app, &rejection, &headers),
    }
}

fn show_sent(app: &App, visit: &Visit, asked: &Asked, headers: &HeaderMap) -> Response {
    let lang = asked.lang();
    if let Err(refusal) = visit.check()
        && refusal.is_before_the_form()
    {
        return refusal_page(app, refusal, headers, Some(visit), lang.as_deref());
    }
    let locale = visit.locale(lang.as_deref(), headers);
    let ending = ending::fixed(&visit.content, &visit.known(&locale));
    sent_page(app, visit, &locale, ending.as_ref())
}
