//! Conditions.

use super::{Checker, Found, any_of};
use crate::logic::types::Type;

impl Checker {
    /// `if`: one of its results.
    pub(super) fn choice(found: Vec<Found>) -> Found {
        let last = found.len() - 1;
        let otherwise = last.is_multiple_of(2);
        let mut results = Vec::new();
        for (index, found) in found.into_iter().enumerate() {
            if index % 2 == 1 || index == last {
                results.push(found);
            }
        }
        if !otherwise {
            results.push(Type::Null.into());
        }
        any_of(results)
    }
}
