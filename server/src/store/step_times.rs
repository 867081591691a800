//! How long steps were looked at, as sums.

use super::{Store, StoreError, rows, runs};
use crate::step_times::{Bucket, StepEvent, Sums};
use sonda_domain::FormId;
use sqlx::{AssertSqlSafe, Row};

/// Visits of a step that ended alike and took about as long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepCount {
    /// The step.
    pub step: String,
    /// How the visits ended.
    pub event: StepEvent,
    /// How long each took.
    pub bucket: Bucket,
    /// How many there were.
    pub visits: u64,
    /// How long they took together, in milliseconds.
    pub total_ms: u64,
}

impl Store {
    /// Adds visits to the sums. They come in the order of their keys, so that two servers never wait for each other.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn add_step_times(&self, sums: &Sums) -> Result<(), StoreError> {
        let sums: Vec<_> = sums.iter().collect();
        let mut tx = self.begin().await?;
        for run in runs(&sums) {
            let sql = format!(
                "INSERT INTO step_time (form_id, version, step, event, bucket, visits, total_ms) VALUES {} \
                 ON CONFLICT (form_id, version, step, event, bucket) DO UPDATE SET \
                 visits = step_time.visits + excluded.visits, total_ms = step_time.total_ms + excluded.total_ms",
                rows(run.len(), 7)
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for ((visit, bucket), (visits, total_ms)) in run {
                query = query
                    .bind(visit.form.as_str())
                    .bind(visit.version)
                    .bind(&visit.step)
                    .bind(visit.event.name())
                    .bind(bucket.0)
                    .bind(visits)
                    .bind(total_ms);
            }
            query.execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The sums of a form's version.
    ///
    /// # Errors
    /// The database failed, or what it holds cannot be read.
    pub async fn step_times(
        &self,
        form: &FormId,
        version: i64,
    ) -> Result<Vec<StepCount>, StoreError> {
        let rows = sqlx::query(
            "SELECT step, event, bucket, visits, total_ms FROM step_time \
             WHERE form_id = $1 AND version = $2",
        )
        .bind(form.as_str())
        .bind(version)
        .fetch_all(self.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let event: String = row.try_get("event")?;
                let count = |name: &str| {
                    let count = row.try_get::<i64, _>(name);
                    count.map(|count| u64::try_from(count).unwrap_or(0))
                };
                Ok(StepCount {
                    step: row.try_get("step")?,
                    event: event.parse().map_err(|reason| StoreError::Unreadable {
                        what: "the times of a step",
                        reason,
                    })?,
                    bucket: Bucket(row.try_get("bucket")?),
                    visits: count("visits")?,
                    total_ms: count("total_ms")?,
                })
            })
            .collect()
    }
}
