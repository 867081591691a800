//! What was typed or sent, before any judgement: field names with their values, as an HTML form posts them.

use crate::Sorted;
use serde::{Deserialize, Serialize};

/// Field names with the values given for each, in the order given.
///
/// A plain HTML form, the widget and the JSON API all arrive here, so that one validation serves all three.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Entries(pub(crate) Sorted<String, Vec<String>>);

/// The name of the field that takes a question's comment.
#[must_use]
pub fn comment_field(question: &str) -> String {
    part_field(question, "comment")
}

/// The name of the field that takes a part of what `field` asks for.
#[must_use]
pub fn part_field(field: &str, part: &str) -> String {
    [field, ".", part].concat()
}

impl Entries {
    /// Adds one value under a field name.
    pub fn push(&mut self, name: String, value: String) {
        self.0.or_insert_with(name, Vec::new).push(value);
    }

    /// The values of a field; none if it was not sent.
    #[must_use]
    pub fn values(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first value of a field, empty if there is none.
    #[must_use]
    pub fn first(&self, name: &str) -> &str {
        self.values(name).first().map_or("", String::as_str)
    }

    /// Whether a field has that value among its values.
    #[must_use]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values(name).iter().any(|one| one == value)
    }

    /// Whether anything was sent under a field name, be it empty.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Puts values in place of those of a field; none takes it out.
    pub fn set(&mut self, name: &str, values: Vec<String>) {
        if values.is_empty() {
            self.0.remove(name);
        } else {
            self.0.insert(name.to_owned(), values);
        }
    }

    /// Takes a field out.
    pub fn remove(&mut self, name: &str) -> Option<Vec<String>> {
        self.0.remove(name)
    }

    /// The field names and their values, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0
            .iter()
            .map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// The fields of questions alone, without those of the transport, whose names begin with `_`.
    #[must_use]
    pub fn into_fields(mut self) -> Self {
        self.0.retain(|name, _| !name.starts_with('_'));
        self
    }

    /// Whether no field was sent at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, String)> for Entries {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        let mut entries = Self::default();
        for (name, value) in pairs {
            entries.push(name, value);
        }
        entries
    }
}
