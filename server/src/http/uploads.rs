//! Files of visitors: taken before the form is sent, given to authorised people only.

use super::admin::Admin;
use super::body::read;
use super::extract::{Path, Query};
use super::multipart::PostedFile;
use super::origin::Sender;
use super::page::interface_locale;
use super::peer::Peer;
use super::visit::Visit;
use super::{App, Rejection};
use crate::store::StoredUpload;
use crate::uploads::{Scan, is_accepted, media_type, scan};
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use sonda_domain::{Entries, FieldError, FieldFault, FileRef, Kind, Question};
use std::sync::Arc;
use uuid::Uuid;

/// What a question takes of one file unless it says otherwise.
const USUAL_BYTES: u64 = 10_000_000;
const LONGEST_NAME: usize = 200;
/// The most files of one plain post.
const MOST_FILES: usize = 50;

/// The question a file is for.
#[derive(Debug, Deserialize)]
pub(crate) struct UploadQuery {
    question: String,
}

/// `POST /api/v1/public/forms/{form}/uploads?question=ID`
pub(crate) async fn take_public(
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
    Query(query): Query<UploadQuery>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let sender = Sender::of(&headers, &app);
    let visit = Visit::public(&app, &form).await;
    let visit = visit.and_then(|visit| sender.check(&visit.form.settings).map(|()| visit));
    let mut response = take(&app, visit, peer, &query.question, &headers, body).await;
    sender.allow_reading(&mut response);
    response
}

/// `POST /api/v1/public/links/{code}/uploads?question=ID`
pub(crate) async fn take_personal(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    Query(query): Query<UploadQuery>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let visit = Visit::personal(&app, &code, peer.0).await;
    let visit = match Sender::of(&headers, &app) {
        Sender::Other(_) => Err(Rejection::OriginNotAllowed),
        _ => visit,
    };
    take(&app, visit, peer, &query.question, &headers, body).await
}

async fn take(
    app: &App,
    visit: Result<Visit, Rejection>,
    peer: Peer,
    question: &str,
    headers: &HeaderMap,
    body: Body,
) -> Response {
    // Read before anything is refused, or the visitor's browser sees a broken connection instead of a reason.
    let content = read(body, app.config.uploads.file_bytes).await;
    let taken = async {
        let visit = visit?;
        visit.check()?;
        match visit.link_id() {
            Some(link) => app.limits.link(link)?,
            None => app.limits.submission(peer.0)?,
        }
        let content = content.map_err(|rejection| match rejection {
            Rejection::TooLarge(limit) => {
                Rejection::FileRefused(FieldFault::FileTooLarge(limit as u64))
            }
            other => other,
        })?;
        let name = headers
            .get("x-file-name")
            .and_then(|name| name.to_str().ok());
        let name = percent_decode_str(name.unwrap_or_default()).decode_utf8_lossy();
        keep(app, &visit, question, &name, content).await
    };
    match taken.await {
        Ok(file) => (StatusCode::CREATED, Json(file)).into_response(),
        Err(rejection) => rejection.problem(&interface_locale(headers, None)),
    }
}

/// Keeps the files of a plain post, and puts their ids in the place of the fields they were chosen in. Returns what
/// is wrong with those that are not taken.
pub(crate) async fn keep_all(
    app: &App,
    visit: &Visit,
    peer: Peer,
    files: Vec<PostedFile>,
    entries: &mut Entries,
) -> Result<Vec<FieldError>, Rejection> {
    let mut errors = Vec::new();
    if files.is_empty() {
        return Ok(errors);
    }
    visit.check()?;
    match visit.link_id() {
        Some(link) => app.limits.link(link)?,
        None => app.limits.submission(peer.0)?,
    }
    for file in files.into_iter().take(MOST_FILES) {
        match keep(app, visit, &file.field, &file.name, file.content).await {
            Ok(kept) => entries.push(file.field, kept.id),
            Err(Rejection::FileRefused(fault)) => errors.push(FieldError::new(file.field, fault)),
            Err(rejection) => return Err(rejection),
        }
    }
    Ok(errors)
}

/// Judges a file, puts it on disk, and notes it.
pub(crate) async fn keep(
    app: &App,
    visit: &Visit,
    question: &str,
    name: &str,
    content: Bytes,
) -> Result<FileRef, Rejection> {
    let asked = visit
        .content
        .question(question)
        .filter(|asked| asked.kind == Kind::File);
    let asked = asked.ok_or(Rejection::NotFound("question that takes files"))?;
    judge(app, asked, &content).await?;
    let file = FileRef {
        id: Uuid::new_v4().to_string(),
        name: clean_name(name),
        media_type: media_type(&content).to_owned(),
        bytes: content.len() as u64,
    };
    let sha256 = Sha256::digest(&content);
    let sha256 = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    let (vault, id) = (app.vault.clone(), file.id.clone());
    let path = tokio::task::spawn_blocking(move || vault.keep(&id, &content));
    let path = path.await.map_err(internal)?.map_err(internal)?;
    let verdict = scan(&app.config.uploads.scan_command, &path).await;
    if verdict != Scan::Clean {
        let _ = app.vault.forget(&file.id);
        return Err(match verdict {
            Scan::Refused => Rejection::FileRefused(FieldFault::FileRefused),
            _ => Rejection::Unavailable,
        });
    }
    let upload = StoredUpload {
        form: visit.form.id.clone(),
        question: question.to_owned(),
        link: visit.link_id().map(str::to_owned),
        file,
        sha256,
        received_at_ms: app.clock.now_ms(),
        response: None,
    };
    app.store.add_upload(&upload).await?;
    metrics::counter!("sonda_uploads_total").increment(1);
    Ok(upload.file)
}

async fn judge(app: &App, question: &Question, content: &[u8]) -> Result<(), Rejection> {
    let most = question.max_bytes.unwrap_or(USUAL_BYTES);
    let most = most.min(app.config.uploads.file_bytes as u64);
    let fault = if content.is_empty() {
        FieldFault::FileEmpty
    } else if content.len() as u64 > most {
        FieldFault::FileTooLarge(most)
    } else if !is_accepted(question, media_type(content)) {
        FieldFault::FileKind
    } else {
        let (kept, waiting) = app.store.upload_bytes().await?;
        let limits = &app.config.uploads;
        let size = content.len() as u64;
        if kept + size <= limits.total_bytes && waiting + size <= limits.waiting_bytes {
            return Ok(());
        }
        tracing::warn!("a file was refused: the space for uploads is used up");
        FieldFault::NoRoom
    };
    Err(Rejection::FileRefused(fault))
}

/// The last part of a name, without what could be taken for anything but a name.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let direction = |c: &char| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control())
        .filter(direction)
        .take(LONGEST_NAME)
        .collect();
    match clean.trim() {
        "" | "." | ".." => "file".to_owned(),
        name => name.to_owned(),
    }
}

/// `GET /api/v1/uploads/{id}`: for the administrator, as a file to be saved and never shown in the browser.
pub(crate) async fn download(
    _: Admin,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, Rejection> {
    let missing = || Rejection::NotFound("file");
    let upload = app.store.upload(&id).await?.ok_or_else(missing)?;
    let vault = app.vault.clone();
    let content = tokio::task::spawn_blocking(move || vault.read(&id));
    let content = content
        .await
        .map_err(internal)?
        .map_err(internal)?
        .ok_or_else(missing)?;
    let name = utf8_percent_encode(&upload.file.name, NON_ALPHANUMERIC);
    let mut response = content.into_response();
    let headers = response.headers_mut();
    let values = [
        (header::CONTENT_TYPE, upload.file.media_type.clone()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{name}"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox".to_owned(),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    for (name, value) in values {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    Ok(response)
}

fn internal(error: impl Into<anyhow::Error>) -> Rejection {
    Rejection::Internal(error.into())
}

#[cfg(test)]
mod tests {
    use super::clean_name;

    #[test]
    fn names_lose_what_is_no_name() {
        for (sent, kept) in [
            ("C:\\docs\\cv.pdf", "cv.pdf"),
            ("../../etc/passwd", "passwd"),
            ("a\u{0}\r\nb.txt", "ab.txt"),
            ("exe\u{202e}fdp.txt", "exefdp.txt"),
            ("..", "file"),
            ("", "file"),
        ] {
            assert_eq!(clean_name(sent), kept);
        }
        assert_eq!(clean_name(&"x".repeat(500)).chars().count(), 200);
    }
}
