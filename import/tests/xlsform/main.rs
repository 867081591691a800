//! XLSForm workbooks as forms: the samples of the XLSForm project, workbooks of our own, and files that are none.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod bad;
mod book;
mod forms;
mod judge;
#[path = "../../../server/tests/support/judges.rs"]
mod judges;
mod samples;
