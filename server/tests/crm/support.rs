//! A migrated store on each engine, and the clock that the test owns.

use crate::clock::ManualClock;
pub(crate) use crate::clock::START_MS;
use crate::database::{self, TestDatabase};
use futures::FutureExt;
use sonda_server::clock::SharedClock;
use sonda_server::config::Config;
use sonda_server::serve::open_store;
use sonda_server::store::Store;
use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;

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

    async fn open(database: &TestDatabase) -> Self {
        let mut config = Config {
            data_dir: database.folder.clone(),
            ..Config::default()
        };
        config.database.url = Some(database.url.clone());
        let store = open_store(&config).await.unwrap();
        let pool = AnyPoolOptions::new()
            .max_connections(2)
            .connect(&database.url)
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
    database::on_sqlite(async |database| with_store(database, test).await).await;
}

/// Runs a test on a PostgreSQL database of its own, if there is a server.
pub(crate) async fn on_postgres(test: impl AsyncFnOnce(&TestStore)) {
    database::on_postgres(async |database| with_store(database, test).await).await;
}

async fn with_store(database: &TestDatabase, test: impl AsyncFnOnce(&TestStore)) {
    let store = TestStore::open(database).await;
    let outcome = AssertUnwindSafe(test(&store)).catch_unwind().await;
    store.close().await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
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
