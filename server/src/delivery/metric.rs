//! What is measured about deliveries.

use crate::clock::Clock;
use crate::store::{AttemptResult, Finished, Store, StoreError};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Counts one attempt.
pub(super) fn count(finished: &Finished) {
    let outcome = match finished.result {
        AttemptResult::Done { .. } => "done",
        AttemptResult::Retry { .. } | AttemptResult::Wait { .. } => "retry",
        AttemptResult::Dead { .. } => "dead",
    };
    let connector = finished.connector.clone();
    metrics::counter!("sonda_deliveries_total", "connector" => connector.clone(), "outcome" => outcome)
        .increment(1);
    // Milliseconds of a single attempt are far below 2^52.
    #[expect(clippy::cast_precision_loss, reason = "a metric")]
    let seconds = finished.duration_ms as f64 / 1_000.0;
    metrics::histogram!("sonda_delivery_duration_seconds", "connector" => connector)
        .record(seconds);
}

/// Publishes how full the queue of each connector is: `sonda_delivery_queue_pending`,
/// `sonda_delivery_queue_waiting`, `sonda_delivery_queue_dead` and `sonda_delivery_queue_age_seconds` (0 if nothing is
/// pending).
///
/// # Errors
/// The database failed.
pub async fn publish_queue_metrics(store: &Store, clock: &dyn Clock) -> Result<(), StoreError> {
    /// The connectors that were told of once: an empty queue is told of, too.
    static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let states = store.queue_states().await?;
    let now_ms = clock.now_ms();
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    told.extend(states.iter().map(|state| state.connector.clone()));
    for connector in told.iter() {
        let state = states.iter().find(|state| state.connector == *connector);
        let state = state.cloned().unwrap_or_default();
        let age_ms = state
            .oldest_at_ms
            .map_or(0, |oldest| (now_ms - oldest).max(0));
        #[expect(clippy::cast_precision_loss, reason = "a metric")]
        let (pending, waiting, dead, age) = (
            state.pending as f64,
            state.waiting as f64,
            state.dead as f64,
            age_ms as f64 / 1_000.0,
        );
        let name = || connector.clone();
        metrics::gauge!("sonda_delivery_queue_pending", "connector" => name()).set(pending);
        metrics::gauge!("sonda_delivery_queue_waiting", "connector" => name()).set(waiting);
        metrics::gauge!("sonda_delivery_queue_dead", "connector" => name()).set(dead);
        metrics::gauge!("sonda_delivery_queue_age_seconds", "connector" => name()).set(age);
    }
    Ok(())
}
