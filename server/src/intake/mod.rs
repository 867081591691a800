//! The intake: the one way by which submissions become responses.
//!
//! Every accepted submission is one row in `response`, with its delivery rows and once-claims, committed and
//! synced before it is acknowledged. Waiting submissions are committed together ([`batch`]).

mod batch;
mod ledger;
mod rows;
mod submission;

pub use batch::{Intake, Pressure};
pub use submission::{Outcome, Receipt, Submission, fingerprint};
