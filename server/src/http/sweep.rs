//! What becomes of files that nobody waits for any more.

use super::App;
use crate::store::StoreError;
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::time::{Duration, UNIX_EPOCH};

/// A file that is not named by a submission is kept this long: a form may be filled in over lunch.
const ORPHANS_KEPT_MS: i64 = 24 * 3_600_000;
/// Longer than a file is put in its place and looked at: whoever sent it has left.
const SCANNED_FOR_MS: i64 = 10 * 60_000;
/// Longer than a file may take to arrive.
const ARRIVING_FOR_MS: i64 = 2 * HOUR_MS;
const HOUR_MS: i64 = 3_600_000;

impl App {
    /// Deletes files that no submission named within a day, and those that were never kept; to be called now and
    /// then.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_orphans(&self) -> Result<usize, StoreError> {
        let now_ms = self.clock.now_ms();
        let ids = self
            .store
            .forget_orphans(now_ms - ORPHANS_KEPT_MS, now_ms - SCANNED_FOR_MS)
            .await?;
        // Rows first: a file whose row is gone is found again as a stray.
        self.delete_files(ids.clone()).await;
        Ok(ids.len())
    }

    /// Deletes files that have no row: a server that was killed between a row and its file leaves them.
    pub(super) async fn forget_strays_hourly(&self) {
        let now_ms = self.clock.now_ms();
        if now_ms - self.strays_looked_for_ms.load(Ordering::Relaxed) < HOUR_MS {
            return;
        }
        self.strays_looked_for_ms.store(now_ms, Ordering::Relaxed);
        if let Err(error) = self.forget_strays().await {
            tracing::warn!(
                error = format!("{error:#}"),
                "files without a row could not be looked for"
            );
        }
    }

    async fn forget_strays(&self) -> anyhow::Result<()> {
        let vault = self.vault.clone();
        let before_ms = self.clock.now_ms() - ARRIVING_FOR_MS;
        let before = UNIX_EPOCH + Duration::from_millis(u64::try_from(before_ms).unwrap_or(0));
        let ids = tokio::task::spawn_blocking(move || {
            vault.forget_arriving(before)?;
            vault.ids()
        });
        let ids = ids.await??;
        // A row is there before its file is: what has none by now never will.
        let named: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
        let rows = self.store.uploads(&named).await?;
        let strays: Vec<String> = ids
            .iter()
            .filter(|id| !rows.contains_key(*id))
            .cloned()
            .collect();
        if strays.len() > rows.len() {
            // Not what a crash leaves: rather the files of another database.
            tracing::error!(
                count = strays.len(),
                "most files of the folder `uploads` are unknown to the database; none is deleted"
            );
            return Ok(());
        }
        self.delete_files(strays).await;
        Ok(())
    }

    /// Deletes files whose rows are gone.
    pub(super) async fn delete_files(&self, ids: Vec<String>) {
        let vault = self.vault.clone();
        let deleted = tokio::task::spawn_blocking(move || {
            for id in &ids {
                if let Err(error) = vault.forget(id) {
                    tracing::warn!(upload.id = id, %error, "a file without a response could not be deleted");
                }
            }
        });
        // It does not panic.
        let _ = deleted.await;
    }
}
