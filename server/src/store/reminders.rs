//! Records to which nothing happens.

use super::records::{COLUMNS, read_record};
use super::{Store, StoreError, StoredRecord};
use sqlx::{AssertSqlSafe, Row};

/// Beyond, nobody counts.
const MOST_COUNTED: i64 = 100_000;

/// The condition by which the index `record_by_activity` is found.
const INACTIVE: &str = "table_name = $1 AND active_at_ms IS NOT NULL AND active_at_ms <= $2";

impl Store {
    /// The records of a table to which nothing has happened since that moment, the longest first; those after `after`
    /// (a moment and an id) if given.
    ///
    /// # Errors
    /// The database failed.
    pub async fn inactive_records(
        &self,
        table: &str,
        since_ms: i64,
        after: Option<(i64, &str)>,
        limit: u32,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        let (after_ms, after_id) = after.unwrap_or((i64::MIN, ""));
        let rows = sqlx::query(AssertSqlSafe(inactive_sql()))
            .bind(table)
            .bind(since_ms)
            .bind(after_ms)
            .bind(after_id)
            .bind(i64::from(limit))
            .fetch_all(self.reader())
            .await?;
        rows.iter().map(read_record).collect()
    }

    /// How many they are; at most 100,000.
    ///
    /// # Errors
    /// The database failed.
    pub async fn count_inactive(&self, table: &str, since_ms: i64) -> Result<i64, StoreError> {
        let row = sqlx::query(AssertSqlSafe(count_sql()))
            .bind(table)
            .bind(since_ms)
            .bind(MOST_COUNTED)
            .fetch_one(self.reader())
            .await?;
        Ok(row.try_get("inactive")?)
    }
}

fn inactive_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM record WHERE {INACTIVE} AND (active_at_ms, id) > ($3, $4) \
         ORDER BY active_at_ms, id LIMIT $5"
    )
}

fn count_sql() -> String {
    format!(
        "SELECT COUNT(*) AS inactive FROM (SELECT 1 FROM record WHERE {INACTIVE} LIMIT $3) AS silent"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[tokio::test]
    async fn inactive_records_are_found_by_index() {
        let file = std::env::temp_dir().join(format!("sonda-plan-{}.db", Uuid::new_v4()));
        let store = Store::open(&format!("sqlite:{}", file.display()))
            .await
            .unwrap();
        store.migrate().await.unwrap();
        for sql in [inactive_sql(), count_sql()] {
            let plan = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")))
                .fetch_all(store.reader())
                .await
                .unwrap();
            let plan: Vec<String> = plan
                .iter()
                .map(|row| row.try_get("detail").unwrap())
                .collect();
            let plan = plan.join("; ");
            assert!(plan.contains("INDEX record_by_activity"), "{plan}");
            assert!(!plan.contains("B-TREE"), "nothing is sorted: {plan}");
        }
        store.close().await;
        std::fs::remove_file(file).unwrap();
    }
}
