//! `/api/v1/forms/{form}/responses` and what is made of them: exports, codebook, summary.

pub(super) mod deletions;
pub(super) mod export;
pub(super) mod list;
pub(super) mod live;
pub(super) mod one;
mod query;
mod shown;
pub(super) mod summary;

pub(crate) use deletions::{count, remove_many};
pub(crate) use export::{XLSX, codebook, export};
pub(crate) use list::list;
pub(crate) use live::live;
pub(crate) use one::{remove, show};
pub(crate) use summary::summary;

use super::admin::form_id;
use super::{App, Rejection};
use crate::store::StoredForm;
use sonda_domain::Content;
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

/// So many versions of a form are looked at, the newest.
const MOST_VERSIONS: i64 = 200;

async fn form_of(app: &App, form: &str) -> Result<StoredForm, Rejection> {
    let form = app.store.form(&form_id(form)?).await?;
    form.ok_or(Rejection::NotFound("form"))
}

/// The versions of a form, the newest first.
async fn versions(app: &App, form: &StoredForm) -> Result<Vec<(i64, Arc<Content>)>, Rejection> {
    let mut versions = Vec::new();
    let oldest = (form.version - MOST_VERSIONS).max(0) + 1;
    for version in (oldest..=form.version).rev() {
        if let Some(content) = app.content(&form.id, version).await? {
            versions.push((version, content));
        }
    }
    Ok(versions)
}

fn by_reference(versions: &[(i64, Arc<Content>)]) -> Vec<(i64, &Content)> {
    let versions = versions.iter();
    versions
        .map(|(version, content)| (*version, content.as_ref()))
        .collect()
}

/// One of the places for what reads many responses; all of them together take the database's time.
fn reading(app: &App) -> Result<OwnedSemaphorePermit, Rejection> {
    Arc::clone(&app.readings)
        .try_acquire_owned()
        .map_err(|_| Rejection::Unavailable)
}
