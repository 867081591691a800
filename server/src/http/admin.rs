//! The administrator's API: definitions, links, responses, records. Every call is an administrator's.

pub(crate) use super::access::Admin;
use super::body::{read, read_json, read_object};
use super::extract::{Path, Query};
use super::members::Members;
pub(crate) use super::publishing::form_id;
use super::publishing::{PublishedBody, sound, tell};
use super::{App, Rejection};
use crate::contact::ContactRef;
use crate::crm::Table;
use crate::definition::{Document, definition_schema};
use crate::email_question::{EmailQuestionError, email_question};
use crate::link_values::{LinkValues, ValueOf};
use crate::links::{LinkRequest, make_link};
use crate::mapping::EMBEDDED;
use crate::store::StoredRecord;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sonda_domain::Locale;
use std::sync::Arc;

/// `GET /api/v1/schema/form.json`: the JSON Schema of definitions; needs no token.
pub(crate) async fn schema() -> Json<&'static Value> {
    Json(definition_schema())
}

/// `GET /api/v1/forms/{form}`: its definition, as `PUT` takes it.
pub(crate) async fn export_form(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
) -> Result<Json<Document>, Rejection> {
    let definition = app.store.definition(&form_id(&form)?).await?;
    definition.map(Json).ok_or(Rejection::NotFound("form"))
}

/// `PUT /api/v1/forms/{form}`: publishes a definition.
pub(crate) async fn import_form(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    body: Body,
) -> Result<Json<PublishedBody>, Rejection> {
    let bytes = read(body, app.config.limits.definition_bytes).await?;
    let value: Value = read_json(&bytes)?;
    let sound = sound(&app, &form, Arc::new(value)).await?;
    let published = app
        .store
        .publish(&sound.document, app.clock.now_ms())
        .await?;
    Ok(Json(tell(&app, sound, published).await?))
}

/// The body of `POST /api/v1/forms/{form}/links`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkBody {
    /// Whom it is for: `connector/table/record`.
    contact: ContactRef,
    /// The language it asks for.
    #[serde(default)]
    locale: Option<Locale>,
    /// When it no longer works.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    expires_at: Option<Timestamp>,
    /// Values of the contact, by name.
    #[serde(default)]
    contact_data: Members<String>,
    /// Values of the link, by name.
    #[serde(default)]
    values: Members<String>,
}

/// Values of a personal link, as they are given.
pub(crate) fn link_values(
    contact: &Members<String>,
    link: &Members<String>,
) -> Result<LinkValues, Rejection> {
    let mut values = LinkValues::default();
    for (of, given) in [(ValueOf::Contact, contact), (ValueOf::Link, link)] {
        for (name, value) in &given.0 {
            values
                .give(of, name, value)
                .map_err(|error| Rejection::Unprocessable("unusable_value", error.to_string()))?;
        }
    }
    Ok(values)
}

/// `POST /api/v1/forms/{form}/links`: makes a personal link for a contact. Its address is told this once.
pub(crate) async fn create_link(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    body: Body,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let body: LinkBody = read_object(&bytes)?;
    let values = link_values(&body.contact_data, &body.values)?;
    let request = LinkRequest {
        form: form_id(&form)?,
        contact: body.contact,
        locale: body.locale,
        expires_at_ms: body.expires_at.map(Timestamp::as_millisecond),
        values,
    };
    let catalogue = app.connectors.catalogue().await?;
    let now_ms = app.clock.now_ms();
    let made = make_link(
        &app.store,
        &app.secrets,
        &catalogue,
        &app.config.public_url,
        request,
        now_ms,
    )
    .await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Which question is wanted for an e-mail.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct EmailQuery {
    /// The id of the question.
    question: String,
    /// Its language; default: the form's fallback.
    #[serde(default)]
    locale: Option<String>,
}

/// `GET /api/v1/forms/{form}/email-question`: a question as HTML for an e-mail, `{link}` for the recipient's link.
pub(crate) async fn show_email_question(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    Query(query): Query<EmailQuery>,
) -> Result<Html<String>, Rejection> {
    let form = app
        .store
        .form(&form_id(&form)?)
        .await?
        .ok_or(Rejection::NotFound("form"))?;
    let content = app.content(&form.id, form.version).await?;
    let content = content.ok_or(Rejection::NotFound("form"))?;
    let html = email_question(&content, &query.question, query.locale.as_deref());
    html.map(Html).map_err(|error| match error {
        EmailQuestionError::NoQuestion(_) => Rejection::NotFound("question"),
        EmailQuestionError::NotOneClick(_) => {
            Rejection::Unprocessable("not_one_click", error.to_string())
        }
        EmailQuestionError::UnknownLocale(_) => {
            Rejection::Unprocessable("unknown_locale", error.to_string())
        }
    })
}

/// `POST /api/v1/links/{id}/revoke`
pub(crate) async fn revoke_link(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Rejection> {
    match app.store.revoke_link(&id, app.clock.now_ms()).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Rejection::NotFound("link")),
    }
}

/// The paging of a list.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct PageQuery {
    /// The last id of the page before.
    #[serde(default)]
    pub(super) after: Option<String>,
    /// How many at most, 1 to 1,000.
    #[serde(default = "page_size")]
    limit: u32,
}

pub(super) fn page_size() -> u32 {
    100
}

impl PageQuery {
    pub(super) fn limit(&self) -> u32 {
        self.limit.clamp(1, 1_000)
    }
}

/// What to ask the next page of a list after; `None` where this page was not full.
pub(super) fn next_page<T>(
    items: &[T],
    limit: u32,
    name: impl FnOnce(&T) -> String,
) -> Option<String> {
    items
        .last()
        .filter(|_| items.len() == limit as usize)
        .map(name)
}

/// What mappings can write to.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Connectors {
    /// The connectors, by their names.
    connectors: Vec<ConnectorTables>,
}

/// The tables of a connector.
#[derive(Serialize, JsonSchema)]
struct ConnectorTables {
    /// The name that mappings use.
    connector: String,
    /// Its tables.
    tables: Vec<Table>,
}

/// `GET /api/v1/tables`: what mappings can write to, by connector.
pub(crate) async fn list_tables(
    _: Admin,
    State(app): State<Arc<App>>,
) -> Result<Json<Connectors>, Rejection> {
    let catalogue = app.connectors.catalogue().await?;
    let connectors = catalogue.connectors().map(|name| ConnectorTables {
        connector: name.to_owned(),
        tables: catalogue.tables(name).unwrap_or_default().to_vec(),
    });
    Ok(Json(Connectors {
        connectors: connectors.collect(),
    }))
}

/// A page of records.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RecordList {
    /// The records, the oldest first.
    records: Vec<StoredRecord>,
    /// What to ask the next page after; `null` where there is none.
    next: Option<String>,
}

/// `GET /api/v1/tables/{table}/records`: the records of a table of the embedded CRM, oldest first.
pub(crate) async fn list_records(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(table): Path<String>,
    Query(page): Query<PageQuery>,
) -> Result<Json<RecordList>, Rejection> {
    let catalogue = app.connectors.catalogue().await?;
    if catalogue.table(EMBEDDED, &table).is_none() {
        return Err(Rejection::NotFound("table"));
    }
    let records = app
        .store
        .records(&table, page.after.as_deref(), page.limit())
        .await?;
    let next = next_page(&records, page.limit(), |last| last.id.clone());
    Ok(Json(RecordList { records, next }))
}
