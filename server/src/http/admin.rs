//! The administrator's API: definitions, links, responses, records. Every call is an administrator's.

pub(crate) use super::access::Admin;
use super::body::{read, read_json, read_object};
use super::extract::{Path, Query};
use super::links::link_qr;
use super::members::Members;
pub(crate) use super::publishing::form_id;
use super::publishing::{PublishedBody, sound, tell};
use super::{App, Rejection};
use crate::bulk::{Person, Workshop, find_or_make};
use crate::contact::ContactRef;
use crate::crm::{Catalogue, Table};
use crate::definition::{Document, definition_schema};
use crate::email_question::{EmailQuestionError, email_question};
use crate::link_values::{LinkValues, ValueOf};
use crate::links::{LONGEST_LABEL, LinkRequest, MadeLink, make_link};
use crate::mapping::EMBEDDED;
use crate::store::StoredRecord;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
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
    /// The contact, or
    #[serde(default)]
    contact: Option<ContactRef>,
    /// a person, found in the embedded CRM by address or number, or made there.
    #[serde(default)]
    person: Option<Person>,
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
    /// What people call the recipient: its name is found out where nothing is said.
    #[serde(default)]
    label: String,
    /// Whether its QR code is told, too.
    #[serde(default)]
    qr: bool,
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

/// The contact that a person is, and what people call it.
async fn contact_of(
    app: &App,
    catalogue: &Catalogue,
    person: &Person,
) -> Result<(ContactRef, String), Rejection> {
    let shop = Workshop {
        store: &app.store,
        secrets: &app.secrets,
        catalogue,
        embedded: &app.embedded,
    };
    let found = find_or_make(shop, person, app.clock.now_ms()).await?;
    found.map_err(|fault| Rejection::Unprocessable(fault.code, fault.reason))
}

/// A link whose address is told this once.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ToldLink {
    #[serde(flatten)]
    made: MadeLink,
    /// Its QR code as SVG, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    qr_svg: Option<String>,
}

/// `POST /api/v1/forms/{form}/links`: makes a personal link for a contact. Its address is told this once.
pub(crate) async fn create_link(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    body: Body,
) -> Result<(StatusCode, Json<ToldLink>), Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let body: LinkBody = read_object(&bytes)?;
    let values = link_values(&body.contact_data, &body.values)?;
    let is_label =
        |text: &str| text.chars().count() <= LONGEST_LABEL && !text.contains(char::is_control);
    if !is_label(&body.label) {
        let reason = format!("`label` is a line of at most {LONGEST_LABEL} characters.");
        return Err(Rejection::Unprocessable("unusable_value", reason));
    }
    let form = form_id(&form)?;
    let catalogue = app.connectors.catalogue().await?;
    let now_ms = app.clock.now_ms();
    let (contact, found_label) = match (body.contact, body.person) {
        (Some(contact), None) => (contact, String::new()),
        (None, Some(person)) => {
            if app.store.form(&form).await?.is_none() {
                return Err(Rejection::NotFound("form"));
            }
            contact_of(&app, &catalogue, &person).await?
        }
        _ => {
            let reason = "Give either `contact` or `person`.".to_owned();
            return Err(Rejection::Unprocessable("wrong_shape", reason));
        }
    };
    let label = match body.label.trim() {
        "" => found_label,
        label => label.to_owned(),
    };
    let request = LinkRequest {
        form,
        contact,
        locale: body.locale,
        expires_at_ms: body.expires_at.map(Timestamp::as_millisecond),
        values,
        label,
    };
    let made = make_link(
        &app.store,
        &app.secrets,
        &catalogue,
        &app.config.public_url,
        request,
        now_ms,
    )
    .await?;
    let told = ToldLink {
        qr_svg: body.qr.then(|| link_qr(&made.url)).flatten(),
        made,
    };
    Ok((StatusCode::CREATED, Json(told)))
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
