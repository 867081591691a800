//! How the database itself is, and what it holds.

use super::{Dialect, Store, StoreError};
use sqlx::Row;

/// How the database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatabaseState {
    /// The engine.
    pub engine: Dialect,
    /// How many bytes it has.
    pub bytes: i64,
    /// The number of the newest migration.
    pub migration: i64,
    /// When that was applied, in milliseconds since the epoch.
    pub migrated_at_ms: i64,
    /// How many bytes the files of visitors have.
    pub upload_bytes: i64,
    /// How many files there are.
    pub uploads: i64,
}

impl Store {
    /// How the database is, and what files it knows.
    ///
    /// # Errors
    /// The database failed.
    pub async fn state(&self) -> Result<DatabaseState, StoreError> {
        let engine = self.dialect();
        let size = sqlx::query(engine.size()).fetch_one(self.reader()).await?;
        let newest = sqlx::query(engine.newest_migration());
        let newest = newest.fetch_one(self.reader()).await?;
        let files = "SELECT COUNT(*) AS number, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM upload";
        let files = sqlx::query(files).fetch_one(self.reader()).await?;
        Ok(DatabaseState {
            engine,
            bytes: size.try_get("bytes")?,
            migration: newest.try_get("version")?,
            migrated_at_ms: newest.try_get("at_ms")?,
            upload_bytes: files.try_get("bytes")?,
            uploads: files.try_get("number")?,
        })
    }
}
