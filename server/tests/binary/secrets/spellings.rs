//! The ways in which a secret may be written down.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::HashMap;

/// What no form needs to encode is left as it is by some.
pub(super) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A secret as it is, and in every encoding that it may be met in.
pub(super) fn spellings(secret: &str) -> Vec<Vec<u8>> {
    let within = |text: &str| {
        let json = serde_json::to_string(text).unwrap();
        json[1..json.len() - 1].to_owned()
    };
    let json = within(secret);
    let encoded = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    let html = secret
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut all = vec![
        secret.to_owned(),
        json.replace('/', "\\/"),
        within(&json),
        json,
        encoded.to_lowercase(),
        encoded.replace("%20", "+"),
        utf8_percent_encode(secret, RESERVED).to_string(),
        encoded,
        html.replace('"', "&quot;").replace('\'', "&#39;"),
        html,
        hex.to_uppercase(),
        hex,
        format!("{secret:?}").trim_matches('"').to_owned(),
    ];
    for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        // Within a longer text it begins at any of three places; the letters that others share are left out.
        for before in 0..3 {
            let encoded = engine.encode(format!("{}{secret}", "x".repeat(before)));
            let first = (before * 8).div_ceil(6);
            let whole = (before + secret.len()) * 8 / 6;
            all.push(encoded[first..whole].to_owned());
        }
    }
    let bytes = secret.strip_prefix("whsec_");
    let bytes = bytes.and_then(|text| STANDARD_NO_PAD.decode(text.trim_end_matches('=')).ok());
    if let Some(bytes) = &bytes {
        all.extend(secret.strip_prefix("whsec_").map(str::to_owned));
        all.push(bytes.iter().map(|byte| format!("{byte:02x}")).collect());
        all.push(format!("{bytes:?}"));
    }
    let mut all: Vec<Vec<u8>> = all.into_iter().map(String::into_bytes).collect();
    all.extend(bytes);
    all
}

/// Looks for secrets in all their spellings at once.
pub(super) struct Search(HashMap<[u8; 4], Vec<Vec<u8>>>);

impl Search {
    pub(super) fn of(secrets: &[String]) -> Self {
        let mut by_start: HashMap<[u8; 4], Vec<Vec<u8>>> = HashMap::new();
        for spelled in secrets.iter().flat_map(|secret| spellings(secret)) {
            by_start.entry(start(&spelled)).or_default().push(spelled);
        }
        Self(by_start)
    }

    /// A spelling that the bytes hold.
    pub(super) fn found(&self, bytes: &[u8]) -> Option<String> {
        let mut places = 0..bytes.len().saturating_sub(3);
        let held = places.find_map(|place| {
            let spelled = self.0.get(&start(&bytes[place..]))?;
            spelled.iter().find(|one| bytes[place..].starts_with(one))
        });
        held.map(|one| String::from_utf8_lossy(one).into_owned())
    }
}

fn start(bytes: &[u8]) -> [u8; 4] {
    [bytes[0], bytes[1], bytes[2], bytes[3]]
}

#[test]
fn a_secret_is_found_in_every_spelling() {
    let secret = "s3cret/+=\"\\<&'%-of-a-test".to_owned();
    let search = Search::of(std::slice::from_ref(&secret));
    let decorated = [
        secret.clone(),
        serde_json::json!({"told": secret}).to_string(),
        serde_json::json!({"told": serde_json::json!({"told": secret}).to_string()}).to_string(),
        STANDARD_NO_PAD.encode(format!("admin:{secret}")),
        STANDARD_NO_PAD.encode(format!("admin:1:{secret}")),
        URL_SAFE_NO_PAD.encode(format!("of {secret} and more")),
        utf8_percent_encode(&secret, NON_ALPHANUMERIC).to_string(),
        format!("{secret:?}"),
    ];
    for text in decorated {
        assert!(search.found(text.as_bytes()).is_some(), "{text}");
    }
    assert_eq!(search.found(b"s3cret, and nothing of it"), None);
}
