//! Tries a connection: the models one by one, and in each the field that holds our ids.

use super::Tryton;
use crate::crm::connector::Finding;
use crate::crm::error::DeliveryError;
use crate::crm::reading::Probe;
use crate::crm::remote::{By, Remote};
use crate::crm::table::Table;
use crate::crm::transcript::Transcript;
use uuid::Uuid;

impl Tryton {
    /// The findings, up to the first that makes all others pointless.
    pub(super) async fn probe(&self) -> Vec<Finding> {
        let mut probe = Probe::new("Tryton lets the user see", "fields", &[200]);
        for model in &self.settings.models {
            let transcript = Transcript::default();
            let read = self.model(model, &transcript).await;
            if let Some(table) = probe.add(model, read, &transcript)
                && let Some(missing) = self.missing_key(&table, &transcript).await
            {
                probe.find(false, missing);
            }
            if probe.is_over() {
                break;
            }
        }
        probe.end()
    }

    /// The settings name a field for our ids that the model does not have. It may be one of a list: Tryton is asked to
    /// search by it.
    async fn missing_key(&self, table: &Table, transcript: &Transcript) -> Option<String> {
        let field = self.settings.source_keys.get(&table.name)?;
        let by = By::Source(field, Uuid::nil());
        match self.find(table, by, &[], 1, transcript).await {
            Err(DeliveryError::GiveUp { .. }) => Some(format!(
                "`{}` has no field `{field}` for Sonda's ids that it can be searched by: correct `source_keys`.",
                table.name
            )),
            _ => None,
        }
    }
}
