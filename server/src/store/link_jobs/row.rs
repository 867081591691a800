//! The rows of a job, and what becomes of them.

use super::LinkJob;
use crate::bulk::{MadeRow, RowFault};
use crate::store::links::insert_link;
use crate::store::{NewLink, Store, StoreError, read_json};
use crate::wording::said_maybe;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

/// How many rows are how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct JobCounts {
    /// Waiting to be worked on.
    pub waiting: i64,
    /// A link was made.
    pub made: i64,
    /// The person has an open link already.
    pub skipped: i64,
    /// Something is wrong with the row.
    pub failed: i64,
}

/// How a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    /// It is to be worked on.
    Waiting,
    /// A link was made.
    Made,
    /// The person has an open link already.
    Skipped,
    /// Something is wrong with it.
    Failed,
}

impl RowState {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Made => "made",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }

    fn read(text: &str) -> Self {
        match text {
            "made" => Self::Made,
            "skipped" => Self::Skipped,
            "failed" => Self::Failed,
            _ => Self::Waiting,
        }
    }
}

/// A row that is to be worked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingRow {
    /// The number that spreadsheets show beside it.
    pub number: i64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowOutcome {
    /// The link of that id was made.
    Made(String),
    /// The person has an open link.
    Skipped,
    /// Something is wrong with it.
    Failed(RowFault),
}

/// A row with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StoredRow {
    /// The number that spreadsheets show beside it.
    pub row: i64,
    /// What became of it.
    pub state: RowState,
    /// Why it failed: a stable code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why it failed, in words.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "said_maybe")]
    pub reason: Option<String>,
    /// The column at fault, the first being 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<i64>,
    /// The link that was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Its cells.
    pub cells: Vec<String>,
    /// The HMAC of the link's code as it is now.
    #[serde(skip)]
    pub code_hmac: Option<String>,
}

impl Store {
    /// The rows of a job that wait, in their order.
    ///
    /// # Errors
    /// The database failed.
    pub async fn waiting_link_rows(
        &self,
        job: &str,
        limit: u32,
    ) -> Result<Vec<WaitingRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, cells FROM link_job_row WHERE job_id = $1 AND state = 'waiting' ORDER BY number LIMIT $2",
        )
        .bind(job)
        .bind(i64::from(limit))
        .fetch_all(self.reader())
        .await?;
        let read = |row: &AnyRow| {
            Ok(WaitingRow {
                number: row.try_get("number")?,
                cells: read_json("a row of a job", row.try_get("cells")?)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Writes what became of rows, with their links, all at once: nothing where somebody else has done it meanwhile.
    ///
    /// # Errors
    /// The database failed.
    pub async fn finish_link_rows(
        &self,
        job: &LinkJob,
        version: i64,
        links: &[NewLink],
        made: &[MadeRow],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for MadeRow { number, outcome } in made {
            let (state, link, fault) = match outcome {
                RowOutcome::Made(link) => (RowState::Made, Some(link), None),
                RowOutcome::Skipped => (RowState::Skipped, None, None),
                RowOutcome::Failed(fault) => (RowState::Failed, None, Some(fault)),
            };
            let column = fault.and_then(|fault| i64::try_from(fault.column?).ok());
            let written = sqlx::query(
                "UPDATE link_job_row SET state = $3, link_id = $4, code = $5, reason = $6, column_no = $7 \
                 WHERE job_id = $1 AND number = $2 AND state = 'waiting'",
            )
            .bind(&job.id)
            .bind(*number)
            .bind(state.as_str())
            .bind(link)
            .bind(fault.map(|fault| fault.code))
            .bind(fault.map(|fault| fault.reason.chars().take(500).collect::<String>()))
            .bind(column)
            .execute(&mut *tx)
            .await?;
            if written.rows_affected() == 0 {
                return Ok(());
            }
        }
        for link in links {
            insert_link(&mut tx, link, version, now_ms).await?;
        }
        Ok(tx.commit().await?)
    }

    /// How many rows of a job are how.
    ///
    /// # Errors
    /// The database failed.
    pub async fn link_job_counts(&self, job: &str) -> Result<JobCounts, StoreError> {
        let rows = sqlx::query(
            "SELECT state, COUNT(*) AS rows FROM link_job_row WHERE job_id = $1 GROUP BY state",
        )
        .bind(job)
        .fetch_all(self.reader())
        .await?;
        let mut counts = JobCounts::default();
        for row in rows {
            let state: String = row.try_get("state")?;
            *match RowState::read(&state) {
                RowState::Waiting => &mut counts.waiting,
                RowState::Made => &mut counts.made,
                RowState::Skipped => &mut counts.skipped,
                RowState::Failed => &mut counts.failed,
            } = row.try_get("rows")?;
        }
        Ok(counts)
    }

    /// The rows of a job after the number `after`, of one state if given.
    ///
    /// # Errors
    /// The database failed.
    pub async fn link_job_rows(
        &self,
        job: &str,
        state: Option<RowState>,
        (after, limit): (i64, u32),
    ) -> Result<Vec<StoredRow>, StoreError> {
        let condition = match state {
            Some(_) => " AND link_job_row.state = $4",
            None => "",
        };
        let sql = format!(
            "SELECT link_job_row.number, link_job_row.cells, link_job_row.state, link_job_row.code, \
             link_job_row.reason, link_job_row.column_no, link_job_row.link_id, link.code_hmac FROM link_job_row \
             LEFT JOIN link ON link.id = link_job_row.link_id \
             WHERE link_job_row.job_id = $1 AND link_job_row.number > $2{condition} ORDER BY link_job_row.number LIMIT $3"
        );
        let mut query = sqlx::query(AssertSqlSafe(sql))
            .bind(job)
            .bind(after)
            .bind(i64::from(limit));
        if let Some(state) = state {
            query = query.bind(state.as_str());
        }
        let read = |row: &AnyRow| {
            let state: String = row.try_get("state")?;
            Ok(StoredRow {
                row: row.try_get("number")?,
                state: RowState::read(&state),
                code: row.try_get("code")?,
                reason: row.try_get("reason")?,
                column: row.try_get("column_no")?,
                link: row.try_get("link_id")?,
                cells: read_json("a row of a job", row.try_get("cells")?)?,
                code_hmac: row.try_get("code_hmac")?,
            })
        };
        query
            .fetch_all(self.reader())
            .await?
            .iter()
            .map(read)
            .collect()
    }
}
