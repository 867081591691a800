//! What happens to records: kept as names of columns, never values, beside what people note by hand.

use super::Embedded;
use crate::crm::connector::{RecordWrite, WriteRequest};
use crate::store::{
    Activity, ActivityKind, NewActivity, StoreError, StoredRecord, insert_activities,
};
use uuid::Uuid;

/// The rows of an answer: they are written once, with their survey response, which has the activity.
const SILENT: &str = "question_response";
/// The most columns that are named.
const MOST_COLUMNS: usize = 100;
/// The most characters of a note.
pub const LONGEST_NOTE: usize = 2_000;

/// Whether a table's records have activities.
pub(super) fn is_logged(table: &str) -> bool {
    table != SILENT
}

/// Who makes something happen to records.
pub(super) struct Cause {
    /// The response and its form; none of what is done by hand.
    response: Option<(String, String)>,
    /// The same for every repeat.
    id: Uuid,
}

impl Cause {
    /// A row of a delivery.
    pub(super) fn delivery(request: &WriteRequest, row: &RecordWrite) -> Self {
        Self {
            response: Some((request.response.clone(), request.form.clone())),
            id: row.id,
        }
    }

    /// Somebody by hand.
    pub(super) fn hand() -> Self {
        Self {
            response: None,
            id: Uuid::new_v4(),
        }
    }

    /// What happens to the record; none where activities are not kept.
    pub(super) fn activity<'n>(
        &self,
        record: &StoredRecord,
        kind: ActivityKind,
        columns: impl Iterator<Item = &'n String>,
    ) -> Option<NewActivity> {
        let StoredRecord { table, id, .. } = record;
        let name = format!("{table}/{id}");
        let (response, form) = self.response.clone().unzip();
        is_logged(table).then(|| NewActivity {
            table: table.clone(),
            record: id.clone(),
            activity: Activity {
                id: Uuid::new_v5(&self.id, name.as_bytes()).to_string(),
                at_ms: record.active_at_ms.unwrap_or(record.updated_at_ms),
                kind,
                response,
                form,
                columns: columns.take(MOST_COLUMNS).cloned().collect(),
                note: None,
            },
        })
    }
}

/// Why a note was not kept.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// There is no such record, or nothing is noted of its table.
    #[error("there is no such record")]
    UnknownRecord,
    /// The text cannot be kept.
    #[error("a note has 1 to {LONGEST_NOTE} characters, none of them a control character")]
    Unusable,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Embedded {
    /// Keeps a note about a record.
    ///
    /// # Errors
    /// A text that cannot be kept, no such record, or a store that failed.
    pub async fn add_note(
        &self,
        table: &str,
        record: &str,
        text: &str,
    ) -> Result<Activity, NoteError> {
        let unusable = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() || text.chars().count() > LONGEST_NOTE || text.contains(unusable) {
            return Err(NoteError::Unusable);
        }
        if !is_logged(table) || self.table(table).is_none() {
            return Err(NoteError::UnknownRecord);
        }
        let activity = Activity {
            id: Uuid::new_v4().to_string(),
            at_ms: self.clock.now_ms(),
            kind: ActivityKind::Note,
            response: None,
            form: None,
            columns: Vec::new(),
            note: Some(text.to_owned()),
        };
        let mut tx = self.store.begin().await?;
        let there = self.store.lock_record(&mut tx, table, record).await?;
        there.ok_or(NoteError::UnknownRecord)?;
        let new = NewActivity {
            table: table.to_owned(),
            record: record.to_owned(),
            activity: activity.clone(),
        };
        insert_activities(&mut tx, &[new]).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(activity)
    }
}
