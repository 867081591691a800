//! Conditions in JSON Logic, as short as they can be said.

use super::object;
use serde_json::{Value, json};

/// An operation.
pub(super) fn operation(name: &str, arguments: Vec<Value>) -> Value {
    object(name, Value::Array(arguments))
}

pub(super) fn var(name: &str) -> Value {
    json!({"var": name})
}

/// Whether there is a value.
pub(super) fn answered(value: &Value) -> Value {
    json!({"!==": [value, null]})
}

/// Whether all hold.
pub(in crate::xlsform) fn all(conditions: Vec<Value>) -> Value {
    joined("and", conditions, true)
}

/// Whether any holds.
pub(super) fn any(conditions: Vec<Value>) -> Value {
    joined("or", conditions, false)
}

fn joined(name: &str, conditions: Vec<Value>, neutral: bool) -> Value {
    let mut parts: Vec<Value> = Vec::new();
    for condition in conditions {
        match condition {
            Value::Bool(value) if value == neutral => {}
            Value::Bool(_) => return condition,
            mut condition => match condition.get_mut(name).map(Value::take) {
                Some(Value::Array(inside)) => {
                    for part in inside {
                        if !parts.contains(&part) {
                            parts.push(part);
                        }
                    }
                }
                _ if parts.contains(&condition) => {}
                _ => parts.push(condition),
            },
        }
    }
    match parts.len() {
        0 => Value::Bool(neutral),
        1 => parts.remove(0),
        _ => operation(name, parts),
    }
}

/// The opposite of a condition.
pub(super) fn not(condition: Value) -> Value {
    let opposite = |mut condition: Value, from: &str, to: &str| {
        let arguments = condition.get_mut(from).map(Value::take)?;
        Some(object(to, arguments))
    };
    match &condition {
        Value::Bool(value) => Value::Bool(!value),
        Value::Object(members) if members.contains_key("!==") => {
            opposite(condition, "!==", "===").unwrap_or_default()
        }
        Value::Object(members) if members.contains_key("===") => {
            opposite(condition, "===", "!==").unwrap_or_default()
        }
        Value::Object(members) if members.contains_key("!!") => {
            opposite(condition, "!!", "!").unwrap_or_default()
        }
        _ => object("!", condition),
    }
}

/// One of two values.
pub(super) fn choice(condition: Value, value: Value, otherwise: Value) -> Value {
    match condition {
        Value::Bool(true) => value,
        Value::Bool(false) => otherwise,
        condition => operation("if", vec![condition, value, otherwise]),
    }
}

/// How many values there are in a value.
pub(in crate::xlsform) fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(values) => values.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum(),
        _ => 0,
    }
}

/// How many arrays and objects there are within each other.
pub(super) fn depth(value: &Value) -> usize {
    match value {
        Value::Array(values) => 1 + values.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
