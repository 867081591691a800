//! A transaction of the embedded CRM, and why it fails.

use super::Embedded;
use super::activity::Cause;
use super::keys::keys;
use crate::crm::error::DeliveryError;
use crate::crm::table::Table;
use crate::store::{
    ActivityKind, NewActivity, StoreError, StoredRecord, Taken, WriteError, insert_activities,
    insert_records, taken, update_record,
};
use serde_json::{Map, Value};
use sqlx::AnyConnection;

/// Why a delivery failed inside.
pub(super) enum Failure {
    Delivery(DeliveryError),
    Taken(Taken),
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Taken(taken) => Self::Taken(taken),
            WriteError::Store(error) => Self::Store(error),
        }
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<DeliveryError> for Failure {
    fn from(error: DeliveryError) -> Self {
        Self::Delivery(error)
    }
}

impl From<Failure> for DeliveryError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Delivery(error) => error,
            Failure::Taken(taken) => {
                let (column, reason) = taken_reason(&taken);
                Self::column(column, reason)
            }
            Failure::Store(error) => {
                tracing::warn!(error.cause = %error, "the embedded CRM's database failed");
                Self::retry("the embedded CRM's database failed")
            }
        }
    }
}

/// The first column of a key, and what goes on after "column `x`".
pub(super) fn taken_reason(taken: &Taken) -> (String, String) {
    let mut columns = taken.key.split(',');
    let first = columns.next().unwrap_or_default().to_owned();
    let others: Vec<String> = columns.map(|column| format!("`{column}`")).collect();
    let Taken { table, by, .. } = taken;
    let reason = if others.is_empty() {
        format!("has a value that belongs to the record {by} of `{table}` alone: it is unique")
    } else {
        let others = others.join(" and ");
        format!(
            "has, together with {others}, values that belong to the record {by} of `{table}` alone: they are unique"
        )
    };
    (first, reason)
}

/// A transaction whose new records are written together: before anything is looked up, and at the end; what happened
/// to records at the end.
pub(super) struct Writing<'t> {
    crm: &'t Embedded,
    tx: &'t mut AnyConnection,
    new: Vec<New<'t>>,
    activities: Vec<NewActivity>,
}

/// A record that is to be created.
struct New<'t> {
    table: &'t Table,
    record: StoredRecord,
    cause: Cause,
}

impl<'t> Writing<'t> {
    pub(super) fn new(crm: &'t Embedded, tx: &'t mut AnyConnection) -> Self {
        Self {
            crm,
            tx,
            new: Vec::new(),
            activities: Vec::new(),
        }
    }

    /// Adds a new record.
    pub(super) fn create(&mut self, table: &'t Table, record: StoredRecord, cause: Cause) {
        self.new.push(New {
            table,
            record,
            cause,
        });
    }

    /// Writes a record that is there, as it is now.
    pub(super) async fn update(
        &mut self,
        table: &Table,
        record: &StoredRecord,
    ) -> Result<(), Failure> {
        let keys = keys(table, &record.values);
        Ok(update_record(self.up_to_date().await?, record, &keys).await?)
    }

    /// Whether a record could be written with these values.
    pub(super) async fn check_unique(
        &mut self,
        table: &Table,
        id: &str,
        values: &Map<String, Value>,
    ) -> Result<(), Failure> {
        let keys = keys(table, values).unique;
        let taken = taken(self.up_to_date().await?, &table.name, id, &keys).await?;
        taken.map_or(Ok(()), |taken| Err(Failure::Taken(taken)))
    }

    /// Notes what happened to a record.
    pub(super) fn note(&mut self, activity: Option<NewActivity>) {
        self.activities.extend(activity);
    }

    /// The transaction with all new records in it.
    pub(super) async fn up_to_date(&mut self) -> Result<&mut AnyConnection, Failure> {
        let mut new = std::mem::take(&mut self.new);
        let records = new.iter_mut().map(|new| &mut new.record);
        self.crm.assign_owners(self.tx, records).await?;
        let mut keyed = Vec::with_capacity(new.len());
        for New {
            table,
            record,
            cause,
        } in new
        {
            let columns = record.values.keys();
            let activity = cause.activity(&record, ActivityKind::Created, columns);
            self.activities.extend(activity);
            let keys = keys(table, &record.values);
            keyed.push((record, keys));
        }
        insert_records(self.tx, &keyed).await?;
        Ok(self.tx)
    }

    /// Writes what is not written yet.
    pub(super) async fn finish(mut self) -> Result<(), Failure> {
        self.up_to_date().await?;
        Ok(insert_activities(self.tx, &self.activities).await?)
    }
}
