//! How the responses come that a mapping is judged for.

use crate::store::StoredResponse;
use sonda_domain::Once;

/// How a response comes, and so what is known of whom it is from.
///
/// A link is always made for a contact, a record of one CRM and table. It promises nothing else: no name, no address,
/// and none of the values that its maker may give along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arrival {
    /// By a personal link or without one.
    Anyhow,
    /// By a personal link, and so with its contact.
    ByLink,
}

impl Arrival {
    /// How responses come under that rule. Who may answer once by each link may answer without one, too.
    #[must_use]
    pub fn under(once: Once) -> Self {
        match once {
            Once::PerContact => Self::ByLink,
            Once::PerLink | Once::Unlimited => Self::Anyhow,
        }
    }

    /// How that response came.
    #[must_use]
    pub fn of(response: &StoredResponse) -> Self {
        match response.link.is_some() && response.contact.is_some() {
            true => Self::ByLink,
            false => Self::Anyhow,
        }
    }
}
