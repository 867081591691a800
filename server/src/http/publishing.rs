//! From a definition to a published form: judged by the newest tables, stored, and told to the CRMs.

use super::{App, Rejection};
use crate::definition::{Document, judge};
use crate::mapping::{Arrival, Finding, mapping_warnings};
use crate::store::Published;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use sonda_domain::{Fault, FormId};
use std::sync::Arc;

/// A definition that can work.
pub(super) struct Sound {
    pub(super) document: Document,
    /// What works, though hardly as it was meant.
    pub(super) warnings: Vec<Finding>,
}

/// What publishing a definition did.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PublishedBody {
    /// The version the form is at.
    version: i64,
    /// Whether the content was new.
    version_is_new: bool,
    /// The mapping revision the form is at.
    mapping_revision: i64,
    /// Whether the mapping was new.
    mapping_is_new: bool,
    /// What works, though hardly as it was meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Finding>,
}

/// Judges a definition by the tables as they are known.
pub(super) async fn judged(
    app: &Arc<App>,
    value: Arc<Value>,
) -> Result<Result<Sound, Vec<Fault>>, Rejection> {
    let catalogue = app.connectors.catalogue().await?;
    // A large definition takes its time, which visitors must not wait for.
    let judging = Arc::clone(app);
    let judged = move || {
        let document = judge(&value, &catalogue, &judging.config.captcha)?;
        let arrival = Arrival::under(document.settings.once);
        let warnings = mapping_warnings(&document.mapping, &document.content, arrival, &catalogue);
        let warnings = warnings.into_iter().map(Finding::in_definition).collect();
        Ok(Sound { document, warnings })
    };
    let judged = tokio::task::spawn_blocking(judged).await;
    judged.map_err(|error| Rejection::Internal(error.into()))
}

/// Judges a definition of that form before it is published, by tables that are read anew.
pub(super) async fn sound(
    app: &Arc<App>,
    form: &str,
    value: Arc<Value>,
) -> Result<Sound, Rejection> {
    if let Some(connections) = app.connectors.connections() {
        connections.refresh_to_publish(&value).await?;
    }
    let sound = judged(app, value).await?;
    let sound = sound.map_err(Rejection::InvalidDefinition)?;
    of_address(sound.document.id.as_str(), form)?;
    Ok(sound)
}

/// Refuses a definition of another form than its address is of.
pub(super) fn of_address(id: &str, form: &str) -> Result<(), Rejection> {
    if id == form {
        return Ok(());
    }
    let id: String = id.chars().take(80).collect();
    let reason = format!("the definition is of `{id}`, the address of `{form}`");
    Err(Rejection::InvalidDefinition(vec![Fault::new(
        "/id", reason,
    )]))
}

/// Tells the CRMs of a form that was published, and whoever published it what that did.
pub(super) async fn tell(
    app: &App,
    sound: Sound,
    published: Published,
) -> Result<PublishedBody, Rejection> {
    let mut warnings = sound.warnings;
    if let Some(connections) = app.connectors.connections() {
        let more = connections
            .publish(&sound.document, published.version)
            .await?;
        warnings.extend(more.into_iter().map(Finding::in_definition));
    }
    Ok(PublishedBody {
        version: published.version,
        version_is_new: published.version_is_new,
        mapping_revision: published.mapping_revision,
        mapping_is_new: published.mapping_is_new,
        warnings,
    })
}

/// The id that an address names.
pub(crate) fn form_id(text: &str) -> Result<FormId, Rejection> {
    text.parse().map_err(|_| Rejection::NotFound("form"))
}
