//! Finds the target that a delivery is computed by: of the newest published mapping in which it fits the version
//! answered. What is wrong with one target stops no other.

use crate::crm::{Catalogue, DeliveryError};
use crate::mapping::{Mapping, Target, check_mapping};
use crate::store::{FormSources, Store, StoreError};
use sonda_domain::{Content, Fault, FormId, TargetId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Plans kept; beyond, all are forgotten and made anew.
const MOST_PLANS: usize = 1_000;

/// What a response of one version is computed by, for one target.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) content: Content,
    pub(super) target: Target,
    /// When the version was published, in milliseconds since the epoch.
    pub(super) published_at_ms: i64,
}

/// What a plan is made for: form, version, newest revision and target. All are immutable.
type Key = (FormId, i64, i64, TargetId);
/// The tables that a target was judged by, and what came of it.
type Judged = (Catalogue, Result<Arc<Plan>, DeliveryError>);

/// The plans in use.
#[derive(Default)]
pub(super) struct Plans(Mutex<HashMap<Key, Judged>>);

impl Plans {
    /// The plan for a response to that version; `revision` is the form's newest.
    ///
    /// # Errors
    /// The database failed; inside, why there is no plan.
    pub(super) async fn plan(
        &self,
        store: &Store,
        catalogue: &Catalogue,
        key: Key,
    ) -> Result<Result<Arc<Plan>, DeliveryError>, StoreError> {
        if let Some((judged_by, plan)) = self.lock().get(&key)
            && is_same(judged_by, catalogue)
        {
            return Ok(plan.clone());
        }
        let (form, version, _, target) = &key;
        let plan = match store.form_sources(form, *version).await? {
            None => Err(DeliveryError::give_up("the version answered is missing")),
            Some(sources) => {
                let published_at_ms = store.version_published_at_ms(form, *version).await?;
                let fit = newest_fit(&sources, *version, target, catalogue).cloned();
                let content = sources.content;
                fit.map(|target| {
                    Arc::new(Plan {
                        content,
                        target,
                        published_at_ms: published_at_ms.unwrap_or_default(),
                    })
                })
            }
        };
        let mut plans = self.lock();
        if plans.len() >= MOST_PLANS {
            plans.clear();
        }
        plans.insert(key, (catalogue.clone(), plan.clone()));
        Ok(plan)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Key, Judged>> {
        // A map of immutable plans is sound whatever panicked while it was held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether nobody read the tables anew in between.
fn is_same(one: &Catalogue, other: &Catalogue) -> bool {
    let same_tables = |name| match (one.tables(name), other.tables(name)) {
        (Some(one), Some(other)) => std::ptr::eq(one, other),
        _ => false,
    };
    one.connectors().eq(other.connectors()) && one.connectors().all(same_tables)
}

/// The target in the newest mapping in which it fits.
///
/// An older mapping serves a response to an older version alone. A target of the newest mapping that does not fit the
/// newest version either was right when it was published: the CRM's tables have changed since, and nobody has said
/// that what was mapped before is still meant.
fn newest_fit<'a>(
    sources: &'a FormSources,
    version: i64,
    id: &TargetId,
    catalogue: &Catalogue,
) -> Result<&'a Target, DeliveryError> {
    let mut newest_fault = None;
    for (place, (number, mapping)) in sources.mappings.iter().enumerate() {
        let target = mapping.targets.iter().find(|target| target.id == *id);
        let faults = check_mapping(mapping, &sources.content, catalogue);
        let Some(target) = target else {
            if faults.is_empty() {
                let reason = format!("the mapping has no target `{id}` any more");
                return Err(DeliveryError::give_up(reason));
            }
            continue;
        };
        let Some(fault) = fault_of(mapping, id, &faults) else {
            return Ok(target);
        };
        let newest = sources.newest.as_ref().unwrap_or(&sources.content);
        if place == 0 && fault_of(mapping, id, &check_mapping(mapping, newest, catalogue)).is_some()
        {
            let reason = format!(
                "the mapping (revision {number}) no longer fits the CRM: {}: {}",
                fault.path, fault.reason
            );
            return Err(DeliveryError::GiveUp {
                column: column_of(&fault.path),
                reason,
            });
        }
        newest_fault.get_or_insert((*number, fault.path.clone(), fault.reason.clone()));
    }
    Err(match newest_fault {
        Some((number, path, reason)) => DeliveryError::give_up(format!(
            "no mapping fits version {version} of the form; of revision {number}, {path}: {reason}"
        )),
        None if sources.mappings.is_empty() => DeliveryError::give_up("the form has no mapping"),
        None => DeliveryError::give_up(format!("the mapping has no target `{id}` any more")),
    })
}

/// The first fault that concerns a target.
fn fault_of<'a>(mapping: &Mapping, id: &TargetId, faults: &'a [Fault]) -> Option<&'a Fault> {
    let place = mapping.targets.iter().position(|target| target.id == *id)?;
    let own = format!("/targets/{place}");
    let concerns = |fault: &&Fault| match fault.path.strip_prefix(&own) {
        Some(rest) => rest.is_empty() || rest.starts_with('/'),
        None => !fault.path.starts_with("/targets/"),
    };
    faults.iter().find(concerns)
}

/// The column that the path of a fault leads to.
fn column_of(path: &str) -> Option<String> {
    let (_, column) = path.split_once("/columns/")?;
    let column = column.split('/').next()?;
    Some(column.replace("~1", "/").replace("~0", "~"))
}
