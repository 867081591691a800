//! Why deliveries were given up: dead letters with one cause, together.

use crate::store::{Store, StoreError};
use crate::wording::said;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::Row;

/// Dead letters of one target with one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cause {
    /// The connector.
    pub connector: String,
    /// The form.
    pub form: String,
    /// The target.
    pub target: String,
    /// The column at fault.
    pub column: Option<String>,
    /// Why they were given up, in English: by this they are replayed and cancelled together.
    pub reason: String,
    /// The same in the language asked for.
    #[serde(serialize_with = "said")]
    pub reason_text: String,
    /// How many they are.
    pub deliveries: i64,
    /// When the first of them was given up, in milliseconds since the epoch.
    pub first_at_ms: i64,
    /// When the last of them was given up, in milliseconds since the epoch.
    pub last_at_ms: i64,
}

impl Store {
    /// The causes of dead letters, the most frequent first. Reads every dead letter.
    ///
    /// # Errors
    /// The database failed.
    pub async fn delivery_causes(&self, limit: u32) -> Result<Vec<Cause>, StoreError> {
        let rows = sqlx::query(
            "SELECT connector, form_id, target, error_column, COALESCE(last_error, '') AS reason, \
             COUNT(*) AS number, MIN(updated_at_ms) AS first_at_ms, MAX(updated_at_ms) AS last_at_ms \
             FROM delivery WHERE status = 'dead' \
             GROUP BY connector, form_id, target, error_column, COALESCE(last_error, '') \
             ORDER BY number DESC, connector, form_id, target, reason LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(self.reader())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Cause {
                    connector: row.try_get("connector")?,
                    form: row.try_get("form_id")?,
                    target: row.try_get("target")?,
                    column: row.try_get("error_column")?,
                    reason: row.try_get("reason")?,
                    reason_text: row.try_get("reason")?,
                    deliveries: row.try_get("number")?,
                    first_at_ms: row.try_get("first_at_ms")?,
                    last_at_ms: row.try_get("last_at_ms")?,
                })
            })
            .collect()
    }
}
