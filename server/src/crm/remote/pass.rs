//! What a CRM lets in by, such as a token or a session: fetched by one for all who need it, and its failure is told to
//! all of them.

use crate::clock::SharedClock;
use crate::crm::error::DeliveryError;
use axum::http::HeaderValue;
use futures::future::BoxFuture;
use std::fmt;
use tokio::sync::Mutex;

/// For so long a failure stands for those who come after it. Less than the wait before a delivery's second try.
const FAILED_FOR_MS: i64 = 2_000;

/// The value of `Authorization` that a connection shows. Never printed.
pub struct Pass {
    held: Mutex<Held>,
    clock: SharedClock,
}

#[derive(Default)]
struct Held {
    opened: Option<Opened>,
    /// When it could not be had, and why.
    failed: Option<(i64, DeliveryError)>,
}

/// A pass that was fetched.
pub struct Opened {
    /// The value of the header.
    pub header: HeaderValue,
    /// When it ends, in milliseconds since the epoch, where that is known.
    pub until_ms: Option<i64>,
}

impl fmt::Debug for Pass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pass(hidden)")
    }
}

impl Pass {
    /// None yet.
    #[must_use]
    pub fn new(clock: SharedClock) -> Self {
        Self {
            held: Mutex::default(),
            clock,
        }
    }

    /// The pass; where there is none but one that was `refused`, the one that `fetch` brings. Whoever comes meanwhile
    /// waits for that one, or hears why there is none.
    ///
    /// # Errors
    /// It cannot be fetched, or could not a moment ago.
    pub async fn header<'a>(
        &self,
        refused: Option<&HeaderValue>,
        fetch: impl FnOnce() -> BoxFuture<'a, Result<Opened, DeliveryError>> + Send,
    ) -> Result<HeaderValue, DeliveryError> {
        let mut held = self.held.lock().await;
        let now_ms = self.clock.now_ms();
        let is_good = |opened: &&Opened| {
            Some(&opened.header) != refused
                && opened.until_ms.is_none_or(|until_ms| now_ms < until_ms)
        };
        if let Some(opened) = held.opened.as_ref().filter(is_good) {
            return Ok(opened.header.clone());
        }
        let is_fresh = |(at_ms, _): &&(i64, DeliveryError)| {
            (*at_ms..at_ms.saturating_add(FAILED_FOR_MS)).contains(&now_ms)
        };
        if let Some((_, error)) = held.failed.as_ref().filter(is_fresh) {
            return Err(error.clone());
        }
        match fetch().await {
            Ok(mut opened) => {
                opened.header.set_sensitive(true);
                held.failed = None;
                Ok(held.opened.insert(opened).header.clone())
            }
            Err(error) => {
                held.failed = Some((self.clock.now_ms(), error.clone()));
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use futures::FutureExt;
    use futures::future::join_all;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

    struct TestClock(AtomicI64);

    impl Clock for TestClock {
        fn now_ms(&self) -> i64 {
            self.0.load(Ordering::SeqCst)
        }
    }

    /// Counts what is fetched, after everybody else has come.
    fn fetch<'a>(
        count: &'a AtomicUsize,
        fails: bool,
    ) -> impl FnOnce() -> BoxFuture<'a, Result<Opened, DeliveryError>> {
        move || {
            let fetched = async move {
                tokio::task::yield_now().await;
                let number = count.fetch_add(1, Ordering::SeqCst);
                match fails {
                    true => Err(DeliveryError::retry("no answer")),
                    false => Ok(Opened {
                        header: HeaderValue::from_str(&format!("token {number}")).unwrap(),
                        until_ms: Some(10_000),
                    }),
                }
            };
            fetched.boxed()
        }
    }

    fn pass() -> (Arc<TestClock>, Pass) {
        let clock = Arc::new(TestClock(AtomicI64::new(0)));
        (clock.clone(), Pass::new(clock))
    }

    #[tokio::test]
    async fn one_fetches_for_all_until_it_ends_or_is_refused() {
        let (clock, pass) = pass();
        let count = AtomicUsize::new(0);
        let all = join_all((0..5).map(|_| pass.header(None, fetch(&count, false)))).await;
        assert!(all.iter().all(|one| *one == all[0]));
        let first = all[0].clone().unwrap();
        let again = pass.header(Some(&first), fetch(&count, false)).await;
        assert_ne!(again, Ok(first.clone()));
        // Who was refused with the old one takes the new one.
        let other = pass.header(Some(&first), fetch(&count, false)).await;
        assert_eq!(other, again);
        clock.0.store(10_000, Ordering::SeqCst);
        let ended = pass.header(None, fetch(&count, false)).await;
        assert_ne!(ended, again);
        assert_eq!(count.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn a_failure_is_told_to_all_for_a_moment() {
        let (clock, pass) = pass();
        let count = AtomicUsize::new(0);
        let all = join_all((0..5).map(|_| pass.header(None, fetch(&count, true)))).await;
        assert!(
            all.iter()
                .all(|one| *one == Err(DeliveryError::retry("no answer")))
        );
        assert_eq!(count.load(Ordering::SeqCst), 1);
        clock.0.store(FAILED_FOR_MS, Ordering::SeqCst);
        assert!(pass.header(None, fetch(&count, false)).await.is_ok());
    }
}
