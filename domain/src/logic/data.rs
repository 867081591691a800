//! Where variables come from.

use super::Value;
use std::borrow::Cow;

/// Answers variables: the answers of a form, contact and link data, or any [`Value`].
pub trait Data {
    /// The value that the first segment of a variable's path names; the rest is walked inside it.
    ///
    /// Borrowed where it can be: an owned one is made anew for each variable that asks.
    fn get(&self, name: &str) -> Option<Cow<'_, Value>>;

    /// Everything, as `{"var": ""}` asks for outside of `map` and its like. A form that refuses this when it is
    /// checked may answer null.
    fn whole(&self) -> Cow<'_, Value>;
}

/// What variables refer to at one place of an expression.
pub(super) struct Scope<'s> {
    /// The form's data, or the element that `map` and its like have come to.
    pub(super) data: &'s dyn Data,
    /// The number of that element.
    pub(super) index: usize,
    /// The scope around it.
    pub(super) outer: Option<&'s Scope<'s>>,
}

impl<'s> Scope<'s> {
    /// The scope outside of any `map`.
    pub(super) fn of(data: &'s dyn Data) -> Self {
        Self {
            data,
            index: 0,
            outer: None,
        }
    }
}
