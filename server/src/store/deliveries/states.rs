//! What became of responses, all their deliveries together.

use super::DeliveryStatus;
use crate::answers::DeliveryState;
use crate::store::{Store, StoreError, bind_all, placeholders, places};
use sqlx::{AssertSqlSafe, Row};
use std::collections::{BTreeSet, HashMap};

impl Store {
    /// What became of each of these responses; those without deliveries are left out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn delivery_states(
        &self,
        responses: &BTreeSet<&str>,
    ) -> Result<HashMap<String, DeliveryState>, StoreError> {
        let mut states: HashMap<String, DeliveryState> = HashMap::new();
        if responses.is_empty() {
            return Ok(states);
        }
        let sql = format!(
            "SELECT response_id, status FROM delivery WHERE response_id IN ({})",
            placeholders(1, places(responses.len()))
        );
        let rows = bind_all(sqlx::query(AssertSqlSafe(sql)), responses)
            .fetch_all(self.reader())
            .await?;
        for row in &rows {
            let state = match DeliveryStatus::read(row.try_get("status")?)? {
                DeliveryStatus::Pending | DeliveryStatus::Waiting => DeliveryState::Pending,
                DeliveryStatus::Done => DeliveryState::Done,
                DeliveryStatus::Dead => DeliveryState::Dead,
                DeliveryStatus::Cancelled => DeliveryState::Cancelled,
            };
            let known = states.entry(row.try_get("response_id")?).or_insert(state);
            if weight(state) > weight(*known) {
                *known = state;
            }
        }
        Ok(states)
    }
}

/// Which of two states is told.
fn weight(state: DeliveryState) -> u8 {
    match state {
        DeliveryState::None => 0,
        DeliveryState::Done => 1,
        DeliveryState::Cancelled => 2,
        DeliveryState::Pending => 3,
        DeliveryState::Dead => 4,
    }
}
