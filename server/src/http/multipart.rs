//! Plain HTML forms with files: `multipart/form-data` (RFC 7578).

use super::Rejection;
use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use multer::{Constraints, Multipart, SizeLimit};
use sonda_domain::Entries;

pub(crate) const MULTIPART: &str = "multipart/form-data";
/// More parts than the largest form has fields.
const MOST_PARTS: usize = 5_000;

/// A file in a post.
pub(crate) struct PostedFile {
    /// The field it was chosen in.
    pub(crate) field: String,
    /// Its name on the visitor's device.
    pub(crate) name: String,
    /// Its content.
    pub(crate) content: Bytes,
}

/// Reads a whole body: the fields, and the files that were chosen.
pub(crate) async fn read_multipart(
    headers: &HeaderMap,
    bytes: Bytes,
) -> Result<(Entries, Vec<PostedFile>), Rejection> {
    let malformed = |reason: String| Rejection::Malformed("malformed_multipart", reason);
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|error| malformed(error.to_string()))?;
    let limit = SizeLimit::new().whole_stream(bytes.len() as u64);
    let whole = futures::stream::once(async move { Ok::<_, std::io::Error>(bytes) });
    let mut parts =
        Multipart::with_constraints(whole, boundary, Constraints::new().size_limit(limit));
    let (mut entries, mut files) = (Entries::default(), Vec::new());
    let mut count = 0;
    while let Some(part) = parts
        .next_field()
        .await
        .map_err(|error| malformed(error.to_string()))?
    {
        count += 1;
        if count > MOST_PARTS {
            let reason = format!("A submission has at most {MOST_PARTS} values.");
            return Err(Rejection::Unprocessable("too_many_answers", reason));
        }
        let field = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let content = part
            .bytes()
            .await
            .map_err(|error| malformed(error.to_string()))?;
        match file {
            // A field in which nothing was chosen is posted all the same.
            Some(name) if name.is_empty() && content.is_empty() => {}
            Some(name) => files.push(PostedFile {
                field,
                name,
                content,
            }),
            None => {
                let text = String::from_utf8(content.into());
                let text = text.map_err(|_| {
                    Rejection::Malformed("invalid_utf8", "The body is not UTF-8.".into())
                })?;
                entries.push(field, text);
            }
        }
    }
    Ok((entries, files))
}
