//! Pieces of SQL for sets of values. `$1` placeholders: the one kind that both engines take.

//!
//! A statement is prepared once for each text and then kept. Sets come in any size, texts must not: rows are
//! written in [`runs`], and lists are filled up to [`places`].

use sqlx::Any;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use std::collections::BTreeSet;
use std::fmt::Write;

/// SQLite looks a parameter up by its name among all names: beyond, that costs more than another statement.
const LONGEST_RUN: usize = 32;

/// Splits rows into runs of 32, 16, 8, 4, 2 and 1, for one statement each.
pub(crate) fn runs<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let length = 1_usize << rows.len().min(LONGEST_RUN).checked_ilog2()?;
        let (run, rest) = rows.split_at(length);
        rows = rest;
        Some(run)
    })
}

/// The number of places in a list for `count` values: the next power of two.
pub(crate) fn places(count: usize) -> usize {
    count.next_power_of_two()
}

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

/// Binds a set to its [`places`]; the last value fills up the rest.
pub(crate) fn bind_all<'q>(
    mut query: Query<'q, Any, AnyArguments>,
    values: &BTreeSet<&str>,
) -> Query<'q, Any, AnyArguments> {
    let rest = values.last().into_iter().cycle();
    for value in values.iter().chain(rest).take(places(values.len())) {
        query = query.bind((*value).to_owned());
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_few_lengths_and_leave_nothing_out() {
        let numbers: Vec<usize> = (0..109).collect();
        let lengths: Vec<usize> = runs(&numbers).map(<[usize]>::len).collect();
        assert_eq!(lengths, [32, 32, 32, 8, 4, 1]);
        assert_eq!(
            runs(&numbers).flatten().copied().collect::<Vec<_>>(),
            numbers
        );
        assert_eq!(runs::<usize>(&[]).count(), 0);
    }
}
