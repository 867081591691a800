//! The dry run of a mapping.

use super::access::Looker;
use super::admin::{form_id, link_values};
use super::body::{ContextBody, SubmissionBody, read, read_object};
use super::extract::Path;
use super::members::Members;
use super::public::submission_locale;
use super::server_check::check_on_server;
use super::submit::page_context;
use super::{App, Rejection};
use crate::contact::ContactRef;
use crate::definition::read_mapping;
use crate::delivery::{DryRun, SAMPLE, dry_run as run};
use crate::mapping::{Mapping, inspect_mapping};
use crate::store::{StoredForm, StoredResponse};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use sonda_domain::{Content, Fault, validate};
use std::sync::Arc;

/// What is tried out.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DryRunBody {
    /// A draft of the mapping; default: the newest published one.
    #[serde(default)]
    mapping: Option<Value>,
    /// The id of a stored response.
    #[serde(default)]
    response: Option<String>,
    /// A response that there is not.
    #[serde(default)]
    sample: Option<Sample>,
}

/// A response that there is not.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Sample {
    /// Question id to answer, as a submission has them.
    answers: Members<Value>,
    /// Question id to comment.
    comments: Members<String>,
    /// The language; default: the form's fallback.
    locale: Option<String>,
    /// The address of the page that carried the form.
    page: Option<String>,
    /// The contact of a personal link.
    contact: Option<ContactRef>,
    /// Values of that contact, by name.
    contact_data: Members<String>,
    /// Values of that link, by name.
    values: Members<String>,
}

/// `POST /api/v1/forms/{form}/mapping/dry-run`: what would be written for a response. Writes nothing.
pub(crate) async fn dry_run(
    _: Looker,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    body: Body,
) -> Result<Json<DryRun>, Rejection> {
    let form = app
        .store
        .form(&form_id(&form)?)
        .await?
        .ok_or(Rejection::NotFound("form"))?;
    let bytes = read(body, app.config.limits.definition_bytes).await?;
    let body: DryRunBody = read_object(&bytes)?;
    let mapping = mapping(&app, &form, body.mapping).await?;
    let (content, response) = match (body.response, body.sample) {
        (Some(id), None) => stored(&app, &form, &id).await?,
        (None, Some(sample)) => sampled(&app, &form, sample).await?,
        _ => {
            let reason = "Give either `response` or `sample`.".to_owned();
            return Err(Rejection::Unprocessable("wrong_shape", reason));
        }
    };
    let catalogue = app.connectors.catalogue().await?;
    let judged = Arc::clone(&content);
    let (mapping, catalogue, findings) = blocking(move || {
        let findings = inspect_mapping(&mapping, &judged, &catalogue);
        (mapping, catalogue, findings)
    })
    .await?;
    let connectors = &app.connectors;
    let dry = run(
        connectors, &catalogue, &mapping, &content, &response, findings,
    );
    Ok(Json(dry.await))
}

/// A large mapping takes its time, which visitors must not wait for.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Rejection> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Rejection::Internal(error.into()))
}

async fn mapping(app: &App, form: &StoredForm, draft: Option<Value>) -> Result<Mapping, Rejection> {
    if let Some(draft) = draft {
        let below = |fault: Fault| Fault::new(format!("/mapping{}", fault.path), fault.reason);
        let read = blocking(move || read_mapping(&draft)).await?;
        return read.map_err(|faults| {
            Rejection::InvalidDefinition(faults.into_iter().map(below).collect())
        });
    }
    let newest = app.store.mapping(&form.id, form.mapping_revision).await?;
    Ok(newest.unwrap_or_default())
}

type Tried = (Arc<Content>, StoredResponse);

async fn stored(app: &App, form: &StoredForm, id: &str) -> Result<Tried, Rejection> {
    let response = app.store.response(id).await?;
    let response = response
        .filter(|response| response.form == form.id)
        .ok_or(Rejection::NotFound("response"))?;
    let content = app.content(&form.id, response.version).await?;
    Ok((content.ok_or(Rejection::NotFound("version"))?, response))
}

async fn sampled(app: &App, form: &StoredForm, sample: Sample) -> Result<Tried, Rejection> {
    let content = app
        .content(&form.id, form.version)
        .await?
        .ok_or(Rejection::NotFound("version"))?;
    let link_values = link_values(&sample.contact_data, &sample.values)?;
    let body = SubmissionBody {
        version: Some(form.version),
        locale: sample.locale,
        seed: None,
        answers: sample.answers,
        comments: sample.comments,
        context: ContextBody::default(),
    };
    let locale = submission_locale(&body, &content.locales, &content.fallback_locale)?;
    let known = link_values.known(&content, &locale);
    let mut judged =
        validate(&content, &body.entries()?, &known).map_err(Rejection::InvalidAnswers)?;
    check_on_server(app, &form.id, &content, None, &mut judged.answers).await?;
    let response = StoredResponse {
        id: SAMPLE.to_owned(),
        form: form.id.clone(),
        version: form.version,
        link: sample.contact.is_some().then(|| SAMPLE.to_owned()),
        link_values,
        contact: sample.contact,
        locale,
        answers: judged.answers,
        conclusion: judged.conclusion,
        context: page_context(sample.page.as_deref().unwrap_or_default()),
        seed: 0,
        marks: Vec::new(),
        submitted_at_ms: app.clock.now_ms(),
    };
    Ok((content, response))
}
