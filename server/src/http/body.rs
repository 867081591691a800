//! Reads what was sent into [`Entries`], strictly: what cannot be read is refused, never guessed.

use super::Rejection;
use super::members::Members;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::{HeaderMap, header};
use bytes::BytesMut;
use futures::StreamExt;
use percent_encoding::percent_decode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use sonda_domain::{Entries, FieldError, FieldFault, comment_field, part_field};
use std::borrow::Cow;
use std::io;
use std::time::Duration;

/// The most field values of one submission. The largest form has 500 questions.
const MOST_VALUES: usize = 5_000;
/// The most bytes of a field's name: a question in an entry of a group, its row, its column, each of 64 at most.
const LONGEST_FIELD: usize = 400;
/// The most objects or lists inside each other: a group, an entry, a matrix, a row, and one to spare.
const DEEPEST: usize = 5;
/// The most characters of a reason that quotes what was sent.
const LONGEST_REASON: usize = 300;

/// A body beyond its limit is still listened to this far, or its sender sees a broken connection, not the answer.
const MOST_DISCARDED: usize = 32 * 1024 * 1024;

/// A sender that is silent for so long is not waited for.
const LONGEST_SILENCE: Duration = Duration::from_secs(20);

/// A body, read piece by piece.
pub(crate) struct Pieces {
    chunks: BodyDataStream,
    size: usize,
    /// Whether nothing more comes, for whatever reason.
    is_over: bool,
    /// How long the next piece is waited for.
    patience: Duration,
}

impl Pieces {
    pub(crate) fn of(body: Body) -> Self {
        Self {
            chunks: body.into_data_stream(),
            size: 0,
            is_over: false,
            patience: LONGEST_SILENCE,
        }
    }

    /// The next piece, if there is one.
    ///
    /// # Errors
    /// `TimedOut` if its sender fell silent, `UnexpectedEof` if the connection ended.
    pub(crate) async fn next(&mut self) -> io::Result<Option<Bytes>> {
        if self.is_over {
            return Ok(None);
        }
        self.is_over = true;
        let piece = tokio::time::timeout(self.patience, self.chunks.next()).await?;
        let piece = piece.transpose();
        let piece = piece.map_err(|_| io::Error::from(io::ErrorKind::UnexpectedEof))?;
        self.is_over = piece.is_none();
        self.size += piece.as_ref().map_or(0, Bytes::len);
        Ok(piece)
    }

    /// Listens to the rest without keeping it: a sender that is not listened to sees a broken connection, not the
    /// answer.
    pub(crate) async fn discard(&mut self) {
        let most = self.size + MOST_DISCARDED;
        while self.size < most && matches!(self.next().await, Ok(Some(_))) {}
    }
}

/// What a body that could not be read is refused with.
pub(crate) fn unread(error: &io::Error) -> Rejection {
    match error.kind() {
        io::ErrorKind::TimedOut => Rejection::TimedOut,
        _ => Rejection::Malformed(
            "body_cut_short",
            "The body ended before it was complete.".into(),
        ),
    }
}

/// The whole body, if it is not larger than `limit` bytes.
pub(crate) async fn read(body: Body, limit: usize) -> Result<Bytes, Rejection> {
    let mut pieces = Pieces::of(body);
    let read = read_from(&mut pieces, limit).await;
    if read.is_err() {
        pieces.discard().await;
    }
    read
}

/// The same of a body that is read by pieces.
pub(crate) async fn read_from(pieces: &mut Pieces, limit: usize) -> Result<Bytes, Rejection> {
    let mut bytes = BytesMut::new();
    while let Some(piece) = pieces.next().await.map_err(|error| unread(&error))? {
        if pieces.size > limit {
            return Err(Rejection::TooLarge(limit));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.freeze())
}

/// Whether the body says it is of that type, parameters aside.
pub(crate) fn is_of_type(headers: &HeaderMap, media_type: &str) -> bool {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    value
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case(media_type)
}

/// Reads the body of a plain HTML form, `application/x-www-form-urlencoded` in UTF-8.
pub(crate) fn read_plain(bytes: &[u8]) -> Result<Entries, Rejection> {
    let mut entries = Entries::default();
    for (count, pair) in bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .enumerate()
    {
        if count >= MOST_VALUES {
            return Err(too_many());
        }
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decode(halves.next().unwrap_or_default())?;
        let value = decode(halves.next().unwrap_or_default())?;
        entries.push(name, value);
    }
    Ok(entries)
}

fn decode(bytes: &[u8]) -> Result<String, Rejection> {
    let spaced: Vec<u8> = bytes
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    percent_decode(&spaced)
        .decode_utf8()
        .map(Cow::into_owned)
        .map_err(|_| not_utf8())
}

fn not_utf8() -> Rejection {
    Rejection::Malformed("invalid_utf8", "The body is not UTF-8.".into())
}

/// Refuses more values than a submission has.
pub(crate) fn most_values(count: usize) -> Result<(), Rejection> {
    match count {
        0..=MOST_VALUES => Ok(()),
        _ => Err(too_many()),
    }
}

fn too_many() -> Rejection {
    Rejection::Unprocessable(
        "too_many_answers",
        format!("A submission has at most {MOST_VALUES} values."),
    )
}

/// A submission as JSON.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubmissionBody {
    /// The version that was filled in; default: the newest.
    #[serde(default)]
    pub(crate) version: Option<i64>,
    /// The language it was filled in; default: the form's fallback.
    #[serde(default)]
    pub(crate) locale: Option<String>,
    /// The seed that shuffled options were shown by; default: they came as written.
    #[serde(default)]
    pub(crate) seed: Option<u32>,
    /// Question id to answer.
    #[serde(default)]
    pub(crate) answers: Members<Value>,
    /// Question id to comment.
    #[serde(default)]
    pub(crate) comments: Members<String>,
    /// What came along.
    #[serde(default)]
    pub(crate) context: ContextBody,
}

/// What came along with a submission.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(try_from = "Members<Option<String>>")]
#[schemars(!try_from, deny_unknown_fields)]
pub(crate) struct ContextBody {
    /// The address of the page that carried the form.
    pub(crate) page: Option<String>,
    /// The signed time at which its page was made.
    pub(crate) made: Option<String>,
    /// What was typed into the field that people do not see.
    pub(crate) website: Option<String>,
}

impl TryFrom<Members<Option<String>>> for ContextBody {
    type Error = String;

    fn try_from(mut members: Members<Option<String>>) -> Result<Self, String> {
        let mut take = |name| members.0.remove(name).flatten();
        let (page, made, website) = (take("page"), take("made"), take("website"));
        match members.0.keys().next() {
            Some(unknown) => Err(format!("unknown field `{unknown}`")),
            None => Ok(Self {
                page,
                made,
                website,
            }),
        }
    }
}

/// Reads a JSON object; an array is none, though its values might be taken for the fields in their order.
pub(crate) fn read_object<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Rejection> {
    let value = read_json(bytes)?;
    if bytes.trim_ascii_start().starts_with(b"{") {
        Ok(value)
    } else {
        let reason = "An object is expected.".to_owned();
        Err(Rejection::Unprocessable("wrong_shape", reason))
    }
}

/// Reads a JSON document.
pub(crate) fn read_json<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Rejection> {
    let text = std::str::from_utf8(bytes).map_err(|_| not_utf8())?;
    serde_json::from_str(text).map_err(|error| {
        // The reason quotes what was sent, whatever its length.
        let reason = error.to_string().chars().take(LONGEST_REASON).collect();
        match error.classify() {
            serde_json::error::Category::Data => Rejection::Unprocessable("wrong_shape", reason),
            _ => Rejection::Malformed("malformed_json", reason),
        }
    })
}

impl SubmissionBody {
    /// The answers and comments as entries.
    pub(crate) fn entries(&self) -> Result<Entries, Rejection> {
        let mut flat = Flat {
            left: MOST_VALUES,
            ..Flat::default()
        };
        for (question, value) in &self.answers.0 {
            flat.add(question, value, DEEPEST)?;
        }
        for (question, comment) in &self.comments.0 {
            flat.count()?;
            named(question)?;
            let field = comment_field(question);
            flat.entries.push(field, comment.clone());
        }
        if flat.errors.is_empty() {
            Ok(flat.entries)
        } else {
            Err(Rejection::InvalidAnswers(flat.errors))
        }
    }
}

/// Answers on their way to entries. What is sent is small, and what it becomes must be, too: every value has the
/// names above it in its own.
#[derive(Default)]
struct Flat {
    entries: Entries,
    errors: Vec<FieldError>,
    /// How many values may still come.
    left: usize,
}

impl Flat {
    /// Adds an answer under its field: members of an object, and the entries of an array of objects, under fields of
    /// their own, `depth` of them inside each other at most.
    fn add(&mut self, field: &str, value: &Value, depth: usize) -> Result<(), Rejection> {
        named(field)?;
        match value {
            Value::Object(members) => {
                let depth = deeper(depth)?;
                for (part, value) in members {
                    named(part)?;
                    self.add(&part_field(field, part), value, depth)?;
                }
            }
            Value::Array(values) if values.iter().any(Value::is_object) => {
                let depth = deeper(depth)?;
                for (index, value) in values.iter().enumerate() {
                    self.add(&part_field(field, &index.to_string()), value, depth)?;
                }
            }
            Value::Array(values) => {
                for value in values {
                    self.push(field, value)?;
                }
            }
            value => self.push(field, value)?,
        }
        Ok(())
    }

    fn push(&mut self, field: &str, value: &Value) -> Result<(), Rejection> {
        self.count()?;
        match scalar(value) {
            Ok(Some(text)) => self.entries.push(field.to_owned(), text),
            Ok(None) => {}
            Err(fault) => self.errors.push(FieldError::new(field, fault)),
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), Rejection> {
        self.left = self.left.checked_sub(1).ok_or_else(too_many)?;
        Ok(())
    }
}

fn named(field: &str) -> Result<(), Rejection> {
    if field.len() > LONGEST_FIELD {
        let reason = format!("The name of a field has at most {LONGEST_FIELD} bytes.");
        return Err(Rejection::Unprocessable("field_name_too_long", reason));
    }
    Ok(())
}

fn deeper(depth: usize) -> Result<usize, Rejection> {
    depth.checked_sub(1).ok_or_else(|| {
        let reason = format!("Answers are at most {DEEPEST} objects or lists deep.");
        Rejection::Unprocessable("answers_too_deep", reason)
    })
}

fn scalar(value: &Value) -> Result<Option<String>, FieldFault> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(false) => Ok(Some("false".to_owned())),
        Value::Bool(true) => Ok(Some("true".to_owned())),
        Value::Number(number) => Ok(Some(unambiguous(&number.to_string()))),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Array(_) | Value::Object(_) => Err(FieldFault::WrongType),
    }
}

/// A JSON number, with a sign before three decimals that is none between thousands in any language: a visitor's
/// `1.500` may be a thousand and a half, but not a program's.
fn unambiguous(number: &str) -> String {
    match number.split_once('.') {
        Some((whole, fraction)) if fraction.len() == 3 => format!("{whole}\u{66b}{fraction}"),
        _ => number.to_owned(),
    }
}

/// The sender's key in `Idempotency-Key: "…"` (draft-ietf-httpapi-idempotency-key-header-07).
pub(crate) fn read_key(headers: &HeaderMap) -> Result<String, Rejection> {
    let value = headers
        .get("idempotency-key")
        .ok_or(Rejection::KeyMissing)?;
    let value = value.to_str().map_err(|_| Rejection::KeyMalformed)?;
    let key = value
        .trim()
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    key.filter(|key| is_key(key))
        .map(str::to_owned)
        .ok_or(Rejection::KeyMalformed)
}

/// Whether a text can be an idempotency key.
pub(crate) fn is_key(text: &str) -> bool {
    (8..=100).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_a_program_is_no_thousand() {
        let sent = |number: &str| scalar(&serde_json::from_str(number).unwrap()).unwrap();
        assert_eq!(sent("1.125").as_deref(), Some("1\u{66b}125"));
        assert_eq!(sent("-0.5").as_deref(), Some("-0.5"));
        assert_eq!(sent("1500").as_deref(), Some("1500"));
    }

    #[tokio::test]
    async fn a_sender_that_falls_silent_is_not_waited_for() {
        let first = futures::stream::iter([Ok::<_, io::Error>(Bytes::from_static(b"ab"))]);
        let mut pieces = Pieces::of(Body::from_stream(first.chain(futures::stream::pending())));
        pieces.patience = Duration::ZERO;
        assert_eq!(pieces.next().await.unwrap().unwrap(), "ab");
        let error = pieces.next().await.unwrap_err();
        assert!(matches!(unread(&error), Rejection::TimedOut));
        // Nor a second time, to discard what does not come.
        pieces.patience = Duration::MAX;
        pieces.discard().await;
    }
}
