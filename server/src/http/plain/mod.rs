//! The plain HTML posts that hosted pages and existing forms of other sites make.

mod post;

use super::body::{Pieces, is_of_type, read_from, read_plain};
use super::extract::{Asked, Name};
use super::multipart::{MULTIPART, Posted, read_multipart};
use super::origin::Sender;
use super::page::{refusal_page, rejection_page};
use super::peer::Peer;
use super::steps::{self, Decision};
use super::uploads::{keep_all, sender_code};
use super::visit::Visit;
use super::{App, Rejection};
use crate::captcha::Signals;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use post::Post;
use sonda_domain::Entries;
use sonda_widget::{HONEYPOT, MADE};
use std::sync::Arc;

const PLAIN: &str = "application/x-www-form-urlencoded";

/// `POST /f/{form}`
pub(crate) async fn take_public(
    State(app): State<Arc<App>>,
    Name(form): Name,
    peer: Peer,
    asked: Asked,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let visit = Visit::public(&app, &form).await;
    let visit = visit.map(|visit| visit.with_campaign(&asked.0));
    take(&app, visit, peer, &headers, body)
        .await
        .unwrap_or_else(|rejection| rejection_page(&app, &rejection, &headers))
}

/// `POST /s/{code}`
pub(crate) async fn take_personal(
    State(app): State<Arc<App>>,
    Name(code): Name,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let visit = Visit::personal(&app, &code, peer.0).await;
    take(&app, visit, peer, &headers, body)
        .await
        .unwrap_or_else(|rejection| rejection_page(&app, &rejection, &headers))
}

async fn take(
    app: &App,
    visit: Result<Visit, Rejection>,
    peer: Peer,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Rejection> {
    let mut pieces = Pieces::of(body);
    let taken = async {
        let visit = visit?;
        let with_files = is_of_type(headers, MULTIPART);
        if !with_files && !is_of_type(headers, PLAIN) {
            return Err(Rejection::UnsupportedMediaType(PLAIN));
        }
        let sender = Sender::of(headers, app);
        match &visit.link {
            None => sender.check(&visit.form.settings)?,
            // The secret code proves where the post comes from; `Origin` is null under its page's referrer policy.
            // Personal links open on this server's own pages only.
            Some(_) if matches!(sender, Sender::Other(_)) => {
                return Err(Rejection::OriginNotAllowed);
            }
            Some(_) => {}
        }
        let mut posted = if with_files {
            let code = sender_code(app, &visit, peer);
            read_multipart(app, &visit, &code, headers, &mut pieces).await?
        } else {
            let bytes = read_from(&mut pieces, app.config.limits.body_bytes).await?;
            Posted {
                entries: read_plain(&bytes)?,
                ..Posted::default()
            }
        };
        posted.entries = rename(posted.entries, &visit);
        let visit = match visit.link {
            Some(_) => visit,
            None => at_version(app, visit, posted.entries.first("_version")).await?,
        };
        take_entries(app, &visit, peer, &sender, headers, posted).await
    };
    let taken = taken.await;
    if taken.is_err() {
        // A visitor's browser that is not listened to sees a broken connection instead of a reason.
        pieces.discard().await;
    }
    taken
}

/// Takes the version that the page was made from. The form of another site names none.
async fn at_version(app: &App, visit: Visit, asked: &str) -> Result<Visit, Rejection> {
    if asked.is_empty() {
        return Ok(visit);
    }
    let found = match asked.parse() {
        Ok(version) => visit.at_version(app, version).await?,
        Err(_) => None,
    };
    found.ok_or_else(|| {
        let asked: String = asked.chars().take(40).collect();
        let reason = format!("The form has no published version {asked}.");
        Rejection::Unprocessable("unknown_version", reason)
    })
}

async fn take_entries(
    app: &App,
    visit: &Visit,
    peer: Peer,
    sender: &Sender,
    headers: &HeaderMap,
    posted: Posted,
) -> Result<Response, Rejection> {
    let Posted {
        mut entries,
        files,
        mut errors,
    } = posted;
    let locale = visit.locale(Some(entries.first("_lang")), headers);
    let signals = Signals {
        honeypot: !entries.first(HONEYPOT).is_empty(),
        shown_at_ms: app.gate.shown_at_ms(&visit.form.id, entries.first(MADE)),
    };
    // An answer to a post shows the form. Whoever was never shown it does not see it that way, either.
    if signals.shown_at_ms.is_none()
        && let Err(refusal) = visit.check()
        && refusal.is_before_the_form()
    {
        let lang = Some(locale.as_str());
        return Ok(refusal_page(app, refusal, headers, Some(visit), lang));
    }
    let token = take_token(visit, &mut entries);
    let post = Post {
        app,
        visit,
        sender,
        known: visit.known(&locale),
        token,
        signals,
    };
    match keep_all(app, visit, peer, files, &mut entries).await {
        Ok(refused) => errors.extend(refused),
        Err(rejection) => return post.refused(entries, rejection),
    }
    if !errors.is_empty() {
        return post.refused(entries, Rejection::InvalidAnswers(errors));
    }
    let regrouped = steps::regrouped(&visit.content, &mut entries);
    if regrouped.is_some() || steps::is_of_step(&entries) {
        if let Err(limited) = app.limits.step(visit.link_id(), peer.0) {
            return post.refused(entries, limited);
        }
        let decision =
            regrouped.unwrap_or_else(|| steps::decide(&visit.content, &post.known, &entries));
        match decision {
            Decision::Submit => {}
            decision => return post.walked(entries, decision, headers).await,
        }
    }
    let allowance = match visit.link_id() {
        Some(link) => app.limits.link(link),
        None => app.limits.submission(peer.0),
    };
    if let Err(limited) = allowance {
        return post.refused(entries, limited);
    }
    post.submitted(entries, headers).await
}

/// The captcha's token: the page's own field, or the one that the provider's script adds to any form.
fn take_token(visit: &Visit, entries: &mut Entries) -> Option<String> {
    let captcha = visit.captcha()?;
    let own = captcha.provider.own_field();
    let theirs = match visit.content.question(own) {
        None => entries.remove(own),
        Some(_) => None,
    };
    let tokens = entries.remove("_captcha").into_iter().chain(theirs);
    tokens.flatten().find(|token| !token.is_empty())
}

/// Gives the fields of an existing form the names of the questions they answer.
fn rename(entries: Entries, visit: &Visit) -> Entries {
    let names = &visit.form.settings.field_names;
    if names.is_empty() {
        return entries;
    }
    let mut renamed = Entries::default();
    for (name, values) in entries.iter() {
        let name = names.get(name).map_or(name, String::as_str);
        values
            .iter()
            .for_each(|value| renamed.push(name.to_owned(), value.clone()));
    }
    renamed
}

/// A redirect to where the answer is.
pub(super) fn see_other(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    if let Ok(address) = HeaderValue::from_str(address) {
        headers.insert(header::LOCATION, address);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    response
}
