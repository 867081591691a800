//! How long the steps of a form are looked at, and where it is abandoned: sums over all visitors, nothing of any one.

mod book;
mod bucket;
mod report;
mod steps;

pub(crate) use book::Sums;
pub use book::{Book, Visit};
pub use bucket::{Bucket, LONGEST_MS};
pub use report::{StepReport, report};
pub use steps::{REVIEW, step_names};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a visit to a step ended.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum StepEvent {
    /// For another step.
    Left,
    /// With the form sent.
    Done,
    /// With the page.
    Abandoned,
}

impl StepEvent {
    /// Its name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Done => "done",
            Self::Abandoned => "abandoned",
        }
    }
}

impl std::str::FromStr for StepEvent {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let all = [Self::Left, Self::Done, Self::Abandoned];
        let event = all.into_iter().find(|event| event.name() == name);
        event.ok_or_else(|| format!("there is no event `{name}`"))
    }
}
