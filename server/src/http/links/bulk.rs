//! `/api/v1/forms/{form}/links/bulk`: many links from a table of people, looked at first and then made by a job.

use super::jobs::{ShownJob, shown};
use super::list::form_of;
use crate::bulk::{
    BulkForm, ColumnUse, Missing, Plan, Preview, Repeats, guess, has_header, preview,
};
use crate::crm::Catalogue;
use crate::http::access::{Admin, Looker};
use crate::http::body::{read, read_key, read_object};
use crate::http::extract::Path;
use crate::http::{App, Rejection};
use crate::mapping::EMBEDDED;
use crate::phone::is_region;
use crate::secrets::new_seed;
use crate::sheets::{
    Encoding, Format, Hints, MOST_BYTES, MOST_ROWS, Sheet, SheetError, read_sheet,
};
use crate::store::{NewLinkJob, StoredForm};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sonda_domain::Locale;
use std::sync::Arc;
use uuid::Uuid;

/// A file in base64, and what goes with it.
const MOST_BODY: usize = MOST_BYTES / 3 * 4 + 100_000;
/// The longest name of a value or column that a request gives.
const MOST_COLUMNS: usize = crate::sheets::MOST_COLUMNS;

/// A table of people, and how its rows become links.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BulkBody {
    /// The table as text, such as cells that were pasted.
    #[serde(default)]
    text: Option<String>,
    /// The table as a file, CSV or a workbook, in base64.
    #[serde(default)]
    file: Option<String>,
    /// How the file's text is encoded; found out where it is not said.
    #[serde(default)]
    encoding: Option<Encoding>,
    /// What stands between its cells; found out where it is not said.
    #[serde(default)]
    delimiter: Option<char>,
    /// Whether its first row names the columns; found out where it is not said.
    #[serde(default)]
    header: Option<bool>,
    /// What each column is for; guessed where it is not said.
    #[serde(default)]
    columns: Option<Vec<ColumnUse>>,
    /// The connector and table of contacts that are not named in full: by default `embedded/contact`.
    #[serde(default)]
    contacts: Option<String>,
    /// What becomes of people that the embedded CRM does not know.
    #[serde(default)]
    missing: Missing,
    /// What becomes of people that have an open link to the form already.
    #[serde(default)]
    repeats: Repeats,
    /// The language of links whose row says none.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    locale: Option<Locale>,
    /// The end of links whose row says none.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    expires_at: Option<Timestamp>,
    /// The time zone of days and moments without one, such as `Europe/Warsaw`: by default `UTC`.
    #[serde(default)]
    zone: Option<String>,
    /// The country of telephone numbers without one, such as `PL`.
    #[serde(default)]
    region: Option<String>,
}

/// What would become of a table.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BulkPreview {
    /// What it came in.
    format: Format,
    /// How its text is encoded; absent for workbooks.
    encoding: Option<Encoding>,
    /// What stands between its cells; absent for workbooks.
    delimiter: Option<char>,
    /// Whether its first row names the columns.
    header: bool,
    /// What would become of its rows.
    #[serde(flatten)]
    preview: Preview,
}

struct Asked {
    sheet: Sheet,
    plan: Plan,
    rules: BulkForm,
}

/// What the rows of a form are judged by.
pub(super) async fn rules_of(
    app: &App,
    form: &StoredForm,
    plan: &Plan,
    catalogue: &Catalogue,
) -> Result<BulkForm, Rejection> {
    let content = app.content(&form.id, form.version).await?;
    let content = content.ok_or(Rejection::NotFound("form"))?;
    let table = catalogue.table(&plan.connector, &plan.table);
    Ok(BulkForm {
        locales: content.locales.clone(),
        known: content.known.clone(),
        table: table.filter(|_| plan.connector == EMBEDDED).cloned(),
    })
}

fn refused(error: &SheetError) -> Rejection {
    Rejection::Unprocessable("unreadable_table", error.to_string())
}

fn unusable(reason: impl Into<String>) -> Rejection {
    Rejection::Unprocessable("unusable_plan", reason.into())
}

async fn asked(
    app: &App,
    form: &StoredForm,
    catalogue: &Catalogue,
    mut body: BulkBody,
) -> Result<Asked, Rejection> {
    let hints = Hints {
        encoding: body.encoding,
        delimiter: body.delimiter,
    };
    let bytes = match (body.text.take(), body.file.take()) {
        (Some(text), None) => text.into_bytes(),
        (None, Some(file)) => {
            let decoded = STANDARD.decode(file.trim());
            decoded.map_err(|_| unusable("`file` is not base64."))?
        }
        _ => return Err(unusable("Give either `text` or `file`.")),
    };
    // Unpacking takes its time, which visitors must not wait for.
    let sheet = tokio::task::spawn_blocking(move || read_sheet(&bytes, hints)).await;
    let sheet = sheet.map_err(|error| Rejection::Internal(error.into()))?;
    let sheet = sheet.map_err(|error| refused(&error))?;
    let contacts = body
        .contacts
        .unwrap_or_else(|| format!("{EMBEDDED}/contact"));
    let (connector, table) = contacts.split_once('/').unwrap_or((&contacts, ""));
    if catalogue.table(connector, table).is_none() {
        return Err(unusable(format!(
            "There is no table `{}`.",
            contacts.chars().take(100).collect::<String>()
        )));
    }
    let zone = body.zone.unwrap_or_else(|| "UTC".to_owned());
    if TimeZone::get(&zone).is_err() {
        return Err(unusable("There is no such time zone."));
    }
    if body
        .region
        .as_deref()
        .is_some_and(|region| !is_region(region))
    {
        return Err(unusable("There is no such country."));
    }
    let mut plan = Plan {
        titles: None,
        columns: Vec::new(),
        connector: connector.to_owned(),
        table: table.to_owned(),
        missing: body.missing,
        repeats: body.repeats,
        locale: body.locale,
        expires_at_ms: body.expires_at.map(Timestamp::as_millisecond),
        zone,
        region: body.region,
        delimiter: sheet.delimiter,
    };
    let rules = rules_of(app, form, &plan, catalogue).await?;
    if plan
        .locale
        .as_ref()
        .is_some_and(|locale| !rules.locales.contains(locale))
    {
        return Err(unusable("The form does not speak that language."));
    }
    if plan
        .expires_at_ms
        .is_some_and(|end| end <= app.clock.now_ms())
    {
        return Err(unusable("`expires_at` has passed."));
    }
    if plan.missing == Missing::Create && rules.table.is_none() {
        return Err(unusable("Contacts are made in the embedded CRM alone."));
    }
    let header = body
        .header
        .unwrap_or_else(|| has_header(&sheet.rows, &rules.known));
    plan.titles = sheet
        .rows
        .first()
        .filter(|_| header)
        .map(|row| row.cells.clone());
    let rows = &sheet.rows[usize::from(plan.titles.is_some())..];
    if rows.len() > MOST_ROWS {
        return Err(refused(&SheetError::TooManyRows));
    }
    plan.columns = match body.columns {
        Some(columns) if columns.len() > MOST_COLUMNS => {
            return Err(unusable("There are too many columns."));
        }
        Some(mut columns) => {
            columns.resize(sheet.columns, ColumnUse::default());
            columns
        }
        None => guess(plan.titles.as_deref(), rows, sheet.columns, &rules.known),
    };
    Ok(Asked { sheet, plan, rules })
}

/// `POST /api/v1/forms/{form}/links/bulk/preview`: what would become of a table; writes nothing.
pub(crate) async fn preview_bulk(
    _: Looker,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    body: Body,
) -> Result<Json<BulkPreview>, Rejection> {
    let bytes = read(body, MOST_BODY).await?;
    let body: BulkBody = read_object(&bytes)?;
    let form = form_of(&app, &form).await?;
    let catalogue = app.connectors.catalogue().await?;
    let Asked { sheet, plan, rules } = asked(&app, &form, &catalogue, body).await?;
    let now_ms = app.clock.now_ms();
    let preview = preview(
        &app.store,
        &catalogue,
        (&form.id, &rules),
        &plan,
        &sheet,
        now_ms,
    )
    .await?;
    Ok(Json(BulkPreview {
        format: sheet.format,
        encoding: sheet.encoding,
        delimiter: sheet.delimiter,
        header: plan.titles.is_some(),
        preview,
    }))
}

/// `POST /api/v1/forms/{form}/links/bulk`: begins a job that makes the links; `202`. The same `Idempotency-Key` with the
/// same body answers with the job there is.
pub(crate) async fn begin_bulk(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<ShownJob>), Rejection> {
    let key = read_key(&headers)?;
    let bytes = read(body, MOST_BODY).await?;
    let body: BulkBody = read_object(&bytes)?;
    let fingerprint = STANDARD.encode(Sha256::digest(&bytes));
    let form = form_of(&app, &form).await?;
    let catalogue = app.connectors.catalogue().await?;
    let Asked { sheet, plan, .. } = asked(&app, &form, &catalogue, body).await?;
    let body = &sheet.rows[usize::from(plan.titles.is_some())..];
    if body.is_empty() {
        return Err(refused(&SheetError::Empty));
    }
    let rows: Vec<(i64, &[String])> = body
        .iter()
        .map(|row| (i64::from(row.number), &row.cells[..]))
        .collect();
    let seed = new_seed().map_err(|error| Rejection::Internal(error.into()))?;
    let job = NewLinkJob {
        id: &Uuid::new_v4().to_string(),
        form: &form.id,
        key: &key,
        fingerprint: &fingerprint,
        plan: &plan,
        seed: &seed,
        rows: &rows,
    };
    let begun = app.store.begin_link_job(&job, app.clock.now_ms()).await?;
    let (id, _) = begun.map_err(|_| Rejection::KeyReused)?;
    app.link_work.notify_one();
    let job = app
        .store
        .link_job(&id)
        .await?
        .ok_or(Rejection::NotFound("job"))?;
    Ok((StatusCode::ACCEPTED, Json(shown(&app, job).await?)))
}

/// A file to be saved.
pub(super) fn saved(name: &str, media_type: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (axum::http::header::CONTENT_TYPE, media_type.to_owned()),
        (axum::http::header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, bytes).into_response()
}
