//! `/api/v1/forms/{form}/draft`: what a form is being edited to, until it is published.

use super::revision::{followed, tag};
use crate::definition::Document;
use crate::editing::{Change, changes};
use crate::http::access::{Admin, Looker};
use crate::http::body::{read, read_object};
use crate::http::extract::Path;
use crate::http::public::timestamp;
use crate::http::publishing::{PublishedBody, form_id, judged, of_address, sound, tell};
use crate::http::rejection::EditedSince;
use crate::http::{App, Rejection};
use crate::store::{FormDraftSave, StoredFormDraft};
use crate::wording::said;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use sonda_domain::FormId;
use std::sync::Arc;

/// Who saved something.
#[derive(Debug, Serialize, JsonSchema)]
struct Saver {
    name: String,
}

/// What a form is published as.
#[derive(Debug, Serialize, JsonSchema)]
struct PublishedAt {
    /// The newest version.
    version: i64,
    /// When that version was published, RFC 3339.
    at: String,
}

/// What a form is being edited to.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DraftBody {
    /// The form.
    form: String,
    /// The number of the newest save; what follows it names it in `If-Match`.
    revision: i64,
    /// The definition, which may be incomplete.
    definition: Value,
    /// When it was saved, RFC 3339.
    saved_at: String,
    /// The person who saved it; `null` where that was a program, or somebody without an account any more.
    saved_by: Option<Saver>,
    /// What the form is published as; `null`: it never was.
    published: Option<PublishedAt>,
    /// Whether publishing would change anything.
    differs: bool,
}

/// What a save was kept as.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SavedBody {
    /// The number of this save.
    revision: i64,
    /// When it was kept, RFC 3339.
    saved_at: String,
}

/// Something that the check found.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Found {
    /// Where, as a JSON Pointer into the definition.
    pointer: String,
    /// What is wrong and what would be right.
    #[serde(serialize_with = "said")]
    reason: String,
}

/// What publishing a draft would say.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CheckBody {
    /// The save that was checked.
    revision: i64,
    /// What publishing would refuse.
    faults: Vec<Found>,
    /// What it would warn of.
    warnings: Vec<Found>,
    /// What is not as it is published; nothing where it never was.
    changes: Vec<Change>,
}

/// A form as it is edited: what was saved, or what is published where nothing was.
pub(crate) struct Edited {
    pub(crate) definition: Value,
    pub(crate) draft: StoredFormDraft,
    pub(crate) published: Option<Document>,
}

impl Edited {
    /// The definition as publishing would keep it, if it has the shape of one.
    fn normal(&self) -> Value {
        let read = serde_json::from_value::<Document>(self.definition.clone());
        read.map_or_else(|_| self.definition.clone(), |document| plain(&document))
    }

    fn differs(&self) -> bool {
        match (&self.published, &self.draft.definition) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(published), Some(_)) => self.normal() != plain(published),
        }
    }
}

/// A document as JSON, without the address of its schema, which says nothing of the form.
fn plain(document: &Document) -> Value {
    let mut value = json!(document);
    if let Some(members) = value.as_object_mut() {
        members.remove("$schema");
    }
    value
}

/// A form as it is edited.
pub(crate) async fn edited(app: &App, form: &FormId) -> Result<Edited, Rejection> {
    let draft = app.store.form_draft(form).await?;
    let draft = draft.ok_or(Rejection::NotFound("form"))?;
    let published = app.store.definition(form).await?;
    let definition = match (&draft.definition, &published) {
        (Some(definition), _) => definition.clone(),
        (None, Some(published)) => json!(published),
        (None, None) => return Err(Rejection::NotFound("form")),
    };
    Ok(Edited {
        definition,
        draft,
        published,
    })
}

/// `GET /api/v1/forms/{form}/draft`
pub(crate) async fn show_draft(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
) -> Result<Response, Rejection> {
    let form = form_id(&form)?;
    let edited = edited(&app, &form).await?;
    let stored = app.store.form(&form).await?;
    let published = match stored {
        Some(stored) => {
            let at_ms = app.store.version_published_at_ms(&form, stored.version);
            Some(PublishedAt {
                version: stored.version,
                at: timestamp(at_ms.await?.unwrap_or_default()),
            })
        }
        None => None,
    };
    let revision = edited.draft.revision;
    let body = DraftBody {
        form: form.as_str().to_owned(),
        revision,
        saved_at: timestamp(edited.draft.saved_at_ms),
        saved_by: edited.draft.saved_by.clone().map(|name| Saver { name }),
        published,
        differs: edited.differs(),
        definition: edited.definition,
    };
    Ok(tagged(revision, body))
}

/// `GET /api/v1/forms/{form}/draft/file`: the definition as it is edited, as a file to keep.
pub(crate) async fn save_as_file(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
) -> Result<Response, Rejection> {
    let form = form_id(&form)?;
    let edited = edited(&app, &form).await?;
    let text = format!("{:#}\n", edited.definition);
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    let named = format!("attachment; filename=\"{form}.json\"");
    if let Ok(named) = HeaderValue::from_str(&named) {
        headers.insert(header::CONTENT_DISPOSITION, named);
    }
    Ok(response)
}

/// `PUT /api/v1/forms/{form}/draft`: keeps a definition, whatever it lacks.
pub(crate) async fn put_draft(
    admin: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Rejection> {
    let bytes = read(body, app.config.limits.definition_bytes).await?;
    let form = form_id(&form)?;
    let follows = followed(&headers)?;
    let definition: Map<String, Value> = read_object(&bytes)?;
    let id = definition.get("id").and_then(Value::as_str);
    of_address(id.unwrap_or_default(), form.as_str())?;
    let definition = Value::Object(definition);
    // What says the same as what is published is no draft.
    let published = app.store.definition(&form).await?;
    let same = published.is_some_and(|published| {
        let read = serde_json::from_value::<Document>(definition.clone());
        read.is_ok_and(|document| plain(&document) == plain(&published))
    });
    let text = definition.to_string();
    let save = FormDraftSave {
        follows,
        definition: (!same).then_some(text.as_str()),
        by: admin.account_id(),
        now_ms: app.clock.now_ms(),
    };
    match app.store.save_form_draft(&form, save).await? {
        Some(revision) => {
            let body = SavedBody {
                revision,
                saved_at: timestamp(save.now_ms),
            };
            Ok(tagged(revision, body))
        }
        None => Err(edited_since(&app, &form).await?),
    }
}

/// `DELETE /api/v1/forms/{form}/draft`: goes back to what is published; a form that never was goes away.
pub(crate) async fn discard_draft(
    admin: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Rejection> {
    let form = form_id(&form)?;
    let (follows, now_ms) = (followed(&headers)?, app.clock.now_ms());
    let by = admin.account_id();
    match app
        .store
        .discard_form_draft(&form, follows, by, now_ms)
        .await?
    {
        Some(()) => Ok(StatusCode::NO_CONTENT),
        None => Err(edited_since(&app, &form).await?),
    }
}

/// `POST /api/v1/forms/{form}/draft/check`: what publishing would say, and what it would change.
pub(crate) async fn check_draft(
    _: Looker,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
) -> Result<Json<CheckBody>, Rejection> {
    let edited = edited(&app, &form_id(&form)?).await?;
    let judged = judged(&app, Arc::new(edited.definition.clone())).await?;
    let found = |pointer, reason| Found { pointer, reason };
    let (faults, warnings) = match judged {
        Ok(sound) => (Vec::new(), sound.warnings),
        Err(faults) => (faults, Vec::new()),
    };
    let revision = edited.draft.revision;
    let compared = tokio::task::spawn_blocking(move || match &edited.published {
        Some(published) => changes(&plain(published), &edited.normal()),
        None => Vec::new(),
    });
    Ok(Json(CheckBody {
        revision,
        faults: faults
            .into_iter()
            .map(|fault| found(fault.path, fault.reason))
            .collect(),
        warnings: warnings
            .into_iter()
            .map(|warning| found(warning.path, warning.reason))
            .collect(),
        changes: compared
            .await
            .map_err(|error| Rejection::Internal(error.into()))?,
    }))
}

/// `POST /api/v1/forms/{form}/draft/publish`
pub(crate) async fn publish_draft(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    headers: HeaderMap,
) -> Result<Json<PublishedBody>, Rejection> {
    let form = form_id(&form)?;
    let follows = followed(&headers)?;
    let edited = edited(&app, &form).await?;
    if edited.draft.revision != follows {
        return Err(edited_since(&app, &form).await?);
    }
    let sound = sound(&app, form.as_str(), Arc::new(edited.definition)).await?;
    let now_ms = app.clock.now_ms();
    let published = app
        .store
        .publish_form_draft(&sound.document, follows, now_ms);
    match published.await? {
        Some(published) => Ok(Json(tell(&app, sound, published).await?)),
        None => Err(edited_since(&app, &form).await?),
    }
}

/// Why a revision is not the newest: another is, or the form is gone.
async fn edited_since(app: &App, form: &FormId) -> Result<Rejection, Rejection> {
    let draft = app.store.form_draft(form).await?;
    let draft = draft.ok_or(Rejection::NotFound("form"))?;
    Ok(Rejection::EditedSince(Box::new(EditedSince {
        revision: draft.revision,
        saved_at_ms: draft.saved_at_ms,
        saved_by: draft.saved_by,
    })))
}

fn tagged(revision: i64, body: impl Serialize) -> Response {
    let mut response = Json(body).into_response();
    if let Some(tag) = tag(revision) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
