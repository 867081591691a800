//! The lanes: what is under way to each connector, and how much more it is given.

use super::breaker::{Breaker, Sign, Takes};
use crate::crm::Connectors;
use crate::store::QueueHead;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// At once to a connector that is not there any more: its deliveries are only judged.
const TO_NOBODY: usize = 16;

/// The lanes of one worker.
#[derive(Default)]
pub(super) struct Lanes(Mutex<BTreeMap<String, Lane>>);

struct Lane {
    at_once: usize,
    places: Arc<Semaphore>,
    breaker: Breaker,
}

impl Lane {
    fn new(at_once: usize) -> Self {
        Self {
            at_once,
            places: Arc::new(Semaphore::new(at_once)),
            breaker: Breaker::default(),
        }
    }

    /// Takes another number at once from now on, where nothing is under way.
    fn widen(&mut self, at_once: usize) {
        if at_once != self.at_once && self.places.available_permits() == self.at_once {
            self.at_once = at_once;
            self.places = Arc::new(Semaphore::new(at_once));
        }
    }

    /// How many more deliveries it is given now. Not each by itself: claims cost a transaction.
    fn wants(&self, now_ms: i64) -> usize {
        let free = self.places.available_permits();
        let is_idle = free == self.at_once;
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
            let connector = connectors.get(&head.connector);
            let at_once = connector.map_or(TO_NOBODY, |connector| connector.at_once());
            let at_once = most.unwrap_or(at_once).max(1);
            let name = head.connector.clone();
            let lane = lanes
                .entry(name.clone())
                .or_insert_with(|| Lane::new(at_once));
            lane.widen(at_once);
            let wants = lane.wants(now_ms);
            (wants > 0).then(|| (name, u32::try_from(wants).unwrap_or(u32::MAX)))
        })
        .collect()
    }

    /// A place in the lane, until it is dropped.
    pub(super) fn place(&self, connector: &str) -> Option<OwnedSemaphorePermit> {
        let places = self.lock().get(connector)?.places.clone();
        places.try_acquire_owned().ok()
    }

    /// Notes what an attempt says about a connector.
    pub(super) fn note(&self, connector: &str, sign: Sign, now_ms: i64, jitter: f64) {
        let mut lanes = self.lock();
        let Some(lane) = lanes.get_mut(connector) else {
            return;
        };
        let was_open = lane.breaker.is_open();
        lane.breaker.note(sign, now_ms, jitter);
        let is_open = lane.breaker.is_open();
        if was_open != is_open {
            match is_open {
                true => tracing::warn!(
                    delivery.connector = connector,
                    "a CRM is down; one delivery now and then tries it"
                ),
                false => tracing::info!(delivery.connector = connector, "a CRM is up again"),
            }
        }
        let open = if is_open { 1.0 } else { 0.0 };
        metrics::gauge!("sonda_delivery_breaker_open", "connector" => connector.to_owned())
            .set(open);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Lane>> {
        // Counts and states are sound whatever panicked while they were held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
