//! Microsoft Dataverse (Dynamics 365, Power Platform) over its Web API, an OData v4 service.
//!
//! A record is created under the id that the response and its target give it, by a conditional PATCH: a repeat is
//! answered with 412 and writes nothing. What is found is changed only while it still is as it was found. The records
//! of one step are written in one change set, all or none.

mod batch;
mod column;
mod customer_voice;
mod error;
mod metadata;
mod names;
mod probe;
mod query;
mod session;
mod settings;
mod token;
mod upsert;
mod value;
mod write;

pub use customer_voice::{
    CustomerVoiceFault, customer_voice_mapping, publish_survey, question_id, survey_id, survey_rows,
};
pub use settings::{Settings, SettingsFault};

use super::connector::{Finding, RecordWrite, WrittenRecord};
use super::error::DeliveryError;
use super::remote::{By, Found, Remote, SourceKey, Step, Upsert};
use super::table::{Column, Table};
use super::transcript::Transcript;
use crate::clock::SharedClock;
use crate::outgoing::Client;
use names::Names;
use serde_json::Value;
use session::Session;
use sonda_domain::{Content, FormId};
use std::collections::BTreeSet;
use token::Secret;
use uuid::Uuid;

/// An environment of Dataverse.
#[derive(Debug)]
pub struct Dataverse {
    session: Session,
    names: Names,
}

impl Dataverse {
    /// An environment, entered with a secret of the application that the settings name.
    #[must_use]
    pub fn new(settings: Settings, secret: String, client: Client, clock: SharedClock) -> Self {
        Self {
            session: Session::new(settings, Secret::new(secret), client, clock),
            names: Names::default(),
        }
    }
}

impl Remote for Dataverse {
    fn at_once(&self) -> usize {
        self.session.settings.requests_at_once
    }

    fn source_key(&self, _: &str) -> SourceKey {
        SourceKey::Id
    }

    async fn tables(&self, transcript: &Transcript) -> Result<Vec<Table>, DeliveryError> {
        metadata::tables(&self.session, &self.names, transcript).await
    }

    async fn find(
        &self,
        table: &Table,
        by: By<'_>,
        columns: &[&str],
        most: usize,
        transcript: &Transcript,
    ) -> Result<Vec<Found>, DeliveryError> {
        self.find_records(table, by, columns, most, transcript)
            .await
    }

    async fn existing(
        &self,
        table: &Table,
        ids: &[Uuid],
        transcript: &Transcript,
    ) -> Result<BTreeSet<Uuid>, DeliveryError> {
        self.existing_records(table, ids, transcript).await
    }

    async fn write(
        &self,
        table: &Table,
        steps: &[Step],
        transcript: &Transcript,
    ) -> Result<Vec<String>, DeliveryError> {
        self.write_steps(table, steps, transcript).await
    }

    fn render(&self, table: &Table, steps: &[Step]) -> Vec<String> {
        self.render_steps(table, steps)
    }

    fn upserts(&self, table: &Table, column: &Column, value: &Value) -> bool {
        self.can_upsert(table, column, value)
    }

    fn upsert_keys<'a>(&self, table: &'a Table) -> Vec<&'a str> {
        self.keys_to_upsert(table)
    }

    async fn upsert(
        &self,
        upsert: &Upsert<'_>,
        transcript: &Transcript,
    ) -> Result<WrittenRecord, DeliveryError> {
        self.send_upsert(upsert, transcript).await
    }

    fn render_upsert(&self, upsert: &Upsert<'_>) -> String {
        let sets = self.names.known_sets();
        match self.upsert_call(upsert, sets.as_deref()) {
            Ok(call) => self.as_text(&call),
            Err(error) => error.to_string(),
        }
    }

    fn proviso(&self) -> Option<String> {
        let tables = &self.session.settings.upsert;
        let tables: Vec<String> = tables.iter().map(|name| format!("`{name}`")).collect();
        (!tables.is_empty()).then(|| {
            format!(
                "A record of {} that is created by its alternate key is recognised by that key alone: it may be there \
                 twice where an answer of the CRM was lost and somebody changed the key before the repeat.",
                tables.join(", ")
            )
        })
    }

    fn published(
        &self,
        tables: &[Table],
        form: &FormId,
        content: &Content,
    ) -> Vec<(&'static str, Vec<RecordWrite>)> {
        // An environment without Customer Voice keeps nothing of forms.
        survey_rows(tables, form, content).map_or_else(|_| Vec::new(), Vec::from)
    }

    async fn test(&self) -> Vec<Finding> {
        self.probe().await
    }
}
