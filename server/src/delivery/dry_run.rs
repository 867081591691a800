//! What a mapping would make of a response, without writing anything.

use crate::crm::{
    Catalogue, Connectors, DeliveryError, ExpectedRecords, Outcome, Preview, WriteRequest,
};
use crate::mapping::{
    EarlierRecords, Finding, Mapping, Rows, Severity, Target, applies, compute, references,
};
use crate::store::StoredResponse;
use crate::wording::said;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Map;
use sonda_domain::{Content, TargetId};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::time::Instant;

/// The id of a response that there is not: of a sample. Ids of records are derived from it.
pub const SAMPLE: &str = "sample";

/// The contact of a link that there is not. Written as our own ids are, for it stands in the place of a record's.
pub const SAMPLE_CONTACT: &str = "5a3e1e00-0000-4000-8000-000000000001";

/// The longest a CRM may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest that the CRMs of all targets may take together.
const WHOLE_PATIENCE: Duration = Duration::from_secs(60);

/// What a mapping would make of a response.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DryRun {
    /// What the check of the mapping found, with paths as in a definition.
    pub findings: Vec<Finding>,
    /// What would become of each target, in their order.
    pub targets: Vec<DryTarget>,
}

/// What would become of a target.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DryTarget {
    /// The target.
    pub target: TargetId,
    /// Its connector.
    pub connector: String,
    /// Its table.
    pub table: String,
    /// What would become of it.
    #[serde(flatten)]
    pub previewed: Previewed,
}

/// What would become of a target.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Previewed {
    /// Nothing: its `when` does not hold for this response.
    Skipped,
    /// It cannot be told: the check found faults in it, or in a target that it refers to.
    Faulty {
        /// Why, in words.
        #[serde(serialize_with = "said")]
        reason: String,
    },
    /// Its delivery would fail.
    Failing {
        /// The column at fault.
        #[serde(skip_serializing_if = "Option::is_none")]
        column: Option<String>,
        /// Why, in words.
        #[serde(serialize_with = "said")]
        reason: String,
    },
    /// Nothing, though it is written for this response.
    Nothing {
        /// Why, in words.
        #[serde(serialize_with = "said")]
        reason: String,
    },
    /// These records would be written, by these requests.
    Planned(Preview),
}

/// Goes through the targets of a mapping for one response. Writes nothing; connectors are asked what is there.
///
/// A record that an earlier target would create is referred to by the id it would have. Where a CRM gives ids by
/// itself, one of ours stands in its place. The contact [`SAMPLE_CONTACT`] counts as a record that is there, and empty. `findings` are those of [`crate::mapping::inspect_mapping`].
pub async fn dry_run(
    connectors: &Connectors,
    catalogue: &Catalogue,
    mapping: &Mapping,
    content: &Content,
    response: &StoredResponse,
    findings: Vec<Finding>,
) -> DryRun {
    let mut run = Run {
        connectors,
        catalogue,
        content,
        response,
        faulty: BTreeSet::new(),
        records: EarlierRecords::new(),
        expected: BTreeMap::new(),
        until: Instant::now() + WHOLE_PATIENCE,
    };
    if let Some(contact) = &response.contact
        && contact.record == SAMPLE_CONTACT
    {
        let key = (contact.table.clone(), contact.record.clone());
        let there = run.expected.entry(contact.connector.clone()).or_default();
        there.insert(key, Map::new());
    }
    let mut targets = Vec::with_capacity(mapping.targets.len());
    for (place, target) in mapping.targets.iter().enumerate() {
        let path = format!("/targets/{place}/");
        // A fault of all targets leaves each of them unjudged.
        let fault = findings.iter().find(|one| {
            one.severity == Severity::Error
                && (one.path == "/targets" || one.path.starts_with(&path))
        });
        let previewed = match fault {
            Some(fault) => Previewed::Faulty {
                reason: fault.reason.clone(),
            },
            None => run.preview(target).await,
        };
        if matches!(
            previewed,
            Previewed::Faulty { .. } | Previewed::Failing { .. }
        ) {
            run.faulty.insert(target.id.clone());
        }
        targets.push(DryTarget {
            target: target.id.clone(),
            connector: target.connector.clone(),
            table: target.table.clone(),
            previewed,
        });
    }
    let findings = findings.into_iter().map(Finding::in_definition).collect();
    DryRun { findings, targets }
}

struct Run<'a> {
    connectors: &'a Connectors,
    catalogue: &'a Catalogue,
    content: &'a Content,
    response: &'a StoredResponse,
    /// Targets of whose records nothing is known.
    faulty: BTreeSet<TargetId>,
    records: EarlierRecords,
    /// By connector, the records that would be created.
    expected: BTreeMap<String, ExpectedRecords>,
    /// When all patience ends.
    until: Instant,
}

impl Run<'_> {
    async fn preview(&mut self, target: &Target) -> Previewed {
        match applies(target, self.content, self.response) {
            Ok(true) => {}
            Ok(false) => return Previewed::Skipped,
            Err(error) => return failing(error.into()),
        }
        if let Some(id) = references(target).find(|id| self.faulty.contains(*id)) {
            let reason =
                format!("the target `{id}` it refers to would write nothing: mend that one first");
            return Previewed::Faulty { reason };
        }
        match self.plan(target).await {
            Ok(previewed) => previewed,
            Err(error) => failing(error),
        }
    }

    async fn plan(&mut self, target: &Target) -> Result<Previewed, DeliveryError> {
        let missing =
            |what: &str, name: &str| DeliveryError::give_up(format!("there is no {what} `{name}`"));
        let connector = self
            .connectors
            .get(&target.connector)
            .ok_or_else(|| missing("connector", &target.connector))?;
        let table = self
            .catalogue
            .table(&target.connector, &target.table)
            .ok_or_else(|| missing("table", &target.table))?;
        let rows = compute(target, table, self.content, self.response, &self.records)?;
        if rows.is_empty() {
            let reason =
                "no question was answered or commented on, and there is a record for each that is";
            return Ok(Previewed::Nothing {
                reason: reason.to_owned(),
            });
        }
        let own_id = rows[0].id.to_string();
        let request = WriteRequest {
            response: self.response.id.clone(),
            form: self.response.form.to_string(),
            table: target.table.clone(),
            find: target.find.clone(),
            answered_at_ms: self.response.submitted_at_ms,
            is_repeat: self.response.id != SAMPLE,
            rows,
        };
        let expected = self.expected.entry(target.connector.clone()).or_default();
        let patience = self.until.min(Instant::now() + PATIENCE);
        let preview =
            tokio::time::timeout_at(patience, connector.preview_after(&request, expected))
                .await
                .unwrap_or_else(|_| Err(DeliveryError::retry("the CRM did not answer in time")))?;
        if target.rows == Rows::One
            && let [record] = &preview.records[..]
        {
            let id = record.id.clone().unwrap_or(own_id);
            let key = (target.table.clone(), id.clone());
            // A record that was found is there already.
            if record.outcome == Outcome::Created || expected.contains_key(&key) {
                expected
                    .entry(key)
                    .or_default()
                    .extend(record.writes.clone());
            }
            self.records.insert(target.id.clone(), id);
        }
        let is_nothing = preview.records.is_empty() && preview.requests.is_empty();
        Ok(match is_nothing {
            true => Previewed::Nothing {
                reason: why_nothing(&request).to_owned(),
            },
            false => Previewed::Planned(preview),
        })
    }
}

/// Why a target whose records are looked for writes none.
fn why_nothing(request: &WriteRequest) -> &'static str {
    let (Some(find), [row]) = (&request.find, &request.rows[..]) else {
        return "there is nothing to write";
    };
    let has_value = |name: &String| match name.as_str() {
        "id" => row.existing.is_some(),
        name => row.values.contains_key(name),
    };
    match (find.by.iter().any(has_value), find.only_by_id()) {
        (true, _) => {
            "no record was found, and none is created, as the target says (`on_none: skip`)"
        }
        (false, true) => "this response names no record, and by an id alone none is created",
        (false, false) => {
            "none of the columns it is found by has a value, and no record is created, as the target says \
             (`on_none: skip`)"
        }
    }
}

fn failing(error: DeliveryError) -> Previewed {
    match error {
        DeliveryError::GiveUp { column, reason } => Previewed::Failing { column, reason },
        DeliveryError::Retry { reason, .. }
        | DeliveryError::Lost { reason, .. }
        | DeliveryError::Wait { reason, .. }
        | DeliveryError::Disabled { reason } => Previewed::Failing {
            column: None,
            reason,
        },
    }
}
