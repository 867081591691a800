//! The proofs that were used. They are written in the intake's transaction; here they are forgotten again.

use super::{Store, StoreError};

/// Clocks of several servers differ: what has just expired for one may be valid for another.
const KEPT_BEYOND_MS: i64 = 3_600_000;

impl Store {
    /// Forgets the proofs that no judge takes any more.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_spent_proofs(&self, now_ms: i64) -> Result<u64, StoreError> {
        let deleted = sqlx::query("DELETE FROM captcha_token WHERE until_ms < $1")
            .bind(now_ms - KEPT_BEYOND_MS)
            .execute(&self.write)
            .await?;
        Ok(deleted.rows_affected())
    }
}
