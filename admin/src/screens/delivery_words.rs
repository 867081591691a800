//! The states of deliveries in words.

use crate::parts::Tone;
use crate::words::words;

/// A state, in a word and how it is to be taken.
pub(super) fn state(status: &str) -> (Tone, &'static str) {
    let words = words();
    match status {
        "pending" => (Tone::Wait, &words.status_pending),
        "waiting" => (Tone::Wait, &words.status_waiting),
        "done" => (Tone::Good, &words.status_done),
        "dead" => (Tone::Bad, &words.status_dead),
        "cancelled" => (Tone::Plain, &words.status_cancelled),
        _ => (Tone::Plain, ""),
    }
}

/// What a connection is called; the embedded CRM has no name that anybody gave it.
pub(super) fn connection(name: &str) -> String {
    match name {
        "" | "embedded" => crate::words::mapping::words().embedded.clone(),
        name => name.to_owned(),
    }
}

/// The states that a list can be narrowed to; the empty one is all.
pub(super) const STATES: [&str; 6] = ["", "dead", "pending", "waiting", "done", "cancelled"];

/// How an attempt ended.
pub(super) fn outcome(outcome: &str) -> (Tone, &'static str) {
    let words = words();
    match outcome {
        "done" => (Tone::Good, &words.attempt_done),
        "dead" => (Tone::Bad, &words.attempt_dead),
        _ => (Tone::Wait, &words.attempt_retry),
    }
}
