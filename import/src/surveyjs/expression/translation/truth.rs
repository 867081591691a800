//! What counts as true, and what as no answer.

use super::super::js::Js;
use super::super::term::{Term, and, is_null, not, not_null, one_of, or};
use super::super::tree::{Binary, Expression};
use super::finite::finite;
use super::size::small;
use super::{Nature, Result, Translation};
use serde_json::{Value, json};

/// What of a whole condition counts as true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    /// `true`: of questions and pages that are shown or required.
    Itself,
    /// `true` and 1: of choices, rows, validators, triggers and endings.
    Loose,
    /// All but `false`: of questions that are enabled.
    NotFalse,
}

impl Translation<'_> {
    /// The condition that an expression is.
    ///
    /// What counts as true depends on what the condition is for; `and` and `or` yield one of their operands, as in
    /// JavaScript.
    ///
    /// # Errors
    /// Why it has no counterpart.
    pub(crate) fn condition(&mut self, expression: &Expression, truth: Truth) -> Result<Value> {
        let condition = match truth {
            Truth::Itself => self.itself(expression, true, false)?,
            Truth::Loose => self.itself(expression, true, true)?,
            Truth::NotFalse => not(self.itself(expression, false, false)?),
        };
        small(condition)
    }

    /// Whether an expression yields that very truth value, or `loosely` 1.
    fn itself(&mut self, expression: &Expression, wanted: bool, loosely: bool) -> Result<Value> {
        let Expression::Binary(operator @ (Binary::And | Binary::Or), left, right) = expression
        else {
            let term = self.term(expression)?;
            return Ok(is_itself(&term, wanted, loosely));
        };
        let second = self.itself(right, wanted, loosely)?;
        let first = self.term(left)?;
        let holds = self.truth(&first)?;
        // `and` yields its second operand where the first holds, `or` where it does not.
        let (first_yields, goes_on) = match operator {
            Binary::And => (!wanted, holds),
            _ if wanted && matches!(first, Term::Truth(_)) => return Ok(or(vec![holds, second])),
            _ => (wanted, not(holds)),
        };
        let later = and(vec![goes_on, second]);
        small(if first_yields {
            or(vec![self.itself(left, wanted, loosely)?, later])
        } else {
            later
        })
    }

    /// Whether a term counts as true.
    pub(super) fn truth(&mut self, term: &Term) -> Result<Value> {
        Ok(match term {
            Term::Constant(value) => json!(value.is_true()),
            Term::Truth(logic) => logic.clone(),
            Term::Number(logic) | Term::Text(logic) => json!({ "!!": [logic] }),
            Term::Together(_) => not(empty(term)),
            Term::Answer { logic, nature, .. } => match nature {
                Nature::Number => json!({ "!!": [logic] }),
                // A text that reads as 0 or false is one.
                Nature::Text => and(vec![
                    json!({ "!!": [logic] }),
                    not(json!({"in": [logic, ["0", "false"]]})),
                ]),
                Nature::Finite(values) => {
                    let truth = values.iter().filter(|(_, value)| value.seen().is_true());
                    one_of(
                        logic,
                        &truth.map(|(logic, _)| logic.clone()).collect::<Vec<_>>(),
                    )
                }
                _ => not_null(logic),
            },
        })
    }
}

/// Whether a term is that very truth value, or `loosely` 1.
fn is_itself(term: &Term, wanted: bool, loosely: bool) -> Value {
    let counts = |value: &Js| match value.seen() {
        Js::Bool(value) => value == wanted,
        Js::Number(number) => loosely && number == 1.0,
        _ => false,
    };
    match term {
        Term::Truth(logic) if wanted => logic.clone(),
        Term::Truth(logic) => not(logic.clone()),
        Term::Constant(value) => json!(counts(value)),
        Term::Number(logic)
        | Term::Answer {
            logic,
            nature: Nature::Number,
            ..
        } if loosely => json!({"===": [logic, 1]}),
        Term::Text(logic)
        | Term::Answer {
            logic,
            nature: Nature::Text,
            ..
        } => {
            let texts = [json!(wanted.to_string()), json!("1")];
            one_of(logic, &texts[..1 + usize::from(loosely)])
        }
        term => finite(term, |value| Some(counts(value))).unwrap_or(Value::Bool(false)),
    }
}

/// Whether there is no answer.
pub(super) fn empty(term: &Term) -> Value {
    match term {
        Term::Constant(value) => json!(value.is_empty()),
        Term::Truth(_) => json!(false),
        Term::Text(logic) => json!({"===": [logic, ""]}),
        Term::Answer { logic, .. } | Term::Number(logic) => is_null(logic),
        Term::Together(parts) => and(parts.iter().map(is_null).collect()),
    }
}
