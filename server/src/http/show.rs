//! The hosted pages as they are opened.

use super::extract::{Asked, Name};
use super::page::{Shown, form_page, refusal_page, rejection_page, sent_page};
use super::peer::Peer;
use super::plain::see_other;
use super::prefill::{kept, prefill};
use super::resume::{Aside, Opened, elsewhere_page, opened};
use super::visit::Visit;
use super::{App, Rejection, ending};
use crate::drafts::REVIEW;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use sonda_domain::Content;
use std::sync::Arc;

/// The parameter that begins a form anew where it was begun elsewhere.
const ANEW: &str = "anew";

/// `GET /f/{form}`
pub(crate) async fn show_public(
    State(app): State<Arc<App>>,
    Name(form): Name,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let visit = Visit::public(&app, &form).await;
    let visit = visit.map(|visit| visit.with_campaign(&asked.0));
    show(&app, visit, &asked, &headers).await
}

/// `GET /s/{code}`
pub(crate) async fn show_personal(
    State(app): State<Arc<App>>,
    Name(code): Name,
    peer: Peer,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let visit = Visit::personal(&app, &code, peer.0).await;
    show(&app, visit, &asked, &headers).await
}

async fn show(
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
    let page = match opened(app, &visit, headers).await {
        Ok(Opened::Elsewhere) if asked.value(ANEW).is_none() => {
            elsewhere_page(app, &visit, &locale, &shown.kept).await
        }
        Ok(opened) => {
            let shown = begun(&visit.content, shown, opened);
            form_page(app, &visit, &locale, StatusCode::OK, shown)
        }
        Err(rejection) => Err(rejection),
    };
    page.unwrap_or_else(|rejection| rejection_page(app, &rejection, headers))
}

/// A form as it was left.
fn begun(content: &Content, mut shown: Shown, opened: Opened) -> Shown {
    let clicked = shown.entries.clone();
    let saving = |revision| Aside::Saving {
        revision,
        posted: false,
    };
    shown.aside = match opened {
        Opened::Public => Aside::None,
        Opened::Fresh => saving(String::new()),
        Opened::Elsewhere => {
            let pairs = [shown.kept.as_str(), "anew=1"];
            shown.kept = pairs.join("&").trim_start_matches('&').to_owned();
            Aside::Apart
        }
        Opened::Draft(draft) => {
            // What a click in an e-mail has just answered is newer.
            let saved = draft.entries.iter();
            for (name, values) in saved.filter(|(name, _)| !clicked.knows(name)) {
                shown.entries.set(name, values.to_vec());
            }
            let reviewed = draft.step.strip_suffix(REVIEW);
            shown.review = reviewed.is_some() && content.review;
            shown.step = reviewed.unwrap_or(&draft.step).to_owned();
            saving(draft.revision)
        }
    };
    shown
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
