//! What the CRMs keep of published forms: written when a form is published, and else by the first delivery that needs
//! it. Publishing waits for no CRM that is down.

use super::registry::Registry;
use crate::crm::{DeliveryError, PublishedForm, Transcript};
use crate::definition::Document;
use crate::mapping::{Finding, Severity};
use crate::store::StoreError;
use serde_json::Value;
use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

/// How long somebody who publishes waits for a CRM.
const PATIENCE: Duration = Duration::from_secs(20);

impl Registry {
    /// Writes what the CRMs that the form's mapping names keep of a form, once it is published; a warning for each
    /// that has not taken it yet.
    ///
    /// # Errors
    /// The database failed; the form is published.
    pub async fn publish(
        &self,
        document: &Document,
        version: i64,
    ) -> Result<Vec<Finding>, StoreError> {
        self.catch_up().await?;
        let published_at_ms = self.store.version_published_at_ms(&document.id, version);
        let published_at_ms = published_at_ms.await?.unwrap_or_default();
        let form = PublishedForm {
            id: &document.id,
            version,
            content: &document.content,
            published_at_ms,
        };
        let targets = &document.mapping.targets;
        let mut warnings = Vec::new();
        let mut asked = BTreeSet::new();
        for (place, target) in targets.iter().enumerate() {
            let name = &target.connector;
            let Some(connector) = self.get(name).filter(|_| asked.insert(name)) else {
                continue;
            };
            let own = targets.iter().filter(|one| one.connector == *name);
            let written: Vec<Value> = own.map(|one| serde_json::json!(one)).collect();
            let mut points_to = HashSet::new();
            written.iter().for_each(|one| texts(one, &mut points_to));
            let transcript = Transcript::default();
            let writing = connector.publish(&form, &points_to, &transcript);
            let result = tokio::time::timeout(PATIENCE, writing).await;
            let result = result
                .unwrap_or_else(|_| Err(DeliveryError::retry("the CRM did not answer in time")));
            if let Err(error) = result {
                tracing::warn!(
                    connection.name = %name, form.id = %form.id, error.cause = %error,
                    "a CRM was not told of a form that was published; the first delivery does it"
                );
                warnings.push(Finding {
                    severity: Severity::Warning,
                    path: format!("/targets/{place}"),
                    reason: format!(
                        "`{name}` was not told of the form yet; the first delivery does it: {error}"
                    ),
                });
            }
        }
        Ok(warnings)
    }
}

/// The texts that a value holds.
fn texts<'a>(value: &'a Value, found: &mut HashSet<&'a str>) {
    match value {
        Value::String(text) => {
            found.insert(text);
        }
        Value::Array(list) => list.iter().for_each(|one| texts(one, found)),
        Value::Object(members) => members.values().for_each(|one| texts(one, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
