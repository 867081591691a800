//! Whether two pieces of a definition say the same, however they are written.

use super::ChangeKind;
use serde_json::{Map, Value};

/// The members that two objects do not have alike, in the order of the newer one.
pub(super) fn differing(before: &Value, after: &Value) -> Vec<String> {
    let empty = Map::new();
    let old = before.as_object().unwrap_or(&empty);
    let new = after.as_object().unwrap_or(&empty);
    let gone = old.keys().filter(|name| !new.contains_key(*name));
    let names = new.keys().chain(gone);
    let differ = |name: &&String| !same(&before[name.as_str()], &after[name.as_str()]);
    names.filter(differ).cloned().collect()
}

/// Whether two values say the same: what is absent is as what is empty, and a number as its digits.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(number), Value::String(text))
        | (Value::String(text), Value::Number(number)) => number.to_string() == *text,
        (Value::Array(some), Value::Array(others)) => {
            some.len() == others.len()
                && some.iter().zip(others).all(|(one, other)| same(one, other))
        }
        (Value::Object(_), Value::Object(_)) => differing(one, other).is_empty(),
        (one, other) => one == other || (is_nothing(one) && is_nothing(other)),
    }
}

pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

pub(super) fn kind_of(before: &Value, after: &Value) -> ChangeKind {
    match (is_nothing(before), is_nothing(after)) {
        (true, false) => ChangeKind::Added,
        (false, true) => ChangeKind::Removed,
        _ => ChangeKind::Changed,
    }
}

/// The languages in which a text says something else.
pub(super) fn languages_of(before: &Value, after: &Value) -> String {
    differing(before, after).join(", ")
}
