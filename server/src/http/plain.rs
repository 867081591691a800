//! The plain HTML posts that hosted pages and existing forms of other sites make.

use super::body::{Pieces, is_key, is_of_type, read_from, read_plain};
use super::extract::{Asked, Name};
use super::multipart::{MULTIPART, Posted, read_multipart};
use super::origin::Sender;
use super::page::{Shown, form_page, refusal_page, rejection_page, sent_page};
use super::peer::Peer;
use super::resume::{self, save_step};
use super::steps::{self, Decision, REVIEWED};
use super::submit::{Draft, extra_fields, page_context, submit, take_extra};
use super::uploads::{keep_all, sender_code};
use super::visit::Visit;
use super::{App, Rejection, ending, seed};
use crate::captcha::{self, Signals};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sonda_domain::{Entries, FieldError, Known, Locale, Refusal, interface_messages};
use sonda_widget::{HONEYPOT, MADE, Notice, ShownError};
use std::sync::Arc;
use uuid::Uuid;

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

/// A plain post on its way.
struct Post<'a> {
    app: &'a App,
    visit: &'a Visit,
    sender: &'a Sender,
    known: Known,
    /// The captcha's token, if it brings one.
    token: Option<String>,
    signals: Signals,
}

impl Post<'_> {
    fn locale(&self) -> &Locale {
        &self.known.locale
    }

    /// Stores the answers, and says what the form says then.
    async fn submitted(
        &self,
        mut entries: Entries,
        headers: &HeaderMap,
    ) -> Result<Response, Rejection> {
        let Self { app, visit, .. } = *self;
        let referrer = headers
            .get(header::REFERER)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let mut context = if visit.link.is_none() {
            page_context(referrer)
        } else {
            Default::default()
        };
        let given = entries.clone();
        context.extend(take_extra(visit, &mut entries));
        let key = match entries.first("_key") {
            key if is_key(key) => key.to_owned(),
            _ => Uuid::new_v4().to_string(),
        };
        let draft = Draft {
            form: &visit.form.id,
            version: visit.version,
            content: &visit.content,
            link: visit.link_id(),
            known: self.known.clone(),
            entries: &entries,
            context,
            seed: seed::shown(&visit.content, entries.first("_seed").parse().ok()),
            key: &key,
            token: self.token.as_deref(),
            signals: self.signals,
        };
        match submit(app, draft).await {
            Ok(_) => Ok(match return_address(visit, self.sender, &entries) {
                Some(address) => see_other(address),
                None => self.thanks(&entries),
            }),
            Err(rejection) => self.refused(given, rejection),
        }
    }

    /// The thanks: at an address of their own where they are the same for everybody, so that reloading them posts
    /// nothing; else as the answer to the post.
    fn thanks(&self, entries: &Entries) -> Response {
        let Self { app, visit, .. } = *self;
        let (path, locale) = (visit.path(), self.locale());
        let told = match ending::told(&visit.content, entries, &self.known) {
            None => return see_other(&format!("{path}/sent?lang={locale}")),
            Some(told) => told,
        };
        // The address of a public form's thanks shows the newest version.
        let is_newest = visit.link.is_some() || visit.version == visit.form.version;
        match told.id {
            Some(_) if told.is_fixed && is_newest => {
                see_other(&format!("{path}/sent?lang={locale}"))
            }
            _ => sent_page(app, visit, locale, Some(&told.shown)),
        }
    }

    /// What a page shows again of a post: all that was given, and the key to send it under.
    fn again(&self, mut entries: Entries) -> Shown {
        let (step, review) = steps::posted(&self.visit.content, &entries);
        let mut carried = carried(self.visit, self.sender, &entries);
        if self.signals.honeypot {
            carried.push(HONEYPOT.to_owned(), entries.first(HONEYPOT).to_owned());
        }
        take_extra(self.visit, &mut entries);
        Shown {
            aside: resume::carried(self.visit, &entries),
            step,
            review,
            carried,
            key: Some(entries.first("_key").to_owned()).filter(|key| is_key(key)),
            // Somebody who corrects an answer is quick.
            since_ms: self.signals.shown_at_ms,
            seed: entries.first("_seed").to_owned(),
            entries: entries.into_fields(),
            ..Shown::default()
        }
    }

    /// A step that was posted: the page of what comes next.
    async fn walked(
        &self,
        entries: Entries,
        decision: Decision,
        headers: &HeaderMap,
    ) -> Result<Response, Rejection> {
        if let Err(refusal) = self.visit.check() {
            return self.refused(entries, refusal.into());
        }
        let mut shown = self.again(entries);
        let mut status = StatusCode::OK;
        match decision {
            Decision::Show {
                step,
                errors,
                reviewed,
            } => {
                if !errors.is_empty() {
                    status = StatusCode::UNPROCESSABLE_ENTITY;
                }
                (shown.step, shown.review) = (step, false);
                shown.errors = self.shown_errors(&errors);
                if let Some(reviewed) = reviewed {
                    shown.carried.push(REVIEWED.to_owned(), reviewed);
                }
            }
            Decision::Review(step) => (shown.step, shown.review) = (step, true),
            Decision::Submit => {}
        }
        let given = save_step(self.app, self.visit, headers, &mut shown).await;
        let mut page = form_page(self.app, self.visit, self.locale(), status, shown)?;
        page.headers_mut().extend(given);
        Ok(page)
    }

    fn shown_errors(&self, errors: &[FieldError]) -> Vec<ShownError> {
        let messages = interface_messages(self.locale());
        let shown_error = |error: &FieldError| ShownError {
            field: error.field.clone(),
            message: error.fault.message(&messages),
        };
        errors.iter().map(shown_error).collect()
    }

    /// A post that was not taken: the page again, with the answers kept and the reason beside them.
    fn refused(&self, entries: Entries, rejection: Rejection) -> Result<Response, Rejection> {
        let mut shown = self.again(entries);
        match &rejection {
            Rejection::InvalidAnswers(errors) => {
                let content = &self.visit.content;
                let (step, errors) = steps::at_fault(content, &self.known, &shown.entries, errors);
                (shown.step, shown.review) = (step, false);
                shown.errors = self.shown_errors(&errors);
            }
            Rejection::Refused(Refusal::Unknown) => return Err(rejection),
            Rejection::Refused(refusal) => shown.notice = Some(Notice::Refused(*refusal)),
            Rejection::KeyReused => {
                // Sent before, then changed: sending it once more is the visitor's decision, under a new key.
                shown.key = None;
                shown.notice = Some(Notice::SentBefore);
            }
            Rejection::RateLimited(_) => shown.notice = Some(Notice::RateLimited),
            Rejection::Captcha(refused) => {
                shown.notice = Some(match refused {
                    captcha::Refused::Missing => Notice::CaptchaRequired,
                    captcha::Refused::Failed => Notice::CaptchaFailed,
                    captcha::Refused::Unavailable => Notice::CaptchaUnavailable,
                });
            }
            _ => shown.notice = Some(Notice::Failed),
        }
        rejection.log();
        let mut response = form_page(
            self.app,
            self.visit,
            self.locale(),
            rejection.status(),
            shown,
        )?;
        if let Some(seconds) = rejection.retry_after_secs() {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        Ok(response)
    }
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

/// Where another site's form wants the visitor once the answers are stored: the allowed address it asks for, or
/// the first allowed one if it asks for none. Otherwise this server says thanks.
fn return_address<'a>(visit: &'a Visit, sender: &Sender, entries: &Entries) -> Option<&'a str> {
    let allowed = &visit.form.settings.return_addresses;
    let address = match entries.first("_return") {
        "" => allowed
            .first()
            .filter(|_| matches!(sender, Sender::Other(_))),
        asked => allowed.iter().find(|address| *address == asked),
    };
    address.map(String::as_str)
}

/// What a post has to bring again once its answers are corrected on this server's page.
fn carried(visit: &Visit, sender: &Sender, entries: &Entries) -> Entries {
    let mut carried = extra_fields(visit, entries);
    if let Some(address) = return_address(visit, sender, entries) {
        carried.push("_return".to_owned(), address.to_owned());
    }
    carried
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
