//! `/api/v1/settings/branding`: how the installation presents itself.

use super::{revised, take_effect};
use crate::http::access::{Looker, Manager};
use crate::http::body::{read, read_object};
use crate::http::editing::followed;
use crate::http::{App, Rejection};
use crate::installation::{Branding, MOST_PICTURE_BYTES, Picture};
use crate::store::{Setting, SettingSave};
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::Arc;

/// The most bytes of a body: a picture in base64, and the rest.
const MOST_BYTES: usize = MOST_PICTURE_BYTES / 3 * 4 + 16 * 1024;

/// How the installation presents itself, and the revision of that.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BrandingBody {
    /// The number of the newest save; 0: none yet.
    revision: i64,
    branding: Branding,
}

/// `GET /api/v1/settings/branding`
pub(crate) async fn show_branding(
    _: Looker,
    State(app): State<Arc<App>>,
) -> Result<Response, Rejection> {
    let stored = app.store.branding().await?;
    let (revision, branding) = (stored.revision, stored.value);
    Ok(revised(revision, BrandingBody { revision, branding }))
}

/// `PUT /api/v1/settings/branding`
pub(crate) async fn put_branding(
    by: Manager,
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Rejection> {
    let follows = followed(&headers)?;
    let bytes = read(body, MOST_BYTES).await?;
    let branding: Branding = read_object(&bytes)?;
    let mut branding = branding.trimmed();
    branding
        .check()
        .map_err(|fault| Rejection::Unprocessable("unusable_branding", format!("{fault}.")))?;
    let stored = app.store.branding().await?.value;
    let picture = match &branding.logo {
        Some(logo) if stored.logo.as_ref() != Some(logo) => Some(picture(logo)?),
        _ => None,
    };
    if let Some(picture) = &picture {
        branding.logo = Some(super::logo::address(picture));
    }
    let value = serde_json::to_string(&branding);
    let value = value.map_err(|error| Rejection::Internal(error.into()))?;
    let save = SettingSave {
        setting: Setting::Branding,
        follows,
        value: &value,
        by: by.account_id(),
        now_ms: app.clock.now_ms(),
    };
    let saved = app.store.save_setting(save, picture.as_ref()).await?;
    let revision = saved.ok_or(Rejection::SetSince)?;
    take_effect(&app, "branding", by.account_id()).await?;
    Ok(revised(revision, BrandingBody { revision, branding }))
}

fn picture(logo: &str) -> Result<Picture, Rejection> {
    Picture::read(logo)
        .map_err(|fault| Rejection::Unprocessable("unusable_logo", format!("{fault}.")))
}
