//! The revision of a draft or a setting that a request follows: `If-Match: "7"`, as `ETag: "7"` told it.

use crate::http::Rejection;
use axum::http::{HeaderMap, HeaderValue, header};

/// The revision that a request follows.
pub(crate) fn followed(headers: &HeaderMap) -> Result<i64, Rejection> {
    let header = headers
        .get(header::IF_MATCH)
        .ok_or(Rejection::RevisionNeeded)?;
    let text = header.to_str().unwrap_or_default().trim();
    let number = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let number = number.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    number
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| {
            let reason = "`If-Match` is one revision in quotes, such as `\"7\"`.".to_owned();
            Rejection::Malformed("malformed_revision", reason)
        })
}

/// A revision as `ETag` tells it.
pub(crate) fn tag(revision: i64) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("\"{revision}\"")).ok()
}
