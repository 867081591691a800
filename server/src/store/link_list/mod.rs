//! Personal links as they are looked through: their states, and what people do to them.

mod change;

pub use change::Reissued;

use super::{Store, StoreError, bind_all, placeholders, places};
use crate::contact::ContactRef;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sonda_domain::FormId;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};
use std::collections::BTreeSet;

/// How a link stands. What comes first here goes before the rest: a link that was answered and then withdrawn was
/// answered.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// It has brought an answer.
    Answered,
    /// It was withdrawn.
    Revoked,
    /// Its own end has come.
    Expired,
    /// Something was filled in.
    Started,
    /// A person has touched its page.
    Opened,
    /// It was made, and nobody has touched it since.
    Made,
}

impl LinkState {
    /// Its name in queries.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::Started => "started",
            Self::Opened => "opened",
            Self::Made => "made",
        }
    }

    fn read(text: &str) -> Self {
        match text {
            "answered" => Self::Answered,
            "revoked" => Self::Revoked,
            "expired" => Self::Expired,
            "started" => Self::Started,
            "opened" => Self::Opened,
            _ => Self::Made,
        }
    }
}

/// How a link stands, in SQL; `$1` is now.
const STATE: &str = "CASE WHEN EXISTS (SELECT 1 FROM response WHERE response.link_id = link.id) THEN 'answered' \
                     WHEN revoked_at_ms IS NOT NULL THEN 'revoked' WHEN expires_at_ms <= $1 THEN 'expired' \
                     WHEN started_at_ms IS NOT NULL THEN 'started' WHEN opened_at_ms IS NOT NULL THEN 'opened' \
                     ELSE 'made' END";

const COLUMNS: &str = "id, form_id, version, contact_connector, contact_table, contact_record, locale, label, \
                       made_at_ms, opened_at_ms, started_at_ms, expires_at_ms, revoked_at_ms, reissued_at_ms, job_id, \
                       (SELECT MIN(submitted_at_ms) FROM response WHERE response.link_id = link.id) AS answered_at_ms";

/// A link as it is shown to whoever works with the form. Its address is not among what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListedLink {
    /// Names it.
    pub id: String,
    /// The form it opens.
    pub form: String,
    /// The version of the form that it answers.
    pub version: i64,
    /// The contact it was made for: `connector/table/record`.
    pub contact: String,
    /// What people call the recipient; may be empty.
    pub label: String,
    /// The language it asks for.
    pub locale: Option<String>,
    /// How it stands.
    pub state: LinkState,
    /// When it was made.
    pub made_at_ms: i64,
    /// When a person first touched its page: what a mail scanner fetches does not count.
    pub opened_at_ms: Option<i64>,
    /// When something was first filled in.
    pub started_at_ms: Option<i64>,
    /// When its first answer came.
    pub answered_at_ms: Option<i64>,
    /// First moment at which it no longer works.
    pub expires_at_ms: Option<i64>,
    /// When it was withdrawn.
    pub revoked_at_ms: Option<i64>,
    /// When it was last given another address.
    pub reissued_at_ms: Option<i64>,
    /// The job that made it among many.
    pub job: Option<String>,
}

/// How many links there are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LinkCounts {
    /// All of them.
    pub all: i64,
    /// Made and not touched.
    pub made: i64,
    /// Opened and nothing filled in.
    pub opened: i64,
    /// Begun and not sent.
    pub started: i64,
    /// Answered.
    pub answered: i64,
    /// At their end without an answer.
    pub expired: i64,
    /// Withdrawn without an answer.
    pub revoked: i64,
}

/// Which links are looked for.
#[derive(Debug, Clone, Default)]
pub struct LinkFilter {
    /// Only those that stand so.
    pub state: Option<LinkState>,
    /// Only those whose recipient or contact holds this text.
    pub search: String,
    /// Only those of this job.
    pub job: Option<String>,
}

impl Store {
    /// The links of a form that are looked for, the newest first; those after the link `after`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn links(
        &self,
        form: &FormId,
        filter: &LinkFilter,
        (after, limit): (Option<&str>, u32),
        now_ms: i64,
    ) -> Result<Vec<ListedLink>, StoreError> {
        let mut sql = format!(
            "SELECT * FROM (SELECT {COLUMNS}, {STATE} AS state FROM link WHERE form_id = $2"
        );
        let mut texts: Vec<String> = Vec::new();
        let mut add = |sql: &mut String, condition: &str, text: String| {
            texts.push(text);
            sql.push_str(&condition.replace('?', &format!("${}", texts.len() + 3)));
        };
        if let Some(after) = after {
            let condition =
                " AND (made_at_ms, id) < (SELECT made_at_ms, id FROM link WHERE id = ?)";
            add(&mut sql, condition, after.to_owned());
        }
        for word in filter.search.to_lowercase().split_whitespace().take(5) {
            add(&mut sql, " AND sought LIKE ? ESCAPE '\\'", pattern(word));
        }
        if let Some(job) = &filter.job {
            add(&mut sql, " AND job_id = ?", job.clone());
        }
        sql.push_str(") AS listed");
        if let Some(state) = filter.state {
            add(&mut sql, " WHERE state = ?", state.as_str().to_owned());
        }
        sql.push_str(" ORDER BY made_at_ms DESC, id DESC LIMIT $3");
        let mut query = sqlx::query(AssertSqlSafe(sql))
            .bind(now_ms)
            .bind(form.as_str())
            .bind(i64::from(limit));
        for text in texts {
            query = query.bind(text);
        }
        let rows = query.fetch_all(self.reader()).await?;
        rows.iter().map(read_listed).collect()
    }

    /// One link.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listed_link(
        &self,
        id: &str,
        now_ms: i64,
    ) -> Result<Option<ListedLink>, StoreError> {
        let sql = format!("SELECT {COLUMNS}, {STATE} AS state FROM link WHERE id = $2");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(now_ms).bind(id);
        let row = query.fetch_optional(self.reader()).await?;
        row.as_ref().map(read_listed).transpose()
    }

    /// How many links of a form stand how.
    ///
    /// # Errors
    /// The database failed.
    pub async fn link_counts(&self, form: &FormId, now_ms: i64) -> Result<LinkCounts, StoreError> {
        let sql = format!(
            "SELECT state, COUNT(*) AS links FROM (SELECT {STATE} AS state FROM link WHERE form_id = $2) AS stated \
             GROUP BY state"
        );
        let query = sqlx::query(AssertSqlSafe(sql))
            .bind(now_ms)
            .bind(form.as_str());
        let mut counts = LinkCounts::default();
        for row in query.fetch_all(self.reader()).await? {
            let (state, links): (String, i64) = (row.try_get("state")?, row.try_get("links")?);
            counts.all += links;
            *match LinkState::read(&state) {
                LinkState::Answered => &mut counts.answered,
                LinkState::Revoked => &mut counts.revoked,
                LinkState::Expired => &mut counts.expired,
                LinkState::Started => &mut counts.started,
                LinkState::Opened => &mut counts.opened,
                LinkState::Made => &mut counts.made,
            } = links;
        }
        Ok(counts)
    }

    /// The contacts among these records that have an open link to a form.
    ///
    /// # Errors
    /// The database failed.
    pub async fn openly_linked(
        &self,
        form: &FormId,
        records: &BTreeSet<&str>,
        now_ms: i64,
    ) -> Result<Vec<ContactRef>, StoreError> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT DISTINCT contact_connector, contact_table, contact_record FROM link WHERE form_id = $1 \
             AND revoked_at_ms IS NULL AND (expires_at_ms IS NULL OR expires_at_ms > $2) \
             AND NOT EXISTS (SELECT 1 FROM response WHERE response.link_id = link.id) AND contact_record IN ({})",
            placeholders(3, places(records.len()))
        );
        let query = sqlx::query(AssertSqlSafe(sql))
            .bind(form.as_str())
            .bind(now_ms);
        let rows = bind_all(query, records).fetch_all(self.reader()).await?;
        rows.iter().map(read_contact).collect()
    }
}

/// A text as a pattern that finds it anywhere.
fn pattern(word: &str) -> String {
    let mut pattern = String::from("%");
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

fn read_contact(row: &AnyRow) -> Result<ContactRef, StoreError> {
    Ok(ContactRef {
        connector: row.try_get("contact_connector")?,
        table: row.try_get("contact_table")?,
        record: row.try_get("contact_record")?,
    })
}

fn read_listed(row: &AnyRow) -> Result<ListedLink, StoreError> {
    let state: String = row.try_get("state")?;
    Ok(ListedLink {
        id: row.try_get("id")?,
        form: row.try_get("form_id")?,
        version: row.try_get("version")?,
        contact: read_contact(row)?.to_string(),
        label: row.try_get("label")?,
        locale: row.try_get("locale")?,
        state: LinkState::read(&state),
        made_at_ms: row.try_get("made_at_ms")?,
        opened_at_ms: row.try_get("opened_at_ms")?,
        started_at_ms: row.try_get("started_at_ms")?,
        answered_at_ms: row.try_get("answered_at_ms")?,
        expires_at_ms: row.try_get("expires_at_ms")?,
        revoked_at_ms: row.try_get("revoked_at_ms")?,
        reissued_at_ms: row.try_get("reissued_at_ms")?,
        job: row.try_get("job_id")?,
    })
}
