//! A person has touched the page of a personal link, as its script tells. Fetching the page tells nothing: the scanners
//! of mailboxes fetch, too.

use crate::http::extract::Path;
use crate::http::origin::Sender;
use crate::http::page::interface_locale;
use crate::http::peer::Peer;
use crate::http::visit::Visit;
use crate::http::{App, Rejection};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// `POST /s/{code}/opened`, without a body: `204`.
pub(crate) async fn take_opened(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    peer: Peer,
    headers: HeaderMap,
) -> Response {
    match note(&app, &code, peer, &headers).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(rejection) => rejection.problem(&interface_locale(&app, &headers, None)),
    }
}

async fn note(app: &App, code: &str, peer: Peer, headers: &HeaderMap) -> Result<(), Rejection> {
    let visit = Visit::personal(app, code, peer.0).await?;
    app.limits.step(visit.link_id(), peer.0)?;
    if matches!(Sender::of(headers, app), Sender::Other(_) | Sender::Hidden) {
        return Err(Rejection::OriginNotAllowed);
    }
    visit.check()?;
    let link = visit.link_id().unwrap_or_default();
    // Most say so once more: the page was loaded again.
    if !app.store.is_opened(link).await? {
        app.store.open_link(link, app.clock.now_ms()).await?;
    }
    Ok(())
}
