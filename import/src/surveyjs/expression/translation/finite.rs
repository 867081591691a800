//! Comparisons of what is one of a few values: those for which they hold are found here, once.

use super::super::js::{self, Js};
use super::super::term::{Term, and, not, not_null, one_of, or};
use super::super::tree::Binary;
use super::{BOTH, Nature, Result};
use serde_json::{Value, json};

/// The most pairs of values that a comparison of two choices becomes.
const MOST_PAIRS: usize = 60;

/// The values of a term that is one of a few.
pub(super) fn values(term: &Term) -> Option<Vec<(Value, Js)>> {
    match term {
        Term::Answer {
            nature: Nature::Finite(values),
            ..
        } => {
            let values = values.iter();
            Some(
                values
                    .map(|(logic, value)| (logic.clone(), value.seen()))
                    .collect(),
            )
        }
        Term::Truth(_) => Some(vec![
            (json!(true), Js::Bool(true)),
            (json!(false), Js::Bool(false)),
        ]),
        _ => None,
    }
}

/// Of a term that is one of a few values: whether it is one of those for which something holds.
pub(super) fn finite(term: &Term, holds: impl Fn(&Js) -> Option<bool>) -> Option<Value> {
    let values = values(term)?;
    let logic = term.logic();
    let of_null = term.may_be_null() && holds(&Js::Null)?;
    let mut yes = Vec::new();
    let mut no = Vec::new();
    for (logic, value) in &values {
        if holds(value)? { &mut yes } else { &mut no }.push(logic.clone());
    }
    Some(if of_null {
        not(one_of(&logic, &no))
    } else if no.is_empty() && term.may_be_null() {
        not_null(&logic)
    } else if no.is_empty() {
        json!(true)
    } else {
        one_of(&logic, &yes)
    })
}

/// Two terms that each are one of a few values.
pub(super) fn pairs(
    operator: Binary,
    (left, lefts): (&Term, &[(Value, Js)]),
    (right, rights): (&Term, &[(Value, Js)]),
) -> Result<Value> {
    let null = (Value::Null, Js::Null);
    let with_null = |term: &Term, values: &[(Value, Js)]| {
        let null = term.may_be_null().then(|| null.clone());
        values.iter().cloned().chain(null).collect::<Vec<_>>()
    };
    let rights = with_null(right, rights);
    if lefts.len() * rights.len() > 400 {
        return Err("compares two questions with too many choices".to_owned());
    }
    let (one, other) = (left.logic(), right.logic());
    let mut found = Vec::new();
    for (logic, value) in with_null(left, lefts) {
        let mut partners = Vec::new();
        for (partner, other) in &rights {
            if js::holds(operator, &value, other).ok_or_else(|| BOTH.to_owned())? {
                partners.push(partner.clone());
            }
        }
        if !partners.is_empty() {
            let partners = if partners.len() == rights.len() {
                json!(true)
            } else {
                one_of(&other, &partners)
            };
            found.push(and(vec![json!({"===": [one, logic]}), partners]));
        }
    }
    if found.len() > MOST_PAIRS {
        return Err("compares two questions with too many choices".to_owned());
    }
    Ok(or(found))
}
