//! The states of links, in words.

use super::text;
use crate::figures::moment;
use crate::parts::Tone;
use crate::words::share::words;
use serde_json::Value;

/// The states in the order that a link goes through them.
pub(super) const STATES: [&str; 6] = [
    "made", "opened", "started", "answered", "expired", "revoked",
];

/// A state in a word.
pub(super) fn name(state: &str) -> &'static str {
    let words = words();
    match state {
        "opened" => &words.state_opened,
        "started" => &words.state_started,
        "answered" => &words.state_answered,
        "expired" => &words.state_expired,
        "revoked" => &words.state_revoked,
        _ => &words.state_made,
    }
}

/// How a state is to be taken.
pub(super) fn tone(state: &str) -> Tone {
    match state {
        "answered" => Tone::Good,
        "expired" | "revoked" => Tone::Bad,
        "opened" | "started" => Tone::Wait,
        _ => Tone::Plain,
    }
}

/// Since when a link is in its state.
pub(super) fn since(link: &Value) -> String {
    let member = format!(
        "{}_at_ms",
        match text(link, "state").as_str() {
            "expired" => "expires".to_owned(),
            state => state.to_owned(),
        }
    );
    link[member.as_str()]
        .as_i64()
        .map(moment)
        .unwrap_or_default()
}
