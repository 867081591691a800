//! What happened to the records of the embedded CRM.

use super::{Store, StoreError, bind_all, placeholders, places, read_json, rows, runs};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use std::collections::{BTreeMap, BTreeSet};

/// Something that happened to a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Activity {
    /// Its id.
    pub id: String,
    /// When, in milliseconds since the epoch.
    pub at_ms: i64,
    /// What.
    pub kind: ActivityKind,
    /// The response that was delivered; absent where somebody did it by hand.
    pub response: Option<String>,
    /// The form of that response.
    pub form: Option<String>,
    /// The names of the columns that were written.
    pub columns: Vec<String>,
    /// The words of a note.
    pub note: Option<String>,
}

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// It was created.
    Created,
    /// Columns were written.
    Updated,
    /// An answer led to it and changed nothing.
    Answered,
    /// Somebody wrote a note.
    Note,
}

impl ActivityKind {
    fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Answered => "answered",
            Self::Note => "note",
        }
    }

    fn of(name: &str) -> Option<Self> {
        let all = [Self::Created, Self::Updated, Self::Answered, Self::Note];
        all.into_iter().find(|kind| kind.name() == name)
    }
}

/// Something that is happening to a record.
#[derive(Debug)]
pub(crate) struct NewActivity {
    pub(crate) table: String,
    pub(crate) record: String,
    pub(crate) activity: Activity,
}

impl Store {
    /// What happened to a record, newest first, what came before `after` (an id) if given.
    ///
    /// # Errors
    /// The database failed.
    pub async fn activities(
        &self,
        table: &str,
        record: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Activity>, StoreError> {
        let beyond = match after {
            Some(_) => {
                "AND (at_ms, id) < (SELECT at_ms, id FROM activity \
                 WHERE table_name = $1 AND record_id = $2 AND id = $4)"
            }
            None => "",
        };
        let sql = format!(
            "SELECT id, at_ms, kind, response_id, form_id, column_names, note FROM activity \
             WHERE table_name = $1 AND record_id = $2 {beyond} \
             ORDER BY at_ms DESC, id DESC LIMIT $3"
        );
        let mut query = sqlx::query(AssertSqlSafe(sql))
            .bind(table)
            .bind(record)
            .bind(i64::from(limit));
        if let Some(after) = after {
            query = query.bind(after);
        }
        let rows = query.fetch_all(self.reader()).await?;
        rows.iter().map(read_activity).collect()
    }
}

/// Writes what happened. What was written before, by an earlier try, stays as it is. Records that were not written to
/// are marked as active.
pub(crate) async fn insert_activities(
    tx: &mut AnyConnection,
    activities: &[NewActivity],
) -> Result<(), StoreError> {
    let mut touched: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for run in runs(activities) {
        let sql = format!(
            "INSERT INTO activity \
             (table_name, record_id, id, at_ms, kind, response_id, form_id, column_names, note) VALUES {} \
             ON CONFLICT DO NOTHING RETURNING table_name, record_id, kind",
            rows(run.len(), 9)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for NewActivity {
            table,
            record,
            activity,
        } in run
        {
            let columns = serde_json::to_string(&activity.columns);
            query = query
                .bind(table)
                .bind(record)
                .bind(&activity.id)
                .bind(activity.at_ms)
                .bind(activity.kind.name())
                .bind(activity.response.as_deref())
                .bind(activity.form.as_deref())
                .bind(columns.expect("names are text"))
                .bind(activity.note.as_deref());
        }
        for row in query.fetch_all(&mut *tx).await? {
            let kind: String = row.try_get("kind")?;
            let writes = [ActivityKind::Created, ActivityKind::Updated];
            if !writes.iter().any(|one| one.name() == kind) {
                let record = row.try_get("record_id")?;
                let table = touched.entry(row.try_get("table_name")?).or_default();
                table.insert(record);
            }
        }
    }
    let Some(at_ms) = activities.iter().map(|one| one.activity.at_ms).max() else {
        return Ok(());
    };
    for (table, records) in touched {
        let records: BTreeSet<&str> = records.iter().map(String::as_str).collect();
        let sql = format!(
            "UPDATE record SET active_at_ms = $1 WHERE table_name = $2 AND COALESCE(active_at_ms, 0) < $1 AND id IN ({})",
            placeholders(3, places(records.len()))
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(at_ms).bind(table);
        bind_all(query, &records).execute(&mut *tx).await?;
    }
    Ok(())
}

fn read_activity(row: &AnyRow) -> Result<Activity, StoreError> {
    let kind: String = row.try_get("kind")?;
    let unknown = || StoreError::Unreadable {
        what: "an activity",
        reason: "its kind is unknown".to_owned(),
    };
    Ok(Activity {
        id: row.try_get("id")?,
        at_ms: row.try_get("at_ms")?,
        kind: ActivityKind::of(&kind).ok_or_else(unknown)?,
        response: row.try_get("response_id")?,
        form: row.try_get("form_id")?,
        columns: read_json("an activity", row.try_get("column_names")?)?,
        note: row.try_get("note")?,
    })
}
