//! The database: SQLite by default, PostgreSQL by URL, one SQL text for both.
//!
//! What a function here reports as written is committed and synced. No network call happens inside a transaction.

mod access;
mod activities;
mod captcha_tokens;
mod connections;
mod deliveries;
mod dialect;
mod drafts;
mod duplicates;
mod first_steps;
mod form_drafts;
mod form_list;
mod forms;
mod link_jobs;
mod link_list;
mod links;
mod owner_turns;
mod records;
mod reminders;
mod responses;
mod settings;
mod sql;
mod state;
mod step_times;
mod turns;
mod unique;
mod uploads;

pub use access::{
    Added, Changed, FirstRun, NewAccount, NewApiToken, NewPassword, NewSession, SignInSubjects,
    SignInTry, StoredAccount, StoredApiToken, StoredSession, TakenTry,
};
pub use activities::{Activity, ActivityKind};
pub(crate) use activities::{NewActivity, insert_activities};
pub use connections::{
    ConnectionSet, CurrentMapping, Drift, Removed, Sealed, StoredConnection, TablesChanged,
};
pub use deliveries::{
    Attempt, AttemptResult, Cancelled, CancelledAll, Cause, Claimed, Delivery, DeliveryFilter,
    DeliveryStatus, EarlierDelivery, Finished, FormSources, NewDelivery, QueueHead, QueueState,
    ReplayScope, insert_deliveries,
};
pub use dialect::Dialect;
pub use drafts::{CodeAsked, CodeTried, Saved, Saver, StoredDraft};
pub use duplicates::Duplicates;
pub use first_steps::Progress;
pub use form_drafts::{FormDraftSave, StoredFormDraft};
pub use form_list::{ListedForm, ListedPublication};
pub use forms::{Published, StoredForm};
pub use link_jobs::{
    JobCounts, KeyTaken, LinkJob, NewLinkJob, RowOutcome, RowState, StoredRow, WaitingRow,
};
pub use link_list::{LinkCounts, LinkFilter, LinkState, ListedLink, Reissued};
pub use links::{NewLink, StoredLink};
pub(crate) use owner_turns::{keep_owner_turn, records_there};
pub use records::StoredRecord;
pub(crate) use records::{
    RecordKey, RecordKeys, insert_records, key_record, record_exists, records_by_key, update_record,
};
pub use responses::{
    Arrival, Deleted, DeletedResponses, GeneratedResponse, Look, Looked, Order, Place,
    StoredResponse,
};
pub use settings::{Setting, SettingSave, StoredSetting};
pub(crate) use sql::{bind_all, placeholders, places, rows, runs};
pub use state::DatabaseState;
pub use step_times::StepCount;
pub(crate) use turns::{GivenBack, TakenTurn};
pub(crate) use unique::{Taken, WriteError, release_key, release_record, taken};
pub use uploads::{Space, StoredUpload};

use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{Any, AnyPool, Executor, Transaction};
use std::sync::Once;
use std::time::Duration;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database URL names no engine Sonda knows.
    #[error("the database URL must begin with `sqlite:` or `postgres:`")]
    UnknownEngine,
    /// The schema could not be brought up to date.
    #[error("the database schema could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database failed or could not be reached.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A stored document could not be read back.
    #[error("{what} in the database cannot be read: {reason}")]
    Unreadable {
        /// What was being read.
        what: &'static str,
        /// Why it cannot be.
        reason: String,
    },
    /// The writer is stopped: the server is shutting down.
    #[error("the store is closing")]
    Closing,
}

/// A handle on the database; cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    read: AnyPool,
    write: AnyPool,
    dialect: Dialect,
}

impl Store {
    /// Connects to the database of that URL; an SQLite file is made if missing.
    ///
    /// # Errors
    /// An unknown engine, or a database that cannot be opened.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(install_default_drivers);
        let dialect = Dialect::of(url)?;
        let pool = |connections| {
            AnyPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(Duration::from_secs(10))
                // A file cannot hang up; a server can.
                .test_before_acquire(dialect == Dialect::Postgres)
                .after_connect(move |connection, _| {
                    Box::pin(async move {
                        if dialect == Dialect::Sqlite {
                            connection
                                .execute(
                                    "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; \
                                     PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON",
                                )
                                .await?;
                        }
                        Ok(())
                    })
                })
        };
        match dialect {
            Dialect::Sqlite => {
                let separator = if url.contains('?') { '&' } else { '?' };
                let write = pool(1)
                    .connect(&format!("{url}{separator}mode=rwc"))
                    .await?;
                let read = pool(4).connect(url).await?;
                Ok(Self {
                    read,
                    write,
                    dialect,
                })
            }
            Dialect::Postgres => {
                let pool = pool(16).connect(url).await?;
                Ok(Self {
                    read: pool.clone(),
                    write: pool,
                    dialect,
                })
            }
        }
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// A migration that failed, or a schema newer than this program.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        Ok(MIGRATIONS.run(&self.write).await?)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// What it answered, or that it did not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.read).await?;
        Ok(())
    }

    /// Closes every connection, once their work is done.
    pub async fn close(&self) {
        self.write.close().await;
        self.read.close().await;
    }

    /// Connections for reading.
    pub(crate) fn reader(&self) -> &AnyPool {
        &self.read
    }

    /// Starts a transaction that will write; see [`Dialect::begin_write`].
    pub(crate) async fn begin(&self) -> Result<Transaction<'_, Any>, StoreError> {
        Ok(self.write.begin_with(self.dialect.begin_write()).await?)
    }

    /// The engine's dialect.
    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }
}

/// Reads a stored JSON document.
pub(crate) fn read_json<T: serde::de::DeserializeOwned>(
    what: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Unreadable {
        what,
        // The reader's own words quote what it read, which may be an answer.
        reason: format!("line {}, column {}", error.line(), error.column()),
    })
}
