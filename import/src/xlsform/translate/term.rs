//! Values of expressions, by what they are.

use super::json::{all, answered, choice, depth, size, var};
use super::scope::{Entry, List, Of};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value, json};
use std::rc::Rc;

/// A value that an expression has.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::xlsform) enum Term {
    /// True or false; a literal is folded.
    Bool(Value),
    Number(Number),
    Text(Text),
    /// A choice of a list: its variable, what it is worth, and the list.
    Choice {
        id: Value,
        worth: Option<String>,
        list: Rc<List>,
    },
    /// Several choices of a list.
    Choices(Value, Rc<List>),
    /// A date, time or both.
    Moment(Of, Value),
    /// True or false by names of its own.
    Named(Value, &'static str, &'static str),
    /// Something that is only there or not.
    Presence(Value),
    /// The entries of a repeat.
    Entries(Value),
}

/// A number, if all its guards hold; else NaN.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::xlsform) struct Number {
    pub(super) value: Value,
    pub(super) guards: Vec<Value>,
    /// Whether the value is null where the guards do not hold.
    pub(super) plain: bool,
}

impl Number {
    pub(super) fn literal(number: Decimal) -> Result<Self, String> {
        let value = if number.is_integer() {
            number.to_i64().map(Value::from)
        } else {
            // Up to fifteen digits survive as a float.
            number.to_string().parse::<f64>().ok().map(Value::from)
        };
        Ok(Self {
            value: value.ok_or("a number that is too large")?,
            guards: Vec::new(),
            plain: true,
        })
    }

    pub(super) fn variable(name: &str) -> Self {
        let value = var(name);
        Self {
            guards: vec![answered(&value)],
            value,
            plain: true,
        }
    }

    pub(super) fn computed(value: Value, guards: Vec<Value>) -> Self {
        let plain = guards.is_empty();
        Self {
            value,
            guards,
            plain,
        }
    }

    /// The value, null where there is no number.
    pub(super) fn or_null(self) -> Value {
        if self.plain {
            self.value
        } else {
            choice(all(self.guards), self.value, Value::Null)
        }
    }
}

/// A text, null or empty where nothing was given.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::xlsform) struct Text {
    pub(super) value: Value,
    /// All that it can be, if that is known.
    pub(super) known: Option<Vec<String>>,
}

impl Term {
    pub(super) fn text(text: String) -> Self {
        Self::Text(Text {
            value: Value::String(text.clone()),
            known: Some(vec![text]),
        })
    }

    /// The value of a question or calculation; `answered`, if it surely is.
    pub(super) fn of(name: &str, entry: &Entry, answered: bool) -> Self {
        let value = var(name);
        match &entry.of {
            Of::Empty => Self::text(String::new()),
            Of::Text | Of::Nothing(_) => Self::Text(Text { value, known: None }),
            Of::Number => {
                let mut number = Number::variable(name);
                if answered {
                    number.guards.clear();
                }
                Self::Number(number)
            }
            Of::Choice(list) => Self::Choice {
                id: value,
                // What options are worth is not known inside of a repeat.
                worth: entry.repeat.is_none().then(|| format!("$value.{name}")),
                list: Rc::clone(list),
            },
            Of::Choices(list) => Self::Choices(value, Rc::clone(list)),
            Of::Date | Of::Time | Of::DateTime => Self::Moment(entry.of.clone(), value),
            Of::Bool(yes, no) => Self::Named(value, yes, no),
            Of::Presence => Self::Presence(value),
            Of::Entries => Self::Entries(value),
        }
    }

    /// How large it is, and how deep.
    pub(super) fn extent(&self) -> (usize, usize) {
        let of = |value: &Value| (size(value), depth(value));
        match self {
            Self::Number(number) => {
                let guards = number.guards.iter().map(of);
                guards.fold(of(&number.value), |(size, depth), (more, deeper)| {
                    (size + more, depth.max(deeper))
                })
            }
            Self::Bool(value)
            | Self::Text(Text { value, .. })
            | Self::Choice { id: value, .. }
            | Self::Choices(value, _)
            | Self::Moment(_, value)
            | Self::Named(value, ..)
            | Self::Presence(value)
            | Self::Entries(value) => of(value),
        }
    }

    /// The text, if it is written in the expression.
    pub(in crate::xlsform) fn literal(&self) -> Option<&str> {
        match self {
            Self::Text(Text { value, .. }) => value.as_str(),
            _ => None,
        }
    }

    /// As a condition: texts and lists hold if they are not empty, numbers if they are not 0.
    pub(super) fn boolean(self) -> Result<Value, String> {
        Ok(match self {
            Self::Bool(value) => value,
            Self::Text(Text {
                value: Value::String(text),
                ..
            }) => Value::Bool(!text.is_empty()),
            Self::Number(Number {
                value: Value::Number(number),
                ..
            }) => Value::Bool(number.as_f64() != Some(0.0)),
            Self::Number(number) if number.plain => json!({"!!": number.value}),
            Self::Number(number) => {
                let mut conditions = number.guards;
                conditions.push(json!({"!!": number.value}));
                all(conditions)
            }
            Self::Text(Text { value, .. })
            | Self::Choice { id: value, .. }
            | Self::Choices(value, _)
            | Self::Moment(_, value)
            | Self::Presence(value)
            | Self::Entries(value) => json!({"!!": value}),
            // Both its names are texts, and so true.
            Self::Named(value, ..) => answered(&value),
        })
    }

    /// As a number.
    pub(super) fn number(self) -> Result<Number, String> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Bool(value) => Ok(Number::computed(
                choice(value, json!(1), json!(0)),
                Vec::new(),
            )),
            Self::Choice {
                worth: Some(worth),
                list,
                ..
            } if list.ids.keys().any(|name| decimal(name).is_some()) => {
                Ok(Number::variable(&worth))
            }
            Self::Choice { .. } => Err("a choice without numbers is not a number".to_owned()),
            Self::Text(text) => {
                let empty = || Number {
                    value: Value::Null,
                    guards: vec![Value::Bool(false)],
                    plain: true,
                };
                match text.value.as_str() {
                    Some("") => Ok(empty()),
                    Some(literal) => decimal(literal)
                        .ok_or_else(|| format!("`{literal}` is not a number"))
                        .and_then(Number::literal),
                    None => Err("a text is not a number".to_owned()),
                }
            }
            Self::Moment(..) => Err("a date or time is not a number".to_owned()),
            Self::Choices(..) | Self::Entries(_) => Err("a list is not a number".to_owned()),
            Self::Named(..) | Self::Presence(_) => Err("this is not a number".to_owned()),
        }
    }

    /// What is stored of it, and what it is: as a calculation.
    pub(in crate::xlsform) fn stored(self) -> Result<(Value, Of), String> {
        Ok(match self {
            Self::Bool(value) => (value, Of::Bool("true", "false")),
            Self::Number(number) => (number.or_null(), Of::Number),
            Self::Text(text) => (text.value, Of::Text),
            Self::Choice { id, list, .. } => (id, Of::Choice(list)),
            Self::Choices(value, list) => (value, Of::Choices(list)),
            Self::Moment(of, value) => (value, of),
            Self::Named(value, yes, no) => (value, Of::Bool(yes, no)),
            Self::Presence(_) | Self::Entries(_) => {
                return Err("files and entries cannot be calculated with".to_owned());
            }
        })
    }
}

/// The number that a text is.
pub(in crate::xlsform) fn decimal(text: &str) -> Option<Decimal> {
    let number = Decimal::from_str_exact(text.trim()).ok()?;
    (number.mantissa().unsigned_abs() < 1_000_000_000_000_000).then(|| number.normalize())
}
