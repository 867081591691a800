//! What is measured about deliveries.

use crate::clock::Clock;
use crate::store::{AttemptResult, Finished, Store, StoreError};

/// Counts one attempt.
pub(super) fn count(finished: &Finished) {
    let outcome = match finished.result {
        AttemptResult::Done { .. } => "done",
        AttemptResult::Retry { .. } => "retry",
        AttemptResult::Dead { .. } => "dead",
    };
    let connector = finished.claimed.connector.clone();
    metrics::counter!("sonda_deliveries_total", "connector" => connector.clone(), "outcome" => outcome)
        .increment(1);
    // Milliseconds of a single attempt are far below 2^52.
    #[expect(clippy::cast_precision_loss, reason = "a metric")]
    let seconds = finished.duration_ms as f64 / 1_000.0;
    metrics::histogram!("sonda_delivery_duration_seconds", "connector" => connector)
        .record(seconds);
}

/// Publishes how full the queue is: `sonda_delivery_queue_pending`, `sonda_delivery_queue_dead` and
/// `sonda_delivery_queue_age_seconds` (0 if nothing is pending).
///
/// # Errors
/// The database failed.
pub async fn publish_queue_metrics(store: &Store, clock: &dyn Clock) -> Result<(), StoreError> {
    let state = store.queue_state().await?;
    let age_ms = state
        .oldest_at_ms
        .map_or(0, |oldest| (clock.now_ms() - oldest).max(0));
    #[expect(clippy::cast_precision_loss, reason = "a metric")]
    let (pending, dead, age) = (
        state.pending as f64,
        state.dead as f64,
        age_ms as f64 / 1_000.0,
    );
    metrics::gauge!("sonda_delivery_queue_pending").set(pending);
    metrics::gauge!("sonda_delivery_queue_dead").set(dead);
    metrics::gauge!("sonda_delivery_queue_age_seconds").set(age);
    Ok(())
}
