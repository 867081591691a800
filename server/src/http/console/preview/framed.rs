//! A page for a frame of the console.

use crate::access::Language;
use crate::definition::Settings;
use crate::http::App;
use crate::http::document::{Page, Script, bare_document, document};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use sonda_domain::{Content, Locale};

/// A page for a frame of the console.
pub(crate) struct Framed<'a> {
    pub(crate) app: &'a App,
    pub(crate) settings: &'a Settings,
    pub(crate) content: Option<&'a Content>,
}

impl Framed<'_> {
    pub(super) fn page(
        &self,
        status: StatusCode,
        locale: &Locale,
        title: &str,
        body: &str,
        script: Script,
    ) -> Response {
        let settings = Some(self.settings);
        let html = document(self.app, locale, title, body, script, settings);
        self.of(status, html)
    }

    /// A page that says by itself whose it is, or does not.
    pub(crate) fn bare_page(
        &self,
        status: StatusCode,
        locale: &Locale,
        title: &str,
        body: &str,
    ) -> Response {
        let settings = Some(self.settings);
        let html = bare_document(self.app, locale, title, body, Script::None, settings);
        self.of(status, html)
    }

    fn of(&self, status: StatusCode, html: String) -> Response {
        let page = Page {
            status,
            html,
            settings: Some(self.settings),
            sources: String::new(),
            content: self.content,
            private: true,
            return_to: None,
        };
        let mut response = page.finish(self.app);
        response.headers_mut().insert(
            "cross-origin-resource-policy",
            HeaderValue::from_static("same-origin"),
        );
        response
    }
}

/// A page of the console's own words in a frame of it.
pub(super) fn plain(
    app: &App,
    language: Language,
    status: StatusCode,
    title: &str,
    body: &str,
) -> Response {
    let settings = Settings {
        frame_ancestors: vec!["'self'".to_owned()],
        ..Settings::default()
    };
    let locale = crate::http::console::texts::locale(language);
    let framed = Framed {
        app,
        settings: &settings,
        content: None,
    };
    framed.bare_page(status, &locale, title, body)
}
