//! Lists: through their elements, and out of others.

use super::budget::Failed;
use super::data::{Data, Scope};
use super::evaluate::{Evaluation, LONGEST_LIST};
use super::expression::{Expression, Operation};
use super::operator::Operator as O;
use super::{Value, number};
use std::borrow::Cow;

/// The scope inside of `map` and its like.
fn within<'s>(data: &'s dyn Data, index: usize, outer: &'s Scope<'s>) -> Scope<'s> {
    Scope {
        data,
        index,
        outer: Some(outer),
    }
}

impl Evaluation<'_> {
    /// The list to go through, and what to do with each element. A null in the expression itself is a mistake.
    fn parts<'e>(
        &mut self,
        arguments: &'e [Expression],
        scope: &'e Scope<'e>,
    ) -> Result<(Cow<'e, Value>, &'e Expression), Failed> {
        match arguments {
            [Expression::Literal(Value::Null), ..] => Err(Failed),
            [list, body, ..] => Ok((self.value(list, scope)?, body)),
            _ => Err(Failed),
        }
    }

    /// `map` and `filter`.
    pub(super) fn mapped(
        &mut self,
        operation: &Operation,
        scope: &Scope<'_>,
    ) -> Result<Value, Failed> {
        let (list, body) = self.parts(&operation.arguments, scope)?;
        if let Expression::Literal(Value::Null) = body {
            return Err(Failed);
        }
        let mut results = Vec::new();
        for (index, element) in elements(&list).iter().enumerate() {
            let inner = within(element, index, scope);
            let result = self.value(body, &inner)?;
            if operation.operator == O::Map {
                results.push(self.owned(result)?);
            } else if result.is_true() {
                results.push(self.owned(Cow::Borrowed(element))?);
            }
        }
        Ok(Value::List(results))
    }

    /// `all`, `some` and `none`.
    pub(super) fn quantified(
        &mut self,
        operation: &Operation,
        scope: &Scope<'_>,
    ) -> Result<bool, Failed> {
        let (list, body) = self.parts(&operation.arguments, scope)?;
        let elements = elements(&list);
        let all = operation.operator == O::All;
        for (index, element) in elements.iter().enumerate() {
            if self.truth(body, &within(element, index, scope))? != all {
                return Ok(operation.operator == O::Some);
            }
        }
        Ok(match operation.operator {
            O::All => !elements.is_empty(),
            O::None => true,
            _ => false,
        })
    }

    /// `reduce`: `current` and `accumulator` to the next accumulator.
    pub(super) fn reduced(
        &mut self,
        arguments: &[Expression],
        scope: &Scope<'_>,
    ) -> Result<Value, Failed> {
        let (list, body) = self.parts(arguments, scope)?;
        let mut accumulator = match arguments.get(2) {
            Some(start) => {
                let start = self.value(start, scope)?;
                self.owned(start)?
            }
            None => Value::Null,
        };
        for (index, element) in elements(&list).iter().enumerate() {
            let current = self.owned(Cow::Borrowed(element))?;
            let members = vec![
                ("current".to_owned(), current),
                ("accumulator".to_owned(), accumulator),
            ];
            let members = Value::Map(members);
            let inner = within(&members, index, scope);
            let result = self.value(body, &inner)?;
            accumulator = self.owned(result)?;
        }
        Ok(accumulator)
    }

    /// `merge`: one list of all elements and of all other values.
    pub(super) fn merged(&mut self, arguments: Vec<Cow<'_, Value>>) -> Result<Value, Failed> {
        let mut merged = Vec::new();
        for argument in arguments {
            match self.owned(argument)? {
                Value::List(values) => merged.extend(values),
                value => merged.push(value),
            }
            if merged.len() > LONGEST_LIST {
                return Err(Failed);
            }
        }
        Ok(Value::List(merged))
    }

    /// `length`: of a list or map, or the characters of a text; of null, zero.
    pub(super) fn length(&mut self, arguments: &[Cow<'_, Value>]) -> Result<Value, Failed> {
        let length = match arguments.first().map(|value| &**value) {
            Some(Value::List(values)) => values.len(),
            Some(Value::Map(members)) => members.len(),
            Some(Value::Text(text)) => {
                self.budget.spend(text.len() / 16)?;
                text.chars().count()
            }
            Some(Value::Null) => 0,
            _ => return Err(Failed),
        };
        Ok(Value::Number(length.into()))
    }

    /// `missing_some`: the names that have no value, unless enough of them have one.
    pub(super) fn missing_some(
        &mut self,
        arguments: &[Cow<'_, Value>],
        scope: &Scope<'_>,
    ) -> Result<Value, Failed> {
        let [needed, names] = arguments else {
            return Err(Failed);
        };
        let needed = number::of(needed)?;
        let missing = self.missing(std::slice::from_ref(names), scope)?;
        let present = elements(names).len() - missing.len();
        let enough = rust_decimal::Decimal::from(present) >= needed;
        Ok(Value::List(if enough { Vec::new() } else { missing }))
    }
}

/// The elements of a list; anything else has none.
pub(super) fn elements(value: &Value) -> &[Value] {
    match value {
        Value::List(values) => values,
        _ => &[],
    }
}
