//! Jobs that make many links, and their rows.

mod row;

pub use row::{JobCounts, RowOutcome, RowState, StoredRow, WaitingRow};

use super::{Store, StoreError, read_json, rows, runs};
use crate::bulk::Plan;
use sonda_domain::FormId;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

/// A job to be begun.
#[derive(Debug)]
pub struct NewLinkJob<'a> {
    /// Its id, a UUID.
    pub id: &'a str,
    /// The form its links open.
    pub form: &'a FormId,
    /// What its maker names it by: the same key again begins nothing.
    pub key: &'a str,
    /// A digest of all that was asked for.
    pub fingerprint: &'a str,
    /// How rows become links.
    pub plan: &'a Plan,
    /// What the codes are derived from.
    pub seed: &'a str,
    /// The rows: number and cells.
    pub rows: &'a [(i64, &'a [String])],
}

/// The key is another job's, which was asked for otherwise.
#[derive(Debug, PartialEq, Eq)]
pub struct KeyTaken;

/// A job.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkJob {
    /// Its id.
    pub id: String,
    /// The form its links open.
    pub form: FormId,
    /// How rows become links.
    pub plan: Plan,
    /// Whether rows still wait.
    pub running: bool,
    /// How many rows it has.
    pub total: i64,
    /// What the codes are derived from, until they were told.
    pub seed: Option<String>,
    /// When it was begun.
    pub created_at_ms: i64,
    /// When its last row was done.
    pub done_at_ms: Option<i64>,
    /// When its addresses were first told.
    pub told_at_ms: Option<i64>,
}

const JOB: &str = "id, form_id, plan, state, total, seed, created_at_ms, done_at_ms, told_at_ms";

impl Store {
    /// Begins a job, unless the same was begun before: its id, and whether it is new.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin_link_job(
        &self,
        job: &NewLinkJob<'_>,
        now_ms: i64,
    ) -> Result<Result<(String, bool), KeyTaken>, StoreError> {
        let plan = serde_json::to_string(job.plan).map_err(|error| StoreError::Unreadable {
            what: "the plan of a job",
            reason: error.to_string(),
        })?;
        let total = i64::try_from(job.rows.len()).unwrap_or(i64::MAX);
        let mut tx = self.begin().await?;
        let inserted = sqlx::query(
            "INSERT INTO link_job (id, form_id, key, fingerprint, plan, state, total, seed, lease_owner, \
             lease_until_ms, created_at_ms) VALUES ($1, $2, $3, $4, $5, 'running', $6, $7, '', 0, $8) \
             ON CONFLICT (form_id, key) DO NOTHING",
        )
        .bind(job.id)
        .bind(job.form.as_str())
        .bind(job.key)
        .bind(job.fingerprint)
        .bind(plan)
        .bind(total)
        .bind(job.seed)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
        if inserted.rows_affected() == 0 {
            let row =
                sqlx::query("SELECT id, fingerprint FROM link_job WHERE form_id = $1 AND key = $2")
                    .bind(job.form.as_str())
                    .bind(job.key)
                    .fetch_one(&mut *tx)
                    .await?;
            let (id, fingerprint): (String, String) =
                (row.try_get("id")?, row.try_get("fingerprint")?);
            return Ok(match fingerprint == job.fingerprint {
                true => Ok((id, false)),
                false => Err(KeyTaken),
            });
        }
        for run in runs(job.rows) {
            let sql = format!(
                "INSERT INTO link_job_row (job_id, number, cells, state) VALUES {}",
                rows(run.len(), 4)
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (number, cells) in run {
                let cells = serde_json::to_string(cells).unwrap_or_default();
                query = query.bind(job.id).bind(*number).bind(cells).bind("waiting");
            }
            query.execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(Ok((job.id.to_owned(), true)))
    }

    /// A job.
    ///
    /// # Errors
    /// The database failed.
    pub async fn link_job(&self, id: &str) -> Result<Option<LinkJob>, StoreError> {
        let sql = format!("SELECT {JOB} FROM link_job WHERE id = $1");
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(id)
            .fetch_optional(self.reader())
            .await?;
        row.as_ref().map(read_job).transpose()
    }

    /// The jobs of a form, the newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn link_jobs(&self, form: &FormId, limit: u32) -> Result<Vec<LinkJob>, StoreError> {
        let sql = format!(
            "SELECT {JOB} FROM link_job WHERE form_id = $1 ORDER BY created_at_ms DESC, id LIMIT $2"
        );
        let query = sqlx::query(AssertSqlSafe(sql))
            .bind(form.as_str())
            .bind(i64::from(limit));
        query
            .fetch_all(self.reader())
            .await?
            .iter()
            .map(read_job)
            .collect()
    }

    /// The job that has waited longest, taken by `owner` until the lease ends; none if there is none to be had.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim_link_job(
        &self,
        owner: &str,
        lease_ms: i64,
        now_ms: i64,
    ) -> Result<Option<LinkJob>, StoreError> {
        let due: Option<String> = sqlx::query_scalar(
            "SELECT id FROM link_job WHERE state = 'running' AND (lease_until_ms <= $1 OR lease_owner = $2) \
             ORDER BY created_at_ms, id LIMIT 1",
        )
        .bind(now_ms)
        .bind(owner)
        .fetch_optional(self.reader())
        .await?;
        let Some(id) = due else {
            return Ok(None);
        };
        let mut tx = self.begin().await?;
        let claimed = sqlx::query(
            "UPDATE link_job SET lease_owner = $2, lease_until_ms = $3 WHERE id = $1 AND state = 'running' \
             AND (lease_until_ms <= $4 OR lease_owner = $2)",
        )
        .bind(&id)
        .bind(owner)
        .bind(now_ms + lease_ms)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        match claimed.rows_affected() {
            0 => Ok(None),
            _ => self.link_job(&id).await,
        }
    }

    /// Ends a job whose rows are all done.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_link_job(&self, id: &str, now_ms: i64) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE link_job SET state = 'done', done_at_ms = $2 WHERE id = $1 AND state = 'running'")
            .bind(id)
            .bind(now_ms)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Notes that the addresses of a job were told; the first time stays.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tell_link_job(&self, id: &str, now_ms: i64) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE link_job SET told_at_ms = $2 WHERE id = $1 AND told_at_ms IS NULL")
            .bind(id)
            .bind(now_ms)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Forgets the addresses of a job; says whether there is such a job that has ended.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_link_seed(&self, id: &str) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let forgotten =
            sqlx::query("UPDATE link_job SET seed = NULL WHERE id = $1 AND state = 'done'")
                .bind(id)
                .execute(&mut *tx)
                .await?;
        tx.commit().await?;
        Ok(forgotten.rows_affected() > 0)
    }

    /// Forgets addresses that were told before `told_before_ms`, and jobs that ended before `ended_before_ms` with all
    /// that their tables said.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_link_jobs(
        &self,
        told_before_ms: i64,
        ended_before_ms: i64,
    ) -> Result<(), StoreError> {
        let due: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM link_job WHERE (seed IS NOT NULL AND told_at_ms < $1) OR done_at_ms < $2",
        )
        .bind(told_before_ms)
        .bind(ended_before_ms)
        .fetch_one(self.reader())
        .await?;
        if due == 0 {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE link_job SET seed = NULL WHERE told_at_ms < $1")
            .bind(told_before_ms)
            .execute(&mut *tx)
            .await?;
        sqlx::query("DELETE FROM link_job WHERE done_at_ms < $1")
            .bind(ended_before_ms)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }
}

fn read_job(row: &AnyRow) -> Result<LinkJob, StoreError> {
    let form: String = row.try_get("form_id")?;
    let state: String = row.try_get("state")?;
    Ok(LinkJob {
        id: row.try_get("id")?,
        form: form.try_into().map_err(|error| StoreError::Unreadable {
            what: "a job",
            reason: format!("{error}"),
        })?,
        plan: read_json("the plan of a job", row.try_get("plan")?)?,
        running: state == "running",
        total: row.try_get("total")?,
        seed: row.try_get("seed")?,
        created_at_ms: row.try_get("created_at_ms")?,
        done_at_ms: row.try_get("done_at_ms")?,
        told_at_ms: row.try_get("told_at_ms")?,
    })
}
