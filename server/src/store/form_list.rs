//! The forms there are, as a list shows them: published ones and those that are only begun.

use super::{Store, StoreError, read_json};
use crate::definition::Settings;
use serde::Deserialize;
use serde_json::Value;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

/// A form in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedForm {
    /// The form.
    pub id: String,
    /// What it is published as; `None`: never published.
    pub published: Option<ListedPublication>,
    /// Its heading, by language.
    pub title: BTreeMap<String, String>,
    /// The language of the heading where there is no other.
    pub fallback_locale: Option<String>,
    /// `kind` of its draft, where it is not published.
    pub draft_kind: Option<String>,
    /// Whether what is edited is not what is published.
    pub has_draft: bool,
    /// When it was last saved or published, in milliseconds since the epoch.
    pub saved_at_ms: i64,
    /// When its newest answer came, in milliseconds since the epoch.
    pub last_answer_at_ms: Option<i64>,
}

/// What a form in the list is published as.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedPublication {
    /// `survey` or `lead_form`.
    pub kind: String,
    /// Its rules, as they are now.
    pub settings: Settings,
    /// The newest version.
    pub version: i64,
    /// The newest revision of its mapping.
    pub mapping_revision: i64,
    /// The number of responses it has.
    pub responses: u64,
    /// When it was last published, in milliseconds since the epoch.
    pub published_at_ms: i64,
    /// Since when it is put away, in milliseconds since the epoch.
    pub archived_at_ms: Option<i64>,
}

impl Store {
    /// Forms by id, those after one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listed_forms(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<ListedForm>, StoreError> {
        sqlx::query(
            "SELECT d.form_id, CASE WHEN f.id IS NULL THEN d.definition END AS begun, \
             CAST(CASE WHEN d.definition IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_draft, d.saved_at_ms, \
             f.kind, f.settings, f.version, f.mapping_revision, f.responses, f.updated_at_ms, f.archived_at_ms, \
             v.content, CAST((SELECT MAX(r.submitted_at_ms) FROM response r WHERE r.form_id = d.form_id) AS BIGINT) \
             AS last_answer_at_ms \
             FROM form_draft d LEFT JOIN form f ON f.id = d.form_id \
             LEFT JOIN form_version v ON v.form_id = f.id AND v.version = f.version WHERE d.form_id > $1 ORDER BY d.form_id LIMIT $2",
        )
        .bind(after.unwrap_or_default())
        .bind(i64::from(limit))
        .fetch_all(self.reader())
        .await?
        .iter()
        .map(read_listed)
        .collect()
    }
}

/// What a list shows of a published content.
#[derive(Deserialize)]
struct Headed {
    title: BTreeMap<String, String>,
    fallback_locale: String,
}

fn read_listed(row: &AnyRow) -> Result<ListedForm, StoreError> {
    let has_draft: i64 = row.try_get("has_draft")?;
    let mut listed = ListedForm {
        id: row.try_get("form_id")?,
        published: None,
        title: BTreeMap::new(),
        fallback_locale: None,
        draft_kind: None,
        has_draft: has_draft != 0,
        saved_at_ms: row.try_get("saved_at_ms")?,
        last_answer_at_ms: row.try_get("last_answer_at_ms")?,
    };
    if let Some(content) = row.try_get::<Option<String>, _>("content")? {
        let headed: Headed = read_json("the content of a form", &content)?;
        listed.title = headed.title;
        listed.fallback_locale = Some(headed.fallback_locale);
        listed.published = Some(read_publication(row)?);
    } else if let Some(begun) = row.try_get::<Option<String>, _>("begun")? {
        // A draft may be anything at any of these places.
        let begun: Value = read_json("the draft of a form", &begun)?;
        let text = |pointer| {
            begun
                .pointer(pointer)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        listed.fallback_locale = text("/content/fallback_locale");
        listed.draft_kind = text("/kind");
        let title = begun.pointer("/content/title").and_then(Value::as_object);
        let texts = title.into_iter().flatten();
        let texts =
            texts.filter_map(|(locale, text)| Some((locale.clone(), text.as_str()?.to_owned())));
        listed.title = texts.collect();
    }
    Ok(listed)
}

fn read_publication(row: &AnyRow) -> Result<ListedPublication, StoreError> {
    let responses: i64 = row.try_get("responses")?;
    let settings: String = row.try_get("settings")?;
    Ok(ListedPublication {
        kind: row.try_get("kind")?,
        settings: read_json("the settings of a form", &settings)?,
        version: row.try_get("version")?,
        mapping_revision: row.try_get("mapping_revision")?,
        responses: responses.unsigned_abs(),
        published_at_ms: row.try_get("updated_at_ms")?,
        archived_at_ms: row.try_get("archived_at_ms")?,
    })
}
