//! A fresh database and data folder for each test, on each engine.
//!
//! PostgreSQL is tried when `SONDA_TEST_POSTGRES` holds the URL of a superuser.

use futures::FutureExt;
use sqlx::any::AnyConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use uuid::Uuid;

/// A database of a test's own.
pub(crate) struct TestDatabase {
    pub(crate) url: String,
    /// An empty folder, gone after the test.
    pub(crate) folder: PathBuf,
}

/// Runs a test on an SQLite file of its own.
pub(crate) async fn on_sqlite(test: impl AsyncFnOnce(&TestDatabase)) {
    let folder = Folder::new();
    let url = format!("sqlite://{}/sonda.db", folder.0.display());
    let database = TestDatabase {
        url,
        folder: folder.0.clone(),
    };
    test(&database).await;
}

/// Runs a test on a PostgreSQL database of its own, if there is a server.
pub(crate) async fn on_postgres(test: impl AsyncFnOnce(&TestDatabase)) {
    let Ok(server) = std::env::var("SONDA_TEST_POSTGRES") else {
        eprintln!("SONDA_TEST_POSTGRES is not set: not tried on PostgreSQL");
        return;
    };
    let name = format!("sonda_test_{}", Uuid::new_v4().simple());
    // Sorted by the rules of a language, as most servers are: what holds under "C" alone is a fault.
    let create =
        format!("CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
    administer(&server, create).await;
    let (base, _) = server.rsplit_once('/').expect("the URL names a database");
    let folder = Folder::new();
    let database = TestDatabase {
        url: format!("{base}/{name}"),
        folder: folder.0.clone(),
    };
    let outcome = AssertUnwindSafe(test(&database)).catch_unwind().await;
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

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("sonda-test-{}", Uuid::new_v4()));
        std::fs::create_dir(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left in the temporary folder harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
