//! The document that every page is, and the strict policy it comes under.

use super::App;
use super::about::about;
use crate::definition::Settings;
use crate::theme::Theme;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use sonda_domain::{Content, Locale};
use std::collections::BTreeSet;

/// The script of a page.
#[derive(Clone, Copy)]
pub(super) enum Script {
    /// None: the page is the plain HTML it is.
    None,
    /// The widget, by the bundle that knows all kinds of questions.
    Widget,
    /// The widget, by the smaller bundle.
    Lean,
    /// The captcha alone, for a form that the browser posts by itself.
    Captcha,
}

impl Script {
    /// The widget, by the bundle that this form needs.
    pub(super) fn widget(content: &Content) -> Self {
        match content.is_common() {
            true => Self::Lean,
            false => Self::Widget,
        }
    }
}

/// The document around a body; below a form it says whose it is.
pub(super) fn document(
    app: &App,
    locale: &Locale,
    title: &str,
    body: &str,
    script: Script,
    settings: Option<&Settings>,
) -> String {
    let about = settings.map_or(String::new(), |_| {
        about(&app.installation().branding, locale)
    });
    let body = format!("{body}{about}");
    bare_document(app, locale, title, &body, script, settings)
}

/// The same without what stands below every form.
pub(super) fn bare_document(
    app: &App,
    locale: &Locale,
    title: &str,
    body: &str,
    script: Script,
    settings: Option<&Settings>,
) -> String {
    let assets = app.assets;
    let theme = settings.and_then(|settings| settings.theme.as_ref());
    let class = match theme.map_or("", |theme| theme.mode.class()) {
        "" => String::new(),
        class => format!(" class=\"{class}\""),
    };
    let theme = match theme.map(Theme::css).unwrap_or_default().as_str() {
        "" => String::new(),
        css => format!("<style>{css}</style>"),
    };
    let (css, build) = (&assets.css, &assets.build);
    // No preload: on a poor network the bundle would race the page that it is only there to better.
    let scripts = match script {
        Script::None => String::new(),
        Script::Widget => format!("<script type=\"module\" src=\"/boot.js?v={build}\"></script>"),
        Script::Lean => {
            format!("<script type=\"module\" src=\"/boot.js?v={build}\" data-sonda-lean></script>")
        }
        Script::Captcha => {
            format!(
                "<script type=\"module\" src=\"/captcha.js?v={build}\" data-sonda-alone></script>"
            )
        }
    };
    format!(
        "<!doctype html><html lang=\"{locale}\" dir=\"{}\"{class}><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{}</title><link rel=\"icon\" href=\"data:,\"><style>{css}</style>{theme}{scripts}</head>\
         <body class=\"sonda-page\">{body}</body></html>",
        locale.direction().as_str(),
        escape(title),
    )
}

/// Text made safe inside HTML, attributes included.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// The form's logo.
pub(super) fn logo(settings: &Settings) -> String {
    let logo = settings
        .theme
        .as_ref()
        .and_then(|theme| theme.logo.as_ref());
    logo.map_or(String::new(), |logo| {
        format!(
            "<img class=\"sonda-logo\" src=\"{}\" alt=\"{}\">",
            escape(&logo.picture),
            escape(&logo.alt)
        )
    })
}

/// The origins of the pictures that a page of this form shows, beside this server's.
fn picture_origins(settings: &Settings, content: Option<&Content>) -> String {
    let logo = settings
        .theme
        .as_ref()
        .and_then(|theme| theme.logo.as_ref());
    let logo = logo.map(|logo| logo.picture.as_str());
    let questions = content.into_iter().flat_map(Content::questions);
    let questions = questions.flat_map(|one| std::iter::once(one).chain(&one.questions));
    let options = questions.flat_map(|question| &question.options);
    let pictures = options.filter_map(|option| option.picture.as_deref());
    let origins = logo.into_iter().chain(pictures);
    let origins = origins.filter(|address| address.starts_with("https://"));
    let origins: BTreeSet<String> = origins.filter_map(origin_of).collect();
    origins.into_iter().collect::<Vec<_>>().join(" ")
}

/// A page, and what its headers depend on.
pub(super) struct Page<'a> {
    pub(super) status: StatusCode,
    pub(super) html: String,
    pub(super) settings: Option<&'a Settings>,
    /// What its captcha loads, connects to and frames.
    pub(super) sources: String,
    /// The form it shows.
    pub(super) content: Option<&'a Content>,
    /// Opened by a secret address: sends no referrer and is not indexed.
    pub(super) private: bool,
    /// The origin that a post of this page is sent on to: browsers hold redirects to `form-action`, too.
    pub(super) return_to: Option<String>,
}

impl Page<'_> {
    /// The page with its headers.
    pub(super) fn finish(self, app: &App) -> Response {
        let Self {
            status,
            html,
            settings,
            sources,
            content,
            private,
            return_to,
        } = self;
        let ancestors = match settings {
            Some(settings) if !settings.frame_ancestors.is_empty() => {
                settings.frame_ancestors.join(" ")
            }
            _ => "'none'".to_owned(),
        };
        let (from, frames) = match sources.as_str() {
            "" => (String::new(), String::new()),
            sources => (format!(" {sources}"), format!("frame-src {sources}; ")),
        };
        let theme = settings.and_then(|settings| settings.theme.as_ref());
        let theme = match theme.map(Theme::css).unwrap_or_default().as_str() {
            "" => String::new(),
            css => format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(css))),
        };
        let pictures =
            settings.map_or(String::new(), |settings| picture_origins(settings, content));
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{from}; style-src 'sha256-{}'{theme}; connect-src 'self'{from}; {frames}\
         img-src 'self' data: {pictures}; form-action 'self' {}; base-uri 'none'; frame-ancestors {ancestors}",
            app.assets.css_hash,
            return_to.unwrap_or_default()
        );
        let mut response = (status, Html(html)).into_response();
        let headers = response.headers_mut();
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        // A page holds a key for one submission and the visitor's answers: nobody else may be shown a copy.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        let referrer = if private {
            "no-referrer"
        } else {
            "strict-origin-when-cross-origin"
        };
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static(referrer));
        if private {
            headers.insert(
                "x-robots-tag",
                HeaderValue::from_static("noindex, nofollow"),
            );
        }
        response
    }
}

/// Scheme and host of an address.
pub(super) fn origin_of(address: &str) -> Option<String> {
    let uri: Uri = address.parse().ok()?;
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?))
}
