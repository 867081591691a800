//! Counts wrong passwords. Each try is counted before it is judged, or many at once would cost the wait of one.

use super::SIGN_IN;
use crate::access::{KNOWN_MS, Tallies, Tally, lockout};
use crate::store::{Store, StoreError};
use sqlx::{Any, AnyConnection, Row, Transaction};

/// What a try to sign in is counted for; all but the account's id are hashes.
#[derive(Debug, Clone)]
pub struct SignInSubjects {
    /// The account that is tried, whether or not there is one, from this network.
    pub account_here: String,
    /// The same from everywhere.
    pub account: String,
    /// The network, whatever the account.
    pub network: String,
    /// The account's id, if there is one.
    pub account_id: Option<String>,
    /// The network as a sign-in leaves it behind.
    pub known_as: String,
}

/// A try that was taken and turned out right.
#[derive(Debug, Clone, Copy)]
pub struct SignedIn<'a>(pub &'a SignInSubjects);

impl Store {
    /// Counts a try as wrong unless it comes too early: then it says how many milliseconds are to be waited.
    ///
    /// # Errors
    /// The database failed.
    pub async fn try_sign_in(
        &self,
        subjects: &SignInSubjects,
        now_ms: i64,
    ) -> Result<Option<i64>, StoreError> {
        let mut tx = self.begin().await?;
        self.hold(&mut tx, SIGN_IN).await?;
        let tallies = read_tallies(&mut tx, subjects, now_ms).await?;
        if let Some(wait_ms) = lockout(&tallies, now_ms) {
            return Ok(Some(wait_ms));
        }
        for (subject, tally) in [
            (&subjects.account_here, tallies.account_here),
            (&subjects.account, tallies.account),
            (&subjects.network, tallies.network),
        ] {
            sqlx::query(
                "INSERT INTO sign_in_tally (subject, failures, last_at_ms) VALUES ($1, $2, $3) \
                 ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_at_ms = excluded.last_at_ms",
            )
            .bind(subject)
            .bind(tally.at(now_ms).failures.saturating_add(1))
            .bind(now_ms)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(None)
    }

    /// Takes back that a try was counted: it was right. What was wrong before from this network is forgotten for the
    /// account; what was wrong elsewhere, or for other accounts, is not.
    ///
    /// # Errors
    /// The database failed.
    pub async fn settle_sign_in(&self, SignedIn(subjects): SignedIn<'_>) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        self.hold(&mut tx, SIGN_IN).await?;
        sqlx::query("DELETE FROM sign_in_tally WHERE subject = $1")
            .bind(&subjects.account_here)
            .execute(&mut *tx)
            .await?;
        take_back(&mut tx, &subjects.account).await?;
        take_back(&mut tx, &subjects.network).await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn take_back(tx: &mut Transaction<'_, Any>, subject: &str) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE sign_in_tally SET failures = failures - 1 WHERE subject = $1 AND failures > 0",
    )
    .bind(subject)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn read_tallies(
    tx: &mut AnyConnection,
    subjects: &SignInSubjects,
    now_ms: i64,
) -> Result<Tallies, StoreError> {
    let known = match &subjects.account_id {
        Some(account) => {
            let row = sqlx::query(
                "SELECT seen_at_ms FROM known_network WHERE account_id = $1 AND network = $2 AND seen_at_ms > $3",
            )
            .bind(account)
            .bind(&subjects.known_as)
            .bind(now_ms - KNOWN_MS);
            row.fetch_optional(&mut *tx).await?.is_some()
        }
        None => false,
    };
    Ok(Tallies {
        account_here: read_tally(tx, &subjects.account_here).await?,
        account: read_tally(tx, &subjects.account).await?,
        network: read_tally(tx, &subjects.network).await?,
        known,
    })
}

async fn read_tally(tx: &mut AnyConnection, subject: &str) -> Result<Tally, StoreError> {
    let row = sqlx::query("SELECT failures, last_at_ms FROM sign_in_tally WHERE subject = $1")
        .bind(subject)
        .fetch_optional(tx)
        .await?;
    match row {
        Some(row) => Ok(Tally {
            failures: row.try_get("failures")?,
            last_at_ms: row.try_get("last_at_ms")?,
        }),
        None => Ok(Tally::default()),
    }
}
