//! Responses that nobody sent, to see how the program does with many.

use crate::store::{NewDelivery, Store, StoreError, insert_deliveries, rows, runs};
use sonda_domain::{FormId, Judged, Locale};
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;

/// A response that nobody sent.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneratedResponse {
    /// Its id, a UUID of version 7.
    pub id: String,
    /// When it is said to have been accepted, in milliseconds since the epoch.
    pub submitted_at_ms: i64,
    /// The language.
    pub locale: Locale,
    /// The answers, and what follows from them.
    pub judged: Judged,
    /// What came along.
    pub context: BTreeMap<String, String>,
}

impl Store {
    /// Stores responses that nobody sent, with a delivery to each of the targets, in one transaction.
    ///
    /// # Errors
    /// The database failed; then none is stored.
    pub async fn insert_generated(
        &self,
        form: &FormId,
        version: i64,
        responses: &[GeneratedResponse],
        targets: &[crate::mapping::DeliveryTarget],
    ) -> Result<(), StoreError> {
        let unwritable = |error: serde_json::Error| StoreError::Unreadable {
            what: "answers",
            reason: error.to_string(),
        };
        let mut tx = self.begin().await?;
        for run in runs(responses) {
            let sql = format!(
                "INSERT INTO response (id, form_id, version, locale, answers, results, context, \
                 idempotency_key, fingerprint, submitted_at_ms, marks, seed) VALUES {}",
                rows(run.len(), 12)
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for one in run {
                query = query
                    .bind(&one.id)
                    .bind(form.as_str())
                    .bind(version)
                    .bind(one.locale.as_str())
                    .bind(serde_json::to_string(&one.judged.answers).map_err(unwritable)?)
                    .bind(serde_json::to_string(&one.judged.conclusion).map_err(unwritable)?)
                    .bind(serde_json::to_string(&one.context).map_err(unwritable)?)
                    .bind(format!("{form}/-/generated-{}", one.id))
                    .bind("generated")
                    .bind(one.submitted_at_ms)
                    .bind("[]")
                    .bind(0_i64);
            }
            query.execute(&mut *tx).await?;
        }
        let deliveries: Vec<NewDelivery<'_>> = responses
            .iter()
            .flat_map(|one| {
                targets.iter().map(|target| NewDelivery {
                    response: &one.id,
                    form,
                    target: &target.target,
                    ordinal: target.ordinal,
                    connector: &target.connector,
                    waits_for: &target.waits_for,
                    accepted_at_ms: one.submitted_at_ms,
                })
            })
            .collect();
        insert_deliveries(&mut tx, &deliveries).await?;
        let count = i64::try_from(responses.len()).unwrap_or(i64::MAX);
        sqlx::query("UPDATE form SET responses = responses + $2 WHERE id = $1")
            .bind(form.as_str())
            .bind(count)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
