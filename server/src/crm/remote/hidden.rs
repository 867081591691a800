//! What a request carries that nobody is shown. A CRM, or what stands before it, may repeat in its answer what it was
//! sent, as it was or written in another way.

use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The headers that hold a secret, or prove one.
const HEADERS: [&str; 2] = ["authorization", "webhook-signature"];
/// What is shorter is a word, and no secret.
const SHORTEST: usize = 6;
/// What forms leave as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The secrets of one request, in each spelling; the longest first.
pub(super) struct Hidden(Vec<String>);

impl Hidden {
    /// What those headers hold.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let values = HEADERS.iter().filter_map(|name| headers.get(*name));
        let values = values.filter_map(|value| value.to_str().ok());
        let mut spelled: Vec<String> = values.flat_map(secrets).flat_map(spellings).collect();
        spelled.retain(|one| one.len() >= SHORTEST);
        spelled.sort_unstable_by_key(|one| std::cmp::Reverse(one.len()));
        spelled.dedup();
        Self(spelled)
    }

    /// The text without them.
    pub(super) fn from(&self, text: String) -> String {
        self.0
            .iter()
            .fold(text, |text, secret| match text.contains(secret) {
                true => text.replace(secret, "…"),
                false => text,
            })
    }
}

/// The credentials of a header, and those within them: a session is a user, a number and a key, in base64.
fn secrets(value: &str) -> Vec<String> {
    let credentials = value.split_whitespace().last().unwrap_or_default();
    let mut secrets = vec![value.to_owned(), credentials.to_owned()];
    let decoded = STANDARD.decode(credentials);
    let decoded = decoded
        .or_else(|_| STANDARD_NO_PAD.decode(credentials))
        .ok();
    if let Some(decoded) = decoded.and_then(|bytes| String::from_utf8(bytes).ok())
        && let Some((_, key)) = decoded.rsplit_once(':')
    {
        secrets.extend([key.to_owned(), decoded.clone()]);
    }
    secrets
}

fn spellings(secret: String) -> Vec<String> {
    let html = secret
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let json = within_json(&secret);
    let mut spelled = vec![
        html.replace('"', "&quot;").replace('\'', "&#39;"),
        html,
        within_json(&json),
        json.replace('/', "\\/"),
        json,
        secret.replace(' ', "+"),
    ];
    for set in [NON_ALPHANUMERIC, UNRESERVED] {
        let encoded = utf8_percent_encode(&secret, set).to_string();
        spelled.extend([encoded.to_lowercase(), encoded]);
    }
    spelled.push(secret);
    spelled
}

fn within_json(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap_or_default();
    json.trim_start_matches('"')
        .strip_suffix('"')
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn hidden(name: &'static str, value: &str) -> Hidden {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_str(value).unwrap());
        Hidden::of(&headers)
    }

    #[test]
    fn what_was_sent_is_hidden_however_it_is_repeated() {
        let secret = "key/1+2=\"3\\4<5>&6'7";
        let hidden = hidden("authorization", &format!("Bearer {secret}"));
        let repeated = [
            format!("you sent Bearer {secret}"),
            serde_json::json!({"authorization": format!("Bearer {secret}")}).to_string(),
            serde_json::json!({"log": serde_json::json!({"key": secret}).to_string()}).to_string(),
            utf8_percent_encode(secret, NON_ALPHANUMERIC)
                .to_string()
                .to_lowercase(),
            "<b>key/1+2=&quot;3\\4&lt;5&gt;&amp;6&#39;7</b>".to_owned(),
        ];
        for text in repeated {
            let shown = hidden.from(text.clone());
            assert!(
                !shown.contains("1+2") && !shown.contains("1%2b2"),
                "{text}: {shown}"
            );
        }
        assert_eq!(hidden.from("nothing of it".into()), "nothing of it");
    }

    #[test]
    fn a_session_is_hidden_in_its_parts_too() {
        let session = STANDARD.encode("admin:1:a-session");
        let hidden = hidden("authorization", &format!("Session {session}"));
        for text in [session.as_str(), "admin:1:a-session", "key a-session."] {
            assert!(!hidden.from(text.into()).contains("a-session"), "{text}");
        }
        assert_eq!(hidden.from("admin".into()), "admin");
    }
}
