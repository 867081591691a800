//! Turns to write to the records of CRMs over the network.

use super::{Store, StoreError, bind_all, placeholders, places};
use crate::crm::remote::KnownTurns;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use std::collections::BTreeSet;

/// A turn as it was when it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TakenTurn {
    /// When the newest answers were given that were written in it, in milliseconds since the epoch.
    pub(crate) newest_at_ms: Option<i64>,
    /// When it was last given back, or taken from somebody who did not; 0: never.
    pub(crate) used_at_ms: i64,
}

/// A turn that is given back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GivenBack<'a> {
    pub(crate) key: &'a str,
    pub(crate) owner: &'a str,
    /// When the answers were given that were written in it, if any were, in milliseconds since the epoch.
    pub(crate) answered_at_ms: Option<i64>,
}

impl Store {
    /// Takes turns for `owner`, until `lease_until_ms`, all or none: `None` where somebody has one of them. What is to be
    /// written was given at `answered_at_ms`: of an owner that never gave its turn back it counts as written.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn take_turns(
        &self,
        keys: &[String],
        owner: &str,
        answered_at_ms: i64,
        now_ms: i64,
        lease_until_ms: i64,
    ) -> Result<Option<Vec<TakenTurn>>, StoreError> {
        // In one order for everybody, so that two transactions never wait for each other.
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_unstable_by_key(|index| &keys[*index]);
        let mut taken = vec![None; keys.len()];
        let mut tx = self.begin().await?;
        for index in order {
            let row = sqlx::query(
                "INSERT INTO turn (key, used_at_ms, owner, lease_until_ms, writing_at_ms) \
                 VALUES ($1, 0, $2, $3, $5) ON CONFLICT (key) DO UPDATE SET \
                 newest_at_ms = CASE WHEN turn.owner IS NOT NULL \
                 AND turn.writing_at_ms > COALESCE(turn.newest_at_ms, 0) \
                 THEN turn.writing_at_ms ELSE turn.newest_at_ms END, \
                 owner = excluded.owner, lease_until_ms = excluded.lease_until_ms, \
                 writing_at_ms = excluded.writing_at_ms, \
                 used_at_ms = CASE WHEN turn.owner IS NULL THEN turn.used_at_ms ELSE $4 END \
                 WHERE turn.lease_until_ms <= $4 RETURNING newest_at_ms, used_at_ms",
            )
            .bind(&keys[index])
            .bind(owner)
            .bind(lease_until_ms)
            .bind(now_ms)
            .bind(answered_at_ms)
            .fetch_all(&mut *tx)
            .await?;
            let Some(row) = row.first() else {
                tx.rollback().await?;
                return Ok(None);
            };
            taken[index] = Some(TakenTurn {
                newest_at_ms: row.try_get("newest_at_ms")?,
                used_at_ms: row.try_get("used_at_ms")?,
            });
        }
        tx.commit().await?;
        Ok(taken.into_iter().collect())
    }

    /// What is known of turns. What an owner that has not given one back may be writing counts as written.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn known_turns(
        &self,
        keys: &BTreeSet<&str>,
    ) -> Result<KnownTurns, StoreError> {
        let sql = format!(
            "SELECT MAX(CASE WHEN owner IS NOT NULL AND writing_at_ms > COALESCE(newest_at_ms, 0) \
             THEN writing_at_ms ELSE newest_at_ms END) AS newest_at_ms, COUNT(owner) AS owners \
             FROM turn WHERE key IN ({})",
            placeholders(1, places(keys.len()))
        );
        let row = bind_all(sqlx::query(AssertSqlSafe(sql)), keys)
            .fetch_one(self.reader())
            .await?;
        Ok(KnownTurns {
            newest_at_ms: row.try_get("newest_at_ms")?,
            is_in_use: row.try_get::<i64, _>("owners")? > 0,
        })
    }

    /// Notes that answers given at `answered_at_ms` were written in turns, whoever has them.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn note_turns(
        &self,
        keys: &[String],
        answered_at_ms: i64,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let mut keys: Vec<&String> = keys.iter().collect();
        keys.sort_unstable();
        let mut tx = self.begin().await?;
        for key in keys {
            note(&mut tx, key, answered_at_ms, now_ms).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Gives turns back. Of a turn that nothing was ever written in, nothing is kept.
    ///
    /// # Errors
    /// The database failed; then the leases end by themselves.
    pub(crate) async fn give_back_turns(
        &self,
        mut turns: Vec<GivenBack<'_>>,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        turns.sort_unstable_by_key(|turn| turn.key);
        let mut tx = self.begin().await?;
        for turn in turns {
            match turn.answered_at_ms {
                // Noted even where somebody else has it by now: it was written.
                Some(at_ms) => note(&mut tx, turn.key, at_ms, now_ms).await?,
                None => {
                    sqlx::query(
                        "DELETE FROM turn WHERE key = $1 AND owner = $2 AND newest_at_ms IS NULL",
                    )
                    .bind(turn.key)
                    .bind(turn.owner)
                    .execute(&mut *tx)
                    .await?;
                }
            }
            sqlx::query(
                "UPDATE turn SET owner = NULL, lease_until_ms = 0 WHERE key = $1 AND owner = $2",
            )
            .bind(turn.key)
            .bind(turn.owner)
            .execute(&mut *tx)
            .await?;
        }
        Ok(tx.commit().await?)
    }

    /// Forgets turns that nobody has had since `before_ms`, and whose newest answers are older; how many.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn forget_turns(&self, before_ms: i64) -> Result<u64, StoreError> {
        const AT_ONCE: i64 = 1_000;
        let mut tx = self.begin().await?;
        let forgotten = sqlx::query(
            "DELETE FROM turn WHERE key IN (SELECT key FROM turn WHERE used_at_ms < $1 \
             AND lease_until_ms < $1 AND (newest_at_ms IS NULL OR newest_at_ms < $1) LIMIT $2)",
        )
        .bind(before_ms)
        .bind(AT_ONCE)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        tx.commit().await?;
        Ok(forgotten)
    }
}

async fn note(
    tx: &mut AnyConnection,
    key: &str,
    answered_at_ms: i64,
    now_ms: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO turn (key, newest_at_ms, used_at_ms, lease_until_ms) VALUES ($1, $2, $3, 0) \
         ON CONFLICT (key) DO UPDATE SET used_at_ms = excluded.used_at_ms, \
         newest_at_ms = CASE WHEN turn.newest_at_ms > excluded.newest_at_ms \
         THEN turn.newest_at_ms ELSE excluded.newest_at_ms END",
    )
    .bind(key)
    .bind(answered_at_ms)
    .bind(now_ms)
    .execute(tx)
    .await?;
    Ok(())
}
