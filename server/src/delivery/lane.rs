//! The lanes: what is under way to each connector, and how much more it is given.

use super::breaker::{Breaker, Sign, Takes};
use crate::crm::Connectors;
use crate::store::QueueHead;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// At once to a connector that is not there any more: its deliveries are only judged.
const TO_NOBODY: usize = 16;

/// The lanes of one worker.
#[derive(Default)]
pub(super) struct Lanes(Mutex<BTreeMap<String, Lane>>);

#[derive(Default)]
struct Lane {
    /// How many it takes, which may change while some are under way.
    at_once: usize,
    under_way: Arc<AtomicUsize>,
    breaker: Breaker,
    /// When the connection was changed that the breaker knows.
    changed_at_ms: Option<i64>,
}

/// A place in a lane, until it is dropped.
#[derive(Debug)]
pub(super) struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Lane {
    /// How many more deliveries it is given now. Not each by itself: claims cost a transaction.
    fn wants(&self, now_ms: i64) -> usize {
        let under_way = self.under_way.load(Ordering::Relaxed);
        let free = self.at_once.saturating_sub(under_way);
        let is_idle = under_way == 0;
        match self.breaker.takes(now_ms) {
            Takes::All if is_idle || free * 4 >= self.at_once => free,
            Takes::One if is_idle => 1,
            Takes::All | Takes::One | Takes::None => 0,
        }
    }
}

impl Lanes {
    /// What to claim of the queues, by connector.
    pub(super) fn wanted(
        &self,
        heads: &[QueueHead],
        connectors: &Connectors,
        most: Option<usize>,
        now_ms: i64,
    ) -> Vec<(String, u32)> {
        let mut lanes = self.lock();
        let due = heads.iter().filter(|head| head.due_at_ms <= now_ms);
        due.filter_map(|head| {
            let name = &head.connector;
            let connector = connectors.get(name);
            let at_once = connector.map_or(TO_NOBODY, |connector| connector.at_once());
            let lane = lanes.entry(name.clone()).or_default();
            lane.at_once = most.unwrap_or(at_once).max(1);
            let changed_at_ms = connectors.changed_at_ms(name);
            if lane.changed_at_ms != changed_at_ms {
                // What is known of it is of another address, or of other credentials.
                lane.changed_at_ms = changed_at_ms;
                lane.breaker = Breaker::default();
                measure(name, &lane.breaker);
            }
            let wants = lane.wants(now_ms);
            (wants > 0).then(|| (name.clone(), u32::try_from(wants).unwrap_or(u32::MAX)))
        })
        .collect()
    }

    /// A place in the lane.
    pub(super) fn place(&self, connector: &str) -> Option<Place> {
        let under_way = self.lock().get(connector)?.under_way.clone();
        under_way.fetch_add(1, Ordering::Relaxed);
        Some(Place(under_way))
    }

    /// Notes what an attempt says about a connector.
    pub(super) fn note(&self, connector: &str, sign: Sign, now_ms: i64, jitter: f64) {
        let mut lanes = self.lock();
        let Some(lane) = lanes.get_mut(connector) else {
            return;
        };
        let (was_open, asked) = (lane.breaker.is_open(), lane.breaker.asked_until_ms());
        lane.breaker.note(sign, now_ms, jitter);
        match (was_open, lane.breaker.is_open()) {
            (false, true) => tracing::warn!(
                delivery.connector = connector,
                "a CRM is down; one delivery now and then tries it"
            ),
            (true, false) => tracing::info!(delivery.connector = connector, "a CRM is up again"),
            _ => {}
        }
        let until_ms = lane.breaker.asked_until_ms();
        if until_ms > asked && asked <= now_ms {
            tracing::info!(
                delivery.connector = connector,
                delivery.wait_secs = (until_ms - now_ms) / 1_000,
                "a CRM takes no more deliveries for now"
            );
        }
        measure(connector, &lane.breaker);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Lane>> {
        // Counts and states are sound whatever panicked while they were held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Publishes `sonda_delivery_breaker_open` (0 or 1) and `sonda_delivery_paused_until_seconds` (since the epoch; 0 if
/// the CRM never asked for a pause), by connector.
fn measure(connector: &str, breaker: &Breaker) {
    let gauge = |name: &'static str| metrics::gauge!(name, "connector" => connector.to_owned());
    let open = u8::from(breaker.is_open());
    gauge("sonda_delivery_breaker_open").set(f64::from(open));
    #[expect(clippy::cast_precision_loss, reason = "a metric")]
    let until = breaker.asked_until_ms() as f64 / 1_000.0;
    gauge("sonda_delivery_paused_until_seconds").set(until);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::Connectors;
    use std::time::Duration;

    fn wanted(lanes: &Lanes, at_once: usize) -> u32 {
        let head = QueueHead {
            connector: "crm".into(),
            due_at_ms: 0,
        };
        let wanted = lanes.wanted(&[head], &Connectors::default(), Some(at_once), 1);
        wanted.first().map_or(0, |(_, most)| *most)
    }

    #[test]
    fn a_lane_takes_another_number_at_once_also_while_some_are_under_way() {
        let lanes = Lanes::default();
        assert_eq!(wanted(&lanes, 4), 4);
        let mut places: Vec<_> = (0..4).map(|_| lanes.place("crm").unwrap()).collect();
        assert_eq!(wanted(&lanes, 4), 0);
        assert_eq!(wanted(&lanes, 51), 47);
        assert_eq!(wanted(&lanes, 2), 0);
        places.truncate(2);
        assert_eq!(wanted(&lanes, 2), 0, "as many are under way as it takes");
        places.clear();
        assert_eq!(wanted(&lanes, 2), 2);
    }

    #[test]
    fn not_each_delivery_is_claimed_by_itself() {
        let lanes = Lanes::default();
        wanted(&lanes, 8);
        let mut places: Vec<_> = (0..8).map(|_| lanes.place("crm").unwrap()).collect();
        places.pop();
        assert_eq!(wanted(&lanes, 8), 0);
        places.pop();
        assert_eq!(wanted(&lanes, 8), 2);
    }

    #[test]
    fn a_pause_that_was_asked_for_holds_for_all() {
        let lanes = Lanes::default();
        wanted(&lanes, 8);
        lanes.note("crm", Sign::Busy(Some(Duration::from_secs(9))), 0, 1.0);
        assert_eq!(wanted(&lanes, 8), 0);
    }
}
