//! From expressions to JSON Logic.
//!
//! The two differ where something was not answered. To XPath it is the empty text, and as a number NaN, which no
//! comparison holds for; to JSON Logic it is null, which counts as 0. So numbers are kept with their guards: what must
//! hold for there to be a number.

mod call;
mod compare;
mod json;
mod scope;
mod term;
#[cfg(test)]
mod tests;

use super::expression::{Expression, Operator};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub(super) use compare::moment;
pub(super) use json::{all, size};
pub(super) use scope::{Context, Entry, List, Of, Scope};
pub(super) use term::Term;
pub(super) use term::decimal;

use json::{any, not, operation};
use term::Number;

/// The largest translation, in values.
const LARGEST: usize = 1_000;

/// The deepest: arrays and objects within each other. A little more may come around it.
const DEEPEST: usize = 26;

/// A translation, or why there is none, in English.
type Translated<T> = Result<T, String>;

/// Translates expressions of one place.
pub(super) struct Translation<'s> {
    pub(super) scope: &'s Scope,
    pub(super) context: Context<'s>,
    /// The columns of a row of the sheet `choices`, by name.
    pub(super) columns: &'s BTreeMap<String, String>,
}

impl Translation<'_> {
    /// As a condition.
    pub(super) fn condition(&self, expression: &Expression) -> Translated<Value> {
        self.term(expression)?.boolean()
    }

    /// As a value.
    pub(super) fn term(&self, expression: &Expression) -> Translated<Term> {
        let term = self.unbounded(expression)?;
        // Guards and conditions are said more than once, and could double with every level.
        let (size, depth) = term.extent();
        if size > LARGEST || depth > DEEPEST {
            return Err(format!(
                "an expression of more than {LARGEST} parts, or more than {DEEPEST} within each other"
            ));
        }
        Ok(term)
    }

    fn unbounded(&self, expression: &Expression) -> Translated<Term> {
        match expression {
            Expression::Number(number) => Number::literal(*number).map(Term::Number),
            Expression::Text(text) => Ok(Term::text(text.clone())),
            Expression::Question(name) => {
                let (name, entry) = self.scope.find(name, &self.context)?;
                Ok(Term::of(&name, entry, false))
            }
            Expression::This => {
                let (name, entry) = self.context.this.ok_or("`.` means nothing here")?;
                Ok(Term::of(name, entry, true))
            }
            Expression::Column(name) => match self.columns.get(name) {
                Some(text) => Ok(Term::text(text.clone())),
                None if self.columns.is_empty() => {
                    Err(format!("`{name}` means nothing here: is it `${{{name}}}`?"))
                }
                // A column that a choice has nothing in.
                None => Ok(Term::text(String::new())),
            },
            Expression::Call(name, arguments) => self.call(name, arguments),
            Expression::Negative(inside) => {
                let number = self.number(inside)?;
                let value = operation("-", vec![number.value]);
                Ok(Term::Number(Number::computed(value, number.guards)))
            }
            Expression::Binary(operator, left, right) => self.binary(*operator, left, right),
        }
    }

    fn number(&self, expression: &Expression) -> Translated<Number> {
        self.term(expression)?.number()
    }

    fn binary(
        &self,
        operator: Operator,
        left: &Expression,
        right: &Expression,
    ) -> Translated<Term> {
        use Operator as O;
        let name = match operator {
            O::And | O::Or => {
                let sides = vec![self.condition(left)?, self.condition(right)?];
                let value = if operator == O::And {
                    all(sides)
                } else {
                    any(sides)
                };
                return Ok(Term::Bool(value));
            }
            O::Equal => return compare::equal(self.term(left)?, self.term(right)?),
            O::NotEqual => {
                let equal = compare::equal(self.term(left)?, self.term(right)?)?;
                return Ok(Term::Bool(not(equal.boolean()?)));
            }
            O::Less | O::LessOrEqual | O::Greater | O::GreaterOrEqual => {
                return compare::ordered(operator, self.term(left)?, self.term(right)?);
            }
            O::Plus => "+",
            O::Minus => "-",
            O::Times => "*",
            O::Divide => "/",
            O::Modulo => "%",
        };
        let (left, right) = (self.number(left)?, self.number(right)?);
        let mut guards = left.guards;
        if matches!(operator, O::Divide | O::Modulo) {
            match right.value.as_f64() {
                Some(0.0) => return Err("a division by zero".to_owned()),
                Some(_) => {}
                // A division by zero would end the whole evaluation.
                None => guards.push(json!({"!==": [right.value, 0]})),
            }
        }
        for guard in right.guards {
            if !guards.contains(&guard) {
                // Those of the divisor come before the one against zero, which needs it.
                guards.insert(0, guard);
            }
        }
        let value = operation(name, vec![left.value, right.value]);
        Ok(Term::Number(Number::computed(value, guards)))
    }
}

/// The only member of an object.
fn object(name: &str, value: Value) -> Value {
    let mut members = Map::new();
    members.insert(name.to_owned(), value);
    Value::Object(members)
}
