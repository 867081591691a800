//! Personal links. The code of a link is known to its recipient only; the store has its HMAC.

use super::{Store, StoreError, placeholders, read_json};
use crate::contact::ContactRef;
use crate::link_values::LinkValues;
use serde::Serialize;
use sonda_domain::{FormId, LinkStanding, Locale};
use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row, Transaction};
use std::collections::BTreeSet;

/// A personal link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredLink {
    /// Its id: names the link without opening it.
    pub id: String,
    /// The form it opens.
    pub form: FormId,
    /// The version it was made for.
    pub version: i64,
    /// The contact it was made for.
    pub contact: ContactRef,
    /// What people call its recipient; may be empty.
    pub label: String,
    /// The language it asks for.
    pub locale: Option<Locale>,
    /// First moment at which it no longer works, in milliseconds since the epoch.
    pub expires_at_ms: Option<i64>,
    /// When it was withdrawn.
    pub revoked_at_ms: Option<i64>,
    /// What its maker gave along, by name: `contact.first_name`, `link.order`.
    pub values: LinkValues,
}

/// A link to be made.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// Its id.
    pub id: String,
    /// The form it opens; its newest version is the one it will answer.
    pub form: FormId,
    /// The HMAC of its code, see [`crate::secrets::Secrets::code_hmac`].
    pub code_hmac: String,
    /// The contact it is made for.
    pub contact: ContactRef,
    /// The language it asks for.
    pub locale: Option<Locale>,
    /// First moment at which it no longer works.
    pub expires_at_ms: Option<i64>,
    /// What its maker gives along, by name.
    pub values: LinkValues,
    /// What people call its recipient; may be empty.
    pub label: String,
    /// What else it is searched by: the contact's addresses.
    pub found_by: String,
    /// The job that makes it among many.
    pub job: Option<String>,
}

impl NewLink {
    /// What it is searched by, in lower case.
    fn sought(&self) -> String {
        let contact = &self.contact;
        let text = format!(
            "{} {} {}/{}",
            self.label, self.found_by, contact.table, contact.record
        );
        text.to_lowercase()
    }
}

const COLUMNS: &str = "id, form_id, version, contact_connector, contact_table, contact_record, locale, \
                       expires_at_ms, revoked_at_ms, given, label";

impl StoredLink {
    /// How the link stands, given whether it and its contact have answered.
    #[must_use]
    pub fn standing(&self, link_answered: bool, contact_answered: bool) -> LinkStanding {
        LinkStanding {
            revoked: self.revoked_at_ms.is_some(),
            expires_at_ms: self.expires_at_ms,
            link_answered,
            contact_answered,
        }
    }
}

impl Store {
    /// Makes a link to the newest version of its form; returns that version, or `None` if there is no such form.
    ///
    /// # Errors
    /// The database failed.
    pub async fn make_link(&self, link: &NewLink, now_ms: i64) -> Result<Option<i64>, StoreError> {
        let mut tx = self.begin().await?;
        let version: Option<i64> = sqlx::query_scalar("SELECT version FROM form WHERE id = $1")
            .bind(link.form.as_str())
            .fetch_optional(&mut *tx)
            .await?;
        let Some(version) = version else {
            return Ok(None);
        };
        insert_link(&mut tx, link, version, now_ms).await?;
        tx.commit().await?;
        Ok(Some(version))
    }

    /// The link of that id, whoever may open it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn link(&self, id: &str) -> Result<Option<StoredLink>, StoreError> {
        sqlx::query(AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM link WHERE id = $1"
        )))
        .bind(id)
        .fetch_optional(self.reader())
        .await?
        .as_ref()
        .map(read_link)
        .transpose()
    }

    /// The link whose code has that HMAC.
    ///
    /// # Errors
    /// The database failed.
    pub async fn link_by_code(&self, code_hmac: &str) -> Result<Option<StoredLink>, StoreError> {
        sqlx::query(AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM link WHERE code_hmac = $1"
        )))
        .bind(code_hmac)
        .fetch_optional(self.reader())
        .await?
        .as_ref()
        .map(read_link)
        .transpose()
    }

    /// The links of those ids.
    pub(crate) async fn links_in(
        tx: &mut Transaction<'_, Any>,
        ids: &BTreeSet<&str>,
    ) -> Result<Vec<StoredLink>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM link WHERE id IN ({})",
            placeholders(1, ids.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for id in ids {
            query = query.bind((*id).to_owned());
        }
        query
            .fetch_all(&mut **tx)
            .await?
            .iter()
            .map(read_link)
            .collect()
    }

    /// Withdraws a link; says whether there is such a link. Withdrawing twice keeps the first moment.
    ///
    /// # Errors
    /// The database failed.
    pub async fn revoke_link(&self, id: &str, now_ms: i64) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let form: Option<String> = sqlx::query_scalar("SELECT form_id FROM link WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut *tx)
            .await?;
        let Some(form) = form else {
            return Ok(false);
        };
        // Submissions are judged under the lock of their form: none that read the link before is still to come.
        Self::lock_forms(&mut tx, self.dialect(), &BTreeSet::from([form.as_str()])).await?;
        sqlx::query("UPDATE link SET revoked_at_ms = COALESCE(revoked_at_ms, $2) WHERE id = $1")
            .bind(id)
            .bind(now_ms)
            .execute(&mut *tx)
            .await?;
        Self::forget_drafts_of(&mut tx, &BTreeSet::from([id])).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// How a link stands now, outside any submission: whether it, or its contact, has answered.
    ///
    /// # Errors
    /// The database failed.
    pub async fn link_standing(&self, link: &StoredLink) -> Result<LinkStanding, StoreError> {
        let row = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM response WHERE link_id = $1) AS by_link, \
             (SELECT COUNT(*) FROM response WHERE form_id = $2 AND contact = $3) AS by_contact",
        )
        .bind(&link.id)
        .bind(link.form.as_str())
        .bind(link.contact.to_string())
        .fetch_one(self.reader())
        .await?;
        let (by_link, by_contact): (i64, i64) =
            (row.try_get("by_link")?, row.try_get("by_contact")?);
        Ok(link.standing(by_link > 0, by_contact > 0))
    }
}

/// Writes a new link.
pub(super) async fn insert_link(
    tx: &mut AnyConnection,
    link: &NewLink,
    version: i64,
    now_ms: i64,
) -> Result<(), StoreError> {
    let values = serde_json::to_string(&link.values).map_err(|error| StoreError::Unreadable {
        what: "the values of a link",
        reason: error.to_string(),
    })?;
    sqlx::query(
        "INSERT INTO link (id, form_id, version, code_hmac, contact_connector, contact_table, contact_record, \
         locale, expires_at_ms, made_at_ms, given, label, sought, job_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(&link.id)
    .bind(link.form.as_str())
    .bind(version)
    .bind(&link.code_hmac)
    .bind(&link.contact.connector)
    .bind(&link.contact.table)
    .bind(&link.contact.record)
    .bind(link.locale.as_ref().map(Locale::as_str))
    .bind(link.expires_at_ms)
    .bind(now_ms)
    .bind(values)
    .bind(&link.label)
    .bind(link.sought())
    .bind(&link.job)
    .execute(tx)
    .await?;
    Ok(())
}

fn read_link(row: &AnyRow) -> Result<StoredLink, StoreError> {
    let unreadable = |reason: String| StoreError::Unreadable {
        what: "a link",
        reason,
    };
    let form: String = row.try_get("form_id")?;
    let locale: Option<String> = row.try_get("locale")?;
    Ok(StoredLink {
        id: row.try_get("id")?,
        form: form
            .try_into()
            .map_err(|error| unreadable(format!("{error}")))?,
        version: row.try_get("version")?,
        contact: ContactRef {
            connector: row.try_get("contact_connector")?,
            table: row.try_get("contact_table")?,
            record: row.try_get("contact_record")?,
        },
        label: row.try_get("label")?,
        locale: locale
            .map(Locale::try_from)
            .transpose()
            .map_err(|error| unreadable(format!("{error}")))?,
        expires_at_ms: row.try_get("expires_at_ms")?,
        revoked_at_ms: row.try_get("revoked_at_ms")?,
        values: read_json("the values of a link", row.try_get("given")?)?,
    })
}
