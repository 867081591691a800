//! The load: connections that each send a submission, wait for its answer, and send the next.

use crate::http::Connection;
use crate::request::Template;
use anyhow::Context;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// How hard and how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) connections: usize,
    pub(crate) warm_up: Duration,
    pub(crate) measured: Duration,
}

/// What was answered.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// How many were accepted in the measured time.
    pub(crate) accepted: usize,
    /// How many had another answer, or none: from the first request to the last.
    pub(crate) others: usize,
    /// How many were accepted from the first request to the last: so many must be stored.
    pub(crate) acknowledged: usize,
    /// How long each accepted one of the measured time took, in ascending order.
    pub(crate) latencies: Vec<Duration>,
}

impl Answers {
    /// The latency that the share `part` of the answers did not exceed.
    pub(crate) fn percentile(&self, part: f64) -> Duration {
        let last = self.latencies.len().saturating_sub(1);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index below the length"
        )]
        let index = (last as f64 * part).round() as usize;
        self.latencies.get(index).copied().unwrap_or_default()
    }

    fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.others += other.others;
        self.acknowledged += other.acknowledged;
        self.latencies.extend(other.latencies);
    }
}

/// What the connections share.
struct Shared {
    next_key: AtomicU64,
    measuring: AtomicBool,
    done: AtomicBool,
}

impl Load {
    /// Puts the load on the server at `address`. `start` and `end` are called at the limits of the measured time.
    pub(crate) async fn put_on(
        self,
        address: SocketAddr,
        start: impl AsyncFnOnce() -> anyhow::Result<()>,
        end: impl AsyncFnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<Answers> {
        let shared = Arc::new(Shared {
            next_key: AtomicU64::new(1),
            measuring: AtomicBool::new(false),
            done: AtomicBool::new(false),
        });
        // Half of the machine at most, so that the server has the other half at least.
        let threads = thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1));
        let clients: Vec<_> = (0..threads)
            .map(|thread| {
                let connections =
                    self.connections / threads + usize::from(thread < self.connections % threads);
                let shared = Arc::clone(&shared);
                thread::spawn(move || client(address, connections, &shared))
            })
            .collect();
        tokio::time::sleep(self.warm_up).await;
        start().await?;
        shared.measuring.store(true, Ordering::Relaxed);
        tokio::time::sleep(self.measured).await;
        shared.measuring.store(false, Ordering::Relaxed);
        end().await?;
        shared.done.store(true, Ordering::Relaxed);
        let mut answers = Answers::default();
        for client in clients {
            let part = tokio::task::spawn_blocking(|| client.join()).await?;
            answers.add(part.map_err(|_| anyhow::anyhow!("the client panicked"))??);
        }
        answers.latencies.sort_unstable();
        Ok(answers)
    }
}

/// One thread of the client.
fn client(
    address: SocketAddr,
    connections: usize,
    shared: &Arc<Shared>,
) -> anyhow::Result<Answers> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let mut tasks = JoinSet::new();
            for _ in 0..connections {
                let connection = Connection::open(address)
                    .await
                    .context("the server cannot be reached")?;
                tasks.spawn(send(connection, Template::new(address), Arc::clone(shared)));
            }
            let mut answers = Answers::default();
            while let Some(part) = tasks.join_next().await {
                answers.add(part?);
            }
            Ok(answers)
        })
}

/// Sends until told to stop; the last answer is waited for, so that nothing is stored that was not counted.
async fn send(mut connection: Connection, mut template: Template, shared: Arc<Shared>) -> Answers {
    let mut answers = Answers::default();
    while !shared.done.load(Ordering::Relaxed) {
        let request = template.with_key(shared.next_key.fetch_add(1, Ordering::Relaxed));
        let sent = Instant::now();
        match connection.exchange(request).await {
            Ok(201) => {
                answers.acknowledged += 1;
                if shared.measuring.load(Ordering::Relaxed) {
                    answers.accepted += 1;
                    answers.latencies.push(sent.elapsed());
                }
            }
            Ok(status) => {
                answers.others += 1;
                if answers.others == 1 {
                    eprintln!("an answer of status {status}");
                }
            }
            Err(error) => {
                answers.others += 1;
                eprintln!("a request without an answer: {error}");
                break;
            }
        }
    }
    answers
}
