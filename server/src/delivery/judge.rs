//! Judges what came of an attempt: done, tried again, or given up.

use super::attempt::Ended;
use super::breaker::Sign;
use super::lane::Lanes;
use super::schedule::{MOST_TRIES, retry_delay};
use super::worker::Jitter;
use crate::crm::{DeliveryError, Outcome, Written, exchanges_within};
use crate::store::{AttemptResult, Finished};
use std::time::Duration;

/// The most bytes that are kept of what was said in an attempt.
const LONGEST_SAID: usize = 16 * 1024;

/// What is recorded of an attempt, and what it says about the CRM.
pub(super) fn judge(ended: Ended, lanes: &Lanes, jitter: &Jitter) -> Finished {
    let sign = Sign::of(&ended);
    let Ended {
        claimed,
        connector,
        started_at_ms,
        ended_at_ms,
        result,
        exchanges,
        ..
    } = ended;
    lanes.note(&connector, sign, ended_at_ms, jitter());
    let (id, target) = (&claimed.response, &claimed.target);
    let result = match result {
        Ok((written, table)) => AttemptResult::Done {
            detail: describe(&written),
            record: match (table, &written.records[..]) {
                (Some(table), [record]) => Some((table, printable(&record.id))),
                _ => None,
            },
        },
        Err(DeliveryError::Wait { after, reason }) => {
            tracing::debug!(
                response.id = %id, delivery.target = %target, delivery.reason = %reason,
                "a delivery waits"
            );
            AttemptResult::Wait {
                due_at_ms: later(ended_at_ms, after),
                reason: printable(&reason),
            }
        }
        Err(error) if claimed.tries < MOST_TRIES && is_repeated(&error) => {
            let wait = retry_delay(claimed.tries, jitter(), asked(&error));
            let reason = error.to_string();
            tracing::info!(
                response.id = %id, delivery.target = %target, delivery.tries = claimed.tries,
                delivery.wait_secs = wait.as_secs(), delivery.reason = %reason,
                "a delivery failed and will be repeated"
            );
            AttemptResult::Retry {
                due_at_ms: later(ended_at_ms, wait),
                reason: printable(&reason),
            }
        }
        Err(error) => {
            let reason = error.to_string();
            tracing::warn!(
                response.id = %id, delivery.target = %target, delivery.reason = %reason,
                "a delivery was given up"
            );
            let column = match error {
                DeliveryError::GiveUp { column, .. } => column,
                _ => None,
            };
            AttemptResult::Dead {
                column: column.map(|column| printable(&column)),
                reason: printable(&reason),
            }
        }
    };
    Finished {
        claimed,
        started_at_ms,
        duration_ms: ended_at_ms - started_at_ms,
        result,
        connector,
        exchanges: exchanges_within(&exchanges, LONGEST_SAID),
    }
}

fn is_repeated(error: &DeliveryError) -> bool {
    matches!(
        error,
        DeliveryError::Retry { .. } | DeliveryError::Lost { .. }
    )
}

/// The least that is waited before a delivery that failed so is repeated.
fn asked(error: &DeliveryError) -> Option<Duration> {
    match error {
        DeliveryError::Retry { after, .. } => *after,
        DeliveryError::Lost { after, .. } | DeliveryError::Wait { after, .. } => Some(*after),
        DeliveryError::GiveUp { .. } | DeliveryError::Disabled { .. } => None,
    }
}

fn later(at_ms: i64, wait: Duration) -> i64 {
    at_ms.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
}

/// A text that any database takes; a CRM's own names may be in it.
fn printable(text: &str) -> String {
    const LONGEST: usize = 1_000;
    let letters = text.chars().filter(|c| !c.is_control());
    letters.take(LONGEST).collect()
}

fn describe(written: &Written) -> String {
    if written.records.is_empty() {
        return "nothing to write".into();
    }
    let count = |outcome| {
        written
            .records
            .iter()
            .filter(|record| record.outcome == outcome)
            .count()
    };
    [
        (Outcome::Created, "created"),
        (Outcome::Updated, "updated"),
        (Outcome::Found, "found"),
    ]
    .into_iter()
    .map(|(outcome, word)| (count(outcome), word))
    .filter(|(number, _)| *number > 0)
    .map(|(number, word)| format!("{number} {word}"))
    .collect::<Vec<_>>()
    .join(", ")
}
