//! Plain HTML forms with files: `multipart/form-data` (RFC 7578). Fields are read into memory, files to the disk.

use super::body::{Pieces, unread};
use super::uploads::{Arrived, Receiving, most_bytes};
use super::visit::Visit;
use super::{App, Rejection};
use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use futures::Stream;
use multer::{Field, Multipart};
use sonda_domain::{Content, Entries, FieldError, FieldFault, Kind, Question};
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) const MULTIPART: &str = "multipart/form-data";
/// More parts than the largest form has fields.
const MOST_PARTS: usize = 5_000;
/// More than any part says of itself: beyond, nothing is what it should be.
const LONGEST_HEAD: usize = 256 * 1024;
/// The most bytes of what is passed over.
const MOST_PASSED_OVER: usize = 32 * 1024 * 1024;

/// A file in a post.
pub(crate) struct PostedFile {
    /// The question it was chosen in.
    pub(crate) question: String,
    /// Its name on the visitor's device.
    pub(crate) name: String,
    /// Its content.
    pub(crate) content: Arrived,
}

/// What a post holds.
#[derive(Default)]
pub(crate) struct Posted {
    /// The fields.
    pub(crate) entries: Entries,
    /// The files that were chosen for questions.
    pub(crate) files: Vec<PostedFile>,
    /// What is wrong with those that were not taken.
    pub(crate) errors: Vec<FieldError>,
}

/// Reads a whole body. Files chosen in fields that are no questions for files are passed over: a form of another site
/// may have such fields.
pub(crate) async fn read_multipart(
    app: &App,
    visit: &Visit,
    sender: &str,
    headers: &HeaderMap,
    pieces: &mut Pieces,
) -> Result<Posted, Rejection> {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|error| malformed(&error))?;
    let held = Arc::new(AtomicUsize::new(0));
    let mut parts = Multipart::new(one_by_one(pieces, Arc::clone(&held)), boundary);
    let mut reading = Reading {
        app,
        visit,
        sender,
        content: Arc::clone(&visit.content),
        held,
        text_bytes: 0,
        passed_over: 0,
        counts: BTreeMap::new(),
        posted: Posted::default(),
    };
    let mut count = 0;
    while let Some(part) = parts
        .next_field()
        .await
        .map_err(|error| malformed(&error))?
    {
        count += 1;
        if count > MOST_PARTS {
            let reason = format!("A submission has at most {MOST_PARTS} values.");
            return Err(Rejection::Unprocessable("too_many_answers", reason));
        }
        reading.take(part).await?;
    }
    if reading.text_bytes > app.config.limits.body_bytes {
        return Err(Rejection::TooLarge(app.config.limits.body_bytes));
    }
    Ok(reading.posted)
}

/// Reads a piece each time it is asked, and no more: whoever takes parts out of a stream keeps what it gives at once.
fn one_by_one(
    pieces: &mut Pieces,
    held: Arc<AtomicUsize>,
) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let state = (pieces, held, false);
    futures::stream::unfold(state, |(pieces, held, was_asked)| async move {
        if was_asked {
            tokio::task::yield_now().await;
        }
        if held.load(Ordering::Relaxed) > LONGEST_HEAD {
            let error = io::Error::from(io::ErrorKind::InvalidData);
            return Some((Err(error), (pieces, held, true)));
        }
        let piece = pieces.next().await.transpose()?;
        let length = piece.as_ref().map_or(0, Bytes::len);
        held.fetch_add(length, Ordering::Relaxed);
        Some((piece, (pieces, held, true)))
    })
}

fn malformed(error: &multer::Error) -> Rejection {
    if let multer::Error::StreamReadFailed(cause) = error
        && let Some(cause) = cause.downcast_ref::<io::Error>()
        && cause.kind() != io::ErrorKind::InvalidData
    {
        return unread(cause);
    }
    Rejection::Malformed("malformed_multipart", error.to_string())
}

/// A post that is being read.
struct Reading<'a> {
    app: &'a App,
    visit: &'a Visit,
    sender: &'a str,
    /// The version that the page was made from, once that is said.
    content: Arc<Content>,
    /// The bytes that came and were not read out of a part yet.
    held: Arc<AtomicUsize>,
    text_bytes: usize,
    passed_over: usize,
    /// The files of each question.
    counts: BTreeMap<String, u32>,
    posted: Posted,
}

impl Reading<'_> {
    async fn take(&mut self, mut part: Field<'_>) -> Result<(), Rejection> {
        let field = part.name().unwrap_or_default().to_owned();
        let names = &self.visit.form.settings.field_names;
        let Some(name) = part.file_name().map(str::to_owned) else {
            return self.take_text(field, part).await;
        };
        let question = names.get(&field).map_or(field.as_str(), String::as_str);
        let content = Arc::clone(&self.content);
        let asked = content.question(question);
        match asked.filter(|asked| asked.kind == Kind::File) {
            Some(asked) => self.take_file(asked, name, part).await,
            None => self.pass_over(&mut part).await,
        }
    }

    async fn take_text(&mut self, field: String, mut part: Field<'_>) -> Result<(), Rejection> {
        let mut text = Vec::new();
        self.text_bytes += field.len();
        while let Some(piece) = self.piece(&mut part).await? {
            self.text_bytes += piece.len();
            if self.text_bytes <= self.app.config.limits.body_bytes {
                text.extend_from_slice(&piece);
            } else {
                self.passed_over(piece.len())?;
            }
        }
        if self.text_bytes > self.app.config.limits.body_bytes {
            return Ok(());
        }
        let text = String::from_utf8(text);
        let text = text
            .map_err(|_| Rejection::Malformed("invalid_utf8", "The body is not UTF-8.".into()))?;
        if field == "_version"
            && self.visit.link.is_none()
            && let Ok(version) = text.parse()
            && let Some(content) = self.app.content(&self.visit.form.id, version).await?
        {
            self.content = content;
        }
        self.posted.entries.push(field, text);
        Ok(())
    }

    async fn take_file(
        &mut self,
        asked: &Question,
        name: String,
        mut part: Field<'_>,
    ) -> Result<(), Rejection> {
        let question = asked.id.to_string();
        let most = most_bytes(self.app, asked);
        let first = self.piece(&mut part).await?;
        // A field in which nothing was chosen is posted all the same.
        if name.is_empty() && first.as_ref().is_none_or(Bytes::is_empty) {
            return Ok(());
        }
        let count = self.counts.entry(question.clone()).or_default();
        *count += 1;
        let most_files = asked.max_files.unwrap_or(1);
        if *count > most_files {
            let fault = FieldFault::TooManyFiles(most_files);
            self.posted.errors.push(FieldError::new(question, fault));
            return self.pass_over(&mut part).await;
        }
        match self.receive(most, first, &mut part).await {
            Ok(content) => self.posted.files.push(PostedFile {
                question,
                name,
                content,
            }),
            Err(Rejection::FileRefused(fault)) => {
                self.posted.errors.push(FieldError::new(question, fault));
                self.pass_over(&mut part).await?;
            }
            Err(rejection) => return Err(rejection),
        }
        Ok(())
    }

    async fn receive(
        &mut self,
        most: u64,
        first: Option<Bytes>,
        part: &mut Field<'_>,
    ) -> Result<Arrived, Rejection> {
        let mut receiving = Receiving::begin(self.app, self.sender, most).await?;
        let mut next = first;
        while let Some(piece) = next {
            receiving.add(&piece).await?;
            next = self.piece(part).await?;
        }
        receiving.end().await
    }

    async fn pass_over(&mut self, part: &mut Field<'_>) -> Result<(), Rejection> {
        while let Some(piece) = self.piece(part).await? {
            self.passed_over(piece.len())?;
        }
        Ok(())
    }

    fn passed_over(&mut self, bytes: usize) -> Result<(), Rejection> {
        self.passed_over += bytes;
        if self.passed_over > MOST_PASSED_OVER {
            return Err(Rejection::TooLarge(self.app.config.limits.body_bytes));
        }
        Ok(())
    }

    async fn piece(&mut self, part: &mut Field<'_>) -> Result<Option<Bytes>, Rejection> {
        let piece = part.chunk().await.map_err(|error| malformed(&error))?;
        self.held.store(0, Ordering::Relaxed);
        Ok(piece)
    }
}
