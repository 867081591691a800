//! Several writes in one request: a multipart message with one change set, carried out as a whole or not at all.

use super::error::refusal;
use super::session::Call;
use crate::crm::error::DeliveryError;
use crate::crm::remote::Answered;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use bytes::Bytes;

// Each line of the parts is ours but the bodies, and JSON has no line that begins with a hyphen.
const BATCH: &str = "batch_sonda";
const CHANGE_SET: &str = "changeset_sonda";
/// How deep messages lie in one another: the answer, the change set, its parts.
const DEEPEST: usize = 2;

/// The part that failed: with it, all did.
#[derive(Debug)]
pub(super) struct Failed {
    /// Which request it answers, from 0, where that is said.
    pub(super) place: Option<usize>,
    /// The answer to it.
    pub(super) answer: Answered,
}

/// The request that sends these as one change set.
pub(super) fn request(calls: &[Call]) -> Call {
    let mut text =
        format!("--{BATCH}\r\nContent-Type: multipart/mixed; boundary={CHANGE_SET}\r\n\r\n");
    for (number, call) in (1..).zip(calls) {
        text.push_str(&format!(
            "--{CHANGE_SET}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\
             Content-ID: {number}\r\n\r\n{} {} HTTP/1.1\r\n",
            call.method, call.path
        ));
        for (name, value) in &call.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some((kind, body)) = &call.body {
            text.push_str(&format!("Content-Type: {kind}\r\n\r\n{body}\r\n"));
        }
    }
    text.push_str(&format!("--{CHANGE_SET}--\r\n\r\n--{BATCH}--\r\n"));
    Call {
        method: Method::POST,
        path: "$batch".into(),
        headers: Vec::new(),
        body: Some((format!("multipart/mixed; boundary={BATCH}"), text)),
    }
}

/// What became of a change set of so many requests: all were carried out, or one failed.
///
/// # Errors
/// The batch itself was refused, or its answer cannot be read.
pub(super) fn outcome(
    answered: &Answered,
    requests: usize,
    now_ms: i64,
) -> Result<Result<(), Failed>, DeliveryError> {
    let Some(boundary) = boundary(&answered.headers) else {
        return match answered.status.is_success() {
            true => Err(unreadable()),
            false => Err(refusal(answered, None, now_ms)),
        };
    };
    let mut parts = Vec::new();
    collect(&answered.body, &boundary, 0, &mut parts).ok_or_else(unreadable)?;
    let is_failure = |part: &Failed| !part.answer.status.is_success();
    match parts.iter().position(is_failure) {
        Some(place) => Ok(Err(parts.swap_remove(place))),
        None if parts.len() == requests => Ok(Ok(())),
        None => Err(unreadable()),
    }
}

fn unreadable() -> DeliveryError {
    DeliveryError::retry("the CRM's answer to several records at once cannot be read")
}

/// The boundary of a multipart message.
fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let mut parts = kind.split(';').map(str::trim);
    if !parts.next()?.eq_ignore_ascii_case("multipart/mixed") {
        return None;
    }
    let value = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("boundary")
            .then_some(value)
    })?;
    let value = value.trim().trim_matches('"');
    (!value.is_empty()).then(|| value.to_owned())
}

/// The answers in a multipart message, those of a change set within it as well.
fn collect(body: &[u8], boundary: &str, depth: usize, found: &mut Vec<Failed>) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    for part in split(body, boundary)? {
        let (headers, content) = head_and_rest(part)?;
        if let Some(inner) = self::boundary(&headers) {
            collect(content, &inner, depth + 1, found)?;
            continue;
        }
        let id = headers.get("content-id").and_then(|id| id.to_str().ok());
        let number = id.and_then(|id| id.trim().parse::<usize>().ok());
        let (line, rest) = cut(content, b"\r\n")?;
        let line = std::str::from_utf8(line).ok()?;
        let status = line.strip_prefix("HTTP/1.1 ")?.split(' ').next()?;
        let status: StatusCode = status.parse().ok()?;
        let (headers, body) = head_and_rest(rest)?;
        found.push(Failed {
            place: number.and_then(|number| number.checked_sub(1)),
            answer: Answered {
                status,
                headers,
                body: Bytes::copy_from_slice(body),
            },
        });
    }
    Some(())
}

/// What lies between the boundaries; `None` where the last is missing.
fn split<'a>(body: &'a [u8], boundary: &str) -> Option<Vec<&'a [u8]>> {
    let line = format!("--{boundary}");
    let between = format!("\r\n{line}");
    // The first boundary may be the first line; a preamble says nothing.
    let mut rest = match body.strip_prefix(line.as_bytes()) {
        Some(rest) => rest,
        None => cut(body, between.as_bytes())?.1,
    };
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        rest = rest.strip_prefix(b"\r\n")?;
        let (part, after) = cut(rest, between.as_bytes())?;
        parts.push(part);
        rest = after;
    }
}

/// The headers, and what follows them.
fn head_and_rest(text: &[u8]) -> Option<(HeaderMap, &[u8])> {
    let mut headers = HeaderMap::new();
    let mut rest = text;
    loop {
        // A message without a body may end with its last header.
        let (line, after) = cut(rest, b"\r\n").unwrap_or((rest, b""));
        if line.is_empty() {
            return Some((headers, after));
        }
        let (name, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
        let name: HeaderName = name.trim().parse().ok()?;
        headers.append(name, HeaderValue::from_str(value.trim()).ok()?);
        rest = after;
    }
}

/// What is before and after the first such bytes.
fn cut<'a>(text: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let place = text.windows(at.len()).position(|window| window == at)?;
    Some((&text[..place], &text[place + at.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, text: &str) -> Answered {
        let mut headers = HeaderMap::new();
        let kind = HeaderValue::from_static("multipart/mixed; boundary=b");
        headers.insert(header::CONTENT_TYPE, kind);
        Answered {
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body: text.replace('\n', "\r\n").into(),
        }
    }

    const HEAD: &str = "Content-Type: application/http\nContent-Transfer-Encoding: binary\n";

    #[test]
    fn a_change_set_is_done_if_each_part_is() {
        let part = |id: u8| format!("--c\n{HEAD}Content-ID: {id}\n\nHTTP/1.1 204 No Content\n\n\n");
        let text = format!(
            "--b\nContent-Type: multipart/mixed; boundary=\"c\"\n\n{}{}--c--\n--b--\n",
            part(1),
            part(2)
        );
        assert!(outcome(&answer(200, &text), 2, 0).unwrap().is_ok());
        assert!(outcome(&answer(200, &text), 3, 0).is_err());
        let broken = text.replace("--b--", "--b");
        assert!(outcome(&answer(200, &broken), 2, 0).is_err());
        let no_end = text.replace("--c--\n", "");
        assert!(outcome(&answer(200, &no_end), 2, 0).is_err());
    }

    #[test]
    fn a_failed_part_is_found_within_the_change_set_and_in_its_place() {
        let error = "HTTP/1.1 400 Bad Request\nContent-Type: application/json\nRetry-After: 3\n\n{\"error\":{}}\n";
        let within = format!(
            "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n{HEAD}Content-ID: 2\n\n{error}--c--\n--b--"
        );
        let in_place = format!("--b\n{HEAD}\n{error}--b--");
        for (text, place) in [(within, Some(1)), (in_place, None)] {
            let failed = outcome(&answer(400, &text), 2, 0).unwrap().unwrap_err();
            assert_eq!(failed.place, place);
            assert_eq!(failed.answer.status, 400);
            assert_eq!(failed.answer.body, "{\"error\":{}}");
            assert_eq!(failed.answer.headers["retry-after"], "3");
        }
    }

    #[test]
    fn garbage_is_no_success() {
        for text in [
            "",
            "--",
            "--b",
            "--b\n\n",
            "--b\n\nHTTP/1.1 abc\n\n--b--",
            "--b--",
        ] {
            assert!(outcome(&answer(200, text), 1, 0).is_err(), "{text:?}");
        }
        let mut plain = answer(200, "{}");
        plain.headers.clear();
        assert!(outcome(&plain, 1, 0).is_err());
    }
}
