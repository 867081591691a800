//! `/api/v1/link-jobs/{id}`: how far a job is, what became of its rows, and the addresses that it made.

use super::bulk::saved;
use super::list::form_of;
use crate::http::access::Admin;
use crate::http::admin::{next_page, page_size};
use crate::http::extract::{Path, Query};
use crate::http::public::timestamp;
use crate::http::{App, Rejection};
use crate::links::address;
use crate::sheets::{to_csv, to_xlsx};
use crate::store::{JobCounts, LinkJob, RowState, StoredRow};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many jobs of a form are listed.
const MOST_JOBS: u32 = 50;
/// How many rows are read at once for a file.
const AT_ONCE: u32 = 1_000;

/// Whether the addresses of a job can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Addresses {
    /// Links are still made.
    Waiting,
    /// They can be had.
    Ready,
    /// They were had, and can be had again for an hour.
    Told,
    /// They are forgotten.
    Forgotten,
}

/// A job that makes many links.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ShownJob {
    /// Names it.
    id: String,
    /// The form its links open.
    form: String,
    /// Whether rows still wait.
    running: bool,
    /// How many rows it has.
    total: i64,
    /// How many rows are how.
    #[serde(flatten)]
    counts: JobCounts,
    /// Whether its addresses can be had.
    addresses: Addresses,
    /// The titles of the table's columns.
    titles: Option<Vec<String>>,
    /// When it was begun.
    created_at_ms: i64,
    /// When its last row was done.
    done_at_ms: Option<i64>,
}

pub(super) async fn shown(app: &App, job: LinkJob) -> Result<ShownJob, Rejection> {
    let counts = app.store.link_job_counts(&job.id).await?;
    Ok(ShownJob {
        form: job.form.to_string(),
        running: job.running,
        total: job.total,
        counts,
        addresses: match (&job.seed, job.running, job.told_at_ms) {
            (_, true, _) => Addresses::Waiting,
            (None, ..) => Addresses::Forgotten,
            (Some(_), _, None) => Addresses::Ready,
            (Some(_), _, Some(_)) => Addresses::Told,
        },
        titles: job.plan.titles,
        created_at_ms: job.created_at_ms,
        done_at_ms: job.done_at_ms,
        id: job.id,
    })
}

async fn job_of(app: &App, id: &str) -> Result<LinkJob, Rejection> {
    let job = app.store.link_job(id).await?;
    job.ok_or(Rejection::NotFound("job"))
}

/// Jobs of a form.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct JobList {
    /// The newest first, at most 50.
    jobs: Vec<ShownJob>,
}

/// `GET /api/v1/forms/{form}/link-jobs`
pub(crate) async fn list_jobs(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
) -> Result<Json<JobList>, Rejection> {
    let form = form_of(&app, &form).await?;
    let mut jobs = Vec::new();
    for job in app.store.link_jobs(&form.id, MOST_JOBS).await? {
        jobs.push(shown(&app, job).await?);
    }
    Ok(Json(JobList { jobs }))
}

/// `GET /api/v1/link-jobs/{id}`
pub(crate) async fn show_job(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<ShownJob>, Rejection> {
    let job = job_of(&app, &id).await?;
    Ok(Json(shown(&app, job).await?))
}

/// Which rows are asked for.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct RowsQuery {
    /// Only rows that stand so.
    #[serde(default)]
    state: Option<RowState>,
    /// The last number of the page before.
    #[serde(default)]
    after: i64,
    /// How many at most, 1 to 1,000.
    #[serde(default = "page_size")]
    limit: u32,
}

/// Rows of a job.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RowPage {
    /// The rows in their order.
    rows: Vec<StoredRow>,
    /// What to ask the next page after.
    next: Option<String>,
}

/// `GET /api/v1/link-jobs/{id}/rows`
pub(crate) async fn list_rows(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(query): Query<RowsQuery>,
) -> Result<Json<RowPage>, Rejection> {
    let job = job_of(&app, &id).await?;
    let limit = query.limit.clamp(1, 1_000);
    let page = (query.after, limit);
    let rows = app.store.link_job_rows(&job.id, query.state, page).await?;
    let next = next_page(&rows, limit, |last| last.row.to_string());
    Ok(Json(RowPage { rows, next }))
}

/// What the file of addresses is to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FileFormat {
    /// CSV in UTF-8, with the delimiter that the table came with.
    #[default]
    Csv,
    /// A workbook.
    Xlsx,
}

/// Which file is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct AddressesQuery {
    /// CSV or a workbook.
    #[serde(default)]
    format: FileFormat,
}

/// `POST /api/v1/link-jobs/{id}/addresses`: the table with the address of each link that was made. They can be had for an
/// hour after they were first had, and are then forgotten.
pub(crate) async fn tell_addresses(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(query): Query<AddressesQuery>,
) -> Result<Response, Rejection> {
    let job = job_of(&app, &id).await?;
    if job.running {
        let reason = "Links are still made. Ask again once the job has ended.";
        return Err(Rejection::Conflict("job_running", reason.to_owned()));
    }
    let Some(seed) = &job.seed else {
        let reason =
            "The addresses were told and are forgotten. Give links another address, one by one.";
        return Err(Rejection::Conflict(
            "addresses_forgotten",
            reason.to_owned(),
        ));
    };
    let mut table = vec![head(&job)];
    let mut after = 0;
    loop {
        let rows = app
            .store
            .link_job_rows(&job.id, None, (after, AT_ONCE))
            .await?;
        let Some(last) = rows.last() else { break };
        after = last.row;
        table.extend(rows.iter().map(|row| line(&app, seed, row)));
    }
    let name = format!("links-{}-{}", job.form, day(job.created_at_ms));
    // Written down first: what was told and not noted could be had for ever.
    app.store.tell_link_job(&job.id, app.clock.now_ms()).await?;
    Ok(match query.format {
        FileFormat::Csv => {
            let bytes = to_csv(job.plan.delimiter.unwrap_or(','), &table);
            saved(&format!("{name}.csv"), "text/csv; charset=utf-8", bytes)
        }
        FileFormat::Xlsx => {
            let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            saved(
                &format!("{name}.xlsx"),
                media_type,
                to_xlsx("Links", &table),
            )
        }
    })
}

fn day(ms: i64) -> String {
    let text = timestamp(ms).to_string();
    text.chars().take(10).collect()
}

fn head(job: &LinkJob) -> Vec<String> {
    let columns = job.plan.columns.len();
    let untitled = || {
        (1..=columns)
            .map(|number| format!("column {number}"))
            .collect()
    };
    let mut head: Vec<String> = job.plan.titles.clone().unwrap_or_else(untitled);
    head.extend(["row", "state", "reason", "link", "address"].map(str::to_owned));
    head
}

fn line(app: &App, seed: &str, row: &StoredRow) -> Vec<String> {
    let mut line = row.cells.clone();
    let code = app.secrets.code_of(seed, row.row);
    // A link that was given another address since has none that this job knows.
    let is_its_own = row.code_hmac.as_deref() == Some(&app.secrets.code_hmac(&code));
    let url = match is_its_own {
        true => address(&app.config.public_url, &code),
        false => String::new(),
    };
    line.push(row.row.to_string());
    line.push(row.state.as_str().to_owned());
    line.push(row.reason.clone().unwrap_or_default());
    line.push(row.link.clone().unwrap_or_default());
    line.push(url);
    line
}

/// `DELETE /api/v1/link-jobs/{id}/addresses`: forgets them at once.
pub(crate) async fn forget_addresses(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Rejection> {
    let job = job_of(&app, &id).await?;
    match app.store.forget_link_seed(&job.id).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => {
            let reason = "Links are still made. Ask again once the job has ended.";
            Err(Rejection::Conflict("job_running", reason.to_owned()))
        }
    }
}
