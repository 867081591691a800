//! Why something could not be done with a connection. Never quotes a secret.

use super::factory::BuildFault;
use super::key::KeyError;
use crate::crm::DeliveryError;
use crate::store::StoreError;

/// Why something could not be done with a connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionError {
    /// It cannot be named so.
    #[error(
        "a name takes 1 to 63 of a-z, 0-9, `_` and `-`, starts with a letter, and is not `embedded`"
    )]
    Name,
    /// Its kind, settings or secret are not sound.
    #[error(transparent)]
    Build(#[from] BuildFault),
    /// There is one already, of another kind.
    #[error("the connection is of the kind `{0}`, which cannot be changed: add another one")]
    OtherKind(String),
    /// There is one of that name already.
    #[error("there is a connection `{0}` already")]
    Exists(String),
    /// There is none.
    #[error("there is no connection `{0}`")]
    Missing(String),
    /// Mappings need it.
    #[error("the newest mappings of these forms use it: {0}")]
    Used(String),
    /// It is there, and cannot be used.
    #[error("the connection `{name}` cannot be used: {problem}")]
    Unusable {
        /// Its name.
        name: String,
        /// Why.
        problem: String,
    },
    /// The CRM did not do it.
    #[error("the tables of the connection `{name}` could not be read: {error}")]
    Crm {
        /// Its name.
        name: String,
        /// What the CRM said.
        error: DeliveryError,
    },
    /// What is known of its tables is too old to publish by.
    #[error(
        "{0}. What is known of them is more than a day old: publish once they can be read, or correct the connection"
    )]
    Stale(Box<ConnectionError>),
    /// Its secret cannot be sealed or opened.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
