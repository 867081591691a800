//! A fresh database for each test, on each engine, and a clock that the test owns.

use futures::FutureExt;
use sonda_server::clock::{Clock, SharedClock};
use sonda_server::store::Store;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyPool, AssertSqlSafe, ConnectOptions, Executor};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

/// The moment at which every test begins: 2026-07-31T10:00:00Z.
pub(crate) const START_MS: i64 = 1_785_492_000_000;

/// A clock that moves only when told.
#[derive(Debug)]
pub(crate) struct ManualClock(AtomicI64);

impl ManualClock {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(START_MS)))
    }

    pub(crate) fn advance_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A migrated store in a database of its own.
pub(crate) struct TestStore {
    pub(crate) store: Store,
    /// The same database, for what the store's own functions do not say.
    pub(crate) pool: AnyPool,
    pub(crate) clock: Arc<ManualClock>,
}

impl TestStore {
    pub(crate) fn shared_clock(&self) -> SharedClock {
        self.clock.clone()
    }

    async fn open(url: String) -> Self {
        let store = Store::open(&url).await.unwrap();
        store.migrate().await.unwrap();
        let pool = AnyPoolOptions::new()
            .max_connections(2)
            .connect(&url)
            .await
            .unwrap();
        Self {
            store,
            pool,
            clock: ManualClock::new(),
        }
    }

    async fn close(&self) {
        self.pool.close().await;
        self.store.close().await;
    }
}

/// Runs a test on an SQLite file of its own.
pub(crate) async fn on_sqlite(test: impl AsyncFnOnce(&TestStore)) {
    let folder = Folder(std::env::temp_dir().join(format!("sonda-test-{}", Uuid::new_v4())));
    std::fs::create_dir(&folder.0).unwrap();
    let store = TestStore::open(format!("sqlite://{}/sonda.db", folder.0.display())).await;
    test(&store).await;
    store.close().await;
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left in the temporary folder harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a test on a PostgreSQL database of its own, if there is a server.
pub(crate) async fn on_postgres(test: impl AsyncFnOnce(&TestStore)) {
    let Ok(server) = std::env::var("SONDA_TEST_POSTGRES") else {
        eprintln!("SONDA_TEST_POSTGRES is not set: not tried on PostgreSQL");
        return;
    };
    let name = format!("sonda_test_{}", Uuid::new_v4().simple());
    administer(&server, format!("CREATE DATABASE {name}")).await;
    let (base, _) = server.rsplit_once('/').expect("the URL names a database");
    let store = TestStore::open(format!("{base}/{name}")).await;
    let outcome = AssertUnwindSafe(test(&store)).catch_unwind().await;
    store.close().await;
    administer(&server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

async fn administer(server: &str, sql: String) {
    sqlx::any::install_default_drivers();
    let options: AnyConnectOptions = server.parse().unwrap();
    let mut connection = options.connect().await.unwrap();
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await
        .unwrap();
}

/// Defines a test that runs on both engines:
/// `on_both_engines!(name_of_behaviour, async |store| { … });`
macro_rules! on_both_engines {
    ($name:ident, $test:expr) => {
        mod $name {
            use super::*;

            #[tokio::test]
            async fn sqlite() {
                crate::support::on_sqlite($test).await;
            }

            #[tokio::test]
            async fn postgres() {
                crate::support::on_postgres($test).await;
            }
        }
    };
}
