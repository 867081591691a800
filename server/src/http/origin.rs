//! Which pages may send a form: the server's own, and those of the form's allowed origins.

use super::{App, Rejection};
use crate::definition::Settings;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

/// Where a request's page stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sender {
    /// No page: a program, or a browser too old to say.
    Unsaid,
    /// A page of this server.
    Own,
    /// A page that hides its origin: `Origin: null`.
    Hidden,
    /// A page of another origin.
    Other(String),
}

impl Sender {
    /// Reads the `Origin` header.
    pub(crate) fn of(headers: &HeaderMap, app: &App) -> Self {
        let Some(origin) = headers.get(header::ORIGIN) else {
            return Self::Unsaid;
        };
        let origin = origin.to_str().unwrap_or("null");
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .unwrap_or_default();
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        if origin == app.config.public_url
            || (authority.is_some_and(|authority| authority == host) && !host.is_empty())
        {
            return Self::Own;
        }
        if origin != "null" {
            return Self::Other(origin.to_owned());
        }
        // A page under `Referrer-Policy: no-referrer`, as those of personal links are, posts with `Origin: null`.
        match headers
            .get("sec-fetch-site")
            .and_then(|site| site.to_str().ok())
        {
            Some("same-origin") => Self::Own,
            _ => Self::Hidden,
        }
    }

    /// Whether that page may send the form.
    pub(crate) fn check(&self, settings: &Settings) -> Result<(), Rejection> {
        match self {
            Self::Unsaid | Self::Own => Ok(()),
            Self::Other(origin) if settings.allowed_origins.contains(origin) => Ok(()),
            Self::Hidden | Self::Other(_) => Err(Rejection::OriginNotAllowed),
        }
    }

    /// Lets a page of another origin read the answer. Only for answers that hold nothing secret.
    pub(crate) fn allow_reading(&self, response: &mut Response) {
        if let Self::Other(origin) = self
            && let Ok(origin) = HeaderValue::from_str(origin)
        {
            let headers = response.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.append(header::VARY, HeaderValue::from_static("Origin"));
            headers.insert(
                header::ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_static("Retry-After"),
            );
        }
    }
}
