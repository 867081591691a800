//! What a worker reads of a form: the version answered and the mapping revisions.

use crate::mapping::Mapping;
use crate::store::{Store, StoreError, read_json};
use sonda_domain::{Content, FormId};
use sqlx::Row;

/// A form has few revisions that can still matter; older ones than these fit no response in the queue.
const MOST_REVISIONS: i64 = 100;

/// What a worker needs of a form to compute records.
#[derive(Debug, Clone, PartialEq)]
pub struct FormSources {
    /// The content of the version answered.
    pub content: Content,
    /// The content of the newest version, where that is another.
    pub newest: Option<Content>,
    /// The mapping revisions with their numbers, newest first.
    pub mappings: Vec<(i64, Mapping)>,
}

impl Store {
    /// The content of a version and the mapping revisions of its form.
    ///
    /// # Errors
    /// The database failed.
    pub async fn form_sources(
        &self,
        form: &FormId,
        version: i64,
    ) -> Result<Option<FormSources>, StoreError> {
        let Some(content) = sqlx::query(
            "SELECT content, (SELECT newer.content FROM form_version newer \
             JOIN form ON form.id = newer.form_id AND form.version = newer.version \
             WHERE newer.form_id = $1 AND newer.version <> $2) AS newest \
             FROM form_version WHERE form_id = $1 AND version = $2",
        )
        .bind(form.as_str())
        .bind(version)
        .fetch_optional(self.reader())
        .await?
        else {
            return Ok(None);
        };
        let rows = sqlx::query(
            "SELECT revision, mapping FROM mapping_revision WHERE form_id = $1 \
             ORDER BY revision DESC LIMIT $2",
        )
        .bind(form.as_str())
        .bind(MOST_REVISIONS)
        .fetch_all(self.reader())
        .await?;
        let mappings = rows
            .iter()
            .map(|row| {
                let mapping = read_json("a mapping", row.try_get("mapping")?)?;
                Ok((row.try_get("revision")?, mapping))
            })
            .collect::<Result<_, StoreError>>()?;
        let newest: Option<String> = content.try_get("newest")?;
        let newest = newest.map(|newest| read_json("a version", &newest));
        Ok(Some(FormSources {
            content: read_json("a version", content.try_get("content")?)?,
            newest: newest.transpose()?,
            mappings,
        }))
    }
}
