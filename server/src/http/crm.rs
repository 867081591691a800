//! `/api/v1/crm`: what the embedded CRM knows beyond its records.

use super::admin::{Admin, PageQuery, next_page};
use super::body::{read, read_object};
use super::extract::{Path, Query};
use super::{App, Rejection};
use crate::crm::{NoteError, Reminder, Table};
use crate::store::{Activity, Duplicates};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

fn table<'a>(app: &'a App, name: &str) -> Result<&'a Table, Rejection> {
    let tables = app.embedded.all_tables().iter();
    let mut named = tables.filter(|table| table.name == name);
    named.next().ok_or(Rejection::NotFound("table"))
}

/// A page of groups.
#[derive(Serialize, JsonSchema)]
pub(super) struct DuplicateList {
    /// Records that share a value, column by column.
    duplicates: Vec<Duplicates>,
    /// What to ask the next page after; `null` where there is none.
    next: Option<String>,
}

/// `GET /api/v1/crm/tables/{table}/duplicates`: records that share an e-mail address or a telephone number.
pub(super) async fn list_duplicates(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Query(page): Query<PageQuery>,
) -> Result<Json<DuplicateList>, Rejection> {
    let columns = table(&app, &name)?.shared_by_twins();
    let after = page.after.as_deref();
    let after = after.map(|after| after.split_once('/').unwrap_or((after, "")));
    let limit = page.limit();
    let groups = app.store.duplicates(&name, &columns, after, limit).await?;
    let next = next_page(&groups, limit, |last| {
        let first = last.records.first().map_or("", String::as_str);
        format!("{}/{first}", last.column)
    });
    Ok(Json(DuplicateList {
        duplicates: groups,
        next,
    }))
}

/// A page of activities.
#[derive(Serialize, JsonSchema)]
pub(super) struct ActivityList {
    /// What happened, the newest first.
    activities: Vec<Activity>,
    /// What to ask the next page after; `null` where there is none.
    next: Option<String>,
}

/// `GET /api/v1/crm/tables/{table}/records/{id}/activities`: what happened to a record, newest first.
pub(super) async fn list_activities(
    _: Admin,
    State(app): State<Arc<App>>,
    Path((name, id)): Path<(String, String)>,
    Query(page): Query<PageQuery>,
) -> Result<Json<ActivityList>, Rejection> {
    table(&app, &name)?;
    let record = app.store.record(&name, &id).await?;
    record.ok_or(Rejection::NotFound("record"))?;
    let (after, limit) = (page.after.as_deref(), page.limit());
    let activities = app.store.activities(&name, &id, after, limit).await?;
    let next = next_page(&activities, limit, |last| last.id.clone());
    Ok(Json(ActivityList { activities, next }))
}

/// The body of `POST …/activities`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteBody {
    /// The words, of 1 to 2,000 characters.
    note: String,
}

/// `POST /api/v1/crm/tables/{table}/records/{id}/activities`: keeps a note.
pub(super) async fn add_note(
    _: Admin,
    State(app): State<Arc<App>>,
    Path((name, id)): Path<(String, String)>,
    body: Body,
) -> Result<(StatusCode, Json<Activity>), Rejection> {
    table(&app, &name)?;
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let body: NoteBody = read_object(&bytes)?;
    let kept = app.embedded.add_note(&name, &id, &body.note).await;
    let activity = kept.map_err(|error| match error {
        NoteError::UnknownRecord => Rejection::NotFound("record"),
        NoteError::Unusable => Rejection::Unprocessable("unusable_note", error.to_string()),
        NoteError::Store(error) => error.into(),
    })?;
    Ok((StatusCode::CREATED, Json(activity)))
}

/// A page of reminders.
#[derive(Serialize, JsonSchema)]
pub(super) struct ReminderList {
    /// Records without activity, the longest first.
    reminders: Vec<Reminder>,
    /// What to ask the next page after; `null` where there is none.
    next: Option<String>,
}

/// `GET /api/v1/crm/reminders`: records without activity, the longest first.
pub(super) async fn list_reminders(
    _: Admin,
    State(app): State<Arc<App>>,
    Query(page): Query<PageQuery>,
) -> Result<Json<ReminderList>, Rejection> {
    let limit = page.limit();
    let reminders = app.embedded.reminders(page.after.as_deref(), limit).await?;
    let next = next_page(&reminders, limit, Reminder::place);
    Ok(Json(ReminderList { reminders, next }))
}
