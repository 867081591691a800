//! Tries a connection: the models one by one, and in each the field that holds our ids.

use super::Tryton;
use crate::crm::connector::Finding;
use crate::crm::error::DeliveryError;
use crate::crm::remote::{By, Remote};
use crate::crm::table::Table;
use crate::crm::transcript::{Exchange, Transcript};
use uuid::Uuid;

impl Tryton {
    /// The findings, up to the first that makes all others pointless.
    pub(super) async fn probe(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for model in &self.settings.models {
            let transcript = Transcript::default();
            match self.model(model, &transcript).await {
                Ok(table) => {
                    findings.push(Finding {
                        ok: true,
                        text: format!(
                            "Tryton lets the user see `{}` with {} fields.",
                            table.name,
                            table.columns.len()
                        ),
                    });
                    findings.extend(self.missing_key(&table, &transcript).await);
                }
                Err(error) => {
                    findings.push(Finding {
                        ok: false,
                        text: format!("`{model}` cannot be read: {error}."),
                    });
                    if transcript.exchanges().last().is_none_or(no_answer) {
                        break;
                    }
                }
            }
        }
        findings
    }

    /// The settings name a field for our ids that the model does not have. It may be one of a list: Tryton is asked to
    /// search by it.
    async fn missing_key(&self, table: &Table, transcript: &Transcript) -> Option<Finding> {
        let field = self.settings.source_keys.get(&table.name)?;
        let by = By::Source(field, Uuid::nil());
        match self.find(table, by, &[], 1, transcript).await {
            Err(DeliveryError::GiveUp { .. }) => Some(Finding {
                ok: false,
                text: format!(
                    "`{}` has no field `{field}` for Sonda's ids that it can be searched by: correct `source_keys`.",
                    table.name
                ),
            }),
            _ => None,
        }
    }
}

fn no_answer(exchange: &Exchange) -> bool {
    exchange.status != Some(200)
}
