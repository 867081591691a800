//! A plain post on its way: stored, walked on, or shown again with what is wrong.

use super::see_other;
use crate::captcha::{self, Signals};
use crate::http::body::is_key;
use crate::http::origin::Sender;
use crate::http::page::{Shown, form_page, sent_page};
use crate::http::resume::{self, save_step};
use crate::http::steps::{self, Decision, REVIEWED};
use crate::http::submit::{Draft, extra_fields, page_context, submit, take_extra};
use crate::http::visit::Visit;
use crate::http::{App, Rejection, ending, seed};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use sonda_domain::{Entries, FieldError, Known, Locale, Refusal, interface_messages};
use sonda_widget::{HONEYPOT, Notice, ShownError};
use uuid::Uuid;

/// A plain post on its way.
pub(super) struct Post<'a> {
    pub(super) app: &'a App,
    pub(super) visit: &'a Visit,
    pub(super) sender: &'a Sender,
    pub(super) known: Known,
    /// The captcha's token, if it brings one.
    pub(super) token: Option<String>,
    pub(super) signals: Signals,
}

impl Post<'_> {
    fn locale(&self) -> &Locale {
        &self.known.locale
    }

    /// Stores the answers, and says what the form says then.
    pub(super) async fn submitted(
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
    pub(super) async fn walked(
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
    pub(super) fn refused(
        &self,
        entries: Entries,
        rejection: Rejection,
    ) -> Result<Response, Rejection> {
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
