//! `/api/v1/forms/{form}/qr.svg` and `qr.png`: the form's public address, with what it is to begin with.

use super::list::form_of;
use crate::http::access::Admin;
use crate::http::extract::{Path, Query};
use crate::http::{App, Rejection};
use crate::qr::{Correction, LONGEST_TEXT, MOST_MARGIN, MOST_PIXELS, Qr};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// How the picture is to be.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct QrQuery {
    /// Its width in pixels, 64 to 4,096.
    #[serde(default = "size")]
    size: u32,
    /// The white around it, in modules, at most 20. Readers are promised four.
    #[serde(default = "margin")]
    margin: u32,
    /// How much of it may be dirty: `L`, `M`, `Q`, `H`.
    #[serde(default)]
    ec: Correction,
    /// The query of the form's address, as it stands there: `lang=pl&utm_source=leaflet&answer.stars=5`.
    #[serde(default)]
    query: Option<String>,
}

fn size() -> u32 {
    600
}

fn margin() -> u32 {
    4
}

/// `GET /api/v1/forms/{form}/qr.svg`
pub(crate) async fn qr_svg(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    Query(query): Query<QrQuery>,
) -> Result<Response, Rejection> {
    let code = code(&app, &form, &query).await?;
    let picture = code.svg(query.size);
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

/// `GET /api/v1/forms/{form}/qr.png`
pub(crate) async fn qr_png(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    Query(query): Query<QrQuery>,
) -> Result<Response, Rejection> {
    let code = code(&app, &form, &query).await?;
    let picture = code.png(query.size);
    let picture = picture.map_err(|error| Rejection::Internal(error.into()))?;
    Ok(([(header::CONTENT_TYPE, "image/png")], picture).into_response())
}

async fn code(app: &App, form: &str, query: &QrQuery) -> Result<Qr, Rejection> {
    let form = form_of(app, form).await?;
    let refused = |reason: String| Rejection::Unprocessable("unusable_qr", reason);
    if !(64..=MOST_PIXELS).contains(&query.size) || query.margin > MOST_MARGIN {
        let reason = format!(
            "A picture has 64 to {MOST_PIXELS} pixels and a margin of at most {MOST_MARGIN} modules."
        );
        return Err(refused(reason));
    }
    let mut address = format!("{}/f/{}", app.config.public_url, form.id);
    if let Some(parameters) = query.query.as_deref().filter(|text| !text.is_empty()) {
        // What a browser would not send so would lead nowhere, or elsewhere.
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\"#<>\\^`{|}".contains(&byte);
        if !parameters.bytes().all(is_plain) {
            let reason =
                "The address's query must be written as it stands in an address, percent-encoded.";
            return Err(refused(reason.to_owned()));
        }
        address.push('?');
        address.push_str(parameters);
    }
    Qr::of(&address, query.ec, query.margin)
        .map_err(|_| refused(format!("The address has more than {LONGEST_TEXT} bytes.")))
}
