//! Evaluates expressions: hands each operator to its module, and decides which arguments are evaluated at all.

use super::budget::Budget;
use super::data::Scope;
use super::expression::{Expression, Operation};
use super::operator::Operator as O;
use super::{Value, list};

/// The deepest value that may be copied: variables could otherwise nest values without end.
const DEEPEST: usize = 64;

/// One evaluation.
///
/// A failure is remembered instead of returned, which makes the code in the browser a third smaller: what failed
/// yields null, nothing is evaluated any more, and the whole is null.
pub(super) struct Evaluation<'b> {
    budget: &'b Budget,
    failed: bool,
}

impl<'b> Evaluation<'b> {
    /// The value of a whole expression.
    pub(super) fn of(expression: &Expression, scope: &Scope<'_>, budget: &'b Budget) -> Value {
        let mut evaluation = Self {
            budget,
            failed: false,
        };
        let value = evaluation.value(expression, scope);
        if evaluation.failed {
            Value::Null
        } else {
            value
        }
    }
}

impl Evaluation<'_> {
    /// There is no result: a fault in the data (NaN), a limit, or the end of the budget. The suites call it an
    /// error; it ends the whole evaluation.
    pub(super) fn fail(&mut self) -> Value {
        self.failed = true;
        Value::Null
    }

    /// Takes steps from the budget.
    pub(super) fn spend(&mut self, steps: usize) {
        if !self.budget.spend(steps) {
            self.failed = true;
        }
    }

    /// The value of an expression.
    pub(super) fn value(&mut self, expression: &Expression, scope: &Scope<'_>) -> Value {
        self.spend(1);
        if self.failed {
            return Value::Null;
        }
        match expression {
            Expression::Literal(value) => self.copy(value),
            Expression::Exact(number) => Value::Number(*number),
            Expression::List(values) => Value::List(self.values(values, scope)),
            Expression::Operation(operation) => self.operation(operation, scope),
            Expression::Unknown(..) => self.fail(),
        }
    }

    /// The values of expressions.
    fn values(&mut self, expressions: &[Expression], scope: &Scope<'_>) -> Vec<Value> {
        let mut values = Vec::with_capacity(expressions.len());
        for expression in expressions {
            values.push(self.value(expression, scope));
        }
        values
    }

    /// Copies a value, if it is not too large.
    pub(super) fn copy(&mut self, value: &Value) -> Value {
        self.pay(value, DEEPEST);
        if self.failed {
            return Value::Null;
        }
        value.clone()
    }

    /// Pays for the size of a value.
    fn pay(&mut self, value: &Value, depth: usize) {
        if depth == 0 {
            self.failed = true;
        }
        if self.failed {
            return;
        }
        match value {
            Value::Text(text) => self.spend(text.len() / 16),
            Value::List(values) => {
                self.spend(values.len());
                for value in values {
                    self.pay(value, depth - 1);
                }
            }
            Value::Map(members) => {
                self.spend(members.len());
                for (_, value) in members {
                    self.pay(value, depth - 1);
                }
            }
            _ => {}
        }
    }

    fn operation(&mut self, operation: &Operation, scope: &Scope<'_>) -> Value {
        let Operation {
            operator,
            arguments,
            bare,
        } = operation;
        match operator {
            // These decide themselves what to evaluate, and so take brackets only.
            O::And | O::Or | O::If | O::Ternary if *bare => self.fail(),
            O::And | O::Or | O::Coalesce => self.first(*operator, arguments, scope),
            O::If | O::Ternary => self.choice(arguments, scope),
            O::Equal
            | O::NotEqual
            | O::Same
            | O::NotSame
            | O::Less
            | O::LessOrEqual
            | O::Greater
            | O::GreaterOrEqual => self.chain(*operator, arguments, scope),
            O::Map | O::Filter | O::Reduce | O::All | O::Some | O::None => {
                self.through(*operator, arguments, scope)
            }
            O::Not | O::Truth => {
                let truth = match arguments.first() {
                    Some(argument) => self.value(argument, scope).is_true(),
                    None => false,
                };
                Value::Bool(truth == (*operator == O::Truth))
            }
            O::Var => self.var(arguments, scope),
            _ => {
                let mut values = self.values(arguments, scope);
                // A single list without brackets stands for its elements, where any number of arguments goes.
                if *bare
                    && !matches!(operator, O::Length | O::Merge)
                    && let [Value::List(elements)] = &mut *values
                {
                    values = std::mem::take(elements);
                }
                self.computed(*operator, values, scope)
            }
        }
    }

    fn computed(&mut self, operator: O, values: Vec<Value>, scope: &Scope<'_>) -> Value {
        match operator {
            O::Val => self.val(&values, scope).unwrap_or_default(),
            O::Exists => Value::Bool(self.val(&values, scope).is_some()),
            O::Missing => Value::List(self.missing(list::flat(values), scope)),
            O::MissingSome => self.missing_some(values, scope),
            O::Cat => self.cat(&values),
            O::Substr => self.substr(&values),
            O::In => self.contains(&values),
            O::Merge => self.merge(values),
            O::Length => self.length(values.first()),
            O::Sum | O::Mean => self.total(operator, list::flat(values)),
            O::Round => self.round(&values),
            _ => self.arithmetic(operator, &values),
        }
    }

    /// `and`: the first that is false; `or`: the first that is true; `??`: the first that is not null. If none
    /// is, the last.
    fn first(&mut self, operator: O, arguments: &[Expression], scope: &Scope<'_>) -> Value {
        let mut last = match operator {
            O::Coalesce => Value::Null,
            _ => Value::Bool(false),
        };
        for argument in arguments {
            last = self.value(argument, scope);
            let found = match operator {
                O::And => !last.is_true(),
                O::Or => last.is_true(),
                _ => last != Value::Null,
            };
            if found {
                break;
            }
        }
        last
    }

    /// `if`: conditions and results by turns, and at last what else it is.
    fn choice(&mut self, arguments: &[Expression], scope: &Scope<'_>) -> Value {
        match arguments {
            [] => Value::Null,
            [last] => self.value(last, scope),
            [condition, result, rest @ ..] => {
                if self.value(condition, scope).is_true() {
                    self.value(result, scope)
                } else {
                    self.choice(rest, scope)
                }
            }
        }
    }
}
