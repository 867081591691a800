//! Conditions and calculations: JSON Logic, bounded and with decimal numbers.
//!
//! Evaluation follows the public compatibility suites; what is refused before is stricter. docs/logic.md names the
//! operators.

mod arithmetic;
mod budget;
mod check;
mod comparison;
mod data;
mod evaluation;
mod expression;
mod list;
pub(crate) mod number;
mod operator;
mod path;
mod reading;
#[cfg(feature = "schema")]
mod schema;
#[cfg(test)]
mod tests;
mod text;
mod types;
mod value;
mod variables;
mod writing;

pub use budget::Budget;
pub use check::{check, type_of};
pub use data::Data;
pub use types::Type;
pub use value::Value;
pub use variables::Variable;

use data::Scope;
use evaluation::Evaluation;
use expression::Expression;

/// A stored condition or calculation: JSON Logic.
///
/// Read from any JSON, and written as the same. An operator that nobody knows is kept: a draft may hold it, and
/// [`check`] refuses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logic(Expression);

impl From<Value> for Logic {
    fn from(json: Value) -> Self {
        Self(Expression::of(json))
    }
}

impl Logic {
    /// Its value; null if it fails, as a division by zero does, and once the budget is spent.
    #[must_use]
    pub fn evaluate(&self, data: &dyn Data, budget: &Budget) -> Value {
        Evaluation::of(&self.0, &Scope::of(data), budget)
    }

    /// Whether its value is true in JSON Logic's sense.
    #[must_use]
    pub fn is_true(&self, data: &dyn Data, budget: &Budget) -> bool {
        self.evaluate(data, budget).is_true()
    }

    /// The members of an object that is a value, and no operator: it has not just one.
    #[cfg(feature = "full")]
    pub(crate) fn members(&self) -> Option<&[(String, Value)]> {
        match &self.0 {
            Expression::Literal(Value::Map(members)) => Some(members),
            _ => None,
        }
    }

    /// The same logic in the JSON that the browser's reader takes: a fraction is written as `{"#": "0.5"}`.
    #[must_use]
    pub fn for_browser(&self) -> Self {
        Self(self.0.for_browser())
    }
}
