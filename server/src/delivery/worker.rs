//! The worker: claims, delivers, records.

use super::attempt::{Attempts, Ended};
use super::judge::judge;
use super::lane::Lanes;
use super::metric;
use super::plan::Plans;
use crate::clock::SharedClock;
use crate::crm::Connectors;
use crate::intake::Pressure;
use crate::store::{AttemptResult, Dialect, Finished, Store, StoreError};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::{JoinError, JoinSet};
use uuid::Uuid;

/// A number from 0 to 1; chance, passed in.
pub type Jitter = Arc<dyn Fn() -> f64 + Send + Sync>;

/// The longest a CRM may take for one delivery: several requests.
const PATIENCE: Duration = Duration::from_secs(45);
/// A claim that is not ended by then is free for others. Longer than a CRM may take.
const LEASE_MS: i64 = 120_000;
/// How often the queue is looked at when nobody wakes the worker.
const POLL: Duration = Duration::from_secs(2);

/// What a drain did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Drained {
    /// Deliveries written.
    pub done: usize,
    /// Attempts that failed and are to be repeated.
    pub retried: usize,
    /// Deliveries given up.
    pub dead: usize,
}

impl Drained {
    fn add(&mut self, finished: &[Finished]) {
        for one in finished {
            match one.result {
                AttemptResult::Done { .. } => self.done += 1,
                AttemptResult::Retry { .. } | AttemptResult::Wait { .. } => self.retried += 1,
                AttemptResult::Dead { .. } => self.dead += 1,
            }
        }
    }
}

/// How long submissions are given way to at a time, and how often in a row: deliveries go on, only slower.
const GIVE_WAY: Duration = Duration::from_millis(25);
const GIVE_WAY_TIMES: u32 = 10;

/// Delivers what is due. Several workers, in one process or many, can share a queue on PostgreSQL.
pub struct Worker {
    attempts: Arc<Attempts>,
    lanes: Lanes,
    at_once: Option<usize>,
    wake: Arc<Notify>,
    jitter: Jitter,
    pressure: Pressure,
    owner: String,
}

impl Worker {
    /// A worker of a store; `wake` tells it of new deliveries (`notify_one`).
    #[must_use]
    pub fn new(
        store: Store,
        connectors: Connectors,
        clock: SharedClock,
        wake: Arc<Notify>,
    ) -> Self {
        let plans = Plans::default();
        Self {
            attempts: Arc::new(Attempts {
                store,
                connectors,
                clock,
                plans,
                patience: PATIENCE,
            }),
            lanes: Lanes::default(),
            at_once: None,
            wake,
            jitter: Arc::new(chance),
            pressure: Arc::new(|| false),
            owner: Uuid::new_v4().to_string(),
        }
    }

    /// The same worker with another source of chance.
    #[must_use]
    pub fn with_jitter(self, jitter: Jitter) -> Self {
        Self { jitter, ..self }
    }

    /// The same worker, with so many deliveries to each connector at once, whatever the connectors say.
    #[must_use]
    pub fn with_at_once(self, deliveries: usize) -> Self {
        Self {
            at_once: Some(deliveries),
            ..self
        }
    }

    /// The same worker, giving way to submissions while they queue up.
    #[must_use]
    pub fn giving_way_to(self, pressure: Pressure) -> Self {
        Self { pressure, ..self }
    }

    /// Lets submissions go first, for a moment: both need the one connection that writes to SQLite, and a
    /// visitor waits while a record does not mind.
    async fn give_way(&self) {
        for _ in 0..GIVE_WAY_TIMES {
            if !(self.pressure)() {
                return;
            }
            tokio::time::sleep(GIVE_WAY).await;
        }
    }

    /// Works until `stop` is ready, then ends what it holds and returns.
    pub async fn run(&self, stop: impl Future<Output = ()> + Send) {
        let mut stop = pin!(stop);
        let Attempts {
            store,
            clock,
            connectors,
            ..
        } = &*self.attempts;
        // What a CRM over the network was asked may still come to be: nobody repeats it before its lease ends.
        if store.dialect() == Dialect::Sqlite
            && let Err(error) = store
                .release_deliveries(clock.now_ms(), &connectors.that_end_with_the_process())
                .await
        {
            tracing::warn!(error.cause = %error, "deliveries of the last run wait for their leases to end");
        }
        let mut under_way = JoinSet::new();
        let mut stopping = false;
        while !(stopping && under_way.is_empty()) {
            if !stopping {
                self.give_way().await;
                if let Err(error) = self.claim(&mut under_way).await {
                    tracing::error!(error.cause = %error, "the delivery queue cannot be worked");
                }
            }
            tokio::select! {
                biased;
                () = stop.as_mut(), if !stopping => stopping = true,
                Some(first) = under_way.join_next() => {
                    if let Err(error) = self.record(first, &mut under_way).await {
                        tracing::error!(error.cause = %error, "what was delivered could not be noted; it will be repeated");
                    }
                }
                () = self.wake.notified(), if !stopping => {}
                () = tokio::time::sleep(POLL), if !stopping => {}
            }
        }
    }

    /// Delivers until nothing is due, without waiting for what is due later.
    ///
    /// # Errors
    /// The database failed.
    pub async fn drain(&self) -> Result<Drained, StoreError> {
        let mut drained = Drained::default();
        let mut under_way = JoinSet::new();
        loop {
            self.claim(&mut under_way).await?;
            let Some(first) = under_way.join_next().await else {
                return Ok(drained);
            };
            drained.add(&self.record(first, &mut under_way).await?);
        }
    }

    /// Claims what each connector takes, and sets out to deliver it.
    async fn claim(&self, under_way: &mut JoinSet<Ended>) -> Result<(), StoreError> {
        let Attempts {
            store,
            clock,
            connectors,
            ..
        } = &*self.attempts;
        let heads = store.queue_heads().await?;
        if heads.is_empty() {
            return Ok(());
        }
        // First: how much each connector takes is known once it is.
        let catalogue = Arc::new(connectors.catalogue().await);
        let now_ms = clock.now_ms();
        let wanted = self.lanes.wanted(&heads, connectors, self.at_once, now_ms);
        if wanted.is_empty() {
            return Ok(());
        }
        let claimed = store
            .claim_deliveries(&self.owner, now_ms, now_ms + LEASE_MS, &wanted)
            .await?;
        if claimed.is_empty() {
            return Ok(());
        }
        let sources = self.attempts.sources(&claimed).await;
        // Tasks of their own: they go on while results are recorded, which may need a connection
        // that one of them holds.
        for one in claimed {
            let (attempts, catalogue) = (self.attempts.clone(), catalogue.clone());
            let source = sources.get(&one.response).cloned();
            let place = self.lanes.place(&one.connector);
            under_way.spawn(async move {
                let _place = place;
                attempts.attempt(one, source, &catalogue).await
            });
        }
        Ok(())
    }

    /// Records what has ended. What is ready together is recorded together; a slow CRM holds up nobody else's record.
    async fn record(
        &self,
        first: Result<Ended, JoinError>,
        under_way: &mut JoinSet<Ended>,
    ) -> Result<Vec<Finished>, StoreError> {
        // Others that were answered at the same moment end now.
        tokio::task::yield_now().await;
        let ready = std::iter::from_fn(|| under_way.try_join_next());
        let finished: Vec<Finished> = std::iter::once(first)
            .chain(ready)
            .filter_map(|joined| match joined {
                Ok(ended) => Some(judge(ended, &self.lanes, &self.jitter)),
                Err(error) => {
                    tracing::error!(error.cause = %error, "a delivery was lost; its lease will end");
                    None
                }
            })
            .collect();
        let Attempts { store, clock, .. } = &*self.attempts;
        store
            .finish_deliveries(&self.owner, clock.now_ms(), &finished)
            .await?;
        finished.iter().for_each(metric::count);
        Ok(finished)
    }
}

/// A number from 0 to 1. Jitter spreads load, no more: without randomness it is simply the same for all.
fn chance() -> f64 {
    f64::from(getrandom::u32().unwrap_or_default()) / f64::from(u32::MAX)
}
