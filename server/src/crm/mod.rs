//! The CRM: its tables as metadata, the connector through which records are written, and the
//! embedded CRM that keeps them in Sonda's own database.

mod builtin;
mod config;
mod connector;
pub mod dataverse;
mod embedded;
mod error;
mod hubspot;
mod key;
mod merge;
mod odoo;
mod reading;
pub mod remote;
mod salesforce;
mod settings;
mod table;
mod transcript;
mod tryton;
mod value;
pub mod webhook;

pub use builtin::builtin_tables;
pub use config::{ColumnConfig, ColumnKind, TableConfig, embedded_tables};
pub use connector::{
    Catalogue, Cell, Connector, Connectors, ExpectedRecords, Finding, Guarantee, Outcome,
    PlannedRecord, Preview, PublishedForm, RecordRef, RecordWrite, WriteRequest, Written,
    WrittenRecord,
};
pub use embedded::{
    Assign, AssignRule, CreateError, Embedded, LONGEST_NOTE, NoteError, Reminder, ReminderConfig,
    publish_reminder_metrics,
};
pub use error::DeliveryError;
pub use hubspot::{HubSpot, HubSpotSettings};
pub use key::identifying_value;
pub use odoo::{Odoo, OdooSettings};
pub use salesforce::{Salesforce, SalesforceSettings};
pub use table::{Column, ColumnType, LabelledValue, Table, TextFormat};
pub use transcript::{Exchange, Transcript, exchanges_within};
pub use tryton::{Tryton, TrytonSettings};
pub use value::ValueFault;
