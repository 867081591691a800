//! One attempt: from a claimed delivery to the CRM's answer, outside any transaction.

#[cfg(test)]
mod tests;

use super::plan::Plans;
use super::schedule::MOST_TRIES;
use crate::clock::SharedClock;
use crate::crm::{
    Catalogue, Connector, Connectors, DeliveryError, Exchange, PublishedForm, Transcript,
    WriteRequest, Written,
};
use crate::mapping::{Arrival, EarlierRecords, Rows, Target, applies, compute, references};
use crate::store::{Claimed, DeliveryStatus, Store, StoreError, StoredResponse};
use futures::FutureExt;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// A delivery that panicked gave nothing back: what it held ends by then.
const AFTER_PANIC: Duration = Duration::from_secs(120);

/// The longest that publishing the form may take before a delivery: longer than it begins anything, and what it has
/// begun comes to its end.
const PUBLISHING: Duration = Duration::from_secs(100);
/// After so long the delivery is put off: it would not end within its lease.
const PUBLISHED_BY: Duration = Duration::from_secs(60);

/// What attempts need.
pub(super) struct Attempts {
    pub(super) store: Store,
    pub(super) connectors: Connectors,
    pub(super) clock: SharedClock,
    pub(super) plans: Plans,
    /// The longest a CRM may take for one delivery.
    pub(super) patience: Duration,
}

/// An attempt that has ended.
pub(super) struct Ended {
    pub(super) claimed: Claimed,
    /// The connector that was called, or is to be.
    pub(super) connector: String,
    pub(super) started_at_ms: i64,
    pub(super) ended_at_ms: i64,
    /// What was written; of a target of one record, with the table written to.
    pub(super) result: Result<(Written, Option<String>), DeliveryError>,
    /// What was said meanwhile.
    pub(super) exchanges: Vec<Exchange>,
    /// Whether the CRM took longer than it may.
    pub(super) was_cut_off: bool,
}

/// What is known of a call while it is made.
struct Call {
    transcript: Transcript,
    connector: String,
    was_cut_off: bool,
}

/// A response and the newest mapping revision of its form.
pub(super) type Source = Result<(StoredResponse, i64), DeliveryError>;

impl Attempts {
    /// What the claimed deliveries deliver, by response, read together.
    pub(super) async fn sources(&self, claimed: &[Claimed]) -> HashMap<String, Source> {
        let ids: BTreeSet<&str> = claimed.iter().map(|one| one.response.as_str()).collect();
        let own = |response: Result<_, StoreError>| response.map_err(|error| own_failure(&error));
        match self.store.responses_to_deliver(&ids).await {
            Ok(responses) => responses
                .into_iter()
                .map(|(id, response)| (id, own(response)))
                .collect(),
            // Each is put off: what was claimed would be missed until its lease ends.
            Err(error) => {
                let failure = own_failure(&error);
                let put_off = |id: &str| (id.to_owned(), Err(failure.clone()));
                ids.into_iter().map(put_off).collect()
            }
        }
    }

    /// Makes an attempt.
    pub(super) async fn attempt(
        &self,
        claimed: Claimed,
        source: Option<Source>,
        catalogue: &Result<Catalogue, DeliveryError>,
    ) -> Ended {
        let started_at_ms = self.clock.now_ms();
        let mut call = Call {
            transcript: Transcript::default(),
            connector: claimed.connector.clone(),
            was_cut_off: false,
        };
        let result = match catalogue {
            _ if claimed.tries > MOST_TRIES => Err(DeliveryError::give_up(format!(
                "it was tried {MOST_TRIES} times and the last try never came to an end: the server was killed, or \
                 lost its database, in the middle of it"
            ))),
            Ok(catalogue) => {
                let delivering = self.deliver(&claimed, source, catalogue, &mut call);
                let delivered = AssertUnwindSafe(delivering).catch_unwind().await;
                delivered.unwrap_or_else(|_| {
                    tracing::error!(
                        response.id = %claimed.response, delivery.target = %claimed.target,
                        "a delivery panicked; it will be repeated"
                    );
                    Err(DeliveryError::Retry {
                        after: Some(AFTER_PANIC),
                        reason: "it never came to an end: an error in Sonda, which its log tells"
                            .to_owned(),
                    })
                })
            }
            Err(error) => Err(error.clone()),
        };
        Ended {
            claimed,
            connector: call.connector,
            started_at_ms,
            ended_at_ms: self.clock.now_ms(),
            result,
            exchanges: call.transcript.exchanges(),
            was_cut_off: call.was_cut_off,
        }
    }

    async fn deliver(
        &self,
        claimed: &Claimed,
        source: Option<Source>,
        catalogue: &Catalogue,
        call: &mut Call,
    ) -> Result<(Written, Option<String>), DeliveryError> {
        let missing = || DeliveryError::give_up("the response is missing");
        let (response, revision) = source.ok_or_else(missing)??;
        let key = (
            response.form.clone(),
            response.version,
            revision,
            claimed.target.clone(),
            Arrival::of(&response),
        );
        if catalogue
            .tables(&call.connector)
            .is_some_and(<[_]>::is_empty)
        {
            return Err(DeliveryError::retry(
                "the tables of the connection are not known yet: refresh it",
            ));
        }
        let plan = self.plans.plan(&self.store, catalogue, key).await;
        let plan = plan.map_err(|error| own_failure(&error))??;
        let target = &plan.target;
        call.connector.clone_from(&target.connector);
        let missing =
            |what: &str, name: &str| DeliveryError::give_up(format!("there is no {what} `{name}`"));
        let connector = self
            .connectors
            .get(&target.connector)
            .ok_or_else(|| missing("connector", &target.connector))?;
        let table = catalogue
            .table(&target.connector, &target.table)
            .ok_or_else(|| missing("table", &target.table))?;
        if !applies(target, &plan.content, &response)? {
            return Ok((Written::default(), None));
        }
        let earlier = self.earlier_records(target, &response).await?;
        let rows = compute(target, table, &plan.content, &response, &earlier)?;
        if rows.is_empty() {
            return Ok((Written::default(), None));
        }
        let request = WriteRequest {
            response: response.id.clone(),
            form: response.form.to_string(),
            table: target.table.clone(),
            find: target.find.clone(),
            answered_at_ms: response.submitted_at_ms,
            is_repeat: claimed.attempt > 1,
            rows,
        };
        let form = PublishedForm {
            id: &response.form,
            version: response.version,
            content: &plan.content,
            published_at_ms: plan.published_at_ms,
        };
        let cells = request.rows.iter().flat_map(|row| row.values.values());
        let points_to: HashSet<&str> = cells.filter_map(|cell| cell.value.as_str()).collect();
        let writing = Writing {
            form: &form,
            points_to: &points_to,
            request: &request,
        };
        let patience = (PUBLISHING, self.patience);
        let written = writing.ask(connector.as_ref(), patience, call).await?;
        Ok((written, (target.rows == Rows::One).then_some(request.table)))
    }

    /// The records of the earlier targets that this one refers to.
    async fn earlier_records(
        &self,
        target: &Target,
        response: &StoredResponse,
    ) -> Result<EarlierRecords, DeliveryError> {
        let mut records = EarlierRecords::new();
        if references(target).next().is_none() {
            return Ok(records);
        }
        let chain = self
            .store
            .delivery_chain(&response.id)
            .await
            .map_err(|error| own_failure(&error))?;
        for id in references(target) {
            let Some(earlier) = chain.iter().find(|delivery| delivery.target == *id) else {
                let reason = format!(
                    "the target `{id}` it refers to was not part of the mapping at the time"
                );
                return Err(DeliveryError::give_up(reason));
            };
            match (earlier.status, &earlier.record) {
                (DeliveryStatus::Done, Some((_, record))) => {
                    records.insert(id.clone(), record.clone());
                }
                (DeliveryStatus::Done, None) => {}
                (DeliveryStatus::Dead, _) => {
                    let reason = format!(
                        "the target `{id}` it refers to was given up: replay that one first"
                    );
                    return Err(DeliveryError::give_up(reason));
                }
                (DeliveryStatus::Cancelled, _) => {
                    let reason = format!("the target `{id}` it refers to was cancelled");
                    return Err(DeliveryError::give_up(reason));
                }
                (DeliveryStatus::Pending | DeliveryStatus::Waiting, _) => {
                    return Err(DeliveryError::retry(format!("waits for the target `{id}`")));
                }
            }
        }
        Ok(records)
    }
}

/// What a connector is asked in one attempt.
struct Writing<'a> {
    form: &'a PublishedForm<'a>,
    /// What the records point to.
    points_to: &'a HashSet<&'a str>,
    request: &'a WriteRequest,
}

impl Writing<'_> {
    /// Publishes the form where the connector needs it, and delivers; each has a patience of its own.
    async fn ask(
        &self,
        connector: &dyn Connector,
        (publishing, delivering): (Duration, Duration),
        call: &mut Call,
    ) -> Result<Written, DeliveryError> {
        // That it takes long says nothing of the CRM: it may be much.
        let late =
            || DeliveryError::retry("publishing the form to the CRM took long: this follows");
        let began = Instant::now();
        let published = connector.publish(self.form, self.points_to, &call.transcript);
        let published = timeout(publishing, published).await;
        published.unwrap_or_else(|_| Err(late()))?;
        if began.elapsed() > PUBLISHED_BY {
            return Err(late());
        }
        let delivered = connector.deliver(self.request, &call.transcript);
        let delivered = timeout(delivering, delivered).await;
        delivered.unwrap_or_else(|_| {
            call.was_cut_off = true;
            Err(DeliveryError::retry("the CRM did not answer in time"))
        })
    }
}

fn own_failure(error: &StoreError) -> DeliveryError {
    match error {
        // Waiting does not mend a stored document.
        StoreError::Unreadable { what, .. } => {
            DeliveryError::give_up(format!("{what} cannot be read back"))
        }
        _ => {
            tracing::warn!(error.cause = %error, "the database failed during a delivery");
            DeliveryError::retry("the database failed")
        }
    }
}
