//! Works on the jobs that make many links, on whichever server has the time.

use super::bulk::rules_of;
use crate::bulk::{LEASE_MS, Workshop, make_batch};
use crate::http::{App, Rejection};
use crate::store::LinkJob;

/// How long addresses can be had again once they were had.
const TOLD_MS: i64 = 60 * 60 * 1_000;
/// How long a job is kept after its end, with what its table said.
const KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

impl App {
    /// Makes the links that wait to be made, by up to so many batches; says whether any were left.
    ///
    /// # Errors
    /// The database failed; what was made so far stays, and the rest is tried again.
    pub async fn make_waiting_links(&self, batches: usize) -> anyhow::Result<bool> {
        for _ in 0..batches {
            let now_ms = self.clock.now_ms();
            let claimed = self
                .store
                .claim_link_job(&self.owner, LEASE_MS, now_ms)
                .await?;
            let Some(job) = claimed else {
                return Ok(false);
            };
            self.batch(&job)
                .await
                .map_err(|rejection| match rejection {
                    Rejection::Internal(error) => error,
                    other => anyhow::anyhow!("{other:?}"),
                })?;
        }
        Ok(true)
    }

    /// Waits until somebody begins a job here.
    pub async fn link_waits(&self) {
        self.link_work.notified().await;
    }

    async fn batch(&self, job: &LinkJob) -> Result<(), Rejection> {
        let now_ms = self.clock.now_ms();
        let form = self.store.form(&job.form).await?;
        let form = form.ok_or(Rejection::NotFound("form"))?;
        let catalogue = self.connectors.catalogue().await?;
        let rules = rules_of(self, &form, &job.plan, &catalogue).await?;
        let shop = Workshop {
            store: &self.store,
            secrets: &self.secrets,
            catalogue: &catalogue,
            embedded: &self.embedded,
        };
        if !make_batch(shop, job, (&form, &rules), now_ms).await? {
            self.store.end_link_job(&job.id, now_ms).await?;
        }
        Ok(())
    }

    /// Forgets the addresses that were told an hour ago, and jobs that ended a week ago.
    pub(crate) async fn forget_old_link_jobs(&self) {
        let now_ms = self.clock.now_ms();
        let forgotten = self
            .store
            .forget_link_jobs(now_ms - TOLD_MS, now_ms - KEPT_MS)
            .await;
        if let Err(error) = forgotten {
            tracing::warn!(%error, "old jobs could not be forgotten");
        }
    }
}
