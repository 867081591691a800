//! What can be made into a text.

use super::{Checker, Found};
use crate::logic::expression::Operation;
use crate::logic::types::Type;

impl Checker {
    pub(super) fn cat(&mut self, operation: &Operation, found: &[Found]) -> Found {
        for (index, found) in found.iter().enumerate() {
            let element = found.of.element().filter(|_| operation.bare);
            let of = element.as_ref().unwrap_or(&found.of);
            if matches!(of, Type::List(_) | Type::Choices(_) | Type::Map(_)) {
                let what = of.described();
                self.at_argument(operation, index, |checker| {
                    checker.fault(format!("{what} is not a text"));
                });
            }
        }
        Type::Text.into()
    }

    pub(super) fn substr(&mut self, operation: &Operation, found: &[Found]) -> Found {
        for (index, found) in found.iter().enumerate() {
            self.at_argument(operation, index, |checker| match found.of {
                Type::Any | Type::Text | Type::Date | Type::Time | Type::DateTime if index == 0 => {
                }
                _ if index == 0 => checker.fault(format!("{} is not a text", found.of.described())),
                _ => checker.must_be_number(found),
            });
        }
        Type::Text.into()
    }
}
