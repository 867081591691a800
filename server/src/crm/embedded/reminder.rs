//! Records to which nothing has happened for some days.
//!
//! ```toml
//! [crm.reminders.lead]
//! days = 7
//! ```

use super::Embedded;
use super::activity::is_logged;
use super::assign::OWNER;
use crate::crm::table::Table;
use crate::store::{StoreError, StoredRecord};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sonda_domain::Fault;
use std::collections::BTreeMap;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// The most days that one waits.
const MOST_DAYS: u32 = 3_650;

/// When records of a table are reminded of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReminderConfig {
    /// After so many days without any activity.
    pub days: u32,
}

impl ReminderConfig {
    fn since_ms(self, now_ms: i64) -> i64 {
        now_ms - i64::from(self.days) * DAY_MS
    }
}

/// A record to which nothing has happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reminder {
    /// Its table.
    pub table: String,
    /// Its id.
    pub record: String,
    /// Whose it is.
    pub owner: Option<String>,
    /// When something last happened to it, in milliseconds since the epoch.
    pub active_at_ms: i64,
    /// Whole days since.
    pub days: i64,
}

impl Reminder {
    fn of(record: StoredRecord, now_ms: i64) -> Self {
        let active_at_ms = record.active_at_ms.unwrap_or(record.updated_at_ms);
        let owner = record.values.get(OWNER).and_then(|owner| owner.as_str());
        Self {
            owner: owner.map(str::to_owned),
            table: record.table,
            record: record.id,
            active_at_ms,
            days: (now_ms - active_at_ms) / DAY_MS,
        }
    }

    /// What to ask the next page of the list after.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}/{}/{}", self.active_at_ms, self.table, self.record)
    }
}

/// What makes no sense about reminders, with paths relative to `crm.reminders`.
pub(super) fn reminder_faults(
    reminders: &BTreeMap<String, ReminderConfig>,
    tables: &[Table],
) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, reminder) in reminders {
        if !tables.iter().any(|table| table.name == *name) {
            let reason = format!("there is no table `{name}`");
            faults.push(Fault::new(format!("/{name}"), reason));
        } else if !is_logged(name) {
            let reason = format!("no activities are kept of `{name}`");
            faults.push(Fault::new(format!("/{name}"), reason));
        }
        if !(1..=MOST_DAYS).contains(&reminder.days) {
            let reason = format!("must be between 1 and {MOST_DAYS}");
            faults.push(Fault::new(format!("/{name}/days"), reason));
        }
    }
    faults
}

impl Embedded {
    /// The records to which nothing has happened for as long as is configured, the longest first; those after `after`
    /// (see [`Reminder::place`]) if given. None after a place that makes no sense.
    ///
    /// # Errors
    /// The database failed.
    pub async fn reminders(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Reminder>, StoreError> {
        let now_ms = self.clock.now_ms();
        let place = match after.map(read_place) {
            Some(None) => return Ok(Vec::new()),
            Some(place) => place,
            None => None,
        };
        let mut all = Vec::new();
        for (table, reminder) in &*self.reminders {
            // Of one moment, the tables follow each other by name, and every id is more than no id.
            let after = place.map(|(at_ms, last, id)| match table.as_str().cmp(last) {
                std::cmp::Ordering::Less => (at_ms.saturating_add(1), ""),
                std::cmp::Ordering::Equal => (at_ms, id),
                std::cmp::Ordering::Greater => (at_ms, ""),
            });
            let since_ms = reminder.since_ms(now_ms);
            let records = self
                .store
                .inactive_records(table, since_ms, after, limit)
                .await?;
            all.extend(records.into_iter().map(|one| Reminder::of(one, now_ms)));
        }
        // Stable: of one table, the order of the ids is the database's.
        all.sort_by(|a, b| (a.active_at_ms, &a.table).cmp(&(b.active_at_ms, &b.table)));
        all.truncate(limit as usize);
        Ok(all)
    }
}

fn read_place(text: &str) -> Option<(i64, &str, &str)> {
    let (at_ms, rest) = text.split_once('/')?;
    let (table, record) = rest.split_once('/')?;
    Some((at_ms.parse().ok()?, table, record))
}

/// Publishes `sonda_crm_records_without_activity`, by table.
///
/// # Errors
/// The database failed.
pub async fn publish_reminder_metrics(crm: &Embedded) -> Result<(), StoreError> {
    let now_ms = crm.clock.now_ms();
    for (table, reminder) in &*crm.reminders {
        let count = crm.store.count_inactive(table, reminder.since_ms(now_ms));
        #[expect(clippy::cast_precision_loss, reason = "a metric")]
        let count = count.await? as f64;
        metrics::gauge!("sonda_crm_records_without_activity", "table" => table.clone()).set(count);
    }
    Ok(())
}
