//! Arithmetic, and texts that are joined.

use super::super::js::{self, Js};
use super::super::term::Term;
use super::super::tree::Binary;
use super::size::small;
use super::{Nature, Result, Translation};
use serde_json::json;

impl Translation<'_> {
    pub(super) fn computed(&mut self, operator: Binary, left: &Term, right: &Term) -> Result<Term> {
        let joins = |term: &Term| {
            matches!(term, Term::Text(_))
                || matches!(term, Term::Constant(Js::Text(text)) if js::number_in(text).is_none())
        };
        if operator == Binary::Plus && (joins(left) || joins(right)) {
            let plain = |term: &Term| {
                !matches!(
                    term,
                    Term::Together(_)
                        | Term::Truth(_)
                        | Term::Constant(Js::List(_) | Js::Bool(_))
                        | Term::Answer {
                            nature: Nature::Several { .. }
                                | Nature::Parts(_)
                                | Nature::Entries(_)
                                | Nature::Present
                                | Nature::Finite(_),
                            ..
                        }
                )
            };
            if !plain(left) || !plain(right) {
                return Err("joins what is no text".to_owned());
            }
            return Ok(Term::Text(json!({"cat": [left.logic(), right.logic()]})));
        }
        let strange = || "computes with what is no number".to_owned();
        let one = left.as_number().ok_or_else(strange)?;
        let other = right.as_number().ok_or_else(strange)?;
        let sign = match operator {
            Binary::Plus => "+",
            Binary::Minus => "-",
            Binary::Times => "*",
            Binary::Divide => "/",
            Binary::Modulo => "%",
            _ => return Err("powers have no counterpart".to_owned()),
        };
        let logic = json!({ sign: [one, other] });
        let logic = match operator {
            Binary::Divide | Binary::Modulo => match right {
                Term::Constant(value) if value.is_true() => logic,
                Term::Constant(_) => return Err("a division by 0".to_owned()),
                // There, a division by 0 yields nothing; here it would end the whole expression.
                _ => json!({"if": [{"!!": [other]}, logic, null]}),
            },
            _ => logic,
        };
        small(logic).map(Term::Number)
    }
}
