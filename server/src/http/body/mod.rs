//! Reads what was sent into [`Entries`], strictly: what cannot be read is refused, never guessed.

mod flat;
mod key;
mod pieces;

pub(crate) use key::{is_key, read_key};
pub(crate) use pieces::{Pieces, read, read_from, unread};

use super::Rejection;
use super::members::Members;
use axum::http::{HeaderMap, header};
use percent_encoding::percent_decode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use sonda_domain::Entries;
use std::borrow::Cow;

/// The most field values of one submission. The largest form has 500 questions.
const MOST_VALUES: usize = 5_000;
/// The most characters of a reason that quotes what was sent.
const LONGEST_REASON: usize = 300;

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
