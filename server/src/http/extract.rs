//! Axum's extractors, with this server's own errors: a bad path or query is a problem body like any other.

use super::Rejection;
use axum::extract::FromRequestParts;
use axum::extract::rejection::{PathRejection, QueryRejection};

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
