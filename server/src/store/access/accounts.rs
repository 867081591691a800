//! Accounts: who there is, what they are here, and whether they may still come in.

use super::{FIRST_RUN, OWNERS, end_sessions, named};
use crate::access::{Language, PasswordHash, PersonName, Profile, Role};
use crate::store::{Store, StoreError};
use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row, Transaction};
use std::fmt;

/// An account as it is stored. Its `Debug` tells nothing of the person.
#[derive(Clone, PartialEq)]
pub struct StoredAccount {
    /// Its id, random.
    pub id: String,
    /// The address its person signs in with.
    pub email: String,
    /// What the person is called.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// The language the person reads.
    pub language: Language,
    /// The password, once one is set.
    pub password: Option<PasswordHash>,
    /// When it was made, in milliseconds since the epoch.
    pub created_at_ms: i64,
    /// When its person last signed in.
    pub signed_in_at_ms: Option<i64>,
    /// Since when it lets nobody in.
    pub disabled_at_ms: Option<i64>,
}

impl fmt::Debug for StoredAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("StoredAccount");
        let shown = shown.field("id", &self.id).field("role", &self.role);
        shown.finish_non_exhaustive()
    }
}

/// An account about to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its id, random.
    pub id: String,
    /// Whom it is for.
    pub profile: Profile,
    /// What the person may do.
    pub role: Role,
    /// The password, where the person has chosen one.
    pub password: Option<PasswordHash>,
}

/// What became of a change to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is done, or was so before.
    Done,
    /// There is no such account.
    Missing,
    /// It would leave nobody who may let people in.
    LastOwner,
    /// It is only done to accounts that nobody has come in by yet.
    Used,
}

/// What became of a new account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is made.
    Done,
    /// The address is somebody else's.
    EmailTaken,
    /// There is no owner yet, and it is no owner's: nobody could let people in.
    OwnerFirst,
}

pub(super) const COLUMNS: &str = "account.id, account.email, account.name, account.role, account.language, \
     account.password, account.created_at_ms, account.signed_in_at_ms, account.disabled_at_ms";

pub(super) fn read_account(row: &AnyRow) -> Result<StoredAccount, StoreError> {
    let language: String = row.try_get("language")?;
    let password: Option<String> = row.try_get("password")?;
    Ok(StoredAccount {
        id: row.try_get("id")?,
        email: row.try_get("email")?,
        name: row.try_get("name")?,
        role: named(row, "role")?,
        // A language that this program does not speak keeps nobody out.
        language: language.parse().unwrap_or_default(),
        password: password.map(PasswordHash::stored),
        created_at_ms: row.try_get("created_at_ms")?,
        signed_in_at_ms: row.try_get("signed_in_at_ms")?,
        disabled_at_ms: row.try_get("disabled_at_ms")?,
    })
}

impl Store {
    /// Every account, the oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn accounts(&self) -> Result<Vec<StoredAccount>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM account ORDER BY created_at_ms, id");
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(self.reader());
        rows.await?.iter().map(read_account).collect()
    }

    /// An account by its id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn account(&self, id: &str) -> Result<Option<StoredAccount>, StoreError> {
        self.account_where("id", id).await
    }

    /// An account by its address, as addresses are compared.
    ///
    /// # Errors
    /// The database failed.
    pub async fn account_by_email(&self, key: &str) -> Result<Option<StoredAccount>, StoreError> {
        self.account_where("email_key", key).await
    }

    async fn account_where(
        &self,
        column: &'static str,
        value: &str,
    ) -> Result<Option<StoredAccount>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM account WHERE {column} = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(value);
        let row = row.fetch_optional(self.reader()).await?;
        row.as_ref().map(read_account).transpose()
    }

    /// Whether anybody has an account.
    ///
    /// # Errors
    /// The database failed.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT id FROM account LIMIT 1").fetch_optional(self.reader());
        Ok(row.await?.is_some())
    }

    /// Makes an account and the one-time address at which its person sets a password, stored by that digest and
    /// working until then. The first account is an owner's.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_account(
        &self,
        account: &NewAccount,
        (code, expires_at_ms): (&str, i64),
        now_ms: i64,
    ) -> Result<Added, StoreError> {
        let mut tx = self.begin().await?;
        // Whoever has the code of a first run is nobody's first owner any more.
        self.hold(&mut tx, FIRST_RUN).await?;
        let first = sqlx::query("SELECT id FROM account LIMIT 1").fetch_optional(&mut *tx);
        let first = first.await?.is_none();
        if account.role != Role::Owner && first {
            return Ok(Added::OwnerFirst);
        }
        if !insert_account(&mut tx, account, now_ms).await? {
            return Ok(Added::EmailTaken);
        }
        sqlx::query("DELETE FROM first_run")
            .execute(&mut *tx)
            .await?;
        put_code(&mut tx, &account.id, (code, expires_at_ms)).await?;
        tx.commit().await?;
        Ok(Added::Done)
    }

    /// Changes what a person is called and reads, where given; `false`: there is no such account.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_profile(
        &self,
        id: &str,
        name: Option<&PersonName>,
        language: Option<Language>,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let set = sqlx::query(
            "UPDATE account SET name = COALESCE($2, name), language = COALESCE($3, language) WHERE id = $1",
        )
        .bind(id)
        .bind(name.map(PersonName::as_str))
        .bind(language.map(Language::as_str))
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(set.rows_affected() == 1)
    }

    /// Deletes an account that nobody has come in by yet, and its one-time address.
    ///
    /// # Errors
    /// The database failed.
    pub async fn delete_account(&self, id: &str) -> Result<Changed, StoreError> {
        let mut tx = self.begin().await?;
        if self.is_last_owner(&mut tx, id).await? {
            return Ok(Changed::LastOwner);
        }
        let lock = self.dialect().for_update();
        let sql = format!("SELECT signed_in_at_ms, password FROM account WHERE id = $1{lock}");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id);
        let Some(row) = row.fetch_optional(&mut *tx).await? else {
            return Ok(Changed::Missing);
        };
        let signed_in_at_ms: Option<i64> = row.try_get("signed_in_at_ms")?;
        let password: Option<String> = row.try_get("password")?;
        if signed_in_at_ms.is_some() || password.is_some() {
            return Ok(Changed::Used);
        }
        for sql in [
            "DELETE FROM account_code WHERE account_id = $1",
            "DELETE FROM account WHERE id = $1",
        ] {
            sqlx::query(sql).bind(id).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(Changed::Done)
    }

    /// Gives an account another role.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_role(&self, id: &str, role: Role) -> Result<Changed, StoreError> {
        let mut tx = self.begin().await?;
        if role != Role::Owner && self.is_last_owner(&mut tx, id).await? {
            return Ok(Changed::LastOwner);
        }
        let set = sqlx::query("UPDATE account SET role = $2 WHERE id = $1")
            .bind(id)
            .bind(role.as_str())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(changed(set.rows_affected()))
    }

    /// Lets nobody in by an account from now on: its sessions, its one-time address and the tokens that its person made
    /// end with it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn disable_account(&self, id: &str, now_ms: i64) -> Result<Changed, StoreError> {
        let mut tx = self.begin().await?;
        if self.is_last_owner(&mut tx, id).await? {
            return Ok(Changed::LastOwner);
        }
        let set = sqlx::query(
            "UPDATE account SET disabled_at_ms = COALESCE(disabled_at_ms, $2) WHERE id = $1",
        )
        .bind(id)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
        end_sessions(&mut tx, id, "").await?;
        for sql in [
            "DELETE FROM account_code WHERE account_id = $1",
            "DELETE FROM api_token WHERE made_by = $1",
        ] {
            sqlx::query(sql).bind(id).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(changed(set.rows_affected()))
    }

    /// Lets a person in again.
    ///
    /// # Errors
    /// The database failed.
    pub async fn enable_account(&self, id: &str) -> Result<Changed, StoreError> {
        let mut tx = self.begin().await?;
        let set = sqlx::query("UPDATE account SET disabled_at_ms = NULL WHERE id = $1")
            .bind(id)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(changed(set.rows_affected()))
    }

    /// Whether it is an owner's, and nobody else could let people in. Two owners who remove each other take turns.
    async fn is_last_owner(
        &self,
        tx: &mut Transaction<'_, Any>,
        id: &str,
    ) -> Result<bool, StoreError> {
        self.hold(tx, OWNERS).await?;
        let owner = sqlx::query("SELECT id FROM account WHERE id = $1 AND role = $2")
            .bind(id)
            .bind(Role::Owner.as_str());
        if owner.fetch_optional(&mut **tx).await?.is_none() {
            return Ok(false);
        }
        let other = sqlx::query(
            "SELECT id FROM account WHERE id <> $1 AND role = $2 AND disabled_at_ms IS NULL \
             AND password IS NOT NULL LIMIT 1",
        )
        .bind(id)
        .bind(Role::Owner.as_str());
        Ok(other.fetch_optional(&mut **tx).await?.is_none())
    }
}

fn changed(rows: u64) -> Changed {
    match rows {
        0 => Changed::Missing,
        _ => Changed::Done,
    }
}

/// Writes a new account; `false`: its address is somebody else's.
pub(super) async fn insert_account(
    tx: &mut AnyConnection,
    account: &NewAccount,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let NewAccount {
        id,
        profile,
        role,
        password,
    } = account;
    let inserted = sqlx::query(
        "INSERT INTO account (id, email, email_key, name, role, language, password, created_at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(profile.email.as_str())
    .bind(profile.email.key())
    .bind(profile.name.as_str())
    .bind(role.as_str())
    .bind(profile.language.as_str())
    .bind(password.as_ref().map(PasswordHash::as_stored))
    .bind(now_ms)
    .execute(tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Writes a one-time address in the place of the one before.
pub(super) async fn put_code(
    tx: &mut AnyConnection,
    account: &str,
    (code, expires_at_ms): (&str, i64),
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO account_code (account_id, digest, expires_at_ms) VALUES ($1, $2, $3) \
         ON CONFLICT (account_id) DO UPDATE SET digest = excluded.digest, expires_at_ms = excluded.expires_at_ms",
    )
    .bind(account)
    .bind(code)
    .bind(expires_at_ms)
    .execute(tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_of_an_account_tells_nothing_of_the_person() {
        let account = StoredAccount {
            id: "an-id".to_owned(),
            email: "anna@example.com".to_owned(),
            name: "Anna Kowalska".to_owned(),
            role: Role::Owner,
            language: Language::Pl,
            password: None,
            created_at_ms: 0,
            signed_in_at_ms: None,
            disabled_at_ms: None,
        };
        let name: PersonName = account.name.parse().unwrap();
        let printed = format!("{account:?} {name:?}");
        assert!(printed.contains("an-id"), "{printed}");
        assert!(
            !printed.contains("anna@") && !printed.contains("Kowalska"),
            "{printed}"
        );
    }
}
