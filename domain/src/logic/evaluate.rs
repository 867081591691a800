//! Evaluates expressions: each operator to its module, and what decides what is evaluated at all.

use super::Value;
use super::budget::{Budget, Failed};
use super::data::Scope;
use super::expression::{Expression, Operation};
use super::operator::Operator as O;
use std::borrow::Cow;

/// The result of an expression. A failure ends the whole evaluation, as an error does in the suite.
pub(super) type Outcome<'e> = Result<Cow<'e, Value>, Failed>;

/// The deepest value that may be copied: variables could otherwise nest values without end.
const DEEPEST: usize = 64;

/// The most elements of a list that is a result.
pub(super) const LONGEST_LIST: usize = 10_000;

/// One evaluation.
pub(super) struct Evaluation<'b> {
    pub(super) budget: &'b mut Budget,
}

impl Evaluation<'_> {
    /// The value of an expression.
    pub(super) fn value<'e>(
        &mut self,
        expression: &'e Expression,
        scope: &'e Scope<'e>,
    ) -> Outcome<'e> {
        match expression {
            Expression::Literal(value) | Expression::Exact(value) => Ok(Cow::Borrowed(value)),
            Expression::List(values) => {
                self.budget.spend(values.len())?;
                let values = values.iter().map(|value| {
                    let value = self.value(value, scope)?;
                    self.owned(value)
                });
                let values: Result<_, Failed> = values.collect();
                Ok(Cow::Owned(Value::List(values?)))
            }
            Expression::Operation(operation) => {
                self.budget.spend(1)?;
                self.operation(operation, scope)
            }
            Expression::Unknown(..) => Err(Failed),
        }
    }

    /// Whether an expression is true.
    pub(super) fn truth(
        &mut self,
        expression: &Expression,
        scope: &Scope<'_>,
    ) -> Result<bool, Failed> {
        self.value(expression, scope).map(|value| value.is_true())
    }

    fn operation<'e>(&mut self, operation: &'e Operation, scope: &'e Scope<'e>) -> Outcome<'e> {
        let value = match operation.operator {
            O::And | O::Or | O::Coalesce => return self.first(operation, scope),
            O::If | O::Ternary => return self.choice(operation, scope),
            O::Var => return self.var(&operation.arguments, scope),
            O::Val => {
                let path = self.arguments(operation, scope)?;
                return Ok(self.val(&path, scope)?.unwrap_or_default());
            }
            O::Equal
            | O::NotEqual
            | O::Same
            | O::NotSame
            | O::Less
            | O::LessOrEqual
            | O::Greater
            | O::GreaterOrEqual => Value::Bool(self.chain(operation, scope)?),
            O::Not | O::Truth => {
                let truth = match operation.arguments.first() {
                    Some(argument) => self.truth(argument, scope)?,
                    None => false,
                };
                Value::Bool(truth == (operation.operator == O::Truth))
            }
            O::Exists => {
                let path = self.arguments(operation, scope)?;
                Value::Bool(self.val(&path, scope)?.is_some())
            }
            O::Missing => {
                let names = self.arguments(operation, scope)?;
                Value::List(self.missing(&names, scope)?)
            }
            O::Map | O::Filter => self.mapped(operation, scope)?,
            O::All | O::Some | O::None => Value::Bool(self.quantified(operation, scope)?),
            O::Reduce => self.reduced(&operation.arguments, scope)?,
            operator => {
                let arguments = self.arguments(operation, scope)?;
                match operator {
                    O::Cat => self.cat(&arguments)?,
                    O::Substr => self.substr(&arguments)?,
                    O::In => Value::Bool(self.contains(&arguments)?),
                    O::Merge => self.merged(arguments)?,
                    O::MissingSome => self.missing_some(&arguments, scope)?,
                    O::Length => self.length(&arguments)?,
                    O::Sum | O::Mean => self.total(operator, &arguments)?,
                    O::Round => self.rounded(&arguments)?,
                    _ => self.arithmetic(operator, &arguments)?,
                }
            }
        };
        Ok(Cow::Owned(value))
    }

    /// The values of the arguments. A single one without brackets that is a list stands for its elements, where
    /// the operator takes any number of arguments.
    fn arguments<'e>(
        &mut self,
        operation: &'e Operation,
        scope: &'e Scope<'e>,
    ) -> Result<Vec<Cow<'e, Value>>, Failed> {
        let arguments = operation.arguments.iter();
        let mut arguments = arguments
            .map(|argument| self.value(argument, scope))
            .collect::<Result<Vec<_>, Failed>>()?;
        let spread = operation.bare && !matches!(operation.operator, O::Merge | O::Length);
        Ok(match arguments.pop() {
            Some(Cow::Borrowed(Value::List(values))) if spread => {
                self.budget.spend(values.len())?;
                values.iter().map(Cow::Borrowed).collect()
            }
            Some(Cow::Owned(Value::List(values))) if spread => {
                self.budget.spend(values.len())?;
                values.into_iter().map(Cow::Owned).collect()
            }
            last => {
                arguments.extend(last);
                arguments
            }
        })
    }

    /// `and`: the first that is false; `or`: the first that is true; `??`: the first that is not null. If none
    /// is, the last.
    fn first<'e>(&mut self, operation: &'e Operation, scope: &'e Scope<'e>) -> Outcome<'e> {
        let operator = operation.operator;
        if operation.bare && operator != O::Coalesce {
            return Err(Failed);
        }
        let mut last = match operator {
            O::Coalesce => Value::Null,
            _ => Value::Bool(false),
        };
        let mut last = Cow::Owned(std::mem::take(&mut last));
        for argument in &operation.arguments {
            last = self.value(argument, scope)?;
            let found = match operator {
                O::And => !last.is_true(),
                O::Or => last.is_true(),
                _ => *last != Value::Null,
            };
            if found {
                break;
            }
        }
        Ok(last)
    }

    /// `if`: conditions and results by turns, and at last what else it is.
    fn choice<'e>(&mut self, operation: &'e Operation, scope: &'e Scope<'e>) -> Outcome<'e> {
        if operation.bare {
            return Err(Failed);
        }
        let mut arguments = operation.arguments.iter();
        while let Some(condition) = arguments.next() {
            let value = self.value(condition, scope)?;
            let Some(result) = arguments.next() else {
                return Ok(value);
            };
            if value.is_true() {
                return self.value(result, scope);
            }
        }
        Ok(Cow::default())
    }

    /// Makes a value one's own, and pays for the copy.
    pub(super) fn owned(&mut self, value: Cow<'_, Value>) -> Result<Value, Failed> {
        if let Cow::Borrowed(value) = value {
            self.pay(value, DEEPEST)?;
        }
        Ok(value.into_owned())
    }

    /// Pays for the size of a value.
    pub(super) fn pay(&mut self, value: &Value, depth: usize) -> Result<(), Failed> {
        let depth = depth.checked_sub(1).ok_or(Failed)?;
        self.budget.spend(1)?;
        if let Value::Text(text) = value {
            self.budget.spend(text.len() / 16)?;
        }
        value.inner().try_for_each(|inner| self.pay(inner, depth))
    }
}
