//! Records that share a value they are found by.

use super::{Store, StoreError};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::Row;

/// How many records of a group are named.
const MOST_NAMED: i64 = 100;

/// Records that share a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Duplicates {
    /// The column whose value they share.
    pub column: String,
    /// How many there are.
    pub count: i64,
    /// Their ids, the first hundred.
    pub records: Vec<String>,
}

impl Store {
    /// The records of a table that share a value of one of these columns, column by column; those after `after` (a
    /// column and the first record of a group) if given. Reads the index of these values alone.
    ///
    /// # Errors
    /// The database failed.
    pub async fn duplicates(
        &self,
        table: &str,
        columns: &[&str],
        after: Option<(&str, &str)>,
        limit: u32,
    ) -> Result<Vec<Duplicates>, StoreError> {
        let mut groups = Vec::new();
        let begun = match after {
            Some((column, _)) => columns.iter().position(|one| *one == column),
            None => Some(0),
        };
        let Some(begun) = begun else {
            return Ok(groups);
        };
        let mut beyond = match after {
            Some((column, record)) => match self.value_of(table, column, record).await? {
                Some(value) => value,
                None => return Ok(groups),
            },
            None => String::new(),
        };
        for column in &columns[begun..] {
            let left = limit as usize - groups.len();
            if left == 0 {
                break;
            }
            let found = self.shared(table, column, &beyond, left as u64).await?;
            groups.extend(found);
            beyond.clear();
        }
        Ok(groups)
    }

    async fn value_of(
        &self,
        table: &str,
        column: &str,
        record: &str,
    ) -> Result<Option<String>, StoreError> {
        let row = sqlx::query(
            "SELECT value FROM record_key WHERE table_name = $1 AND record_id = $2 AND column_name = $3",
        )
        .bind(table)
        .bind(record)
        .bind(column)
        .fetch_optional(self.reader())
        .await?;
        Ok(row.map(|row| row.try_get("value")).transpose()?)
    }

    async fn shared(
        &self,
        table: &str,
        column: &str,
        beyond: &str,
        limit: u64,
    ) -> Result<Vec<Duplicates>, StoreError> {
        let rows = sqlx::query(SHARED)
            .bind(table)
            .bind(column)
            .bind(beyond)
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .bind(MOST_NAMED)
            .fetch_all(self.reader())
            .await?;
        let mut groups: Vec<Duplicates> = Vec::new();
        for row in rows {
            let record: String = row.try_get("record_id")?;
            let place: i64 = row.try_get("place")?;
            match groups.last_mut() {
                Some(group) if place > 1 => group.records.push(record),
                _ => groups.push(Duplicates {
                    column: column.to_owned(),
                    count: row.try_get("records")?,
                    records: vec![record],
                }),
            }
        }
        Ok(groups)
    }
}

/// The groups come in the order of the index, which ends the search as soon as there are enough.
const SHARED: &str = "SELECT record_id, records, place FROM (\
    SELECT one.value, one.record_id, shared.records, \
        ROW_NUMBER() OVER (PARTITION BY one.value ORDER BY one.record_id) AS place \
    FROM (SELECT value, COUNT(*) AS records FROM record_key \
        WHERE table_name = $1 AND column_name = $2 AND value > $3 \
        GROUP BY value HAVING COUNT(*) > 1 ORDER BY value LIMIT $4) AS shared \
    JOIN record_key AS one \
        ON one.table_name = $1 AND one.column_name = $2 AND one.value = shared.value\
    ) AS named WHERE place <= $5 ORDER BY value, place";
