//! Pieces of SQL for sets of values. `$1` placeholders: the one kind that both engines take.

use std::fmt::Write;

/// `count` placeholders, the first numbered `first`: `$3, $4, $5`.
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 5);
    for number in first..first + count {
        let comma = if number == first { "" } else { ", " };
        let _ = write!(text, "{comma}${number}");
    }
    text
}

/// `count` rows of `width` placeholders each: `($1, $2), ($3, $4)`.
pub(crate) fn rows(count: usize, width: usize) -> String {
    let rows: Vec<String> = (0..count)
        .map(|row| format!("({})", placeholders(1 + row * width, width)))
        .collect();
    rows.join(", ")
}
