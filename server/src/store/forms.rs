//! Forms, their immutable versions and mapping revisions.

use super::form_drafts::note_published;
use super::{Dialect, Store, StoreError, placeholders, read_json};
use crate::definition::{Document, FORMAT, FormKind, Settings};
use crate::mapping::Mapping;
use schemars::JsonSchema;
use serde::Serialize;
use sonda_domain::{Content, FormId, Rules};
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};
use std::collections::BTreeSet;

/// A form without its content.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Form")]
pub struct StoredForm {
    /// The form.
    pub id: FormId,
    /// What it is for.
    pub kind: FormKind,
    /// Its rules, as they are now.
    pub settings: Settings,
    /// The newest published version.
    pub version: i64,
    /// The newest published revision of its mapping.
    pub mapping_revision: i64,
    /// The number of responses it has.
    pub responses: u64,
    /// Since when it is put away, in milliseconds since the epoch.
    #[serde(skip)]
    pub archived_at_ms: Option<i64>,
}

impl StoredForm {
    /// The rules the domain decides by: one that is put away is closed.
    #[must_use]
    pub fn rules(&self) -> Rules {
        let mut rules = self.settings.rules();
        rules.closes_at_ms = [rules.closes_at_ms, self.archived_at_ms]
            .into_iter()
            .flatten()
            .min();
        rules
    }
}

/// What publishing a definition did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Published {
    /// The version the form is at.
    pub version: i64,
    /// Whether the content was new.
    pub version_is_new: bool,
    /// The mapping revision the form is at.
    pub mapping_revision: i64,
    /// Whether the mapping was new.
    pub mapping_is_new: bool,
}

const COLUMNS: &str = "id, kind, settings, version, mapping_revision, responses, archived_at_ms";

impl Store {
    /// The form of that id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn form(&self, form: &FormId) -> Result<Option<StoredForm>, StoreError> {
        sqlx::query(AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM form WHERE id = $1"
        )))
        .bind(form.as_str())
        .fetch_optional(self.reader())
        .await?
        .as_ref()
        .map(read_form)
        .transpose()
    }

    /// The forms of those ids, their rows locked until the transaction ends: always in the order of the ids,
    /// so that two transactions never wait for each other in a circle.
    pub(crate) async fn lock_forms(
        tx: &mut Transaction<'_, Any>,
        dialect: Dialect,
        ids: &BTreeSet<&str>,
    ) -> Result<Vec<StoredForm>, StoreError> {
        let places = placeholders(1, ids.len());
        let lock = dialect.for_update();
        let sql = format!("SELECT {COLUMNS} FROM form WHERE id IN ({places}) ORDER BY id{lock}");
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for id in ids {
            query = query.bind((*id).to_owned());
        }
        query
            .fetch_all(&mut **tx)
            .await?
            .iter()
            .map(read_form)
            .collect()
    }

    /// The content of a published version.
    ///
    /// # Errors
    /// The database failed.
    pub async fn content(
        &self,
        form: &FormId,
        version: i64,
    ) -> Result<Option<Content>, StoreError> {
        let text: Option<String> = sqlx::query_scalar(
            "SELECT content FROM form_version WHERE form_id = $1 AND version = $2",
        )
        .bind(form.as_str())
        .bind(version)
        .fetch_optional(self.reader())
        .await?;
        text.map(|text| read_json("the content of a form", &text))
            .transpose()
    }

    /// When a version was published, in milliseconds since the epoch.
    ///
    /// # Errors
    /// The database failed.
    pub async fn version_published_at_ms(
        &self,
        form: &FormId,
        version: i64,
    ) -> Result<Option<i64>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT published_at_ms FROM form_version WHERE form_id = $1 AND version = $2",
        )
        .bind(form.as_str())
        .bind(version)
        .fetch_optional(self.reader())
        .await?)
    }

    /// A published revision of a form's mapping.
    ///
    /// # Errors
    /// The database failed.
    pub async fn mapping(
        &self,
        form: &FormId,
        revision: i64,
    ) -> Result<Option<Mapping>, StoreError> {
        let text: Option<String> = sqlx::query_scalar(
            "SELECT mapping FROM mapping_revision WHERE form_id = $1 AND revision = $2",
        )
        .bind(form.as_str())
        .bind(revision)
        .fetch_optional(self.reader())
        .await?;
        text.map(|text| read_json("the mapping of a form", &text))
            .transpose()
    }

    /// The definition of a form as it is now: the document that publishing it again would leave unchanged.
    ///
    /// # Errors
    /// The database failed.
    pub async fn definition(&self, id: &FormId) -> Result<Option<Document>, StoreError> {
        let Some(form) = self.form(id).await? else {
            return Ok(None);
        };
        let content = self.content(id, form.version).await?;
        let mapping = self.mapping(id, form.mapping_revision).await?;
        let missing = |what| StoreError::Unreadable {
            what,
            reason: "it is not there".into(),
        };
        Ok(Some(Document {
            schema: None,
            sonda: FORMAT,
            id: form.id,
            kind: form.kind,
            settings: form.settings,
            content: content.ok_or_else(|| missing("the content of a form"))?,
            mapping: mapping.ok_or_else(|| missing("the mapping of a form"))?,
        }))
    }

    /// Publishes a definition that was judged sound: its settings apply at once; content and mapping
    /// become a new version and revision only where they differ from the newest.
    ///
    /// # Errors
    /// The database failed; then nothing has changed.
    pub async fn publish(&self, document: &Document, now_ms: i64) -> Result<Published, StoreError> {
        let mut tx = self.begin().await?;
        let (published, is_changed) = self.publish_in(&mut tx, document, now_ms).await?;
        if is_changed {
            note_published(&mut tx, &document.id, now_ms).await?;
        }
        tx.commit().await?;
        Ok(published)
    }

    /// The same within a transaction; says whether anything is not as it was.
    pub(super) async fn publish_in(
        &self,
        tx: &mut Transaction<'_, Any>,
        document: &Document,
        now_ms: i64,
    ) -> Result<(Published, bool), StoreError> {
        let content = as_json(&document.content)?;
        let mapping = as_json(&document.mapping)?;
        let settings = as_json(&document.settings)?;
        let id = document.id.as_str();
        // The row is made first, so that two first publications of one form wait for each other.
        sqlx::query(
            "INSERT INTO form (id, kind, settings, version, mapping_revision, responses, created_at_ms, updated_at_ms) \
             VALUES ($1, $2, $3, 0, 0, 0, $4, $4) ON CONFLICT (id) DO NOTHING",
        )
        .bind(id)
        .bind(document.kind.as_str())
        .bind(&settings)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
        let lock = format!(
            "SELECT {COLUMNS} FROM form WHERE id = $1{}",
            self.dialect().for_update()
        );
        let row = sqlx::query(AssertSqlSafe(lock))
            .bind(id)
            .fetch_one(&mut **tx)
            .await?;
        let form = read_form(&row)?;
        let newest = newest_text(tx, NEWEST_CONTENT, id, form.version).await?;
        let version_is_new = newest.as_deref() != Some(content.as_str());
        let version = form.version + i64::from(version_is_new);
        if version_is_new {
            insert(tx, INSERT_CONTENT, id, version, &content, now_ms).await?;
        }
        let newest = newest_text(tx, NEWEST_MAPPING, id, form.mapping_revision).await?;
        let mapping_is_new = newest.as_deref() != Some(mapping.as_str());
        let mapping_revision = form.mapping_revision + i64::from(mapping_is_new);
        if mapping_is_new {
            insert(tx, INSERT_MAPPING, id, mapping_revision, &mapping, now_ms).await?;
        }
        sqlx::query(
            "UPDATE form SET kind = $2, settings = $3, version = $4, mapping_revision = $5, updated_at_ms = $6 \
             WHERE id = $1",
        )
        .bind(id)
        .bind(document.kind.as_str())
        .bind(&settings)
        .bind(version)
        .bind(mapping_revision)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
        let is_changed = version_is_new
            || mapping_is_new
            || form.kind != document.kind
            || form.settings != document.settings;
        let published = Published {
            version,
            version_is_new,
            mapping_revision,
            mapping_is_new,
        };
        Ok((published, is_changed))
    }

    /// Puts a form away, or takes it out again: its answers stay. `false`: it was never published.
    ///
    /// # Errors
    /// The database failed.
    pub async fn archive_form(
        &self,
        form: &FormId,
        archived_at_ms: Option<i64>,
    ) -> Result<bool, StoreError> {
        // One that is put away stays so since the first time.
        let sql = match archived_at_ms {
            Some(_) => {
                "UPDATE form SET archived_at_ms = COALESCE(archived_at_ms, $2) WHERE id = $1"
            }
            None => "UPDATE form SET archived_at_ms = $2 WHERE id = $1",
        };
        let mut tx = self.begin().await?;
        let done = sqlx::query(sql)
            .bind(form.as_str())
            .bind(archived_at_ms)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(done.rows_affected() == 1)
    }
}

const NEWEST_CONTENT: &str = "SELECT content FROM form_version WHERE form_id = $1 AND version = $2";
const NEWEST_MAPPING: &str =
    "SELECT mapping FROM mapping_revision WHERE form_id = $1 AND revision = $2";
const INSERT_CONTENT: &str =
    "INSERT INTO form_version (form_id, version, content, published_at_ms) VALUES ($1, $2, $3, $4)";
const INSERT_MAPPING: &str = "INSERT INTO mapping_revision (form_id, revision, mapping, published_at_ms) VALUES ($1, $2, $3, $4)";

async fn newest_text(
    tx: &mut Transaction<'_, Any>,
    sql: &'static str,
    form: &str,
    number: i64,
) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar(sql)
        .bind(form)
        .bind(number)
        .fetch_optional(&mut **tx)
        .await?)
}

async fn insert(
    tx: &mut Transaction<'_, Any>,
    sql: &'static str,
    form: &str,
    number: i64,
    text: &str,
    now_ms: i64,
) -> Result<(), StoreError> {
    sqlx::query(sql)
        .bind(form)
        .bind(number)
        .bind(text)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn as_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unreadable {
        what: "a definition",
        reason: error.to_string(),
    })
}

fn read_form(row: &AnyRow) -> Result<StoredForm, StoreError> {
    let unreadable = |reason: String| StoreError::Unreadable {
        what: "a form",
        reason,
    };
    let id: String = row.try_get("id")?;
    let kind: String = row.try_get("kind")?;
    let responses: i64 = row.try_get("responses")?;
    Ok(StoredForm {
        id: id
            .try_into()
            .map_err(|error| unreadable(format!("{error}")))?,
        kind: read_json("the kind of a form", &format!("\"{kind}\""))?,
        settings: read_json("the settings of a form", row.try_get("settings")?)?,
        version: row.try_get("version")?,
        mapping_revision: row.try_get("mapping_revision")?,
        responses: u64::try_from(responses).map_err(|error| unreadable(error.to_string()))?,
        archived_at_ms: row.try_get("archived_at_ms")?,
    })
}
