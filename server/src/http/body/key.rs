//! The key that a sender names a request by.

use crate::http::Rejection;
use axum::http::HeaderMap;

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
