//! Who writes when: deliveries must leave the database to submissions.

use super::Embedded;
use super::writing::{Failure, Writing};
use crate::crm::connector::{WriteRequest, Written};
use crate::crm::error::DeliveryError;
use crate::store::{Dialect, StoreError};
use sqlx::{Any, Transaction};
use std::sync::{Mutex, PoisonError};
use tokio::sync::{Semaphore, oneshot};

/// Connections that deliveries take at most on PostgreSQL; the pool has twice as many.
const POSTGRES_TURNS: usize = 8;

/// The turns of deliveries to write.
///
/// SQLite has one writer, and every commit waits for the disk: one delivery at a time asks for it,
/// and takes along all that wait. If one of them fails, each is written by itself. PostgreSQL commits them side by side; there,
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

    /// Those that still listen.
    fn take_waiting(&self) -> Vec<Waiting> {
        let mut waiting = std::mem::take(&mut *self.lock());
        waiting.retain(|one| !one.answer.is_closed());
        waiting
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
                self.write_waiting().await.map_err(Failure::from)?;
                result.try_recv().unwrap_or_else(|_| Err(interrupted()))
            }
            taken_along => taken_along.unwrap_or_else(|_| Err(interrupted())),
        }
    }

    async fn write_alone(&self, request: &WriteRequest) -> Result<Written, Failure> {
        let mut tx = self.store.begin().await?;
        let mut writing = Writing::new(self, &mut tx);
        let written = self.write(&mut writing, request).await?;
        writing.finish().await?;
        tx.commit().await?;
        Ok(written)
    }

    async fn write_waiting(&self) -> Result<(), StoreError> {
        let tx = self.store.begin().await?;
        // Only now: while the writer was busy, others have come to wait.
        let waiting = self.turns.take_waiting();
        let results = match self.write_together(tx, &waiting).await {
            Ok(written) => written.into_iter().map(Ok).collect(),
            Err(failure) if waiting.len() == 1 => vec![Err(failure.into())],
            Err(_) => self.write_one_by_one(&waiting).await,
        };
        for (one, result) in waiting.into_iter().zip(results) {
            // Who no longer listens has been given up by the worker; a repeat finds the record.
            let _ = one.answer.send(result);
        }
        Ok(())
    }

    async fn write_together(
        &self,
        mut tx: Transaction<'_, Any>,
        waiting: &[Waiting],
    ) -> Result<Vec<Written>, Failure> {
        let mut all = Vec::with_capacity(waiting.len());
        let mut writing = Writing::new(self, &mut tx);
        for one in waiting {
            all.push(self.write(&mut writing, &one.request).await?);
        }
        writing.finish().await?;
        tx.commit().await?;
        Ok(all)
    }

    async fn write_one_by_one(&self, waiting: &[Waiting]) -> Vec<Result<Written, DeliveryError>> {
        let mut results = Vec::with_capacity(waiting.len());
        for one in waiting {
            results.push(self.write_alone(&one.request).await.map_err(Into::into));
        }
        results
    }
}

fn interrupted() -> DeliveryError {
    DeliveryError::retry("the delivery was interrupted")
}
