//! The connectors to CRMs over the network, each against a strict fake of its service.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]
#![expect(
    clippy::needless_pass_by_value,
    reason = "a `json!` at the call reads better by value"
)]

mod cap;
#[path = "../support/clock.rs"]
mod clock;
mod customer_voice;
mod dataverse;
mod dataverse_fake;
mod dataverse_metadata;
mod dataverse_probe;
