//! Deliveries and attempts as people look at them.

use super::DeliveryStatus;
use crate::crm::Exchange;
use crate::store::{Store, StoreError, read_json};
use crate::wording::{said, said_maybe};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

/// One response on its way to one target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Delivery {
    /// The response.
    pub response: String,
    /// The target.
    pub target: String,
    /// The target's place among the form's targets, from 0.
    pub ordinal: i64,
    /// The form.
    pub form: String,
    /// The connector.
    pub connector: String,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, in milliseconds since the epoch; of an ended one, when it ended.
    pub due_at_ms: i64,
    /// The table of the record it wrote.
    pub record_table: Option<String>,
    /// The record it wrote, if it was one.
    pub record: Option<String>,
    /// Why the last attempt failed.
    #[serde(serialize_with = "said_maybe")]
    pub last_error: Option<String>,
    /// The column at fault.
    pub error_column: Option<String>,
    /// When it was written, in milliseconds since the epoch.
    pub created_at_ms: i64,
    /// When it last changed, in milliseconds since the epoch.
    pub updated_at_ms: i64,
}

/// One try of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Attempt {
    /// Its number, from 1. A number that is missing was a try whose process was killed.
    pub number: i64,
    /// When it began, in milliseconds since the epoch.
    pub started_at_ms: i64,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
    /// `done`, `retry` or `dead`.
    pub outcome: String,
    /// What was written or went wrong.
    #[serde(serialize_with = "said")]
    pub detail: String,
    /// The column at fault.
    pub column: Option<String>,
    /// What was said between Sonda and the CRM, cut; nothing of the embedded CRM.
    pub exchanges: Vec<Exchange>,
}

/// Which deliveries are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// Only those of this form.
    pub form: Option<String>,
    /// Only those to this connector.
    pub connector: Option<String>,
    /// Only those of this response.
    pub response: Option<String>,
    /// Only those that stand like this.
    pub status: Option<DeliveryStatus>,
    /// Only those after this response and target in the list.
    pub after: Option<(String, String)>,
}

impl Store {
    /// Deliveries, in the order of their responses and targets' names.
    ///
    /// # Errors
    /// The database failed.
    pub async fn deliveries(
        &self,
        filter: &DeliveryFilter,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let mut conditions = Vec::new();
        let mut values: Vec<&str> = Vec::new();
        for (column, value) in [
            ("form_id", &filter.form),
            ("connector", &filter.connector),
            ("response_id", &filter.response),
        ] {
            if let Some(value) = value {
                values.push(value);
                conditions.push(format!("{column} = ${}", values.len()));
            }
        }
        if let Some(status) = filter.status {
            // Written out, so that the partial indices serve.
            conditions.push(format!("status = '{}'", status.as_str()));
        }
        if let Some((response, target)) = &filter.after {
            values.extend([response.as_str(), target.as_str()]);
            let last = values.len();
            conditions.push(format!("(response_id, target) > (${}, ${last})", last - 1));
        }
        let condition = match &conditions[..] {
            [] => String::new(),
            some => format!("WHERE {}", some.join(" AND ")),
        };
        let sql = format!(
            "SELECT * FROM delivery {condition} ORDER BY response_id, target LIMIT ${}",
            values.len() + 1
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for value in values {
            query = query.bind(value);
        }
        let rows = query
            .bind(i64::from(limit))
            .fetch_all(self.reader())
            .await?;
        rows.iter().map(read_delivery).collect()
    }

    /// The attempts of a delivery, in order.
    ///
    /// # Errors
    /// The database failed.
    pub async fn attempts(&self, response: &str, target: &str) -> Result<Vec<Attempt>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, started_at_ms, duration_ms, outcome, detail, error_column, exchanges FROM attempt \
             WHERE response_id = $1 AND target = $2 ORDER BY number",
        )
        .bind(response)
        .bind(target)
        .fetch_all(self.reader())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Attempt {
                    number: row.try_get("number")?,
                    started_at_ms: row.try_get("started_at_ms")?,
                    duration_ms: row.try_get("duration_ms")?,
                    outcome: row.try_get("outcome")?,
                    detail: row.try_get("detail")?,
                    column: row.try_get("error_column")?,
                    exchanges: read_json("the exchanges of an attempt", row.try_get("exchanges")?)?,
                })
            })
            .collect()
    }
}

fn read_delivery(row: &AnyRow) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        response: row.try_get("response_id")?,
        target: row.try_get("target")?,
        ordinal: row.try_get("ordinal")?,
        form: row.try_get("form_id")?,
        connector: row.try_get("connector")?,
        status: DeliveryStatus::read(row.try_get("status")?)?,
        attempts: row.try_get("attempts")?,
        due_at_ms: row.try_get("due_at_ms")?,
        record_table: row.try_get("record_table")?,
        record: row.try_get("record_id")?,
        last_error: row.try_get("last_error")?,
        error_column: row.try_get("error_column")?,
        created_at_ms: row.try_get("created_at_ms")?,
        updated_at_ms: row.try_get("updated_at_ms")?,
    })
}
