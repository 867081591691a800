//! Lists: through their elements, and out of others.

use super::Value;
use super::data::Scope;
use super::evaluation::Evaluation;
use super::expression::Expression;
use super::operator::Operator as O;

/// The most elements of a list that is a result.
const LONGEST: usize = 10_000;

/// The elements of lists, the values of maps, and all others.
pub(super) fn flat(values: Vec<Value>) -> Vec<Value> {
    let mut all = Vec::new();
    for value in values {
        match value {
            Value::List(elements) => all.extend(elements),
            Value::Map(members) => {
                for (_, value) in members {
                    all.push(value);
                }
            }
            value => all.push(value),
        }
    }
    all
}

impl Evaluation<'_> {
    /// `map`, `filter`, `reduce`, `all`, `some` and `none`.
    pub(super) fn through(
        &mut self,
        operator: O,
        arguments: &[Expression],
        scope: &Scope<'_>,
    ) -> Value {
        let [list, body, rest @ ..] = arguments else {
            return self.fail();
        };
        // A null in the expression itself is a mistake; a variable without a value is an empty list.
        let null = |argument: &Expression| *argument == Expression::Literal(Value::Null);
        if null(list) || null(body) && matches!(operator, O::Map | O::Filter) {
            return self.fail();
        }
        let elements = match self.value(list, scope) {
            Value::List(elements) => elements,
            // Rows go by name, and are gone through in their order.
            Value::Map(members) => members.into_iter().map(|(_, value)| value).collect(),
            _ => Vec::new(),
        };
        let mut results = Vec::new();
        let mut result = match operator {
            O::All => Value::Bool(!elements.is_empty()),
            O::None => Value::Bool(true),
            O::Some => Value::Bool(false),
            _ => match rest {
                [start, ..] => self.value(start, scope),
                [] => Value::Null,
            },
        };
        for (index, element) in elements.into_iter().enumerate() {
            let element = match operator {
                O::Reduce => Value::Map(vec![
                    ("current".to_owned(), element),
                    ("accumulator".to_owned(), std::mem::take(&mut result)),
                ]),
                _ => element,
            };
            let inner = Scope {
                data: &element,
                index,
                outer: Some(scope),
            };
            let value = self.value(body, &inner);
            match operator {
                O::Map => results.push(value),
                O::Filter => {
                    if value.is_true() {
                        results.push(element);
                    }
                }
                O::Reduce => result = value,
                _ => {
                    if value.is_true() != (operator == O::All) {
                        result = Value::Bool(operator == O::Some);
                        break;
                    }
                }
            }
        }
        match operator {
            O::Map | O::Filter => Value::List(results),
            _ => result,
        }
    }

    /// `merge`: one list of the elements of all lists, and of all other values.
    pub(super) fn merge(&mut self, values: Vec<Value>) -> Value {
        let mut merged = Vec::new();
        for value in values {
            match value {
                Value::List(elements) => merged.extend(elements),
                value => merged.push(value),
            }
        }
        if merged.len() > LONGEST {
            return self.fail();
        }
        Value::List(merged)
    }

    /// `length`: of a list or map, or the characters of a text; of null, zero.
    pub(super) fn length(&mut self, value: Option<&Value>) -> Value {
        let length = match value {
            Some(Value::List(values)) => values.len(),
            Some(Value::Map(members)) => members.len(),
            Some(Value::Text(text)) => text.chars().count(),
            Some(Value::Null) => 0,
            _ => return self.fail(),
        };
        Value::Number(length.into())
    }
}
