//! The hosted pages: what the widget renders, or what is said in its place.

mod refused;

pub(crate) use refused::{interface_locale, refusal_page, rejection_page};

use super::document::{Page, Script, document, escape, logo, origin_of};
use super::languages::language_links;
use super::resume::{self, Aside, REVISION};
use super::seed;
use super::steps::REVIEWED;
use super::visit::Visit;
use super::{App, Rejection};
use axum::http::StatusCode;
use axum::response::Response;
use sonda_domain::{
    Course, Entries, Known, Locale, Messages, Refusal, has_pipe, interface_messages,
};
use sonda_widget::{
    CLOSED, HONEYPOT, Notice, PROPS_ID, Props, ROOT_ID, ShownEnding, ShownError, props_json,
    render_ending, render_form, render_notice,
};
use std::fmt::Write;
use uuid::Uuid;

/// What a form's page shows beyond the form itself.
#[derive(Default)]
pub(crate) struct Shown {
    /// What was already given.
    pub(crate) entries: Entries,
    /// Fields that are no answers and are to be posted again.
    pub(crate) carried: Entries,
    /// What was wrong with it.
    pub(crate) errors: Vec<ShownError>,
    /// What is said over the form.
    pub(crate) notice: Option<Notice>,
    /// The key to keep; a new one if absent.
    pub(crate) key: Option<String>,
    /// When the visitor was first shown it, in milliseconds since the epoch; now if absent.
    pub(crate) since_ms: Option<i64>,
    /// The seed of shuffled options to keep, as it was sent.
    pub(crate) seed: String,
    /// The step; the first if empty.
    pub(crate) step: String,
    /// Whether the answers are shown in place of a step, to be looked over.
    pub(crate) review: bool,
    /// The parameters that the links to other languages keep, as they stand in the page's address.
    pub(crate) kept: String,
    /// What is said of the draft.
    pub(crate) aside: Aside,
}

/// The props of a form, for its hosted page or, with absolute addresses, for a page of another site.
pub(crate) fn props(
    app: &App,
    visit: &Visit,
    locale: &Locale,
    shown: Shown,
    embedded: bool,
) -> Props {
    let base = if embedded {
        app.config.public_url.as_str()
    } else {
        ""
    };
    let own = match &visit.link {
        Some(opened) => format!("{base}/api/v1/public/links/{}", opened.code),
        None => format!("{base}/api/v1/public/forms/{}", visit.form.id),
    };
    // Of a personal link as well: what is told there belongs to nobody.
    let stats_url = format!("{base}/api/v1/public/forms/{}/step-times", visit.form.id);
    let messages = interface_messages(locale)
        .without("body_")
        .without("no_page")
        .without("timed_out")
        .without("resume_")
        .without("about_");
    let (captcha, messages) = match visit.captcha() {
        Some(captcha) => (
            app.gate.told(captcha, &visit.form.id, base, &messages),
            messages,
        ),
        None => (String::new(), messages.without("captcha_")),
    };
    Props {
        form: visit.form.id.clone(),
        version: visit.version,
        content: visit.content.localized(locale),
        locale: locale.clone(),
        known: visit.known(locale),
        messages,
        action: match visit.campaign.as_str() {
            "" => format!("{base}{}", visit.path()),
            campaign => format!("{base}{}?{campaign}", visit.path()),
        },
        submit_url: format!("{own}/responses"),
        upload_url: Some(format!("{own}/uploads")),
        draft: visit.link_id().unwrap_or(visit.form.id.as_str()).to_owned(),
        personal: visit.link.is_some(),
        key: match embedded {
            true => String::new(),
            false => shown.key.unwrap_or_else(|| Uuid::new_v4().to_string()),
        },
        closes_in_ms: visit.closes_in_ms(),
        captcha,
        made: app
            .gate
            .stamp(&visit.form.id, shown.since_ms.unwrap_or(visit.now_ms)),
        seed: seed::drawn(&visit.content, &shown.seed),
        entries: shown.entries,
        step: shown.step,
        review: shown.review,
        stats_url: Some(stats_url),
        carried: shown.carried,
        errors: shown.errors,
        notice: shown.notice,
    }
}

/// The page of a form.
pub(crate) fn form_page(
    app: &App,
    visit: &Visit,
    locale: &Locale,
    status: StatusCode,
    mut shown: Shown,
) -> Result<Response, Rejection> {
    let kept = std::mem::take(&mut shown.kept);
    let aside = std::mem::take(&mut shown.aside);
    if let Some(revision) = aside.revision() {
        shown.carried.push(REVISION.to_owned(), revision.to_owned());
    }
    let props = props(app, visit, locale, shown, false);
    let json = props_json(&props).map_err(|error| Rejection::Internal(error.into()))?;
    // On the way through a form a link to its beginning would lose what was given.
    let mut body = match props.step.is_empty() && !props.review {
        true => language_links(visit, locale, &props.messages, &kept),
        false => String::new(),
    };
    let _ = write!(
        body,
        "<main>{}{}{}<div id=\"{ROOT_ID}\">{}</div></main>",
        logo(&visit.form.settings),
        needs_javascript(visit, locale, &props.messages),
        aside.html(
            visit,
            locale,
            &interface_messages(locale),
            app.assets.has_bundle
        ),
        render_form(&props)
    );
    let _ = write!(
        body,
        "<script type=\"application/json\" id=\"{PROPS_ID}\">{json}</script>"
    );
    let title = page_title(visit, locale, &props.entries, &props.messages);
    // The widget sends answers alone; what is carried along needs the browser's own post.
    let mut carried = props.carried.iter().map(|(name, _)| name);
    let with_widget =
        app.assets.has_bundle && carried.all(|name| matches!(name, REVIEWED | HONEYPOT | REVISION));
    let script = match with_widget {
        true => Script::widget(&visit.content),
        false if visit.captcha().is_some() => Script::Captcha,
        false => Script::None,
    };
    let html = document(
        app,
        locale,
        &title,
        &body,
        script,
        Some(&visit.form.settings),
    );
    let page = Page {
        status,
        html,
        settings: Some(&visit.form.settings),
        sources: sources(app, visit),
        content: Some(&visit.content),
        private: visit.link.is_some(),
        return_to: origin_of(props.carried.first("_return")),
    };
    Ok(page.finish(app))
}

/// What is said to browsers without JavaScript on a form whose captcha needs it.
fn needs_javascript(visit: &Visit, locale: &Locale, messages: &Messages) -> String {
    if visit.captcha().is_none() {
        return String::new();
    }
    format!(
        "<noscript><div class=\"sonda\" lang=\"{locale}\" dir=\"{}\"><p class=\"sonda-notice sonda-failed\">{}</p></div></noscript>",
        locale.direction().as_str(),
        escape(messages.get("captcha_noscript"))
    )
}

/// What the captcha of a form loads, connects to and frames.
fn sources(app: &App, visit: &Visit) -> String {
    let captcha = visit.captcha();
    captcha.map_or_else(String::new, |captcha| app.gate.sources(captcha))
}

/// The form's title as the page's own, with what was given in its places.
pub(super) fn page_title(
    visit: &Visit,
    locale: &Locale,
    entries: &Entries,
    messages: &Messages,
) -> String {
    let content = &visit.content;
    let title = content.title.get(locale, &content.fallback_locale);
    if !has_pipe(title) {
        return title.to_owned();
    }
    let known = visit.known(locale);
    Course::of(content, entries, &known).pipe(content, &known, messages, title)
}

/// The page that says a form was sent, in the words of its ending if it has one.
pub(crate) fn sent_page(
    app: &App,
    visit: &Visit,
    locale: &Locale,
    ending: Option<&ShownEnding>,
) -> Response {
    let messages = interface_messages(locale);
    let notice = match ending {
        Some(ending) => render_ending(ending, &messages, locale),
        None => render_notice(Notice::Sent, &messages, locale),
    };
    let title = page_title(visit, locale, &Entries::default(), &messages);
    let (body, script) = closed_body(app, visit, locale, Notice::Sent, &notice);
    Page {
        status: StatusCode::OK,
        html: document(
            app,
            locale,
            &title,
            &body,
            script,
            Some(&visit.form.settings),
        ),
        settings: Some(&visit.form.settings),
        content: Some(&visit.content),
        sources: sources(app, visit),
        private: visit.link.is_some(),
        return_to: None,
    }
    .finish(app)
}

/// The body of a page that shows a notice in place of a form. The widget comes along: this browser may hold
/// answers that were not sent, which only their form can show, or a draft of what was sent.
fn closed_body(
    app: &App,
    visit: &Visit,
    locale: &Locale,
    notice: Notice,
    html: &str,
) -> (String, Script) {
    let mut props = props(app, visit, locale, Shown::default(), false);
    if let Notice::Refused(Refusal::Withdrawn | Refusal::Expired) = notice {
        // It may have gone to somebody else.
        props.known = Known::of(locale);
    }
    let key = notice.key();
    match props_json(&props) {
        Ok(json) if app.assets.has_bundle => {
            let over = matches!(
                notice,
                Notice::Sent | Notice::Refused(Refusal::AlreadyAnswered | Refusal::Withdrawn)
            );
            let over = match visit.link_id() {
                Some(link) if over => resume::over(link),
                _ => String::new(),
            };
            let body = format!(
                "<main>{over}<div id=\"{ROOT_ID}\" {CLOSED}=\"{key}\">{html}</div></main>\
                 <script type=\"application/json\" id=\"{PROPS_ID}\">{json}</script>"
            );
            (body, Script::widget(&visit.content))
        }
        _ => (format!("<main>{html}</main>"), Script::None),
    }
}
