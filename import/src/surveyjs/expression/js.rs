//! Values as survey-core compares them (`OperandMaker` and `Helpers`): loosely, and without regard to case.

use super::tree::Binary;
use serde_json::Value;
use std::cmp::Ordering;

/// A value of JavaScript.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Js {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Js>),
}

/// The number that a text is, as `Number(text)` reads it; none where that is not a number.
pub(crate) fn number_in(text: &str) -> Option<f64> {
    let text = text.trim();
    let sound = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E');
    if text.is_empty() || !text.chars().all(sound) {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The text of a number.
pub(crate) fn number_text(number: f64) -> String {
    number.to_string()
}

impl Js {
    /// A value of the document; objects have none.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => Self::Number(number.as_f64()?),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(values) => Self::List(values.iter().map(Self::of).collect::<Option<_>>()?),
            Value::Object(_) => return None,
        })
    }

    /// The value as an expression sees an answer: texts that are numbers are numbers.
    pub(crate) fn seen(&self) -> Self {
        let Self::Text(text) = self else {
            return self.clone();
        };
        match text.to_ascii_lowercase().as_str() {
            "true" => return Self::Bool(true),
            "false" => return Self::Bool(false),
            _ => {}
        }
        let leading_zero = text.starts_with('0') && text.len() > 1 && !text.starts_with("0.");
        match number_in(text) {
            Some(number) if !leading_zero => Self::Number(number),
            _ => self.clone(),
        }
    }

    /// The value as text, where it has one.
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Self::Bool(value) => Some(value.to_string()),
            Self::Number(number) => Some(number_text(*number)),
            Self::Text(text) => Some(text.clone()),
            Self::Null | Self::List(_) => None,
        }
    }

    /// The value as a number, where it is one or reads as one.
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => number_in(text),
            _ => None,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            Self::List(values) => values.is_empty(),
            Self::Bool(_) | Self::Number(_) => false,
        }
    }

    pub(crate) fn is_true(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(value) => *value,
            Self::Number(number) => *number != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::List(_) => true,
        }
    }
}

/// Whether two values are equal.
pub(crate) fn equal(left: &Js, right: &Js) -> bool {
    match (left, right) {
        (Js::Text(left), Js::Text(right)) => {
            left.trim().to_lowercase() == right.trim().to_lowercase()
        }
        (Js::List(left), Js::List(right)) => {
            // In any order.
            left.len() == right.len()
                && left
                    .iter()
                    .all(|one| right.iter().any(|other| equal(one, other)))
                && right
                    .iter()
                    .all(|one| left.iter().any(|other| equal(one, other)))
        }
        _ if left.is_empty() || right.is_empty() => left.is_empty() && right.is_empty(),
        (Js::Bool(value), Js::Text(text)) | (Js::Text(text), Js::Bool(value)) => {
            value.to_string() == text.to_lowercase()
        }
        (Js::Bool(left), Js::Bool(right)) => left == right,
        (Js::Bool(value), Js::Number(number)) | (Js::Number(number), Js::Bool(value)) => {
            *number == f64::from(u8::from(*value))
        }
        (Js::List(_), _) | (_, Js::List(_)) => false,
        _ => matches!((left.number(), right.number()), (Some(left), Some(right)) if left == right),
    }
}

fn order(left: &Js, right: &Js) -> Option<Ordering> {
    let number = |value: &Js| match value {
        Js::Bool(value) => Some(f64::from(u8::from(*value))),
        Js::Text(text) if text.trim().is_empty() => Some(0.0),
        value => value.number(),
    };
    match (left, right) {
        (Js::Null, _) | (_, Js::Null) => None,
        (Js::Text(left), Js::Text(right)) => Some(left.cmp(right)),
        _ => number(left)?.partial_cmp(&number(right)?),
    }
}

/// Whether a comparison or a membership holds; none for operators that compute.
pub(crate) fn holds(operator: Binary, left: &Js, right: &Js) -> Option<bool> {
    Some(match operator {
        Binary::Equal => equal(left, right),
        Binary::NotEqual => !equal(left, right),
        Binary::Less => order(left, right) == Some(Ordering::Less),
        Binary::Greater => order(left, right) == Some(Ordering::Greater),
        Binary::LessOrEqual => equal(left, right) || order(left, right) == Some(Ordering::Less),
        Binary::GreaterOrEqual => {
            equal(left, right) || order(left, right) == Some(Ordering::Greater)
        }
        Binary::Contains => contains(left, right, true),
        Binary::NotContains => {
            let empty =
                matches!(left, Js::Null) || matches!(left, Js::Text(text) if text.is_empty());
            (empty || *left == Js::Number(0.0) || *left == Js::Bool(false)) && !right.is_empty()
                || contains(left, right, false)
        }
        Binary::AnyOf => any_of(left, right),
        Binary::NoneOf => !any_of(left, right),
        Binary::AllOf => match right {
            Js::List(values) => {
                !left.is_empty() && values.iter().all(|value| contains(left, value, true))
            }
            right => contains(left, right, true),
        },
        _ => return None,
    })
}

fn any_of(left: &Js, right: &Js) -> bool {
    match (left, right) {
        (left, right) if left.is_empty() && right.is_empty() => true,
        (left, _) if left.is_empty() => false,
        (_, right) if right.is_empty() => true,
        (Js::List(_), Js::List(values)) => values.iter().any(|value| contains(left, value, true)),
        (Js::List(_), right) => contains(left, right, true),
        (left, right) => contains(right, left, true),
    }
}

fn contains(left: &Js, right: &Js, wanted: bool) -> bool {
    match left {
        Js::List(values) if values.is_empty() => !wanted,
        Js::List(values) => {
            let one = [right.clone()];
            let wants = match right {
                Js::List(wants) => wants.as_slice(),
                _ => &one,
            };
            let has = |want: &Js| values.iter().any(|value| equal(value, want));
            wants.iter().all(has) == wanted
        }
        _ if left.is_empty() => false,
        left => {
            let (Some(left), Some(right)) = (left.text(), right.text().filter(|_| right.is_true()))
            else {
                return false;
            };
            left.to_lowercase().contains(&right.to_lowercase()) == wanted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Js {
        Js::Text(text.to_owned())
    }

    #[test]
    fn values_are_compared_loosely() {
        for (left, right, same) in [
            (text("Yes"), text(" yes "), true),
            (Js::Number(5.0), text("5"), true),
            (Js::Number(5.0), text("5.0"), true),
            (Js::Bool(true), text("TRUE"), true),
            (Js::Null, text(""), true),
            (Js::Number(0.0), Js::Null, false),
            (Js::Bool(false), Js::Null, false),
            (Js::Number(0.0), text(""), false),
            (
                Js::List(vec![text("a"), text("b")]),
                Js::List(vec![text("b"), text("a")]),
                true,
            ),
            (Js::List(vec![text("a")]), text("a"), false),
        ] {
            assert_eq!(equal(&left, &right), same, "{left:?} {right:?}");
            assert_eq!(equal(&right, &left), same, "{right:?} {left:?}");
        }
    }

    #[test]
    fn nothing_is_before_or_after_null() {
        for operator in [
            Binary::Less,
            Binary::Greater,
            Binary::LessOrEqual,
            Binary::GreaterOrEqual,
        ] {
            assert_eq!(holds(operator, &Js::Null, &Js::Number(7.0)), Some(false));
        }
        assert_eq!(holds(Binary::LessOrEqual, &Js::Null, &Js::Null), Some(true));
    }
}
