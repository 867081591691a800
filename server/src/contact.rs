//! A contact: a record of some CRM, named by connector, table and record id.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The CRM record a personal link was made for. Written `connector/table/record`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", extend("pattern" = "^[^/]+/[^/]+/.+$"))]
pub struct ContactRef {
    /// The connector that knows the table, such as `embedded`.
    pub connector: String,
    /// The table, such as `contact`.
    pub table: String,
    /// The record's id in that table.
    pub record: String,
}

/// A text that does not name a contact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` does not name a contact: expected connector/table/record, such as embedded/contact/42"
)]
pub struct ContactRefError(String);

impl FromStr for ContactRef {
    type Err = ContactRefError;

    fn from_str(text: &str) -> Result<Self, ContactRefError> {
        let parts: Vec<&str> = text.splitn(3, '/').collect();
        match parts[..] {
            [connector, table, record]
                if parts.iter().all(|part| !part.is_empty())
                    && text.len() <= 300
                    && !text.contains(char::is_control) =>
            {
                Ok(Self {
                    connector: connector.to_owned(),
                    table: table.to_owned(),
                    record: record.to_owned(),
                })
            }
            _ => Err(ContactRefError(text.chars().take(100).collect())),
        }
    }
}

impl TryFrom<String> for ContactRef {
    type Error = ContactRefError;

    fn try_from(text: String) -> Result<Self, ContactRefError> {
        text.parse()
    }
}

impl From<ContactRef> for String {
    fn from(contact: ContactRef) -> Self {
        contact.to_string()
    }
}

impl fmt::Display for ContactRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.connector, self.table, self.record)
    }
}
