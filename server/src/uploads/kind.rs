//! What a file is, by its content: names and what browsers say of them prove nothing.

use sonda_domain::Question;

const TEXT: &str = "text/plain";
const UNKNOWN: &str = "application/octet-stream";

/// What a `file` takes that names nothing itself.
const USUAL: [&str; 5] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "application/pdf",
];

/// The media type of a file's content; of a text without marks of a format, plain text.
#[must_use]
pub fn media_type(content: &[u8]) -> &'static str {
    match infer::get(content) {
        Some(found) => found.mime_type(),
        None if is_text(content) => TEXT,
        None => UNKNOWN,
    }
}

fn is_text(content: &[u8]) -> bool {
    let strange = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t');
    std::str::from_utf8(content).is_ok() && !content.iter().any(strange)
}

/// Whether the question takes files of that type. Of the wildcard `image/*`, pictures that cannot hold scripts.
#[must_use]
pub fn is_accepted(question: &Question, media_type: &str) -> bool {
    if question.accept.is_empty() {
        return USUAL.contains(&media_type);
    }
    question.accept.iter().any(|accepted| {
        let family = accepted
            .strip_suffix('*')
            .filter(|family| family.ends_with('/'));
        match family {
            Some(family) => media_type.starts_with(family) && !media_type.contains("xml"),
            None => accepted.eq_ignore_ascii_case(media_type),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    fn question(accept: &[&str]) -> Question {
        let value = json!({"id": "f", "type": "file", "title": {"en": "F"}, "accept": accept});
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_file_is_what_its_content_says() {
        assert_eq!(media_type(PNG), "image/png");
        assert_eq!(media_type(b"%PDF-1.7 ..."), "application/pdf");
        assert_eq!(media_type("zażółć\n".as_bytes()), "text/plain");
        assert_eq!(media_type(b"\0\x01\x02"), "application/octet-stream");
        assert_ne!(
            media_type(b"<html><script>alert(1)</script></html>"),
            "image/png"
        );
    }

    #[test]
    fn questions_take_what_they_name() {
        assert!(is_accepted(&question(&[]), "image/png"));
        assert!(!is_accepted(&question(&[]), "text/html"));
        assert!(is_accepted(&question(&["image/*"]), "image/heif"));
        assert!(!is_accepted(&question(&["image/*"]), "image/svg+xml"));
        assert!(!is_accepted(&question(&["application/pdf"]), "image/png"));
    }
}
