//! Group commit: one task takes the submissions that wait and commits them together, so that one sync of the
//! disk serves many. A batch that fails is tried again one submission at a time: each fails for its own reasons.

use super::ledger::Ledger;
use super::{Outcome, Submission};
use crate::clock::SharedClock;
use crate::store::{Store, StoreError};
use std::sync::Arc;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::task::JoinHandle;

const LARGEST_BATCH: usize = 128;
const QUEUE: usize = 4_096;
/// Submissions waiting for the next commit, from which on others should let them go first.
const CROWD: usize = 8;

/// Tells whether submissions are queueing up.
pub type Pressure = Arc<dyn Fn() -> bool + Send + Sync>;

struct Job {
    submission: Submission,
    reply: oneshot::Sender<Result<Outcome, StoreError>>,
}

/// Takes submissions in; cheap to clone. The task ends once every clone is dropped and the queue is empty.
#[derive(Debug, Clone)]
pub struct Intake {
    store: Store,
    jobs: mpsc::Sender<Job>,
    arrivals: watch::Receiver<u64>,
}

impl Intake {
    /// Starts the task that commits. `accepted` is notified whenever responses, and so deliveries, were stored.
    #[must_use]
    pub fn start(
        store: Store,
        clock: SharedClock,
        accepted: Arc<Notify>,
    ) -> (Self, JoinHandle<()>) {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (arrived, arrivals) = watch::channel(0);
        let ledger = Ledger::new(store.clone());
        let task = tokio::spawn(run(ledger, clock, accepted, arrived, queue));
        let intake = Self {
            store,
            jobs,
            arrivals,
        };
        (intake, task)
    }

    /// Changes whenever this process has stored responses.
    #[must_use]
    pub fn arrivals(&self) -> watch::Receiver<u64> {
        self.arrivals.clone()
    }

    /// Tells whether submissions are queueing up. Does not keep the intake from ending.
    #[must_use]
    pub fn pressure(&self) -> Pressure {
        let jobs = self.jobs.downgrade();
        Arc::new(move || {
            let jobs = jobs.upgrade();
            jobs.is_some_and(|jobs| jobs.max_capacity() - jobs.capacity() >= CROWD)
        })
    }

    /// What was committed under a key before, if anything: asked before a submission is refused for other reasons.
    ///
    /// # Errors
    /// The database failed.
    pub async fn committed(
        &self,
        key: &str,
        fingerprint: &str,
    ) -> Result<Option<Outcome>, StoreError> {
        Ledger::committed(&self.store, key, fingerprint).await
    }

    /// Stores a submission, or says why not. Once called it runs to its end, whether or not the caller waits.
    ///
    /// # Errors
    /// The database failed, or the server is closing: nothing was stored.
    pub async fn submit(&self, submission: Submission) -> Result<Outcome, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.jobs
            .send(Job { submission, reply })
            .await
            .map_err(|_| StoreError::Closing)?;
        answer.await.map_err(|_| StoreError::Closing)?
    }
}

async fn run(
    mut ledger: Ledger,
    clock: SharedClock,
    accepted: Arc<Notify>,
    arrived: watch::Sender<u64>,
    mut queue: mpsc::Receiver<Job>,
) {
    let mut jobs = Vec::with_capacity(LARGEST_BATCH);
    while queue.recv_many(&mut jobs, LARGEST_BATCH).await > 0 {
        let (submissions, replies): (Vec<_>, Vec<_>) = jobs
            .drain(..)
            .map(|job| (job.submission, job.reply))
            .unzip();
        let outcomes = match ledger.commit(&submissions, clock.as_ref()).await {
            Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
            Err(error) if submissions.len() == 1 => vec![Err(error)],
            Err(error) => {
                tracing::warn!(%error, "a batch of submissions failed; trying them one by one");
                one_by_one(&mut ledger, &submissions, &clock).await
            }
        };
        if outcomes
            .iter()
            .any(|outcome| matches!(outcome, Ok(Outcome::Accepted(_))))
        {
            accepted.notify_one();
            arrived.send_modify(|batches| *batches += 1);
        }
        for (reply, outcome) in replies.into_iter().zip(outcomes) {
            // A visitor who has left is not told; the response is stored all the same.
            let _ = reply.send(outcome);
        }
    }
}

async fn one_by_one(
    ledger: &mut Ledger,
    submissions: &[Submission],
    clock: &SharedClock,
) -> Vec<Result<Outcome, StoreError>> {
    let mut outcomes = Vec::with_capacity(submissions.len());
    for submission in submissions {
        let outcome = ledger
            .commit(std::slice::from_ref(submission), clock.as_ref())
            .await;
        outcomes.push(outcome.map(|mut outcomes| outcomes.remove(0)));
    }
    outcomes
}
