//! The connectors to CRMs over the network, each against a strict fake of its service.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "../support/clock.rs"]
mod clock;
mod dataverse;
mod dataverse_fake;
mod dataverse_metadata;
mod dataverse_probe;
