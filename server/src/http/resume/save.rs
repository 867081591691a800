//! Saves: what `parts/resume.js` sends while a form is filled in, and each step of a form without JavaScript.

use super::aside::Aside;
use super::{REVISION, cookie};
use crate::drafts::{Device, NONE, REVIEW, Save, is_revision, of_the_form};
use crate::http::body::{is_of_type, most_values, read, read_object};
use crate::http::extract::Path;
use crate::http::origin::Sender;
use crate::http::page::{Shown, interface_locale};
use crate::http::peer::Peer;
use crate::http::rejection::DraftRefused;
use crate::http::visit::Visit;
use crate::http::{App, Rejection};
use crate::store::{Saved, Saver};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sonda_domain::Entries;
use std::sync::Arc;
use uuid::Uuid;

/// The most revisions that a save may follow: the newest heard of, and a few that were never answered.
const MOST_FOLLOWED: usize = 10;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SaveBody {
    revision: String,
    follows: Vec<String>,
    entries: Entries,
}

/// `PUT /s/{code}/draft`: the form's own page saves. `204`, or a problem that says why not.
pub(crate) async fn put_draft(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Response {
    put(&app, &code, peer, &headers, body)
        .await
        .unwrap_or_else(|rejection| rejection.problem(&interface_locale(&app, &headers, None)))
}

async fn put(
    app: &App,
    code: &str,
    peer: Peer,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.body_bytes).await?;
    let visit = Visit::personal(app, code, peer.0).await?;
    app.limits.step(visit.link_id(), peer.0)?;
    if matches!(Sender::of(headers, app), Sender::Other(_)) {
        return Err(Rejection::OriginNotAllowed);
    }
    if !is_of_type(headers, "application/json") {
        return Err(Rejection::UnsupportedMediaType("application/json"));
    }
    visit.check()?;
    let SaveBody {
        revision,
        follows,
        entries,
    } = read_object(&bytes)?;
    let known = |revision: &String| revision == NONE || is_revision(revision);
    if !is_revision(&revision) || follows.len() > MOST_FOLLOWED || !follows.iter().all(known) {
        let reason = "A revision is 16 to 64 letters, digits and `-`.".to_owned();
        return Err(Rejection::Unprocessable("wrong_shape", reason));
    }
    most_values(entries.iter().map(|(_, values)| values.len()).sum())?;
    let (entries, step) = of_the_form(&visit.content, entries);
    let save = Save {
        revision,
        follows,
        entries,
        step,
    };
    let mut response = StatusCode::NO_CONTENT.into_response();
    let given = response.headers_mut();
    match keep(app, &visit, headers, &save, false, given).await? {
        Saved::Kept { .. } => Ok(response),
        Saved::Conflict(revision) => Err(Rejection::Draft(DraftRefused::Conflict(revision))),
        Saved::Elsewhere => Err(Rejection::Draft(DraftRefused::Elsewhere)),
        Saved::Gone => Err(Rejection::Draft(DraftRefused::Gone)),
    }
}

/// Keeps a save; a device that is let in is `given` its secret.
async fn keep(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    save: &Save,
    own_anyway: bool,
    given: &mut HeaderMap,
) -> Result<Saved, Rejection> {
    let device = cookie::device(headers).map(|device| device.digest());
    let new = Device::new().map_err(|error| Rejection::Internal(error.into()))?;
    let saver = Saver {
        device: device.as_deref(),
        new_device: &new.digest(),
        own_anyway,
    };
    let link = visit.link_id().unwrap_or_default();
    let now_ms = app.clock.now_ms();
    let saved = app.store.save_draft(link, save, saver, now_ms).await?;
    if saved == (Saved::Kept { admitted: true }) {
        cookie::give(app, &visit.path(), &new, given);
    }
    Ok(saved)
}

/// What the page of a post carries on of the draft: the revision it came with.
pub(crate) fn carried(visit: &Visit, entries: &Entries) -> Aside {
    match entries.values(REVISION).first() {
        Some(revision) if visit.link.is_some() && (revision == NONE || is_revision(revision)) => {
            Aside::Saving {
                revision: revision.clone(),
                posted: true,
            }
        }
        _ => Aside::None,
    }
}

/// Saves a step that was posted: what the next page shows, and where it stands. That it cannot be saved keeps nobody
/// from going on. Returns the headers that the page is to be sent with.
pub(crate) async fn save_step(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    shown: &mut Shown,
) -> HeaderMap {
    let mut given = HeaderMap::new();
    let Some(known) = shown.aside.revision().map(str::to_owned) else {
        return given;
    };
    let mut entries = shown.entries.clone();
    let place = if shown.review { REVIEW } else { "" };
    entries.set("_step", vec![[&shown.step, place].concat()]);
    let (entries, step) = of_the_form(&visit.content, entries);
    let save = Save {
        revision: Uuid::new_v4().to_string(),
        follows: vec![known],
        entries,
        step,
    };
    match keep(app, visit, headers, &save, true, &mut given).await {
        Ok(Saved::Kept { .. }) => {
            shown.aside = Aside::Saving {
                revision: save.revision,
                posted: true,
            };
        }
        Ok(Saved::Conflict(revision)) => shown.aside = Aside::Conflict { revision },
        Ok(Saved::Elsewhere) => shown.aside = Aside::Apart,
        Ok(Saved::Gone) => shown.aside = Aside::None,
        Err(rejection) => rejection.log(),
    }
    given
}
