//! The pages that are shown where there is no form to show.

use super::{closed_body, sources};
use crate::http::document::{Page, Script, document, escape};
use crate::http::visit::{Visit, accepted_languages};
use crate::http::{App, Rejection};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use sonda_domain::{INTERFACE_LOCALES, Locale, Refusal, interface_messages, negotiate};
use sonda_widget::{Notice, render_notice};

/// The page of a refusal, where there is nothing to show but the reason. `visit` gives its language, if known.
pub(crate) fn refusal_page(
    app: &App,
    refusal: Refusal,
    headers: &HeaderMap,
    visit: Option<&Visit>,
    asked: Option<&str>,
) -> Response {
    let locale = visit.map_or_else(
        || interface_locale(app, headers, asked),
        |visit| visit.locale(asked, headers),
    );
    let messages = interface_messages(&locale);
    let notice = render_notice(Notice::Refused(refusal), &messages, &locale);
    let title = messages
        .get(&format!("{}.title", refusal.code()))
        .to_owned();
    // Whoever may hold unsent answers has seen the form before; who comes too early sees no question yet.
    let seen = visit.filter(|_| !refusal.is_before_the_form());
    let (body, script) = match seen {
        Some(visit) => closed_body(app, visit, &locale, Notice::Refused(refusal), &notice),
        None => (format!("<main>{notice}</main>"), Script::None),
    };
    Page {
        status: Rejection::Refused(refusal).status(),
        html: document(
            app,
            &locale,
            &title,
            &body,
            script,
            visit.map(|visit| &visit.form.settings),
        ),
        settings: visit.map(|visit| &visit.form.settings),
        content: visit.map(|visit| &*visit.content),
        sources: seen.map_or_else(String::new, |visit| sources(app, visit)),
        private: true,
        return_to: None,
    }
    .finish(app)
}

/// The page of anything else that went wrong with a page or a plain post.
pub(crate) fn rejection_page(app: &App, rejection: &Rejection, headers: &HeaderMap) -> Response {
    let locale = interface_locale(app, headers, None);
    let messages = interface_messages(&locale);
    let notice = match rejection {
        Rejection::Refused(refusal) => return refusal_page(app, *refusal, headers, None, None),
        Rejection::RateLimited(_) => Notice::RateLimited,
        _ => Notice::Failed,
    };
    rejection.log();
    let (title, detail) = rejection.words(&messages);
    let html = match rejection {
        Rejection::TooLarge(_)
        | Rejection::TimedOut
        | Rejection::NotFound(_)
        | Rejection::MethodNotAllowed => {
            let key = match rejection {
                Rejection::NotFound(_) | Rejection::MethodNotAllowed => "no_page",
                worded => worded.code(),
            };
            let plain_title = messages.get(&format!("{key}.title")).to_owned();
            let (title, text) = (
                escape(&plain_title),
                escape(messages.get(&format!("{key}.text"))),
            );
            let (lang, dir) = (locale.as_str(), locale.direction().as_str());
            let body = format!(
                "<main><div class=\"sonda\" lang=\"{lang}\" dir=\"{dir}\"><section class=\"sonda-notice\"><h1>{title}</h1><p>{text}</p></section></div></main>"
            );
            document(app, &locale, &plain_title, &body, Script::None, None)
        }
        Rejection::Internal(_) | Rejection::Unavailable | Rejection::RateLimited(_) => {
            let notice_html = render_notice(notice, &messages, &locale);
            let title = messages.get(&format!("{}.title", notice.key())).to_owned();
            document(
                app,
                &locale,
                &title,
                &format!("<main>{notice_html}</main>"),
                Script::None,
                None,
            )
        }
        _ => {
            let body = format!(
                "<main><div class=\"sonda\" lang=\"en\" dir=\"ltr\"><section class=\"sonda-notice\"><h1>{}</h1><p>{}</p></section></div></main>",
                escape(&title),
                escape(&detail)
            );
            document(app, &locale, &title, &body, Script::None, None)
        }
    };
    let page = Page {
        status: rejection.status(),
        html,
        settings: None,
        sources: String::new(),
        content: None,
        private: true,
        return_to: None,
    };
    let mut response = page.finish(app);
    if let Some(seconds) = rejection.retry_after_secs() {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The language of a page that belongs to no form: the one asked for, one that the browser accepts, or as is set.
pub(crate) fn interface_locale(app: &App, headers: &HeaderMap, asked: Option<&str>) -> Locale {
    let available: Vec<Locale> = INTERFACE_LOCALES
        .iter()
        .filter_map(|tag| tag.parse().ok())
        .collect();
    let mut wanted: Vec<&str> = asked.unwrap_or_default().split(',').collect();
    wanted.extend(accepted_languages(headers));
    negotiate(&available, &wanted)
        .cloned()
        .unwrap_or_else(|| app.installation().languages.pages.clone())
}
