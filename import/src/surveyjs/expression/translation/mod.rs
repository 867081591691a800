//! Expressions of SurveyJS as JSON Logic of the same meaning.
//!
//! Comparisons differ most: there, nothing is before or after an empty answer, and texts are equal without regard to
//! case. Of an answer that is one of a few values, the values for which a comparison holds are found here, once.

mod arithmetic;
mod call;
mod comparison;
mod finite;
mod name;
mod size;
mod truth;

use super::super::variable::{Nature, Step, Variables, next_step};
use super::js::Js;
use super::term::{Term, and, not, or};
use super::tree::{Binary, Expression, Unary};
use size::small;
use std::collections::BTreeSet;
use truth::empty;

pub(crate) use truth::Truth;

/// What an expression can look at from its place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    /// The questions before this place, if not all.
    pub(crate) before: Option<usize>,
    /// The questions of the same entry that come before, each with its name in SurveyJS, id and nature.
    pub(crate) own: Vec<(String, String, Nature)>,
    /// The ids of all questions of the entry: they hide others of the same id.
    pub(crate) hiding: Vec<String>,
    /// The choice or row that it is asked of.
    pub(crate) item: Option<Js>,
}

/// A translation, and what was found on the way.
pub(crate) struct Translation<'v> {
    variables: &'v Variables,
    scope: &'v Scope,
    /// Remarks about what is not quite the same.
    pub(crate) remarks: Vec<&'static str>,
    /// The places of the questions that are looked at.
    pub(crate) used: BTreeSet<usize>,
}

/// Why there is no translation, in English.
type Result<T> = std::result::Result<T, String>;

const BOTH: &str = "compares what Sonda cannot compare";

impl<'v> Translation<'v> {
    pub(crate) fn new(variables: &'v Variables, scope: &'v Scope) -> Self {
        Self {
            variables,
            scope,
            remarks: Vec::new(),
            used: BTreeSet::new(),
        }
    }

    /// The value that an expression is.
    ///
    /// # Errors
    /// Why it has no counterpart.
    pub(crate) fn value(&mut self, expression: &Expression) -> Result<Term> {
        let term = self.term(expression)?;
        small(term.logic())?;
        Ok(term)
    }

    fn remark(&mut self, remark: &'static str) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    fn term(&mut self, expression: &Expression) -> Result<Term> {
        match expression {
            Expression::Constant(value) => Ok(Term::Constant(value.clone())),
            Expression::Variable(name) => self.variable(name),
            Expression::List(values) => {
                let mut list = Vec::new();
                for value in values {
                    match self.term(value)? {
                        Term::Constant(value) => list.push(value),
                        _ => return Err("a list of anything but constants".to_owned()),
                    }
                }
                Ok(Term::Constant(Js::List(list)))
            }
            Expression::Unary(operator, operand) => {
                let operand = self.term(operand)?;
                Ok(Term::Truth(match operator {
                    Unary::Empty => empty(&operand),
                    Unary::NotEmpty => not(empty(&operand)),
                    Unary::Not => not(self.truth(&operand)?),
                }))
            }
            Expression::Binary(operator @ (Binary::And | Binary::Or), left, right) => {
                let left = self.term(left)?;
                let left = self.truth(&left)?;
                let right = self.term(right)?;
                let both = vec![left, self.truth(&right)?];
                let logic = if *operator == Binary::And {
                    and(both)
                } else {
                    or(both)
                };
                small(logic).map(Term::Truth)
            }
            Expression::Binary(operator, left, right) => {
                let left = self.term(left)?;
                let right = self.term(right)?;
                match operator {
                    Binary::Plus
                    | Binary::Minus
                    | Binary::Times
                    | Binary::Divide
                    | Binary::Modulo
                    | Binary::Power => self.computed(*operator, &left, &right),
                    _ => {
                        let logic = self.compared(*operator, &left, &right)?;
                        small(logic).map(Term::Truth)
                    }
                }
            }
            Expression::Call(name, arguments) => self.call(name, arguments),
        }
    }
}
