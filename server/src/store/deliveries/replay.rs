//! Dead letters brought back.

use super::promote;
use crate::store::{Store, StoreError};
use sonda_domain::FormId;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use std::collections::BTreeSet;

const AT_ONCE: i64 = 500;

/// Which dead letters are brought back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplayScope {
    /// Only those of this form.
    pub form: Option<FormId>,
    /// Only those to this connector.
    pub connector: Option<String>,
}

impl Store {
    /// Queues one dead delivery again; false if there is no such dead delivery.
    ///
    /// # Errors
    /// The database failed.
    pub async fn replay_delivery(
        &self,
        response: &str,
        target: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let revived = revive(&mut tx, response, target, now_ms).await?;
        promote(&mut tx, self.dialect(), &BTreeSet::from([response]), now_ms).await?;
        tx.commit().await?;
        Ok(revived)
    }

    /// Queues the dead deliveries of a scope again; how many they were.
    ///
    /// # Errors
    /// The database failed; those queued before it did stay queued.
    pub async fn replay_dead(&self, scope: &ReplayScope, now_ms: i64) -> Result<u64, StoreError> {
        let mut revived = 0;
        let (form, connector) = (scope.form.as_ref(), scope.connector.as_ref());
        let of = |column: &str, place: u8, wanted: bool| match wanted {
            true => format!("AND {column} = ${place}"),
            false => String::new(),
        };
        let by_form = of("form_id", 2, form.is_some());
        let by_connector = of(
            "connector",
            if form.is_some() { 3 } else { 2 },
            connector.is_some(),
        );
        let states = self.queue_states().await?;
        let most: i64 = states.iter().map(|state| state.dead).sum();
        let sql = format!(
            "SELECT response_id, target FROM delivery WHERE status = 'dead' {by_form} {by_connector} LIMIT $1"
        );
        loop {
            let mut tx = self.begin().await?;
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str())).bind(AT_ONCE);
            if let Some(form) = form {
                query = query.bind(form.as_str());
            }
            if let Some(connector) = connector {
                query = query.bind(connector);
            }
            let dead = query.fetch_all(&mut *tx).await?;
            // What was given up anew in the meantime is not brought back for ever.
            if dead.is_empty() || revived >= most.unsigned_abs() {
                return Ok(revived);
            }
            let mut responses: BTreeSet<String> = BTreeSet::new();
            for row in &dead {
                let response: String = row.try_get("response_id")?;
                if revive(&mut tx, &response, row.try_get("target")?, now_ms).await? {
                    revived += 1;
                }
                responses.insert(response);
            }
            let responses = responses.iter().map(String::as_str).collect();
            promote(&mut tx, self.dialect(), &responses, now_ms).await?;
            tx.commit().await?;
        }
    }
}

async fn revive(
    tx: &mut AnyConnection,
    response: &str,
    target: &str,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let revived = sqlx::query(
        "UPDATE delivery SET status = 'waiting', tries = 0, due_at_ms = $3, updated_at_ms = $3 \
         WHERE response_id = $1 AND target = $2 AND status = 'dead'",
    )
    .bind(response)
    .bind(target)
    .bind(now_ms)
    .execute(tx)
    .await?;
    Ok(revived.rows_affected() == 1)
}
