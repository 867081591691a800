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
    Exact(Decimal),
    /// A list, perhaps with logic in it.
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
            Value::List(values) => Self::List(Self::all_of(values)),
            Value::Map(mut members) if members.len() == 1 => match members.pop() {
                Some((name, arguments)) => Self::of_operator(name, arguments),
                None => Self::Literal(Value::Null),
            },
            json => Self::Literal(json),
        }
    }

    fn all_of(values: Vec<Value>) -> Vec<Self> {
        let mut all = Vec::with_capacity(values.len());
        for value in values {
            all.push(Self::of(value));
        }
        all
    }

    fn of_operator(name: String, arguments: Value) -> Self {
        if let (EXACT, Value::Text(text)) = (&*name, &arguments)
            && let Some(exact) = number::parse(text)
        {
            return Self::Exact(exact);
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
            arguments: Self::all_of(arguments),
            bare,
        })
    }

    /// The JSON it was.
    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Literal(value) => value.clone(),
            Self::Exact(number) => {
                let text = Value::Text(number::text(*number));
                Value::Map(vec![(EXACT.to_owned(), text)])
            }
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
            Self::Literal(Value::Number(number)) if !number.is_integer() => Self::Exact(*number),
            Self::List(values) => Self::List(values.iter().map(Self::for_browser).collect()),
            Self::Operation(operation) => Self::Operation(Operation {
                arguments: operation.arguments.iter().map(Self::for_browser).collect(),
                ..operation.clone()
            }),
            Self::Literal(value) => Self::Literal(without_fractions(value)),
            Self::Unknown(name, _) => Self::Unknown(name.clone(), Value::Null),
            Self::Exact(_) => self.clone(),
        }
    }
}

/// Fractions inside of an object that is no logic become texts, as there is no other way to send them; only a draft
/// has such objects.
fn without_fractions(value: &Value) -> Value {
    match value {
        Value::Number(number) if !number.is_integer() => Value::Text(number::text(*number)),
        Value::List(values) => Value::List(values.iter().map(without_fractions).collect()),
        Value::Map(members) => {
            let members = members.iter();
            let members = members.map(|(name, value)| (name.clone(), without_fractions(value)));
            Value::Map(members.collect())
        }
        value => value.clone(),
    }
}
