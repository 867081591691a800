//! What is known beside the answers.

use crate::{Locale, Sorted};
use serde::{Deserialize, Serialize};

/// What is known beside the answers: the visitor's language, and of a personal link what its maker gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The language the form is shown in: `{"var": "$locale"}`.
    pub locale: Locale,
    /// Values of the contact and the link, such as `contact.first_name` and `link.order`:
    /// `{"var": "$contact.first_name"}`. Those that the content declares, and no other.
    #[serde(default, skip_serializing_if = "Sorted::is_empty")]
    pub values: Sorted<String, String>,
}

impl Known {
    /// Nothing but the language.
    #[must_use]
    pub fn of(locale: &Locale) -> Self {
        Self {
            locale: locale.clone(),
            values: Sorted::new(),
        }
    }
}
