//! The document of the console's plain pages, and the policy it comes under: no script at all.

use super::texts::{locale, texts};
use crate::access::Language;
use crate::http::document::{Script, document, escape};
use crate::http::visit::accepted_languages;
use crate::http::{App, Rejection};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use sonda_domain::{Messages, negotiate};
use std::fmt::Write;

/// The most bytes of a post to one of these pages.
pub(super) const MOST_BYTES: usize = 16 * 1024;

/// The language of a page that nobody is signed in to: the one asked for, one that the browser accepts, or
/// as is set.
pub(super) fn language_of(app: &App, asked: Option<&str>, headers: &HeaderMap) -> Language {
    let available = Language::ALL.map(locale);
    let mut wanted: Vec<&str> = asked.into_iter().collect();
    wanted.extend(accepted_languages(headers));
    let found = negotiate(&available, &wanted);
    let found = found.and_then(|found| found.as_str().parse().ok());
    found.unwrap_or_else(|| app.installation().languages.console)
}

/// A page about to be sent.
pub(super) struct ConsolePage {
    pub(super) language: Language,
    pub(super) status: StatusCode,
    /// The key of its title.
    pub(super) title: &'static str,
    /// What is under its heading, as HTML.
    pub(super) body: String,
    /// Whether it says that something went wrong: its title does, too, which is what is read first.
    pub(super) failed: bool,
    /// Whether its language can be changed.
    pub(super) switch: bool,
    /// The parameters that stay when the language is changed: `&next=…`, or nothing.
    pub(super) kept: String,
}

impl ConsolePage {
    /// The page with its headers.
    pub(super) fn finish(self, app: &App) -> Response {
        let messages = texts(self.language);
        let locale = locale(self.language);
        let title = escape(messages.get(self.title));
        let languages = match self.switch {
            true => self.languages(messages),
            false => String::new(),
        };
        let body = format!(
            "{languages}<main><div class=\"sonda\"><p class=\"sonda-subheading\">Sonda</p>\
             <h1 class=\"sonda-heading\">{title}</h1><div class=\"sonda-resume\">{}</div></div></main>",
            self.body
        );
        let title = match self.failed {
            true => messages
                .get("failed.prefix")
                .replace("{title}", messages.get(self.title)),
            false => messages.get(self.title).to_owned(),
        };
        let title = format!("{title} – Sonda");
        let html = document(app, &locale, &title, &body, Script::None, None);
        let mut response = (self.status, Html(html)).into_response();
        guard(response.headers_mut(), &plain_policy(app));
        response
    }

    fn languages(&self, messages: &Messages) -> String {
        let label = escape(messages.get("languages"));
        let mut html = format!("<nav class=\"sonda-languages\" aria-label=\"{label}\"><ul>");
        for other in Language::ALL {
            let current = match other == self.language {
                true => " aria-current=\"true\"",
                false => "",
            };
            let (tag, name, kept) = (other.as_str(), own_name(other), escape(&self.kept));
            let _ = write!(
                html,
                "<li><a href=\"?lang={tag}{kept}\" hreflang=\"{tag}\" lang=\"{tag}\"{current}>{name}</a></li>"
            );
        }
        html.push_str("</ul></nav>");
        html
    }
}

/// What a language calls itself.
pub(super) fn own_name(language: Language) -> &'static str {
    match language {
        Language::En => "English",
        Language::Pl => "Polski",
        Language::Uk => "Українська",
    }
}

/// The policy of a plain page: no script at all.
fn plain_policy(app: &App) -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; img-src data:; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
        app.assets.css_hash
    )
}

/// The headers of a page that only its person may see, and that no other page may frame, open or read.
pub(super) fn guard(headers: &mut HeaderMap, policy: &str) {
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        ("cache-control", "no-store"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        // Not `no-referrer`: older browsers would then hide the origin of a post, too.
        ("referrer-policy", "same-origin"),
        ("x-robots-tag", "noindex, nofollow"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// A page that says that something works no longer, or not now: the keys of its title and its words.
pub(super) fn notice(
    app: &App,
    language: Language,
    status: StatusCode,
    (title, text): (&'static str, &'static str),
) -> Response {
    ConsolePage {
        language,
        status,
        title,
        body: format!("<p>{}</p>", escape(texts(language).get(text))),
        failed: false,
        switch: true,
        kept: String::new(),
    }
    .finish(app)
}

/// What else went wrong with a page, in the words of the console: nothing that was typed is kept.
pub(super) fn failed(app: &App, rejection: &Rejection, headers: &HeaderMap) -> Response {
    rejection.log();
    let text = match rejection {
        Rejection::RateLimited(_) => "failed.often",
        Rejection::Unavailable => "failed.busy",
        Rejection::Internal(_) => "failed.internal",
        _ => "failed.unreadable",
    };
    let language = language_of(app, None, headers);
    let mut response = notice(app, language, rejection.status(), ("failed.title", text));
    if let Some(seconds) = rejection.retry_after_secs() {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
