//! Forms that are put away.

use crate::http::access::Admin;
use crate::http::extract::Path;
use crate::http::publishing::form_id;
use crate::http::{App, Rejection};
use axum::extract::State;
use axum::http::StatusCode;
use std::sync::Arc;

/// `POST /api/v1/forms/{form}/archive`: the form is closed to everybody; its answers stay.
pub(crate) async fn archive_form(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
) -> Result<StatusCode, Rejection> {
    let now_ms = app.clock.now_ms();
    set(&app, &form, Some(now_ms)).await
}

/// `POST /api/v1/forms/{form}/restore`: the form is as it was before it was put away.
pub(crate) async fn restore_form(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
) -> Result<StatusCode, Rejection> {
    set(&app, &form, None).await
}

async fn set(app: &App, form: &str, archived_at_ms: Option<i64>) -> Result<StatusCode, Rejection> {
    let form = form_id(form)?;
    if app.store.archive_form(&form, archived_at_ms).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    match app.store.form_draft(&form).await? {
        Some(_) => Err(Rejection::Conflict(
            "never_published",
            "The form was never published: its draft can be deleted.".to_owned(),
        )),
        None => Err(Rejection::NotFound("form")),
    }
}
