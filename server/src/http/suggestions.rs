//! What could go into which column of a mapping.

use super::access::Looker;
use super::admin::form_id;
use super::body::{read, read_object};
use super::dry_run::blocking;
use super::extract::Path;
use super::{App, Rejection};
use crate::definition::read_drafted;
use crate::mapping::{EMBEDDED, Suggestions, suggest};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use sonda_domain::Locale;
use std::sync::Arc;

/// For which target something is suggested.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuggestionsBody {
    /// The definition as it stands, finished or not; default: the published one.
    #[serde(default)]
    definition: Option<Value>,
    /// The connection. Default: `embedded`.
    #[serde(default)]
    connector: Option<String>,
    /// The table.
    table: String,
    /// The place of the target among those of the mapping, from 0. Default: behind the last.
    #[serde(default)]
    target: Option<usize>,
    /// The language of titles. Default: the form's fallback.
    #[serde(default)]
    locale: Option<String>,
}

/// `POST /api/v1/forms/{form}/mapping/suggestions`: what the form has to give, and which of it goes into which column.
pub(crate) async fn list(
    _: Looker,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    body: Body,
) -> Result<Json<Suggestions>, Rejection> {
    let id = form_id(&form)?;
    let bytes = read(body, app.config.limits.definition_bytes.saturating_mul(2)).await?;
    let body: SuggestionsBody = read_object(&bytes)?;
    let definition = match body.definition {
        Some(definition) => definition,
        None => {
            let stored = app.store.definition(&id).await?;
            let stored = stored.ok_or(Rejection::NotFound("form"))?;
            serde_json::to_value(stored).map_err(|error| Rejection::Internal(error.into()))?
        }
    };
    let catalogue = app.connectors.catalogue().await?;
    let suggested = blocking(move || {
        let drafted = read_drafted(&definition).map_err(Rejection::InvalidDefinition)?;
        let connector = body.connector.as_deref().unwrap_or(EMBEDDED);
        let tables = catalogue.tables(connector);
        let tables = tables.ok_or(Rejection::NotFound("connection"))?;
        let mut tables = tables.iter();
        let table = tables.find(|table| table.name == body.table);
        let table = table.ok_or(Rejection::NotFound("table"))?;
        let fallback = &drafted.content.fallback_locale;
        let locale: Option<Locale> = body.locale.and_then(|locale| locale.parse().ok());
        let most = drafted.mapping.targets.len();
        let place = body.target.unwrap_or(most).min(most);
        Ok::<_, Rejection>(suggest(
            &drafted.content,
            &drafted.mapping,
            place,
            (connector, table),
            locale.as_ref().unwrap_or(fallback),
        ))
    });
    suggested.await?.map(Json)
}
