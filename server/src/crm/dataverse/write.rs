//! Writes records: one by a conditional PATCH, several in one change set.

use super::Dataverse;
use super::batch::{self, Failed};
use super::error::{DUPLICATE, KEY_TAKEN, refusal, said};
use super::names::Sets;
use super::session::Call;
use super::value::{body, guid, unknown_set};
use crate::crm::error::DeliveryError;
use crate::crm::remote::{Answered, Found, Step};
use crate::crm::table::{ColumnType, Table};
use crate::crm::transcript::Transcript;
use axum::http::StatusCode;
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// The most requests of a batch.
const MOST_IN_BATCH: usize = 1_000;

/// What became of a step.
enum Verdict {
    /// It was carried out, or had been before.
    Done,
    /// There may be a record of that id already.
    MayExist,
    /// Neither.
    Failed(DeliveryError),
}

impl Dataverse {
    /// Carries out the steps; the records' ids.
    pub(super) async fn write_steps(
        &self,
        table: &Table,
        steps: &[Step],
        transcript: &Transcript,
    ) -> Result<Vec<String>, DeliveryError> {
        let written = steps.iter().flat_map(|step| match step {
            Step::Create { values, .. } | Step::Update { values, .. } => values.keys(),
        });
        let sets = self.sets(table, written, transcript).await?;
        for some in steps.chunks(MOST_IN_BATCH) {
            match some {
                [step] => self.write_one(table, step, &sets, transcript).await?,
                some => self.write_some(table, some, &sets, transcript).await?,
            }
        }
        let ids = steps.iter().map(|step| match step {
            Step::Create { id, .. } => id.to_string(),
            Step::Update { record, .. } => record.id.clone(),
        });
        Ok(ids.collect())
    }

    /// The sets of the table, and of those that the columns written refer to.
    pub(super) async fn sets<'a>(
        &self,
        table: &'a Table,
        written: impl IntoIterator<Item = &'a String>,
        transcript: &Transcript,
    ) -> Result<Arc<Sets>, DeliveryError> {
        let named = written
            .into_iter()
            .filter_map(|name| match &table.column(name)?.kind {
                ColumnType::Lookup { table } => Some(table.as_str()),
                _ => None,
            });
        let tables = named.chain([table.name.as_str()]).collect();
        self.names.sets(&tables, &self.session, transcript).await
    }

    async fn write_one(
        &self,
        table: &Table,
        step: &Step,
        sets: &Sets,
        transcript: &Transcript,
    ) -> Result<(), DeliveryError> {
        let call = self.call(table, step, Some(sets))?;
        let answered = self.session.send(&call, transcript).await?;
        if answered.status.is_success() && !is_of_service(&answered) {
            return Err(DeliveryError::retry(
                "the answer is a page or the like, and none of Dataverse: does something stand before it?",
            ));
        }
        match (self.judge(table, step, &answered), step) {
            (Verdict::Done, _) => Ok(()),
            (Verdict::Failed(error), _) => Err(error),
            // What is taken, an id or a key, may be another record's.
            (Verdict::MayExist, Step::Create { id, .. }) => {
                match self.is_there(table, *id, transcript).await? {
                    true => Ok(()),
                    false => Err(refusal(&answered, Some(table), self.session.now_ms())),
                }
            }
            (Verdict::MayExist, Step::Update { .. }) => Ok(()),
        }
    }

    async fn is_there(
        &self,
        table: &Table,
        id: Uuid,
        transcript: &Transcript,
    ) -> Result<bool, DeliveryError> {
        let there = self.existing_records(table, &[id], transcript).await?;
        Ok(!there.is_empty())
    }

    /// Writes several records at once. Where some are there already, by an earlier try, the others are written.
    async fn write_some(
        &self,
        table: &Table,
        steps: &[Step],
        sets: &Sets,
        transcript: &Transcript,
    ) -> Result<(), DeliveryError> {
        let mut steps: Vec<&Step> = steps.iter().collect();
        let mut is_second = false;
        loop {
            let Err(failed) = self.send_batch(table, &steps, sets, transcript).await? else {
                return Ok(());
            };
            let now_ms = self.session.now_ms();
            // The place of the failed step is not always said: then any that is created may be there already.
            let step = failed.place.and_then(|place| steps.get(place)).copied();
            let judged = match step {
                Some(step) => self.judge(table, step, &failed.answer),
                None if may_exist(&failed.answer) => Verdict::MayExist,
                None if steps.iter().any(|step| is_gone(step, &failed.answer)) => {
                    Verdict::Failed(gone())
                }
                None => Verdict::Failed(refusal(&failed.answer, Some(table), now_ms)),
            };
            match judged {
                Verdict::MayExist if !is_second => {}
                Verdict::Failed(error) => return Err(error),
                Verdict::MayExist | Verdict::Done => {
                    return Err(refusal(&failed.answer, Some(table), now_ms));
                }
            }
            is_second = true;
            let created: Vec<Uuid> = steps.iter().filter_map(|step| own_id(step)).collect();
            let there = self.existing_records(table, &created, transcript).await?;
            if there.is_empty() {
                return Err(refusal(&failed.answer, Some(table), now_ms));
            }
            steps.retain(|step| !own_id(step).is_some_and(|id| there.contains(&id)));
            if steps.is_empty() {
                return Ok(());
            }
        }
    }

    async fn send_batch(
        &self,
        table: &Table,
        steps: &[&Step],
        sets: &Sets,
        transcript: &Transcript,
    ) -> Result<Result<(), Failed>, DeliveryError> {
        let calls = steps.iter().map(|step| self.call(table, step, Some(sets)));
        let calls = calls.collect::<Result<Vec<Call>, DeliveryError>>()?;
        let call = batch::request(&calls);
        let answered = self.session.send(&call, transcript).await?;
        batch::outcome(&answered, calls.len(), self.session.now_ms())
    }

    /// What the answer to a step means.
    fn judge(&self, table: &Table, step: &Step, answered: &Answered) -> Verdict {
        let now_ms = self.session.now_ms();
        let status = answered.status;
        if status.is_success() {
            return Verdict::Done;
        }
        let is_duplicate = said(answered).code == DUPLICATE;
        match (step, status) {
            (Step::Create { .. }, _) if may_exist(answered) => Verdict::MayExist,
            (Step::Update { .. }, StatusCode::PRECONDITION_FAILED) if !is_duplicate => {
                match said(answered).code.as_str() {
                    KEY_TAKEN => Verdict::Failed(DeliveryError::give_up(
                        "another record has the same alternate key (412, 0x80060892)",
                    )),
                    _ => Verdict::Failed(DeliveryError::retry(
                        "the record was changed meanwhile (412)",
                    )),
                }
            }
            _ if is_gone(step, answered) => Verdict::Failed(gone()),
            _ => Verdict::Failed(refusal(answered, Some(table), now_ms)),
        }
    }

    /// The request of a step.
    fn call(&self, table: &Table, step: &Step, sets: Option<&Sets>) -> Result<Call, DeliveryError> {
        let set = match sets {
            Some(sets) => sets.of(&table.name)?.0.to_owned(),
            None => unknown_set(&table.name),
        };
        let call = match step {
            Step::Create { id, values } => {
                let body = body(table, values, sets)?;
                Call::patch(format!("{set}({id})"), body).with("if-none-match", "*")
            }
            Step::Update {
                record: Found { id, version, .. },
                values,
            } => {
                let no_id = || DeliveryError::column("id", "is no id of Dataverse");
                let id = guid(&Value::from(id.as_str())).ok_or_else(no_id)?;
                let version = version.clone().unwrap_or_else(|| "*".into());
                Call::patch(format!("{set}({id})"), body(table, values, sets)?)
                    .with("if-match", version)
            }
        };
        Ok(self.wary(call))
    }

    /// The request, refused for duplicates where the settings ask for that.
    pub(super) fn wary(&self, call: Call) -> Call {
        match self.session.settings.detect_duplicates {
            true => call.with("mscrm.suppressduplicatedetection", "false"),
            false => call,
        }
    }

    /// The requests of the steps, as text. Names of sets that were not read yet are said to be unknown.
    pub(super) fn render_steps(&self, table: &Table, steps: &[Step]) -> Vec<String> {
        let sets = self.names.known_sets();
        let call = |step: &Step| self.call(table, step, sets.as_deref());
        let chunks = steps.chunks(MOST_IN_BATCH).map(|some| match some {
            [step] => call(step),
            some => {
                let calls = some.iter().map(call).collect::<Result<Vec<_>, _>>()?;
                Ok(batch::request(&calls))
            }
        });
        chunks
            .map(|call| match call {
                Ok(call) => self.as_text(&call),
                Err(error) => error.to_string(),
            })
            .collect()
    }

    pub(super) fn as_text(&self, call: &Call) -> String {
        let mut text = format!("{} {}\n", call.method, self.session.address(&call.path));
        for (name, value) in &call.headers {
            text.push_str(&format!("{name}: {value}\n"));
        }
        if let Some((kind, body)) = &call.body {
            text.push_str(&format!(
                "content-type: {kind}\n\n{}",
                body.replace('\r', "")
            ));
        }
        text
    }
}

/// Whether the service itself says yes: with nothing, or with the version of its protocol.
fn is_of_service(answered: &Answered) -> bool {
    answered.status == StatusCode::NO_CONTENT || answered.headers.contains_key("odata-version")
}

/// Whether a record was not created because it may be there already.
fn may_exist(answered: &Answered) -> bool {
    answered.status == StatusCode::PRECONDITION_FAILED || said(answered).code == DUPLICATE
}

/// Whether the record of that step is not there any more; else it is a record that this one refers to.
fn is_gone(step: &Step, answered: &Answered) -> bool {
    match step {
        Step::Update { record, .. } => {
            answered.status == StatusCode::NOT_FOUND && said(answered).is_about(&record.id)
        }
        Step::Create { .. } => false,
    }
}

fn gone() -> DeliveryError {
    DeliveryError::retry("the record that was found is gone (404): it is looked for again")
}

/// The id of a record that a step creates.
fn own_id(step: &Step) -> Option<Uuid> {
    match step {
        Step::Create { id, .. } => Some(*id),
        Step::Update { .. } => None,
    }
}
