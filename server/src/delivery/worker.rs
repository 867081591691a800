//! The worker: claims, delivers, records.

use super::attempt::{Attempts, Ended};
use super::breaker::Sign;
use super::lane::Lanes;
use super::metric;
use super::plan::Plans;
use super::schedule::{MOST_TRIES, retry_delay};
use crate::clock::SharedClock;
use crate::crm::{Connectors, DeliveryError, Outcome, Written, exchanges_within};
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
/// The most bytes that are kept of what was said in an attempt.
const LONGEST_SAID: usize = 16 * 1024;
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
                AttemptResult::Retry { .. } => self.retried += 1,
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
        let sources = self.attempts.sources(&claimed).await?;
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
                Ok(ended) => Some(self.judge(ended)),
                Err(error) => {
                    tracing::error!(error.cause = %error, "a delivery panicked; its lease will end");
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

    fn judge(&self, ended: Ended) -> Finished {
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
        self.lanes
            .note(&connector, sign, ended_at_ms, (self.jitter)());
        let (id, target) = (&claimed.response, &claimed.target);
        let result = match result {
            Ok((written, table)) => AttemptResult::Done {
                detail: describe(&written),
                record: match (table, &written.records[..]) {
                    (Some(table), [record]) => Some((table, record.id.clone())),
                    _ => None,
                },
            },
            Err(DeliveryError::Retry { after, reason }) if claimed.tries < MOST_TRIES => {
                let wait = retry_delay(claimed.tries, (self.jitter)(), after);
                tracing::info!(
                    response.id = %id, delivery.target = %target, delivery.tries = claimed.tries,
                    delivery.wait_secs = wait.as_secs(), delivery.reason = %reason,
                    "a delivery failed and will be repeated"
                );
                let wait_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                AttemptResult::Retry {
                    due_at_ms: ended_at_ms.saturating_add(wait_ms),
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
                    DeliveryError::Retry { .. } | DeliveryError::Disabled { .. } => None,
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

/// A number from 0 to 1. Jitter spreads load, no more: without randomness it is simply the same for all.
fn chance() -> f64 {
    f64::from(getrandom::u32().unwrap_or_default()) / f64::from(u32::MAX)
}
