//! Comparisons with a constant, and of two questions.

use super::super::js::{self, Js};
use super::super::term::{Term, and, is_null, literal, not, not_null, or};
use super::super::tree::Binary;
use super::finite::{finite, pairs, values};
use super::truth::empty;
use super::{BOTH, Nature, Result, Translation};
use serde_json::{Value, json};

const CASE: &str =
    "texts are compared with regard to upper and lower case, which SurveyJS does not have";

impl Translation<'_> {
    pub(super) fn compared(
        &mut self,
        operator: Binary,
        left: &Term,
        right: &Term,
    ) -> Result<Value> {
        match (left, right) {
            (Term::Constant(left), Term::Constant(right)) => js::holds(operator, left, right)
                .map(|holds| json!(holds))
                .ok_or_else(|| BOTH.to_owned()),
            (left, Term::Constant(constant)) => self.with_constant(operator, left, constant),
            (Term::Constant(constant), right) => match operator.exchanged() {
                Some(operator) => self.with_constant(operator, right, constant),
                None => finite(right, |value| js::holds(operator, constant, value))
                    .ok_or_else(|| BOTH.to_owned()),
            },
            (left, right) => self.with_each_other(operator, left, right),
        }
    }

    fn with_constant(&mut self, operator: Binary, term: &Term, constant: &Js) -> Result<Value> {
        if let Some(logic) = finite(term, |value| js::holds(operator, value, constant)) {
            return Ok(logic);
        }
        if constant.is_empty() {
            return match operator {
                Binary::Equal => Ok(empty(term)),
                Binary::NotEqual => Ok(not(empty(term))),
                Binary::LessOrEqual | Binary::GreaterOrEqual if *constant == Js::Null => {
                    Ok(empty(term))
                }
                Binary::Less | Binary::Greater if *constant == Js::Null => Ok(json!(false)),
                _ => Err("a comparison with an empty text".to_owned()),
            };
        }
        match term {
            Term::Number(logic)
            | Term::Answer {
                logic,
                nature: Nature::Number,
                ..
            } => number_with(operator, logic, constant),
            Term::Text(logic)
            | Term::Answer {
                logic,
                nature: Nature::Text,
                ..
            } => self.text_with(operator, logic, constant),
            Term::Answer {
                logic,
                nature: Nature::Moment,
                ..
            } => moment_with(operator, logic, constant),
            Term::Answer {
                logic,
                nature: Nature::Several { options, .. },
                ..
            } => several_with(operator, logic, options, constant),
            _ => Err(BOTH.to_owned()),
        }
    }

    fn text_with(&mut self, operator: Binary, logic: &Value, constant: &Js) -> Result<Value> {
        let text = constant
            .text()
            .filter(|_| !matches!(constant, Js::Bool(_)))
            .ok_or_else(|| BOTH.to_owned())?;
        let found = match operator {
            Binary::Equal => json!({"===": [logic, text]}),
            Binary::NotEqual => json!({"!==": [logic, text]}),
            Binary::Contains => json!({"in": [text, logic]}),
            // Of an empty text, nothing is contained.
            Binary::NotContains => not(json!({"in": [text, logic]})),
            _ => return Err("an order of texts".to_owned()),
        };
        if text.to_lowercase() != text.to_uppercase() {
            self.remark(CASE);
        }
        Ok(found)
    }

    fn with_each_other(&mut self, operator: Binary, left: &Term, right: &Term) -> Result<Value> {
        if let (Some(lefts), Some(rights)) = (values(left), values(right)) {
            return pairs(operator, (left, &lefts), (right, &rights));
        }
        if let (Some(one), Some(other)) = (left.as_number(), right.as_number()) {
            return ordered(
                operator,
                (&one, left.may_be_null()),
                (&other, right.may_be_null()),
            );
        }
        let logic = |term: &Term| match term {
            Term::Answer { logic, nature, .. } => {
                Some((logic.clone(), matches!(nature, Nature::Moment)))
            }
            Term::Text(logic) => Some((logic.clone(), false)),
            _ => None,
        };
        let is_text = |term: &Term| {
            matches!(
                term,
                Term::Text(_)
                    | Term::Answer {
                        nature: Nature::Text | Nature::Moment,
                        ..
                    }
            )
        };
        match (logic(left), logic(right)) {
            (Some((one, moments)), Some((other, moment)))
                if is_text(left) && is_text(right) && moment == moments =>
            {
                if moment {
                    return ordered(operator, (&one, true), (&other, true));
                }
                self.remark(CASE);
                match operator {
                    Binary::Equal => Ok(json!({"===": [one, other]})),
                    Binary::NotEqual => Ok(json!({"!==": [one, other]})),
                    _ => Err("an order of texts".to_owned()),
                }
            }
            _ => Err(BOTH.to_owned()),
        }
    }
}

/// A comparison of two that have an order, each with whether it may be null.
fn ordered(
    operator: Binary,
    (left, left_null): (&Value, bool),
    (right, right_null): (&Value, bool),
) -> Result<Value> {
    let there = |sign: &str| {
        let mut all = Vec::new();
        if left_null {
            all.push(not_null(left));
        }
        if right_null {
            all.push(not_null(right));
        }
        all.push(json!({ sign: [left, right] }));
        and(all)
    };
    let or_both_null = |logic: Value| {
        if left_null && right_null {
            or(vec![and(vec![is_null(left), is_null(right)]), logic])
        } else {
            logic
        }
    };
    Ok(match operator {
        Binary::Equal => json!({"===": [left, right]}),
        Binary::NotEqual => json!({"!==": [left, right]}),
        Binary::Less => there("<"),
        Binary::Greater => there(">"),
        Binary::LessOrEqual => or_both_null(there("<=")),
        Binary::GreaterOrEqual => or_both_null(there(">=")),
        _ => return Err(BOTH.to_owned()),
    })
}

fn number_with(operator: Binary, logic: &Value, constant: &Js) -> Result<Value> {
    match constant.number() {
        Some(number) => {
            let number = literal(&Js::Number(number));
            ordered(operator, (logic, true), (&number, false))
        }
        None if matches!(constant, Js::Text(_)) => match operator {
            Binary::NotEqual => Ok(json!(true)),
            Binary::Equal
            | Binary::Less
            | Binary::LessOrEqual
            | Binary::Greater
            | Binary::GreaterOrEqual => Ok(json!(false)),
            _ => Err(BOTH.to_owned()),
        },
        None => Err(BOTH.to_owned()),
    }
}

fn moment_with(operator: Binary, logic: &Value, constant: &Js) -> Result<Value> {
    match constant {
        Js::Text(text) => ordered(operator, (logic, true), (&json!(text), false)),
        _ => Err(BOTH.to_owned()),
    }
}

/// A question of several options and a constant.
fn several_with(
    operator: Binary,
    logic: &Value,
    options: &[(String, Js)],
    constant: &Js,
) -> Result<Value> {
    // Whether an option of that value is among the chosen ones.
    let has = |value: &Js| {
        let same = options
            .iter()
            .filter(|(_, option)| js::equal(option, value));
        or(same.map(|(id, _)| json!({"in": [id, logic]})).collect())
    };
    let one = [constant.clone()];
    let wanted = match constant {
        Js::List(values) => values.as_slice(),
        _ => &one,
    };
    let all = || and(wanted.iter().map(has).collect());
    let any = || or(wanted.iter().map(has).collect());
    Ok(match operator {
        Binary::Contains | Binary::AllOf => all(),
        Binary::NotContains => not(all()),
        Binary::AnyOf => any(),
        Binary::NoneOf => not(any()),
        Binary::Equal | Binary::NotEqual => {
            // In any order; but nothing is chosen twice, and a single value is no list.
            let twice = wanted.iter().enumerate().any(|(index, value)| {
                wanted[..index]
                    .iter()
                    .any(|before| js::equal(before, value))
            });
            let same = match constant {
                Js::List(_) if !twice => and(vec![
                    all(),
                    json!({"===": [{"length": [logic]}, wanted.len()]}),
                ]),
                _ => json!(false),
            };
            if operator == Binary::Equal {
                same
            } else {
                not(same)
            }
        }
        _ => return Err("an order of lists".to_owned()),
    })
}
