//! Why a CRM did not take what it was given.

use std::time::Duration;

/// How long is waited before credentials that were refused are tried again: a person has to mend them.
const UNTIL_MENDED: Duration = Duration::from_secs(5 * 60);

/// Why a delivery did not succeed. Reasons are read by people and never quote an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// Trying again later may help.
    #[error("{reason}")]
    Retry {
        /// The wait that the CRM asked for.
        after: Option<Duration>,
        /// What happened.
        reason: String,
    },
    /// Nobody said what became of a request that may have written: it is looked for once the CRM cannot be carrying it
    /// out any more.
    #[error("{reason}")]
    Lost {
        /// By when that is.
        after: Duration,
        /// What happened.
        reason: String,
    },
    /// Something of ours is in the way that ends by itself, such as another delivery: no failure of the CRM, and no
    /// try.
    #[error("{reason}")]
    Wait {
        /// How soon to come back.
        after: Duration,
        /// What is waited for.
        reason: String,
    },
    /// Trying again cannot help until something is mended.
    #[error("{}{reason}", column.as_ref().map(|column| format!("column `{column}` ")).unwrap_or_default())]
    GiveUp {
        /// The column at fault.
        column: Option<String>,
        /// What is wrong.
        reason: String,
    },
    /// Nothing more is wanted there: the connection is to be disabled, and this delivery is given up.
    #[error("{reason}")]
    Disabled {
        /// What happened.
        reason: String,
    },
}

impl DeliveryError {
    /// Gives up, with no column to blame.
    pub fn give_up(reason: impl Into<String>) -> Self {
        Self::GiveUp {
            column: None,
            reason: reason.into(),
        }
    }

    /// Gives up because of a column; the reason continues "column `x` …".
    pub fn column(column: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::GiveUp {
            column: Some(column.into()),
            reason: reason.into(),
        }
    }

    /// The CRM does not take the credentials: what is to be delivered waits until they are mended.
    pub fn credentials(reason: impl Into<String>) -> Self {
        Self::Retry {
            after: Some(UNTIL_MENDED),
            reason: reason.into(),
        }
    }

    /// Asks for another try, at the schedule's own pace.
    pub fn retry(reason: impl Into<String>) -> Self {
        Self::Retry {
            after: None,
            reason: reason.into(),
        }
    }
}
