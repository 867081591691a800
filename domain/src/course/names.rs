//! A set of field names.

use crate::{Sorted, part_field};

/// Names of questions and of their parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(Sorted<String, ()>);

impl Names {
    /// Whether that name is in it.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether that part of `name` is in it.
    #[must_use]
    pub fn has_part(&self, name: &str, part: &str) -> bool {
        !self.0.is_empty() && self.0.contains_key(&part_field(name, part))
    }

    /// The names of the parts of `name` that are in it.
    pub fn parts_of(&self, name: &str) -> impl Iterator<Item = &str> {
        let is_part = move |one: &&str| {
            one.strip_prefix(name)
                .is_some_and(|part| part.starts_with('.'))
        };
        self.0.keys().map(String::as_str).filter(is_part)
    }

    /// Adds a name.
    pub(crate) fn add(&mut self, name: String) {
        self.0.insert(name, ());
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
