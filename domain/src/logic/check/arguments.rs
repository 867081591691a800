//! How many arguments an operator takes.

use super::Checker;
use crate::logic::expression::Operation;
use crate::logic::operator::Operator as O;

/// No limit but that of the whole expression.
const MANY: usize = usize::MAX;

impl Checker {
    /// Whether there are as many arguments as the operator takes; a fault if not.
    pub(super) fn count_fits(&mut self, operation: &Operation) -> bool {
        let (least, most) = limits(operation.operator);
        let count = operation.arguments.len();
        let name = operation.operator.name();
        if operation.bare && matches!(operation.operator, O::And | O::Or) {
            self.fault(format!("`{name}` takes a list of arguments"));
            return false;
        }
        if (least..=most).contains(&count) {
            return true;
        }
        let takes = match most {
            _ if least == most => format!("{least}"),
            MANY => format!("{least} or more"),
            _ => format!("{least} to {most}"),
        };
        let noun = if takes == "1" {
            "argument"
        } else {
            "arguments"
        };
        self.fault(format!("`{name}` takes {takes} {noun}, not {count}"));
        false
    }
}

/// The least and the most.
fn limits(operator: O) -> (usize, usize) {
    match operator {
        O::Equal
        | O::NotEqual
        | O::Same
        | O::NotSame
        | O::Less
        | O::LessOrEqual
        | O::Greater
        | O::GreaterOrEqual
        | O::If
        | O::Modulo => (2, MANY),
        O::Not | O::Truth | O::Length => (1, 1),
        O::Ternary => (3, 3),
        O::Var | O::Round => (1, 2),
        O::And
        | O::Or
        | O::Coalesce
        | O::Val
        | O::Exists
        | O::Missing
        | O::Plus
        | O::Minus
        | O::Times
        | O::Divide
        | O::Max
        | O::Min
        | O::Cat
        | O::Merge
        | O::Sum
        | O::Mean => (1, MANY),
        O::MissingSome | O::In | O::Map | O::Filter | O::All | O::Some | O::None => (2, 2),
        O::Substr | O::Reduce => (2, 3),
    }
}
