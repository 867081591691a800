//! The delivery of responses to the CRM: at least once, with stable ids, so that each record is there
//! exactly once.
//!
//! A worker claims due deliveries by lease in a short transaction, calls the CRM outside any
//! transaction, and records the attempts in another. Each connector has a queue and a share of the work of its own: one
//! that is slow or down holds up no other.

mod attempt;
mod breaker;
mod dry_run;
mod judge;
mod lane;
mod metric;
mod plan;
mod schedule;
mod worker;

pub use dry_run::{DryRun, DryTarget, Previewed, SAMPLE, SAMPLE_CONTACT, dry_run};
pub use metric::publish_queue_metrics;
pub use schedule::{MOST_TRIES, retry_delay};
pub use worker::{Drained, Jitter, Worker};
