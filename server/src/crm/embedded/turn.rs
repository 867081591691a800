//! Who writes when: deliveries must leave the database to submissions.

use super::{Embedded, Failure};
use crate::crm::connector::{DeliveryError, WriteRequest, Written};
use crate::store::{Dialect, StoreError};
use sqlx::Connection;
use std::sync::{Mutex, PoisonError};
use tokio::sync::{Semaphore, oneshot};

/// Connections that deliveries take at most on PostgreSQL; the pool has twice as many.
const POSTGRES_TURNS: usize = 8;

/// The turns of deliveries to write.
///
/// SQLite has one writer, and every commit waits for the disk: one delivery at a time asks for it,
/// and takes along all that wait, a savepoint each. PostgreSQL commits them side by side; there,
/// several in a transaction would lock each other out.
pub(super) struct Turns {
    turns: Semaphore,
    together: bool,
    waiting: Mutex<Vec<Waiting>>,
}

struct Waiting {
    request: WriteRequest,
    answer: oneshot::Sender<Result<Written, DeliveryError>>,
}

impl Turns {
    pub(super) fn new(dialect: Dialect) -> Self {
        let (turns, together) = match dialect {
            Dialect::Sqlite => (1, true),
            Dialect::Postgres => (POSTGRES_TURNS, false),
        };
        Self {
            turns: Semaphore::new(turns),
            together,
            waiting: Mutex::default(),
        }
    }

    fn wait(&self, request: &WriteRequest) -> oneshot::Receiver<Result<Written, DeliveryError>> {
        let (answer, result) = oneshot::channel();
        self.lock().push(Waiting {
            request: request.clone(),
            answer,
        });
        result
    }

    fn take_waiting(&self) -> Vec<Waiting> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Waiting>> {
        // A list is sound whatever panicked while it was held.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Embedded {
    /// Writes a delivery when its turn comes.
    pub(super) async fn deliver_in_turn(
        &self,
        request: &WriteRequest,
    ) -> Result<Written, DeliveryError> {
        let mut result = self.turns.together.then(|| self.turns.wait(request));
        let turn = self.turns.turns.acquire().await;
        let _turn = turn.expect("the turns are never closed");
        let Some(result) = &mut result else {
            return Ok(self.write_alone(request).await?);
        };
        // Whoever had the turn before may have taken this one along.
        match result.try_recv() {
            Err(oneshot::error::TryRecvError::Empty) => {
                self.write_together(self.turns.take_waiting()).await;
                result.try_recv().unwrap_or_else(|_| Err(interrupted()))
            }
            taken_along => taken_along.unwrap_or_else(|_| Err(interrupted())),
        }
    }

    async fn write_alone(&self, request: &WriteRequest) -> Result<Written, Failure> {
        let mut tx = self.store.begin().await?;
        let written = self.write(&mut tx, request).await?;
        tx.commit().await?;
        Ok(written)
    }

    async fn write_together(&self, waiting: Vec<Waiting>) {
        let requests: Vec<&WriteRequest> = waiting.iter().map(|one| &one.request).collect();
        let results = match self.commit_together(&requests).await {
            Ok(results) => results,
            Err(error) => {
                let error = DeliveryError::from(Failure::from(error));
                requests.iter().map(|_| Err(error.clone())).collect()
            }
        };
        for (one, result) in waiting.into_iter().zip(results) {
            // Who no longer listens has been given up by the worker; a repeat finds the record.
            let _ = one.answer.send(result);
        }
    }

    /// Each delivery succeeds or fails by itself; those that succeed are committed together.
    async fn commit_together(
        &self,
        requests: &[&WriteRequest],
    ) -> Result<Vec<Result<Written, DeliveryError>>, StoreError> {
        let mut results = Vec::with_capacity(requests.len());
        let mut tx = self.store.begin().await?;
        for request in requests {
            let mut savepoint = tx.begin().await?;
            let result = self.write(&mut savepoint, request).await;
            if result.is_ok() {
                savepoint.commit().await?;
            } else {
                savepoint.rollback().await?;
            }
            results.push(result.map_err(DeliveryError::from));
        }
        tx.commit().await?;
        Ok(results)
    }
}

fn interrupted() -> DeliveryError {
    DeliveryError::retry("the delivery was interrupted")
}
