//! JSON that was taken for logic.

use super::operator::Operator;
use super::{Value, number};
use rust_decimal::Decimal;

/// The name under which a fraction travels to the browser, whose reader knows none: `{"#": "0.5"}`.
pub(super) const EXACT: &str = "#";

/// One node of logic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression {
    /// A value that stands for itself.
    Literal(Value),
    /// A number written as [`EXACT`].
    Exact(Value),
    /// A list with logic in it.
    List(Vec<Expression>),
    /// An operator with its arguments.
    Operation(Operation),
    /// An operator that nobody knows. A draft may hold it.
    Unknown(String, Value),
}

/// An operator with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Operation {
    pub(super) operator: Operator,
    pub(super) arguments: Vec<Expression>,
    /// Whether the one argument was written without brackets.
    pub(super) bare: bool,
}

impl Expression {
    /// Takes JSON for logic: an object of one member is an operator, any other a value.
    pub(super) fn of(json: Value) -> Self {
        match json {
            Value::List(values) => Self::of_list(values),
            Value::Map(mut members) if members.len() == 1 => match members.pop() {
                Some((name, arguments)) => Self::of_operator(name, arguments),
                None => Self::Literal(Value::Map(members)),
            },
            json => Self::Literal(json),
        }
    }

    /// A list without logic in it is a literal, so that it is not built anew each time.
    fn of_list(values: Vec<Value>) -> Self {
        let values: Vec<Self> = values.into_iter().map(Self::of).collect();
        let literal = |value: &Self| matches!(value, Self::Literal(_) | Self::Exact(_));
        if !values.iter().all(literal) {
            return Self::List(values);
        }
        let literals = values.into_iter().filter_map(|value| match value {
            Self::Literal(value) | Self::Exact(value) => Some(value),
            _ => None,
        });
        Self::Literal(Value::List(literals.collect()))
    }

    fn of_operator(name: String, arguments: Value) -> Self {
        if let (EXACT, Value::Text(text)) = (&*name, &arguments)
            && let Some(exact) = number::parse(text)
        {
            return Self::Exact(Value::Number(exact));
        }
        let Some(operator) = Operator::named(&name) else {
            return Self::Unknown(name, arguments);
        };
        let (arguments, bare) = match arguments {
            Value::List(arguments) => (arguments, false),
            argument => (vec![argument], true),
        };
        Self::Operation(Operation {
            operator,
            arguments: arguments.into_iter().map(Self::of).collect(),
            bare,
        })
    }

    /// The JSON it was.
    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Literal(value) => value.clone(),
            Self::Exact(Value::Number(number)) => exact(*number),
            Self::Exact(value) => value.clone(),
            Self::List(values) => Value::List(values.iter().map(Self::to_json).collect()),
            Self::Operation(operation) => {
                let mut arguments = operation.arguments.iter().map(Self::to_json);
                let arguments = match arguments.next() {
                    Some(argument) if operation.bare => argument,
                    first => Value::List(first.into_iter().chain(arguments).collect()),
                };
                Value::Map(vec![(operation.operator.name().to_owned(), arguments)])
            }
            Self::Unknown(name, arguments) => Value::Map(vec![(name.clone(), arguments.clone())]),
        }
    }

    /// The same with every fraction written as [`EXACT`].
    pub(super) fn for_browser(&self) -> Self {
        match self {
            Self::Literal(value @ Value::Number(number)) if !number.is_integer() => {
                Self::Exact(value.clone())
            }
            Self::Literal(Value::List(values)) => {
                let literals = values.iter().cloned().map(Self::Literal);
                Self::List(literals.map(|literal| literal.for_browser()).collect())
            }
            Self::List(values) => Self::List(values.iter().map(Self::for_browser).collect()),
            Self::Operation(operation) => Self::Operation(Operation {
                arguments: operation.arguments.iter().map(Self::for_browser).collect(),
                ..operation.clone()
            }),
            Self::Literal(_) | Self::Exact(_) | Self::Unknown(..) => self.clone(),
        }
    }
}

fn exact(number: Decimal) -> Value {
    let text = Value::Text(number::text(number));
    Value::Map(vec![(EXACT.to_owned(), text)])
}
