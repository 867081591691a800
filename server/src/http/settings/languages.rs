//! `/api/v1/settings/languages`: which languages the installation speaks where nothing else decides.

use super::{revised, take_effect};
use crate::http::access::{Looker, Manager};
use crate::http::body::{read, read_object};
use crate::http::editing::followed;
use crate::http::{App, Rejection};
use crate::installation::Languages;
use crate::store::{Setting, SettingSave};
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::Arc;

/// The most bytes of a body.
const MOST_BYTES: usize = 4 * 1024;

/// Which languages the installation speaks, and the revision of that.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LanguagesBody {
    /// The number of the newest save; 0: none yet.
    revision: i64,
    languages: Languages,
}

/// `GET /api/v1/settings/languages`
pub(crate) async fn show_languages(
    _: Looker,
    State(app): State<Arc<App>>,
) -> Result<Response, Rejection> {
    let stored = app.store.languages().await?;
    let (revision, languages) = (stored.revision, stored.value);
    Ok(revised(
        revision,
        LanguagesBody {
            revision,
            languages,
        },
    ))
}

/// `PUT /api/v1/settings/languages`
pub(crate) async fn put_languages(
    by: Manager,
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Rejection> {
    let follows = followed(&headers)?;
    let bytes = read(body, MOST_BYTES).await?;
    let languages: Languages = read_object(&bytes)?;
    languages
        .check()
        .map_err(|fault| Rejection::Unprocessable("unusable_languages", format!("{fault}.")))?;
    let value = serde_json::to_string(&languages);
    let value = value.map_err(|error| Rejection::Internal(error.into()))?;
    let save = SettingSave {
        setting: Setting::Languages,
        follows,
        value: &value,
        by: by.account_id(),
        now_ms: app.clock.now_ms(),
    };
    let saved = app.store.save_setting(save, None).await?;
    let revision = saved.ok_or(Rejection::SetSince)?;
    take_effect(&app, "languages", by.account_id()).await?;
    Ok(revised(
        revision,
        LanguagesBody {
            revision,
            languages,
        },
    ))
}
