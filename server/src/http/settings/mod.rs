//! `/api/v1/settings`: what the owners set for the whole installation; and the logo as pages show it.

pub(super) mod branding;
pub(super) mod languages;
mod logo;

pub(super) use branding::{put_branding, show_branding};
pub(super) use languages::{put_languages, show_languages};
pub(super) use logo::show_logo;

use super::editing::tag;
use super::{App, Rejection};
use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// An answer that names its revision.
fn revised(revision: i64, body: impl Serialize) -> Response {
    let mut response = Json(body).into_response();
    if let Some(tag) = tag(revision) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// What was saved holds from now on; every other server on the same database reads it within a minute.
async fn take_effect(app: &App, what: &'static str, by: Option<&str>) -> Result<(), Rejection> {
    app.read_installation().await?;
    tracing::info!(
        setting.name = what,
        account.by = by,
        "a setting was changed"
    );
    Ok(())
}
