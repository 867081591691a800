//! The list of what faults say: from it the server's tests see that each can be said in every language.

use std::fs;
use std::io::Write;

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/reasons.txt");

/// Refuses a reason that is not listed; where `SONDA_LIST_REASONS` is set, it is added.
#[track_caller]
pub(crate) fn listed(reason: &str) {
    let known = fs::read_to_string(LIST).unwrap();
    if known.lines().any(|line| line == reason) {
        return;
    }
    let adds = std::env::var_os("SONDA_LIST_REASONS").is_some();
    assert!(adds, "not in domain/tests/faults/reasons.txt: {reason}");
    let mut list = fs::OpenOptions::new().append(true).open(LIST).unwrap();
    list.write_all(format!("{reason}\n").as_bytes()).unwrap();
}
