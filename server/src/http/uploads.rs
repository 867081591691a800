//! Files of visitors: taken before the form is sent, given to authorised people only.

use super::admin::Admin;
use super::body::{Pieces, unread};
use super::extract::{Path, Query};
use super::limits::network;
use super::multipart::PostedFile;
use super::origin::Sender;
use super::page::interface_locale;
use super::peer::Peer;
use super::visit::Visit;
use super::{App, Rejection};
use crate::store::{Space, StoredUpload};
use crate::uploads::{Arrival, Scan, Spool, Spooled, media_type, scan};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use schemars::JsonSchema;
use serde::Deserialize;
use sonda_domain::{Entries, FieldError, FieldFault, FileRef, Kind, Question, takes_file};
use std::sync::Arc;
use uuid::Uuid;

/// What a question takes of one file unless it says otherwise.
const USUAL_BYTES: u64 = 10_000_000;
const LONGEST_NAME: usize = 200;

/// The question a file is for.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct UploadQuery {
    /// The id of the question.
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
    let mut pieces = Pieces::of(body);
    let taken = async {
        let visit = visit?;
        visit.check()?;
        let asked = visit.content.question(question);
        let asked = asked.filter(|asked| asked.kind == Kind::File);
        let asked = asked.ok_or(Rejection::NotFound("question that takes files"))?;
        app.limits.upload(visit.link_id(), peer.0)?;
        let most = most_bytes(app, asked);
        if declared_bytes(headers).is_some_and(|declared| declared > most) {
            return Err(Rejection::FileRefused(FieldFault::FileTooLarge(most)));
        }
        let sender = sender_code(app, &visit, peer);
        let mut receiving = Receiving::begin(app, &sender, most).await?;
        while let Some(piece) = pieces.next().await.map_err(|error| unread(&error))? {
            receiving.add(&piece).await?;
        }
        let content = receiving.end().await?;
        let name = headers
            .get("x-file-name")
            .and_then(|name| name.to_str().ok());
        let name = percent_decode_str(name.unwrap_or_default()).decode_utf8_lossy();
        keep(app, &visit, &sender, asked, &name, content).await
    };
    match taken.await {
        Ok(file) => (StatusCode::CREATED, Json(file)).into_response(),
        Err(rejection) => {
            pieces.discard().await;
            rejection.problem(&interface_locale(app, headers, None))
        }
    }
}

fn declared_bytes(headers: &HeaderMap) -> Option<u64> {
    let length = headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// The most bytes that a question takes of one file.
pub(crate) fn most_bytes(app: &App, question: &Question) -> u64 {
    let most = question.max_bytes.unwrap_or(USUAL_BYTES);
    most.min(app.config.uploads.file_bytes as u64)
}

/// Who sends files, as a code: the link they come by, or else the network.
pub(crate) fn sender_code(app: &App, visit: &Visit, peer: Peer) -> String {
    let sender = match visit.link_id() {
        Some(link) => format!("uploads/link/{link}"),
        None => format!("uploads/network/{}", network(peer.0)),
    };
    app.secrets.derived_text(&sender)
}

/// A file that has arrived, and its part of what may be arriving at once.
pub(crate) struct Arrived {
    file: Spooled,
    _arrival: Arrival,
}

/// A file that is arriving.
pub(crate) struct Receiving {
    spool: Spool,
    arrival: Arrival,
    most: u64,
    bytes: u64,
}

impl Receiving {
    /// Begins to take a file of so many bytes at most.
    pub(crate) async fn begin(app: &App, sender: &str, most: u64) -> Result<Self, Rejection> {
        Ok(Self {
            spool: app.vault.receive().await.map_err(internal)?,
            arrival: app.arriving.of(sender),
            most,
            bytes: 0,
        })
    }

    /// Takes a piece to the disk.
    pub(crate) async fn add(&mut self, piece: &[u8]) -> Result<(), Rejection> {
        let bytes = piece.len() as u64;
        self.bytes += bytes;
        if self.bytes > self.most {
            return Err(Rejection::FileRefused(FieldFault::FileTooLarge(self.most)));
        }
        if !self.arrival.add(bytes) {
            return Err(no_room());
        }
        self.spool.write(piece).await.map_err(internal)
    }

    /// The whole file.
    pub(crate) async fn end(self) -> Result<Arrived, Rejection> {
        Ok(Arrived {
            file: self.spool.finish().await.map_err(internal)?,
            _arrival: self.arrival,
        })
    }
}

fn no_room() -> Rejection {
    tracing::warn!("a file was refused: the space for uploads is used up");
    Rejection::FileRefused(FieldFault::NoRoom)
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
    let sender = sender_code(app, visit, peer);
    for file in files {
        let Some(asked) = visit.content.question(&file.question) else {
            continue;
        };
        app.limits.upload(visit.link_id(), peer.0)?;
        match keep(app, visit, &sender, asked, &file.name, file.content).await {
            // With its name, for the page to say should it come back.
            Ok(kept) => entries.push(file.question, [kept.id, kept.name].join("/")),
            Err(Rejection::FileRefused(fault)) => {
                errors.push(FieldError::new(file.question, fault));
            }
            Err(rejection) => return Err(rejection),
        }
    }
    Ok(errors)
}

/// Judges a file, notes it, puts it in its place, and has it looked at. Whenever that ends before its end, a row is
/// left that says so, and the sweep finds row and file.
async fn keep(
    app: &App,
    visit: &Visit,
    sender: &str,
    asked: &Question,
    name: &str,
    content: Arrived,
) -> Result<FileRef, Rejection> {
    let Arrived { file, _arrival } = content;
    if file.bytes == 0 {
        return Err(Rejection::FileRefused(FieldFault::FileEmpty));
    }
    let path = file.path().to_owned();
    let kind = tokio::task::spawn_blocking(move || media_type(std::fs::File::open(path)?));
    let kind = kind.await.map_err(internal)?.map_err(internal)?;
    if !takes_file(&asked.accept, kind) {
        return Err(Rejection::FileRefused(FieldFault::FileKind));
    }
    let upload = StoredUpload {
        form: visit.form.id.clone(),
        question: asked.id.to_string(),
        link: visit.link_id().map(str::to_owned),
        file: FileRef {
            id: Uuid::new_v4().to_string(),
            name: clean_name(name),
            media_type: kind.to_owned(),
            bytes: file.bytes,
        },
        sha256: file.sha256.clone(),
        received_at_ms: app.clock.now_ms(),
        response: None,
        is_kept: false,
    };
    let limits = &app.config.uploads;
    let space = Space {
        total: limits.total_bytes,
        waiting: limits.waiting_bytes,
        // Files come before the captcha, whose token is for the submission: a form that somebody floods leaves room
        // for the others.
        waiting_of_form: limits.waiting_bytes / 2,
        waiting_of_one: limits.waiting_bytes_of_one,
    };
    if !app.store.add_upload(&upload, sender, space).await? {
        return Err(no_room());
    }
    let id = upload.file.id.clone();
    if let Err(rejection) = put_in_place(app, &id, file).await {
        app.store.forget_upload(&id).await?;
        app.vault.forget(&id).map_err(internal)?;
        return Err(rejection);
    }
    metrics::counter!("sonda_uploads_total").increment(1);
    Ok(upload.file)
}

async fn put_in_place(app: &App, id: &str, file: Spooled) -> Result<(), Rejection> {
    let (vault, name) = (app.vault.clone(), id.to_owned());
    let path = tokio::task::spawn_blocking(move || vault.keep(&name, &file));
    let path = path.await.map_err(internal)?.map_err(internal)?;
    match scan(&app.config.uploads.scan_command, &path).await {
        Scan::Clean if app.store.keep_upload(id).await? => Ok(()),
        Scan::Refused => Err(Rejection::FileRefused(FieldFault::FileRefused)),
        _ => Err(Rejection::Unavailable),
    }
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
    let upload = app.store.upload(&id).await?;
    // Nobody opens a file that the scanner has not judged.
    let upload = upload.filter(|one| one.is_kept).ok_or_else(missing)?;
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
