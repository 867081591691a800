//! The worker: claims, delivers, records.

use super::metric;
use super::plan::{NoPlan, Plans};
use super::schedule::{MOST_TRIES, retry_delay};
use crate::clock::SharedClock;
use crate::crm::{Catalogue, Connectors, DeliveryError, Outcome, WriteRequest, Written};
use crate::mapping::{EarlierRecords, Rows, Target, compute, references};
use crate::store::{
    AttemptResult, Claimed, DeliveryStatus, Dialect, Finished, Store, StoreError, StoredResponse,
};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use uuid::Uuid;

/// A number from 0 to 1; chance, passed in.
pub type Jitter = Arc<dyn Fn() -> f64 + Send + Sync>;

/// Deliveries claimed at once, all of which are under way at once.
const BATCH: u32 = 32;
/// A claim that is not ended by then is free for others. Longer than a call may take.
const LEASE_MS: i64 = 30_000;
/// The longest a CRM may take to answer.
const CALL_TIMEOUT: Duration = Duration::from_secs(20);
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

/// Delivers what is due. Several workers, in one process or many, can share a queue on PostgreSQL.
pub struct Worker {
    store: Store,
    connectors: Connectors,
    clock: SharedClock,
    wake: Arc<Notify>,
    jitter: Jitter,
    owner: String,
    plans: Plans,
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
        Self {
            store,
            connectors,
            clock,
            wake,
            jitter: Arc::new(chance),
            owner: Uuid::new_v4().to_string(),
            plans: Plans::default(),
        }
    }

    /// The same worker with another source of chance.
    #[must_use]
    pub fn with_jitter(self, jitter: Jitter) -> Self {
        Self { jitter, ..self }
    }

    /// Works until `stop` is ready, then ends what it holds and returns.
    pub async fn run(&self, stop: impl Future<Output = ()> + Send) {
        let mut stop = pin!(stop);
        if self.store.dialect() == Dialect::Sqlite
            && let Err(error) = self.store.release_deliveries(self.clock.now_ms()).await
        {
            tracing::warn!(error.cause = %error, "deliveries of the last run wait for their leases to end");
        }
        loop {
            let stopping = match self.step().await {
                Ok(finished) if !finished.is_empty() => {
                    futures::FutureExt::now_or_never(stop.as_mut()).is_some()
                }
                outcome => {
                    if let Err(error) = outcome {
                        tracing::error!(error.cause = %error, "the delivery queue cannot be worked");
                    }
                    tokio::select! {
                        () = stop.as_mut() => true,
                        () = self.wake.notified() => false,
                        () = tokio::time::sleep(POLL) => false,
                    }
                }
            };
            if stopping {
                return;
            }
        }
    }

    /// Delivers until nothing is due, without waiting for what is due later.
    ///
    /// # Errors
    /// The database failed.
    pub async fn drain(&self) -> Result<Drained, StoreError> {
        let mut drained = Drained::default();
        loop {
            let finished = self.step().await?;
            if finished.is_empty() {
                return Ok(drained);
            }
            drained.add(&finished);
        }
    }

    /// Claims, delivers and records one batch.
    async fn step(&self) -> Result<Vec<Finished>, StoreError> {
        let now = self.clock.now_ms();
        if !self.store.is_delivery_due(now).await? {
            return Ok(Vec::new());
        }
        let claimed = self
            .store
            .claim_deliveries(&self.owner, now, now + LEASE_MS, BATCH)
            .await?;
        if claimed.is_empty() {
            return Ok(Vec::new());
        }
        let catalogue = self.connectors.catalogue().await;
        let mut under_way: FuturesUnordered<_> = claimed
            .into_iter()
            .map(|one| self.attempt(one, &catalogue))
            .collect();
        let mut all = Vec::new();
        // What is ready together is recorded together; a slow CRM holds up nobody else's record.
        while let Some(first) = under_way.next().await {
            let mut finished = vec![first];
            while let Some(Some(next)) = futures::FutureExt::now_or_never(under_way.next()) {
                finished.push(next);
            }
            self.store
                .finish_deliveries(&self.owner, self.clock.now_ms(), &finished)
                .await?;
            finished.iter().for_each(metric::count);
            all.extend(finished);
        }
        Ok(all)
    }

    async fn attempt(
        &self,
        claimed: Claimed,
        catalogue: &Result<Catalogue, DeliveryError>,
    ) -> Finished {
        let started_at_ms = self.clock.now_ms();
        let result = match catalogue {
            Ok(catalogue) => self.deliver(&claimed, catalogue).await,
            Err(error) => Err(error.clone()),
        };
        let now = self.clock.now_ms();
        let result = self.judge(&claimed, result, now);
        Finished {
            claimed,
            started_at_ms,
            duration_ms: now - started_at_ms,
            result,
        }
    }

    fn judge(
        &self,
        claimed: &Claimed,
        result: Result<(Written, Option<String>), DeliveryError>,
        now_ms: i64,
    ) -> AttemptResult {
        let (id, target) = (&claimed.response, &claimed.target);
        match result {
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
                    due_at_ms: now_ms.saturating_add(wait_ms),
                    reason,
                }
            }
            Err(error) => {
                let reason = error.to_string();
                tracing::warn!(
                    response.id = %id, delivery.target = %target, delivery.reason = %reason,
                    "a delivery was given up"
                );
                AttemptResult::Dead { reason }
            }
        }
    }

    /// Computes and writes; of a target of one record, with the table written to.
    async fn deliver(
        &self,
        claimed: &Claimed,
        catalogue: &Catalogue,
    ) -> Result<(Written, Option<String>), DeliveryError> {
        let response = match self.store.response(&claimed.response).await {
            Ok(Some(response)) => response,
            Ok(None) => return Err(DeliveryError::give_up("the response is missing")),
            Err(error) => return Err(own_failure(&error)),
        };
        let plan = self
            .plans
            .plan(&self.store, catalogue, &response.form, response.version)
            .await
            .map_err(|none| match none {
                NoPlan::Store(error) => own_failure(&error),
                NoPlan::Delivery(error) => error,
            })?;
        let target = plan
            .mapping
            .targets
            .iter()
            .find(|target| target.id == claimed.target)
            .ok_or_else(|| {
                DeliveryError::give_up(format!(
                    "the mapping has no target `{}` any more",
                    claimed.target
                ))
            })?;
        let missing =
            |what: &str, name: &str| DeliveryError::give_up(format!("there is no {what} `{name}`"));
        let connector = self
            .connectors
            .get(&target.connector)
            .ok_or_else(|| missing("connector", &target.connector))?;
        let table = catalogue
            .table(&target.connector, &target.table)
            .ok_or_else(|| missing("table", &target.table))?;
        let earlier = self.earlier_records(target, &response).await?;
        let rows = compute(target, table, &plan.content, &response, &earlier)
            .map_err(|error| DeliveryError::column(error.column, error.reason))?;
        if rows.is_empty() {
            return Ok((Written::default(), None));
        }
        let request = WriteRequest {
            table: target.table.clone(),
            find: target.find.clone(),
            answered_at_ms: response.submitted_at_ms,
            rows,
        };
        let written = tokio::time::timeout(CALL_TIMEOUT, connector.deliver(&request))
            .await
            .unwrap_or_else(|_| Err(DeliveryError::retry("the CRM did not answer in time")))?;
        Ok((written, (target.rows == Rows::One).then_some(request.table)))
    }

    /// The records of the earlier targets that this one refers to.
    async fn earlier_records(
        &self,
        target: &Target,
        response: &StoredResponse,
    ) -> Result<EarlierRecords, DeliveryError> {
        let mut records = EarlierRecords::new();
        if references(target).next().is_none() {
            return Ok(records);
        }
        let chain = self
            .store
            .delivery_chain(&response.id)
            .await
            .map_err(|error| own_failure(&error))?;
        for id in references(target) {
            let Some(earlier) = chain.iter().find(|delivery| delivery.target == *id) else {
                let reason = format!(
                    "the target `{id}` it refers to was not part of the mapping at the time"
                );
                return Err(DeliveryError::give_up(reason));
            };
            match (earlier.status, &earlier.record) {
                (DeliveryStatus::Done, Some((_, record))) => {
                    records.insert(id.clone(), record.clone());
                }
                (DeliveryStatus::Done, None) => {}
                (DeliveryStatus::Dead, _) => {
                    let reason = format!(
                        "the target `{id}` it refers to was given up: replay that one first"
                    );
                    return Err(DeliveryError::give_up(reason));
                }
                (DeliveryStatus::Pending | DeliveryStatus::Waiting, _) => {
                    return Err(DeliveryError::retry(format!("waits for the target `{id}`")));
                }
            }
        }
        Ok(records)
    }
}

fn own_failure(error: &StoreError) -> DeliveryError {
    match error {
        // Waiting does not mend a stored document.
        StoreError::Unreadable { what, .. } => {
            DeliveryError::give_up(format!("{what} cannot be read back"))
        }
        _ => {
            tracing::warn!(error.cause = %error, "the database failed during a delivery");
            DeliveryError::retry("the database failed")
        }
    }
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
