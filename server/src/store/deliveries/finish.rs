//! Recording what came of claimed deliveries: many in a few statements.

use super::{AttemptResult, DeliveryStatus, Finished, lock_responses, promote};
use crate::store::{Store, StoreError, bind_all, placeholders, places, rows, runs};
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use std::collections::{BTreeSet, HashSet};

const ATTEMPT_COLUMNS: usize = 9;
const END_COLUMNS: usize = 11;

impl Store {
    /// Records attempts and their results, in one transaction; how many were still held by `owner`.
    ///
    /// # Errors
    /// The database failed; then none is recorded, and the leases run out.
    pub async fn finish_deliveries(
        &self,
        owner: &str,
        now_ms: i64,
        finished: &[Finished],
    ) -> Result<usize, StoreError> {
        let mut held = HashSet::with_capacity(finished.len());
        let responses: BTreeSet<&str> = finished
            .iter()
            .map(|one| one.claimed.response.as_str())
            .collect();
        let mut tx = self.begin().await?;
        lock_responses(&mut tx, self.dialect(), &responses).await?;
        for run in runs(finished) {
            insert_attempts(&mut tx, run).await?;
            held.extend(end_deliveries(&mut tx, owner, now_ms, run).await?);
        }
        if held.len() < finished.len() {
            forget_attempts_of_nothing(&mut tx, &responses).await?;
        }
        let is_held = |one: &Finished| {
            let target = one.claimed.target.as_str().to_owned();
            held.contains(&(one.claimed.response.clone(), target))
        };
        let ended: BTreeSet<&str> = finished
            .iter()
            .filter(|one| one.result.is_end() && is_held(one))
            .map(|one| one.claimed.response.as_str())
            .collect();
        promote(&mut tx, &ended, now_ms).await?;
        tx.commit().await?;
        Ok(held.len())
    }
}

async fn insert_attempts(tx: &mut AnyConnection, finished: &[Finished]) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO attempt (response_id, target, number, started_at_ms, duration_ms, outcome, \
         detail, error_column, exchanges) VALUES {} ON CONFLICT DO NOTHING",
        rows(finished.len(), ATTEMPT_COLUMNS)
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for one in finished {
        let (outcome, detail, column) = match &one.result {
            AttemptResult::Done { detail, .. } => ("done", detail, None),
            AttemptResult::Retry { reason, .. } | AttemptResult::Wait { reason, .. } => {
                ("retry", reason, None)
            }
            AttemptResult::Dead { column, reason } => ("dead", reason, column.as_deref()),
        };
        query = query
            .bind(&one.claimed.response)
            .bind(one.claimed.target.as_str())
            .bind(one.claimed.attempt)
            .bind(one.started_at_ms)
            .bind(one.duration_ms)
            .bind(outcome)
            .bind(detail)
            .bind(column)
            .bind(&one.exchanges);
    }
    query.execute(tx).await?;
    Ok(())
}

/// Forgets attempts whose response was deleted while they lasted.
async fn forget_attempts_of_nothing(
    tx: &mut AnyConnection,
    responses: &BTreeSet<&str>,
) -> Result<(), StoreError> {
    let sql = format!(
        "DELETE FROM attempt WHERE response_id IN ({}) AND NOT EXISTS \
         (SELECT 1 FROM response WHERE response.id = attempt.response_id)",
        placeholders(1, places(responses.len()))
    );
    bind_all(sqlx::query(AssertSqlSafe(sql)), responses)
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends deliveries, or queues them again; response and target of those that the owner still held.
async fn end_deliveries(
    tx: &mut AnyConnection,
    owner: &str,
    now_ms: i64,
    finished: &[Finished],
) -> Result<Vec<(String, String)>, StoreError> {
    let own = finished.len() * END_COLUMNS;
    // Both engines call the columns of a VALUES list column1, column2 and so on.
    let sql = format!(
        "UPDATE delivery SET status = ended.column4, due_at_ms = ended.column5, \
         lease_owner = NULL, record_table = ended.column6, record_id = ended.column7, \
         last_error = ended.column8, error_column = ended.column9, \
         connector = ended.column10, tries = tries - ended.column11, \
         updated_at_ms = ${now} FROM (VALUES {}) AS ended \
         WHERE delivery.response_id = ended.column1 AND delivery.target = ended.column2 \
         AND delivery.attempts = ended.column3 AND delivery.lease_owner = ${owner} \
         AND delivery.status = 'pending' RETURNING response_id, target",
        rows(finished.len(), END_COLUMNS),
        now = own + 1,
        owner = own + 2,
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for one in finished {
        let (status, due_at_ms, record, error, column) = match &one.result {
            AttemptResult::Done { record, .. } => {
                (DeliveryStatus::Done, now_ms, record.as_ref(), None, None)
            }
            AttemptResult::Retry { due_at_ms, reason }
            | AttemptResult::Wait { due_at_ms, reason } => (
                DeliveryStatus::Pending,
                *due_at_ms,
                None,
                Some(reason),
                None,
            ),
            AttemptResult::Dead { column, reason } => {
                let column = column.as_deref();
                (DeliveryStatus::Dead, now_ms, None, Some(reason), column)
            }
        };
        // It was counted when it was claimed.
        let no_tries = i64::from(matches!(one.result, AttemptResult::Wait { .. }));
        query = query
            .bind(&one.claimed.response)
            .bind(one.claimed.target.as_str())
            .bind(one.claimed.attempt)
            .bind(status.as_str())
            .bind(due_at_ms)
            .bind(record.map(|(table, _)| table.as_str()))
            .bind(record.map(|(_, id)| id.as_str()))
            .bind(error.map(String::as_str))
            .bind(column)
            .bind(&one.connector)
            .bind(no_tries);
    }
    let rows = query.bind(now_ms).bind(owner).fetch_all(tx).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("response_id")?, row.try_get("target")?)))
        .collect()
}
