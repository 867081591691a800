//! Axum's extractors, with this server's own errors: a bad path or query is a problem body like any other.
//! Pages have no such errors: a visitor's address that makes no sense names nothing, and asks for nothing.

use super::Rejection;
use axum::extract::FromRequestParts;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;
use std::convert::Infallible;

/// The parts of the path.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Rejection))]
pub(crate) struct Path<T>(pub(crate) T);

/// The query.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Rejection))]
pub(crate) struct Query<T>(pub(crate) T);

impl From<PathRejection> for Rejection {
    fn from(error: PathRejection) -> Self {
        Self::Malformed("malformed_path", error.body_text())
    }
}

impl From<QueryRejection> for Rejection {
    fn from(error: QueryRejection) -> Self {
        Self::Malformed("malformed_query", error.body_text())
    }
}

/// The form or code that the address of a page names; empty, which names nothing, if it is no text.
#[derive(Debug)]
pub(crate) struct Name(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Name {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let name = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(name.map(|path| path.0).unwrap_or_default()))
    }
}

/// The query of a page's address, as it stands there. What makes no sense in it asks for nothing.
#[derive(Debug)]
pub(crate) struct Asked(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.uri.query().unwrap_or_default().to_owned()))
    }
}

impl Asked {
    /// The first value under a name.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        let mut pairs = self.0.split('&');
        let value = pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }

    /// The languages asked for.
    pub(crate) fn lang(&self) -> Option<String> {
        self.value("lang")
    }
}
