//! Comparisons, by what is compared.

use super::json::{all, answered, any, not, operation};
use super::scope::{List, Of};
use super::term::{Number, Term, Text, decimal};
use super::{Operator, Translated};
use serde_json::{Value, json};

/// `=`.
pub(super) fn equal(left: Term, right: Term) -> Translated<Term> {
    // What is written in the expression comes last.
    let (left, right) = if is_literal(&left) && !is_literal(&right) {
        (right, left)
    } else {
        (left, right)
    };
    let value = match (left, right) {
        (Term::Bool(condition), other) | (other, Term::Bool(condition)) => {
            same(condition, other.boolean()?)
        }
        (left, right) if right.literal() == Some("") => empty(left)?,
        (Term::Text(left), Term::Text(right)) => texts(left, right)?,
        (Term::Choice { id, list, .. }, right) if is_literal(&right) => {
            chosen(&id, &list, &name_of(&right)?)
        }
        (
            Term::Choice { id, list, .. },
            Term::Choice {
                id: other,
                list: others,
                ..
            },
        ) => {
            if !list.fits(&others) {
                return Err("choices of different lists cannot be compared".to_owned());
            }
            json!({"===": [id, other]})
        }
        (Term::Choices(value, list), right) if is_literal(&right) => {
            let name = name_of(&right)?;
            if name.contains(' ') {
                return Err("several choices are compared with one by `selected`".to_owned());
            }
            let one = json!({"===": [{"length": value}, 1]});
            all(vec![one, selected(&value, &list, &name)])
        }
        (Term::Moment(of, value), Term::Moment(other, right)) if of == other => {
            json!({"===": [value, right]})
        }
        (Term::Moment(of, value), right) if right.literal().is_some() => {
            let literal = moment(&of, right.literal().unwrap_or_default())?;
            json!({"===": [value, literal]})
        }
        (Term::Named(value, yes, no), right) if right.literal().is_some() => {
            let literal = right.literal().unwrap_or_default();
            if literal == yes {
                json!({"===": [value, true]})
            } else if literal == no {
                json!({"===": [value, false]})
            } else {
                Value::Bool(false)
            }
        }
        (Term::Named(value, ..), Term::Named(right, ..)) => json!({"===": [value, right]}),
        (left @ Term::Text(_), right) | (left, right @ Term::Text(_))
            if left.literal().is_none() && right.literal().is_none() =>
        {
            return Err("a text cannot be compared with this".to_owned());
        }
        (left, right) => numbers(left.number()?, right.number()?),
    };
    Ok(Term::Bool(value))
}

fn is_literal(term: &Term) -> bool {
    match term {
        Term::Text(Text { value, .. }) => value.is_string(),
        Term::Number(Number { value, .. }) => value.is_number(),
        _ => false,
    }
}

/// Whether both conditions hold, or neither.
fn same(left: Value, right: Value) -> Value {
    match (left, right) {
        (Value::Bool(true), other) | (other, Value::Bool(true)) => other,
        (Value::Bool(false), other) | (other, Value::Bool(false)) => not(other),
        (left, right) => json!({"===": [{"!!": left}, {"!!": right}]}),
    }
}

/// Whether nothing was given.
fn empty(term: Term) -> Translated<Value> {
    Ok(match term {
        Term::Number(number) => not(all(number.guards)),
        Term::Named(value, ..) => not(answered(&value)),
        term => not(term.boolean()?),
    })
}

fn texts(left: Text, right: Text) -> Translated<Value> {
    if let (Some(left), Some(right)) = (left.value.as_str(), right.value.as_str()) {
        return Ok(Value::Bool(left == right));
    }
    // Of the few texts that it can be, none is this one.
    if let (Some(known), Some(literal)) = (&left.known, right.value.as_str())
        && !known.iter().any(|text| text == literal)
    {
        return Ok(Value::Bool(false));
    }
    Ok(operation("===", vec![left.value, right.value]))
}

/// The name that a literal is, as the sheet `choices` would write it.
fn name_of(literal: &Term) -> Translated<String> {
    match literal {
        Term::Text(Text { value, .. }) => Ok(value.as_str().unwrap_or_default().to_owned()),
        Term::Number(Number { value, .. }) => Ok(value.to_string()),
        _ => Err("this cannot be compared with a choice".to_owned()),
    }
}

fn chosen(id: &Value, list: &List, name: &str) -> Value {
    // A name that is not in the list is never chosen.
    list.id(name)
        .map_or(Value::Bool(false), |one| json!({"===": [id, one]}))
}

/// Whether a choice is among several.
fn selected(value: &Value, list: &List, name: &str) -> Value {
    list.id(name)
        .map_or(Value::Bool(false), |one| json!({"in": [one, value]}))
}

/// `selected(where, what)`.
pub(super) fn is_selected(left: Term, right: &Term) -> Translated<Term> {
    let value = match (left, right) {
        (Term::Choice { id, list, .. }, right) if is_literal(right) => {
            chosen(&id, &list, &name_of(right)?)
        }
        (Term::Choices(value, list), right) if is_literal(right) => {
            selected(&value, &list, &name_of(right)?)
        }
        (
            Term::Choices(value, list),
            Term::Choice {
                id, list: others, ..
            },
        ) if list.fits(others) => all(vec![answered(id), json!({"in": [id, value]})]),
        (left @ Term::Choice { .. }, right @ Term::Choice { .. }) => {
            return equal(left, right.clone());
        }
        (Term::Text(text), right) if text.value.is_string() && is_literal(right) => {
            let name = name_of(right)?;
            let words = text.value.as_str().unwrap_or_default();
            Value::Bool(words.split(' ').any(|word| word == name))
        }
        // The words that a choice has in a column: one of them must be the choice.
        (Term::Text(text), Term::Choice { id, list, .. }) if text.value.is_string() => {
            let words = text.value.as_str().unwrap_or_default().split_whitespace();
            any(words.map(|word| chosen(id, list, word)).collect())
        }
        _ => return Err("`selected` asks for a choice of a question".to_owned()),
    };
    Ok(Term::Bool(value))
}

fn numbers(left: Number, right: Number) -> Value {
    if left.value.is_null() || right.value.is_null() {
        return Value::Bool(false);
    }
    if let (Some(left), Some(right)) = (left.value.as_f64(), right.value.as_f64()) {
        #[expect(
            clippy::float_cmp,
            reason = "both are literals of up to fifteen digits"
        )]
        return Value::Bool(left == right);
    }
    let same = json!({"===": [left.value, right.value]});
    if left.plain && right.plain {
        return same;
    }
    let mut conditions = left.guards;
    conditions.extend(right.guards);
    conditions.push(same);
    all(conditions)
}

/// `<` and its like.
pub(super) fn ordered(operator: Operator, left: Term, right: Term) -> Translated<Term> {
    let name = match operator {
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        _ => ">=",
    };
    if let (Term::Moment(..), _) | (_, Term::Moment(..)) = (&left, &right) {
        return moments(name, left, right).map(Term::Bool);
    }
    let (left, right) = (left.number()?, right.number()?);
    let mut conditions = left.guards;
    conditions.extend(right.guards);
    let value = match (left.value.as_f64(), right.value.as_f64()) {
        (Some(left), Some(right)) => Value::Bool(match operator {
            Operator::Less => left < right,
            Operator::LessOrEqual => left <= right,
            Operator::Greater => left > right,
            _ => left >= right,
        }),
        _ => operation(name, vec![left.value, right.value]),
    };
    conditions.push(value);
    Ok(Term::Bool(all(conditions)))
}

fn moments(name: &str, left: Term, right: Term) -> Translated<Value> {
    match (left, right) {
        (Term::Moment(of, left), Term::Moment(other, right)) => {
            if of != other {
                return Err("a date, a time and both cannot be compared".to_owned());
            }
            // Two that were not given count as equal.
            let mut conditions: Vec<Value> = [&left, &right]
                .into_iter()
                .filter(|value| !value.is_string())
                .map(answered)
                .collect();
            conditions.push(operation(name, vec![left, right]));
            Ok(all(conditions))
        }
        (Term::Moment(of, left), right) => {
            let literal = right.literal().ok_or("a date is compared with a date")?;
            Ok(operation(name, vec![left, moment(&of, literal)?]))
        }
        (left, Term::Moment(of, right)) => {
            let literal = left.literal().ok_or("a date is compared with a date")?;
            Ok(operation(name, vec![moment(&of, literal)?, right]))
        }
        _ => Err("a date is compared with a date".to_owned()),
    }
}

/// A date or time that is written in the expression, as Sonda writes it.
pub(in crate::xlsform) fn moment(of: &Of, text: &str) -> Translated<Value> {
    let text = text.trim();
    let shaped = |text: &str, pattern: &str| {
        text.len() == pattern.len()
            && text
                .bytes()
                .zip(pattern.bytes())
                .all(|(byte, like)| match like {
                    b'0' => byte.is_ascii_digit(),
                    like => byte == like,
                })
    };
    let date = |text: &str| shaped(text, "0000-00-00");
    let time = |text: &str| {
        let (minutes, seconds) = text.split_at_checked(5)?;
        let seconds = seconds.trim_end_matches(['Z', '0', '.', ':']);
        (shaped(minutes, "00:00") && seconds.is_empty()).then(|| minutes.to_owned())
    };
    let found = match of {
        Of::Date => date(text).then(|| text.to_owned()),
        Of::Time => time(text),
        _ => text.split_once(['T', ' ']).and_then(|(day, rest)| {
            let rest = time(rest)?;
            date(day).then(|| format!("{day}T{rest}"))
        }),
    };
    found.map(Value::String).ok_or_else(|| {
        let what = match of {
            Of::Date => "a date such as 2026-01-31",
            Of::Time => "a time such as 09:30",
            _ => "a date and time such as 2026-01-31T09:30",
        };
        format!("`{text}` is not {what}")
    })
}

/// Whether a text is a number.
pub(super) fn is_number(text: &str) -> bool {
    decimal(text).is_some()
}
