//! `GET /brand/{file}`: the installation's logo. Its name changes with its content, so that it is kept for ever.

use crate::http::extract::Name;
use crate::http::{App, Rejection};
use crate::installation::{Picture, PictureType};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::Arc;

/// Where a picture is served.
pub(super) fn address(picture: &Picture) -> String {
    format!("/brand/{}", picture.file())
}

/// `GET /brand/{file}`
pub(crate) async fn show_logo(
    State(app): State<Arc<App>>,
    Name(file): Name,
) -> Result<Response, Rejection> {
    let missing = || Rejection::NotFound("file");
    let kind = PictureType::of_file(&file).ok_or_else(missing)?;
    let content = app.store.brand_picture(&file).await?;
    let bytes = STANDARD.decode(content.ok_or_else(missing)?);
    let bytes = bytes.map_err(|error| Rejection::Internal(error.into()))?;
    let mut response = bytes.into_response();
    // An SVG that somebody opens alone is a document: nothing of it may run, load or ask.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";
    for (name, value) in [
        (header::CONTENT_TYPE, kind.media_type()),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CONTENT_DISPOSITION, "inline"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ] {
        let headers = response.headers_mut();
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
