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
use crate::crm::Catalogue;
use crate::definition::{read_mapping, read_to_try};
use crate::delivery::{DryRun, SAMPLE, SAMPLE_CONTACT, dry_run as run};
use crate::link_values::LinkValues;
use crate::mapping::{Arrival, EMBEDDED, Mapping, inspect_mapping, reads_link, table_of_contacts};
use crate::sample::sample as make_sample;
use crate::store::{StoredForm, StoredResponse};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sonda_domain::{Answers, Conclusion, Content, Course, Fault, FormId, Locale, validate};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is tried out.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DryRunBody {
    /// A draft of the whole definition; default: the published one.
    #[serde(default)]
    definition: Option<Value>,
    /// A draft of the mapping; default: the newest published one.
    #[serde(default)]
    mapping: Option<Value>,
    /// The id of a stored response.
    #[serde(default)]
    response: Option<String>,
    /// A response that there is not.
    #[serde(default)]
    sample: Option<Sample>,
    /// A response that is made of the form: a plausible answer to each question.
    #[serde(default)]
    made: Option<Made>,
}

/// How a response is made.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Made {
    /// The language; default: the form's fallback.
    locale: Option<String>,
    /// The contact of a personal link. Default, where the form takes answers by links alone or the mapping reads from
    /// them: one that there is not, of the table whose records the mapping takes.
    contact: Option<ContactRef>,
}

/// What would be written, and for which response.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Tried {
    #[serde(flatten)]
    dry: DryRun,
    /// The answers that were tried.
    answers: Answers,
    /// Their language.
    locale: Locale,
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
) -> Result<Json<Tried>, Rejection> {
    let id = form_id(&form)?;
    let form = app.store.form(&id).await?;
    // A draft and its mapping, and what goes around them.
    let bytes = read(body, app.config.limits.definition_bytes.saturating_mul(2)).await?;
    let body: DryRunBody = read_object(&bytes)?;
    let (content, once, drafted) = match body.definition {
        Some(definition) => {
            let read = blocking(move || read_to_try(&definition)).await?;
            let document = read.map_err(Rejection::InvalidDefinition)?;
            let once = Some(document.settings.once);
            (
                Some(Arc::new(document.content)),
                once,
                Some(document.mapping),
            )
        }
        None => (None, form.as_ref().map(|form| form.settings.once), None),
    };
    let mapping = match (drafted, body.mapping) {
        (Some(mapping), None) => mapping,
        (None, draft) => {
            let form = form.as_ref().ok_or(Rejection::NotFound("form"))?;
            mapping(&app, form, draft).await?
        }
        (Some(_), Some(_)) => {
            let reason = "Give either `definition` or `mapping`.".to_owned();
            return Err(Rejection::Unprocessable("wrong_shape", reason));
        }
    };
    let arrival = Arrival::under(once.unwrap_or_default());
    let is_stored = body.response.is_some();
    let of = Of {
        app: &app,
        id,
        form,
        content,
    };
    let catalogue = app.connectors.catalogue().await?;
    let contact = || nobody(&mapping, &catalogue);
    let (content, response) = match (body.response, body.sample, body.made) {
        (Some(id), None, None) => of.stored(&id).await?,
        (None, Some(mut sample), None) => {
            if arrival == Arrival::ByLink {
                sample.contact.get_or_insert_with(contact);
            }
            of.sampled(sample).await?
        }
        (None, None, Some(mut made)) => {
            if arrival == Arrival::ByLink || reads_link(&mapping) {
                made.contact.get_or_insert_with(contact);
            }
            of.made(made).await?
        }
        _ => {
            let reason = "Give either `response`, `sample` or `made`.".to_owned();
            return Err(Rejection::Unprocessable("wrong_shape", reason));
        }
    };
    // What is stored is written as it came, whatever the form's rules are by now.
    let arrival = match is_stored {
        true => Arrival::of(&response),
        false => arrival,
    };
    let judged = Arc::clone(&content);
    let (mapping, catalogue, findings) = blocking(move || {
        let findings = inspect_mapping(&mapping, &judged, arrival, &catalogue);
        (mapping, catalogue, findings)
    })
    .await?;
    let connectors = &app.connectors;
    let dry = run(
        connectors, &catalogue, &mapping, &content, &response, findings,
    );
    Ok(Json(Tried {
        dry: dry.await,
        answers: response.answers,
        locale: response.locale,
    }))
}

/// A large mapping takes its time, which visitors must not wait for.
pub(super) async fn blocking<T: Send + 'static>(
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

/// The contact of a link that there is not, of the table that the mapping takes contacts of.
fn nobody(mapping: &Mapping, catalogue: &Catalogue) -> ContactRef {
    let of = table_of_contacts(mapping, catalogue);
    let (connector, table) = of.unwrap_or((EMBEDDED, "contact"));
    ContactRef {
        connector: connector.to_owned(),
        table: table.to_owned(),
        record: SAMPLE_CONTACT.to_owned(),
    }
}

type Given = (Arc<Content>, StoredResponse);

/// What a response is of.
struct Of<'a> {
    app: &'a App,
    id: FormId,
    /// The form, where it was published.
    form: Option<StoredForm>,
    /// The content of a draft.
    content: Option<Arc<Content>>,
}

impl Of<'_> {
    /// The response of that id. By a draft it is read as though it had been given to it.
    async fn stored(self, id: &str) -> Result<Given, Rejection> {
        let response = self.app.store.response(id).await?;
        let response = response
            .filter(|response| response.form == self.id)
            .ok_or(Rejection::NotFound("response"))?;
        let content = match self.content {
            Some(content) => Some(content),
            None => self.app.content(&self.id, response.version).await?,
        };
        Ok((content.ok_or(Rejection::NotFound("version"))?, response))
    }

    /// The content that is answered now, and its version.
    async fn current(&self) -> Result<(Arc<Content>, i64), Rejection> {
        let version = self.form.as_ref().map(|form| form.version);
        if let Some(content) = &self.content {
            return Ok((Arc::clone(content), version.unwrap_or(1)));
        }
        let version = version.ok_or(Rejection::NotFound("form"))?;
        let content = self.app.content(&self.id, version).await?;
        Ok((content.ok_or(Rejection::NotFound("version"))?, version))
    }

    async fn sampled(self, sample: Sample) -> Result<Given, Rejection> {
        let (content, version) = self.current().await?;
        let link_values = link_values(&sample.contact_data, &sample.values)?;
        let body = answered(sample.locale, sample.answers, sample.comments);
        let locale = submission_locale(&body, &content.locales, &content.fallback_locale)?;
        let known = link_values.known(&content, &locale);
        let mut judged =
            validate(&content, &body.entries()?, &known).map_err(Rejection::InvalidAnswers)?;
        check_on_server(self.app, &self.id, &content, None, &mut judged.answers).await?;
        let of = self.response(version, locale, sample.contact, link_values);
        let response = StoredResponse {
            answers: judged.answers,
            conclusion: judged.conclusion,
            context: page_context(sample.page.as_deref().unwrap_or_default()),
            ..of
        };
        Ok((content, response))
    }

    /// What a form asks that nobody can make up, such as a file, stays without an answer.
    async fn made(self, made: Made) -> Result<Given, Rejection> {
        const PAGE: &str = "https://www.example.com/?utm_source=example&utm_campaign=example";
        let (content, version) = self.current().await?;
        let named = answered(made.locale, Members::default(), Members::default());
        let locale = submission_locale(&named, &content.locales, &content.fallback_locale)?;
        let sample = make_sample(&content, &locale);
        let text = |(name, value): (String, Value)| Some((name, value.as_str()?.to_owned()));
        let comments = sample.comments.into_iter().filter_map(text);
        let answers = Members(sample.answers.into_iter().collect());
        let body = answered(None, answers, Members(comments.collect()));
        let known = sample.link_values.known(&content, &locale);
        let course = Course::of(&content, &body.entries()?, &known);
        let judged = course.judged(&content);
        let of = self.response(version, locale, made.contact, sample.link_values);
        let response = StoredResponse {
            answers: judged.answers,
            conclusion: judged.conclusion,
            context: page_context(PAGE),
            ..of
        };
        Ok((content, response))
    }

    /// A response that there is not, without answers.
    fn response(
        &self,
        version: i64,
        locale: Locale,
        contact: Option<ContactRef>,
        link_values: LinkValues,
    ) -> StoredResponse {
        StoredResponse {
            id: SAMPLE.to_owned(),
            form: self.id.clone(),
            version,
            link: contact.is_some().then(|| SAMPLE.to_owned()),
            link_values,
            contact,
            locale,
            answers: Answers::default(),
            conclusion: Conclusion::default(),
            context: BTreeMap::new(),
            seed: 0,
            marks: Vec::new(),
            submitted_at_ms: self.app.clock.now_ms(),
        }
    }
}

fn answered(
    locale: Option<String>,
    answers: Members<Value>,
    comments: Members<String>,
) -> SubmissionBody {
    SubmissionBody {
        version: None,
        locale,
        seed: None,
        answers,
        comments,
        context: ContextBody::default(),
    }
}
