//! Counts wrong passwords. Each try is counted before it is judged, or many at once would cost the wait of one.

use super::SIGN_IN;
use crate::access::{Counted, KNOWN_MS, Tally, lockout};
use crate::store::{Store, StoreError};
use sqlx::{Any, AnyConnection, Row, Transaction};

/// What a try to sign in is counted for; all but the account's id are hashes.
#[derive(Debug, Clone)]
pub enum SignInSubjects {
    /// It comes from a browser that the account's person has signed in with: that account, there.
    Device(String),
    /// It comes from anywhere else.
    Stranger {
        /// The account that is tried, whether or not there is one, from this network.
        account_here: String,
        /// The same from everywhere.
        account: String,
        /// The network, whatever the account.
        network: String,
        /// The account's id; empty if there is none.
        account_id: String,
        /// The network as a sign-in leaves it behind.
        known_as: String,
    },
}

impl SignInSubjects {
    /// What is counted, and how.
    fn all(&self) -> Vec<(Counted, &str)> {
        match self {
            Self::Device(device) => vec![(Counted::Device, device)],
            Self::Stranger {
                account_here,
                account,
                network,
                ..
            } => vec![
                (Counted::AccountHere, account_here),
                (Counted::Account, account),
                (Counted::Network, network),
            ],
        }
    }
}

/// What became of a try.
#[derive(Debug)]
pub enum SignInTry {
    /// It comes too early; so many milliseconds are to be waited.
    Early(i64),
    /// It is counted as wrong until it is settled.
    Taken(TakenTry),
}

/// A try that was counted, and not yet judged.
#[derive(Debug)]
pub struct TakenTry {
    subjects: SignInSubjects,
    /// How many failures each subject has with this one.
    counts: Vec<i64>,
    at_ms: i64,
}

impl Store {
    /// How many milliseconds a try has to wait, if any. Says nothing for later: [`Store::try_sign_in`] decides.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sign_in_wait(
        &self,
        subjects: &SignInSubjects,
        now_ms: i64,
    ) -> Result<Option<i64>, StoreError> {
        let mut reader = self.reader().acquire().await?;
        wait(&mut reader, subjects, now_ms)
            .await
            .map(|(_, wait_ms)| wait_ms)
    }

    /// Counts a try as wrong unless it comes too early.
    ///
    /// # Errors
    /// The database failed.
    pub async fn try_sign_in(
        &self,
        subjects: SignInSubjects,
        now_ms: i64,
    ) -> Result<SignInTry, StoreError> {
        let mut tx = self.begin().await?;
        self.hold(&mut tx, SIGN_IN).await?;
        let (tallies, wait_ms) = wait(&mut tx, &subjects, now_ms).await?;
        if let Some(wait_ms) = wait_ms {
            return Ok(SignInTry::Early(wait_ms));
        }
        let mut counts = Vec::new();
        for ((counted, subject), before) in subjects.all().into_iter().zip(tallies) {
            let tally = before.and_one(counted, now_ms);
            sqlx::query(
                "INSERT INTO sign_in_tally (subject, failures, last_at_ms, before_at_ms, faded_at_ms) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, \
                 last_at_ms = excluded.last_at_ms, before_at_ms = excluded.before_at_ms, \
                 faded_at_ms = excluded.faded_at_ms",
            )
            .bind(subject)
            .bind(tally.failures)
            .bind(tally.last_at_ms)
            .bind(before.last_at_ms)
            .bind(tally.faded_at_ms)
            .execute(&mut *tx)
            .await?;
            counts.push(tally.failures);
        }
        tx.commit().await?;
        Ok(SignInTry::Taken(TakenTry {
            subjects,
            counts,
            at_ms: now_ms,
        }))
    }

    /// Takes back that a try was counted: it was right. What was wrong before from this browser or network is forgotten
    /// for the account; what was wrong elsewhere, or for other accounts, is as it was before the try.
    ///
    /// # Errors
    /// The database failed.
    pub async fn settle_sign_in(&self, taken: &TakenTry) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        self.hold(&mut tx, SIGN_IN).await?;
        for ((counted, subject), count) in taken.subjects.all().into_iter().zip(&taken.counts) {
            match counted {
                Counted::Device | Counted::AccountHere => forget(&mut tx, subject).await?,
                Counted::Account | Counted::Network => {
                    take_back(&mut tx, subject, *count, taken.at_ms).await?;
                }
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Forgets what was wrong for those subjects.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_failures(&self, subjects: &[&str]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        self.hold(&mut tx, SIGN_IN).await?;
        for subject in subjects {
            forget(&mut tx, subject).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

async fn forget(tx: &mut Transaction<'_, Any>, subject: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sign_in_tally WHERE subject = $1")
        .bind(subject)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// One failure less. The moment of the one before stands again, unless something was counted since.
async fn take_back(
    tx: &mut Transaction<'_, Any>,
    subject: &str,
    count: i64,
    at_ms: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE sign_in_tally SET failures = failures - 1, \
         last_at_ms = CASE WHEN failures = $2 AND last_at_ms = $3 THEN before_at_ms ELSE last_at_ms END \
         WHERE subject = $1 AND failures > 0",
    )
    .bind(subject)
    .bind(count)
    .bind(at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What was counted, and how long it makes the next try wait.
async fn wait(
    connection: &mut AnyConnection,
    subjects: &SignInSubjects,
    now_ms: i64,
) -> Result<(Vec<Tally>, Option<i64>), StoreError> {
    let mut tallies = Vec::new();
    for (counted, subject) in subjects.all() {
        tallies.push((counted, read_tally(connection, subject).await?));
    }
    let known = is_known(connection, subjects, now_ms).await?;
    let mut judged = tallies.clone();
    judged.retain(|(counted, _)| !(known && *counted == Counted::Account));
    let tallies = tallies.into_iter().map(|(_, tally)| tally).collect();
    Ok((tallies, lockout(&judged, now_ms)))
}

/// Whether the account's person has signed in from this network before. Asked of accounts that are not there, too: an
/// answer must not come sooner for them.
async fn is_known(
    connection: &mut AnyConnection,
    subjects: &SignInSubjects,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let SignInSubjects::Stranger {
        account_id,
        known_as,
        ..
    } = subjects
    else {
        return Ok(true);
    };
    let row = sqlx::query(
        "SELECT seen_at_ms FROM known_network WHERE account_id = $1 AND network = $2 AND seen_at_ms > $3",
    )
    .bind(account_id)
    .bind(known_as)
    .bind(now_ms - KNOWN_MS);
    Ok(row.fetch_optional(connection).await?.is_some())
}

async fn read_tally(connection: &mut AnyConnection, subject: &str) -> Result<Tally, StoreError> {
    let row = sqlx::query(
        "SELECT failures, last_at_ms, faded_at_ms FROM sign_in_tally WHERE subject = $1",
    )
    .bind(subject)
    .fetch_optional(connection)
    .await?;
    match row {
        Some(row) => Ok(Tally {
            failures: row.try_get("failures")?,
            last_at_ms: row.try_get("last_at_ms")?,
            faded_at_ms: row.try_get("faded_at_ms")?,
        }),
        None => Ok(Tally::default()),
    }
}
