//! What the cells of a column say.

use super::Role;
use crate::contact::ContactRef;

pub(super) fn is_email(text: &str) -> bool {
    let halves = text.split_once('@');
    halves.is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
    })
}

pub(super) fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let others = |c: char| c.is_ascii_digit() || " +-()./\u{a0}".contains(c);
    (7..=15).contains(&digits) && text.chars().all(others) && !is_day(text)
}

pub(super) fn is_reference(text: &str) -> bool {
    text.parse::<ContactRef>().is_ok()
}

pub(super) fn is_day(text: &str) -> bool {
    crate::bulk::row::moment(text, "UTC").is_some()
}

/// What is in a column says what it is for, where at least two thirds of its cells say the same.
pub(super) fn by_cells<'r>(cells: impl Iterator<Item = &'r str> + Clone) -> Role {
    let cells = cells.filter(|cell| !cell.is_empty()).take(200);
    let all = cells.clone().count();
    let mostly = |fits: fn(&str) -> bool| {
        all > 0 && cells.clone().filter(|cell| fits(cell)).count() * 3 >= all * 2
    };
    if mostly(is_email) {
        Role::Email
    } else if mostly(is_day) {
        Role::ExpiresAt
    } else if mostly(is_phone) {
        Role::Phone
    } else if mostly(is_reference) {
        Role::Contact
    } else {
        Role::Ignore
    }
}
