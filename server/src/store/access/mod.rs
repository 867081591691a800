//! Who may come in: accounts, their sessions and one-time addresses, wrong passwords, and tokens of programs.

mod accounts;
mod api_tokens;
mod first_run;
mod passwords;
mod sessions;
mod sign_ins;

pub use accounts::{Added, Changed, NewAccount, StoredAccount};
pub use api_tokens::{NewApiToken, StoredApiToken};
pub use first_run::FirstRun;
pub use passwords::NewPassword;
pub use sessions::{NewSession, StoredSession};
pub use sign_ins::{SignInSubjects, SignInTry, TakenTry};

use super::{Store, StoreError};
use sqlx::{Any, AnyConnection, Row, Transaction};

/// Held while it is decided whether somebody becomes the first owner.
const FIRST_RUN: &str = "first-run";
/// Held while it is decided whether an owner is the last one.
const OWNERS: &str = "owners";
/// Held while a wrong password is counted.
const SIGN_IN: &str = "sign-in";

impl Store {
    /// Waits for that name and holds it until the transaction ends.
    async fn hold(&self, tx: &mut Transaction<'_, Any>, name: &str) -> Result<(), StoreError> {
        if let Some(sql) = self.dialect().lock_name() {
            sqlx::query(sql).bind(name).execute(&mut **tx).await?;
        }
        Ok(())
    }
}

/// Ends the sessions of an account, all but one if it is given by its digest; says how many.
async fn end_sessions(tx: &mut AnyConnection, account: &str, but: &str) -> Result<u64, StoreError> {
    let ended = sqlx::query("DELETE FROM account_session WHERE account_id = $1 AND digest <> $2")
        .bind(account)
        .bind(but)
        .execute(tx)
        .await?;
    Ok(ended.rows_affected())
}

/// Reads a name of an enum out of a row.
fn named<T: std::str::FromStr>(
    row: &sqlx::any::AnyRow,
    column: &'static str,
) -> Result<T, StoreError> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| StoreError::Unreadable {
        what: column,
        reason: "it is none that this program knows".to_owned(),
    })
}
