//! What the CRMs keep of published forms: written when a form is published, and else by the first delivery that needs
//! it. Publishing waits for no CRM that is down.

use super::registry::Registry;
use crate::crm::{Connector, DeliveryError, PublishedForm, Transcript};
use crate::definition::Document;
use crate::mapping::{Finding, Severity};
use crate::store::StoreError;
use serde_json::Value;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

/// How long somebody who publishes waits for the CRMs; what they were asked comes to its end all the same.
const PATIENCE: Duration = Duration::from_secs(25);

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
        let document = Arc::new(document.clone());
        let version = Version {
            document: Arc::clone(&document),
            version,
            published_at_ms,
        };
        let mut asked = BTreeSet::new();
        let mut telling = Vec::new();
        for (place, target) in document.mapping.targets.iter().enumerate() {
            let name = &target.connector;
            if let Some(connector) = self.get(name).filter(|_| asked.insert(name)) {
                telling.push((place, name, version.tell(name, connector)));
            }
        }
        let end = Instant::now() + PATIENCE;
        let mut warnings = Vec::new();
        for (place, name, telling) in telling {
            let result = match timeout_at(end, telling).await {
                Ok(Ok(result)) => result,
                Ok(Err(_)) => Err(DeliveryError::retry(
                    "it never came to an end: an error in Sonda, which its log tells",
                )),
                Err(_) => Err(DeliveryError::retry("the CRM did not answer in time")),
            };
            if let Err(error) = result {
                tracing::warn!(
                    connection.name = %name, form.id = %document.id, error.cause = %error,
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

/// A version that the CRMs are told of.
struct Version {
    document: Arc<Document>,
    version: i64,
    published_at_ms: i64,
}

impl Version {
    /// Tells a connection's CRM. It is a task of its own, so that whoever does not wait for it, or hangs up, does not
    /// stop it in the middle, where it has turns.
    fn tell(
        &self,
        name: &str,
        connector: Arc<dyn Connector>,
    ) -> JoinHandle<Result<(), DeliveryError>> {
        let document = Arc::clone(&self.document);
        let (version, published_at_ms) = (self.version, self.published_at_ms);
        let targets = document.mapping.targets.iter();
        let own = targets.filter(|target| target.connector == name);
        let written: Vec<Value> = own.map(|target| serde_json::json!(target)).collect();
        tokio::spawn(async move {
            let form = PublishedForm {
                id: &document.id,
                version,
                content: &document.content,
                published_at_ms,
            };
            let mut points_to = HashSet::new();
            written.iter().for_each(|one| texts(one, &mut points_to));
            let transcript = Transcript::default();
            connector.publish(&form, &points_to, &transcript).await
        })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::{Finding as Said, Guarantee, Preview, Table, WriteRequest, Written};
    use futures::future::BoxFuture;
    use serde_json::json;
    use tokio::sync::Notify;

    /// A CRM that takes a form once it is let go.
    #[derive(Default)]
    struct Slow {
        asked: Notify,
        gate: Notify,
        ended: Notify,
    }

    impl Connector for Slow {
        fn guarantee(&self) -> Guarantee {
            Guarantee::AtLeastOnce
        }

        fn tables(&self) -> BoxFuture<'_, Result<Arc<[Table]>, DeliveryError>> {
            Box::pin(async { Ok(Vec::new().into()) })
        }

        fn publish<'a>(
            &'a self,
            _: &'a PublishedForm<'a>,
            points_to: &'a HashSet<&'a str>,
            _: &'a Transcript,
        ) -> BoxFuture<'a, Result<(), DeliveryError>> {
            Box::pin(async {
                assert!(points_to.contains("own") && !points_to.contains("other"));
                self.asked.notify_one();
                self.gate.notified().await;
                self.ended.notify_one();
                Ok(())
            })
        }

        fn deliver<'a>(
            &'a self,
            _: &'a WriteRequest,
            _: &'a Transcript,
        ) -> BoxFuture<'a, Result<Written, DeliveryError>> {
            Box::pin(async { Ok(Written::default()) })
        }

        fn preview<'a>(
            &'a self,
            _: &'a WriteRequest,
        ) -> BoxFuture<'a, Result<Preview, DeliveryError>> {
            Box::pin(async { Ok(Preview::default()) })
        }

        fn test(&self) -> BoxFuture<'_, Vec<Said>> {
            Box::pin(async { Vec::new() })
        }
    }

    #[tokio::test]
    async fn a_crm_is_told_to_the_end_though_nobody_waits_for_it() {
        let target = |id: &str, connector: &str| -> Value {
            json!({"id": id, "connector": connector, "table": "t", "columns": {"c": {"constant": id}}})
        };
        let document: Document = serde_json::from_value(json!({
            "sonda": 1, "id": "visit", "kind": "survey",
            "content": {
                "locales": ["en"], "fallback_locale": "en", "title": {"en": "Visit"}, "questions": [],
            },
            "mapping": {"targets": [target("own", "crm"), target("other", "else")]},
        }))
        .unwrap();
        let version = Version {
            document: Arc::new(document),
            version: 1,
            published_at_ms: 0,
        };
        let crm = Arc::new(Slow::default());
        let telling = version.tell("crm", crm.clone());
        crm.asked.notified().await;
        drop(telling);
        crm.gate.notify_one();
        crm.ended.notified().await;
    }
}
