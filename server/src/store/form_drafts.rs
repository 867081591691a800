//! What forms are being edited to: one definition a form, each save of it under the revision that it follows.

use super::{Published, Store, StoreError, read_json};
use crate::definition::Document;
use serde_json::Value;
use sonda_domain::FormId;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

/// What a form is being edited to.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredFormDraft {
    /// The definition, whatever it holds; `None`: as it is published.
    pub definition: Option<Value>,
    /// The number of the newest save.
    pub revision: i64,
    /// When it was saved, in milliseconds since the epoch.
    pub saved_at_ms: i64,
    /// The name of who saved it, if that is a person who still has an account.
    pub saved_by: Option<String>,
}

/// A save of what a form is being edited to.
#[derive(Debug, Clone, Copy)]
pub struct FormDraftSave<'a> {
    /// The revision that it follows.
    pub follows: i64,
    /// The definition as JSON; `None`: as it is published.
    pub definition: Option<&'a str>,
    /// The account that saves.
    pub by: Option<&'a str>,
    /// When, in milliseconds since the epoch.
    pub now_ms: i64,
}

impl Store {
    /// What a form is being edited to; `None`: there is no such form.
    ///
    /// # Errors
    /// The database failed.
    pub async fn form_draft(&self, form: &FormId) -> Result<Option<StoredFormDraft>, StoreError> {
        sqlx::query(
            "SELECT d.definition, d.revision, d.saved_at_ms, a.name AS saved_by FROM form_draft d \
             LEFT JOIN account a ON a.id = d.saved_by WHERE d.form_id = $1",
        )
        .bind(form.as_str())
        .fetch_optional(self.reader())
        .await?
        .as_ref()
        .map(read_draft)
        .transpose()
    }

    /// Keeps a save; `None`: somebody has saved since the revision that it follows. The first save of a form follows 0.
    ///
    /// # Errors
    /// The database failed.
    pub async fn save_form_draft(
        &self,
        form: &FormId,
        save: FormDraftSave<'_>,
    ) -> Result<Option<i64>, StoreError> {
        let mut tx = self.begin().await?;
        let saved = sqlx::query(
            "UPDATE form_draft SET definition = $3, revision = revision + 1, saved_at_ms = $4, saved_by = $5 \
             WHERE form_id = $1 AND revision = $2",
        )
        .bind(form.as_str())
        .bind(save.follows)
        .bind(save.definition)
        .bind(save.now_ms)
        .bind(save.by)
        .execute(&mut *tx)
        .await?;
        let is_kept = saved.rows_affected() == 1
            || (save.follows == 0 && insert(&mut tx, form, save).await?);
        tx.commit().await?;
        Ok(is_kept.then_some(save.follows + 1))
    }

    /// Begins a form by its draft; `false`: there is one of that id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin_form(
        &self,
        form: &FormId,
        definition: &str,
        by: Option<&str>,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let save = FormDraftSave {
            follows: 0,
            definition: Some(definition),
            by,
            now_ms,
        };
        let begun = insert(&mut tx, form, save).await?;
        tx.commit().await?;
        Ok(begun)
    }

    /// Goes back to what is published; a form that never was goes away. `None`: somebody has saved since.
    ///
    /// # Errors
    /// The database failed.
    pub async fn discard_form_draft(
        &self,
        form: &FormId,
        follows: i64,
        by: Option<&str>,
        now_ms: i64,
    ) -> Result<Option<()>, StoreError> {
        let mut tx = self.begin().await?;
        let removed = sqlx::query(
            "DELETE FROM form_draft WHERE form_id = $1 AND revision = $2 \
             AND NOT EXISTS (SELECT 1 FROM form WHERE id = $1)",
        )
        .bind(form.as_str())
        .bind(follows)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        let reverted = sqlx::query(
            "UPDATE form_draft SET definition = NULL, revision = revision + 1, saved_at_ms = $3, saved_by = $4 \
             WHERE form_id = $1 AND revision = $2",
        )
        .bind(form.as_str())
        .bind(follows)
        .bind(now_ms)
        .bind(by)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        tx.commit().await?;
        Ok((removed + reverted > 0).then_some(()))
    }

    /// Publishes what a draft was judged to be; `None`: somebody has saved since that revision.
    ///
    /// # Errors
    /// The database failed; then nothing has changed.
    pub async fn publish_form_draft(
        &self,
        document: &Document,
        revision: i64,
        now_ms: i64,
    ) -> Result<Option<Published>, StoreError> {
        let mut tx = self.begin().await?;
        let (published, _) = self.publish_in(&mut tx, document, now_ms).await?;
        // From here on the draft is what is published; whoever has it open goes on from the same revision.
        let taken = sqlx::query(
            "UPDATE form_draft SET definition = NULL WHERE form_id = $1 AND revision = $2",
        )
        .bind(document.id.as_str())
        .bind(revision)
        .execute(&mut *tx)
        .await?;
        if taken.rows_affected() == 0 {
            return Ok(None);
        }
        tx.commit().await?;
        Ok(Some(published))
    }
}

async fn insert(
    tx: &mut Transaction<'_, Any>,
    form: &FormId,
    save: FormDraftSave<'_>,
) -> Result<bool, StoreError> {
    let inserted = sqlx::query(
        "INSERT INTO form_draft (form_id, definition, revision, saved_at_ms, saved_by) \
         VALUES ($1, $2, 1, $3, $4) ON CONFLICT (form_id) DO NOTHING",
    )
    .bind(form.as_str())
    .bind(save.definition)
    .bind(save.now_ms)
    .bind(save.by)
    .execute(&mut **tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Notes that a form was published otherwise than from its draft: where nobody edits it, whoever has it open is told
/// so at their next save. What somebody edits stays.
pub(super) async fn note_published(
    tx: &mut Transaction<'_, Any>,
    form: &FormId,
    now_ms: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO form_draft (form_id, definition, revision, saved_at_ms, saved_by) \
         VALUES ($1, NULL, 0, $2, NULL) ON CONFLICT (form_id) DO UPDATE \
         SET revision = form_draft.revision + 1, saved_at_ms = $2, saved_by = NULL \
         WHERE form_draft.definition IS NULL",
    )
    .bind(form.as_str())
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn read_draft(row: &AnyRow) -> Result<StoredFormDraft, StoreError> {
    let definition: Option<String> = row.try_get("definition")?;
    let definition = definition.map(|text| read_json("the draft of a form", &text));
    Ok(StoredFormDraft {
        definition: definition.transpose()?,
        revision: row.try_get("revision")?,
        saved_at_ms: row.try_get("saved_at_ms")?,
        saved_by: row.try_get("saved_by")?,
    })
}
