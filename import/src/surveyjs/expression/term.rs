//! A translated part of an expression, and what is known of it.

use super::super::variable::Nature;
use super::js::{Js, number_text};
use serde_json::{Value, json};

/// A translated part of an expression.
#[derive(Clone, Debug)]
pub(crate) enum Term {
    /// A value that stands for itself.
    Constant(Js),
    /// An answer, or part of one.
    Answer {
        logic: Value,
        nature: Nature,
        /// What it is worth as a number, where it is a choice among numbers.
        worth: Option<Value>,
    },
    /// A number that was computed; it may be null.
    Number(Value),
    /// A text that was put together.
    Text(Value),
    /// A truth value, never null.
    Truth(Value),
    /// Several questions that are one in SurveyJS.
    Together(Vec<Value>),
}

/// The JSON of a constant, where it has one.
pub(crate) fn literal(value: &Js) -> Value {
    match value {
        Js::Null => Value::Null,
        Js::Bool(value) => json!(value),
        Js::Number(number) => number_json(*number),
        Js::Text(text) => json!(text),
        Js::List(values) => Value::Array(values.iter().map(literal).collect()),
    }
}

/// A number as it would be written.
pub(crate) fn number_json(number: f64) -> Value {
    match number_text(number).parse::<i64>() {
        Ok(whole) => json!(whole),
        Err(_) => json!(number),
    }
}

impl Term {
    /// The logic that has the term's value.
    pub(crate) fn logic(&self) -> Value {
        match self {
            Self::Constant(value) => literal(value),
            Self::Answer { logic, .. }
            | Self::Number(logic)
            | Self::Text(logic)
            | Self::Truth(logic) => logic.clone(),
            Self::Together(_) => Value::Null,
        }
    }

    /// The term as a number, which null may stand for.
    pub(crate) fn as_number(&self) -> Option<Value> {
        match self {
            Self::Constant(value) => value.number().map(number_json),
            Self::Number(logic) => Some(logic.clone()),
            Self::Answer {
                logic,
                nature: Nature::Number,
                ..
            } => Some(logic.clone()),
            Self::Answer { worth, .. } => worth.clone(),
            _ => None,
        }
    }

    /// Whether it can be null.
    pub(crate) fn may_be_null(&self) -> bool {
        matches!(self, Self::Answer { .. } | Self::Number(_))
    }
}

pub(crate) fn not(logic: Value) -> Value {
    match logic {
        Value::Bool(value) => json!(!value),
        Value::Object(members) if members.len() == 1 && members.contains_key("===") => {
            json!({"!==": members["==="]})
        }
        logic => json!({ "!": [logic] }),
    }
}

pub(crate) fn and(mut all: Vec<Value>) -> Value {
    if all.contains(&json!(false)) {
        return json!(false);
    }
    all.retain(|one| *one != json!(true));
    match all.len() {
        0 => json!(true),
        1 => all.remove(0),
        _ => json!({ "and": all }),
    }
}

pub(crate) fn or(mut all: Vec<Value>) -> Value {
    if all.contains(&json!(true)) {
        return json!(true);
    }
    all.retain(|one| *one != json!(false));
    match all.len() {
        0 => json!(false),
        1 => all.remove(0),
        _ => json!({ "or": all }),
    }
}

pub(crate) fn is_null(logic: &Value) -> Value {
    json!({"===": [logic, null]})
}

pub(crate) fn not_null(logic: &Value) -> Value {
    json!({"!==": [logic, null]})
}

/// Whether a value is one of some.
pub(crate) fn one_of(logic: &Value, values: &[Value]) -> Value {
    match values.len() {
        0 => json!(false),
        1 => json!({"===": [logic, values[0]]}),
        _ => json!({"in": [logic, values]}),
    }
}
