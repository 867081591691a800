//! What came since.

use super::Place;
use crate::store::{Store, StoreError};
use serde::Serialize;
use sonda_domain::FormId;
use sqlx::Row;

/// A response that came, without what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Arrival {
    /// Its id.
    pub id: String,
    /// When it was accepted, in milliseconds since the epoch.
    pub submitted_at_ms: i64,
}

impl Store {
    /// The responses of a form that were accepted after a moment, the newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn arrivals(
        &self,
        form: &FormId,
        after_ms: i64,
        limit: u32,
    ) -> Result<Vec<Arrival>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, submitted_at_ms FROM response WHERE form_id = $1 AND submitted_at_ms > $2 \
             ORDER BY submitted_at_ms DESC, id DESC LIMIT $3",
        )
        .bind(form.as_str())
        .bind(after_ms)
        .bind(i64::from(limit))
        .fetch_all(self.reader())
        .await?;
        let arrival = |row: &sqlx::any::AnyRow| {
            Ok(Arrival {
                id: row.try_get("id")?,
                submitted_at_ms: row.try_get("submitted_at_ms")?,
            })
        };
        rows.iter().map(arrival).collect()
    }

    /// The places of the responses right before and after one: newer and older.
    ///
    /// # Errors
    /// The database failed.
    pub async fn neighbours(
        &self,
        form: &FormId,
        place: &Place,
    ) -> Result<(Option<String>, Option<String>), StoreError> {
        let newer = "SELECT id FROM response WHERE form_id = $1 AND (submitted_at_ms, id) > ($2, $3) \
                     ORDER BY submitted_at_ms, id LIMIT 1";
        let older = "SELECT id FROM response WHERE form_id = $1 AND (submitted_at_ms, id) < ($2, $3) \
                     ORDER BY submitted_at_ms DESC, id DESC LIMIT 1";
        let mut found = [None, None];
        for (sql, one) in [newer, older].into_iter().zip(&mut found) {
            *one = sqlx::query_scalar(sql)
                .bind(form.as_str())
                .bind(place.at_ms)
                .bind(place.id.as_str())
                .fetch_optional(self.reader())
                .await?;
        }
        let [newer, older] = found;
        Ok((newer, older))
    }
}
