//! Finds the target that a delivery is computed by: of the newest published mapping in which it fits the version
//! answered. What is wrong with one target stops no other.

use crate::crm::{Catalogue, DeliveryError, Table};
use crate::mapping::{Arrival, Mapping, Target, check_mapping, references};
use crate::store::{FormSources, Store, StoreError};
use sonda_domain::{Content, Fault, FormId, TargetId};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Plans kept; beyond, all are forgotten and made anew.
const MOST_PLANS: usize = 1_000;

/// What a response of one version is computed by, for one target.
#[derive(Debug)]
pub(super) struct Plan {
    /// Shared with the plans for the version's other targets.
    pub(super) content: Arc<Content>,
    pub(super) target: Target,
    /// When the version was published, in milliseconds since the epoch.
    pub(super) published_at_ms: i64,
}

/// What a plan is made for: form, version, newest revision, target, and how the response came. All are immutable.
type Key = (FormId, i64, i64, TargetId, Arrival);
/// The tables of a connector; none where it was not there.
type Tables = (String, Option<Arc<[Table]>>);

/// What came of looking for a plan.
struct Judged {
    /// The tables that it depends on.
    by: Vec<Tables>,
    plan: Result<Arc<Plan>, DeliveryError>,
}

/// The plan for a key, once it was made: whoever makes it has it locked, and the others wait.
type Slot = Arc<tokio::sync::Mutex<Option<Judged>>>;

/// The plans in use.
#[derive(Default)]
pub(super) struct Plans {
    slots: Mutex<HashMap<Key, Slot>>,
    /// The contents in use, by form and version.
    contents: Mutex<HashMap<(FormId, i64), Weak<Content>>>,
}

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
        let slot = self.slot(&key);
        let mut slot = slot.lock().await;
        if let Some(judged) = &*slot
            && is_same(&judged.by, catalogue)
        {
            return Ok(judged.plan.clone());
        }
        let (form, version, _, target, arrival) = &key;
        let judged = match store.form_sources(form, *version).await? {
            None => Judged {
                by: tables(catalogue.connectors(), catalogue),
                plan: Err(DeliveryError::give_up("the version answered is missing")),
            },
            Some(sources) => {
                let published_at_ms = store.version_published_at_ms(form, *version).await?;
                let fit = newest_fit(&sources, *version, target, *arrival, catalogue).cloned();
                let by = match &fit {
                    Ok(_) => tables(connectors_of(&sources.mappings, target), catalogue),
                    Err(_) => tables(catalogue.connectors(), catalogue),
                };
                let content = sources.content;
                let plan = fit.map(|target| {
                    let content = self.share(form, *version, content);
                    Arc::new(Plan {
                        content,
                        target,
                        published_at_ms: published_at_ms.unwrap_or_default(),
                    })
                });
                Judged { by, plan }
            }
        };
        let plan = judged.plan.clone();
        *slot = Some(judged);
        Ok(plan)
    }

    fn slot(&self, key: &Key) -> Slot {
        let mut slots = lock(&self.slots);
        if slots.len() >= MOST_PLANS && !slots.contains_key(key) {
            slots.clear();
        }
        Arc::clone(slots.entry(key.clone()).or_default())
    }

    /// The content that other plans have already, where there are any.
    fn share(&self, form: &FormId, version: i64, content: Content) -> Arc<Content> {
        let mut contents = lock(&self.contents);
        let key = (form.clone(), version);
        if let Some(shared) = contents.get(&key).and_then(Weak::upgrade) {
            return shared;
        }
        contents.retain(|_, content| content.strong_count() > 0);
        let content = Arc::new(content);
        contents.insert(key, Arc::downgrade(&content));
        content
    }
}

fn lock<T>(map: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Maps of what never changes are sound whatever panicked while they were held.
    map.lock().unwrap_or_else(PoisonError::into_inner)
}

fn tables<'a>(names: impl IntoIterator<Item = &'a str>, catalogue: &Catalogue) -> Vec<Tables> {
    let names: BTreeSet<&str> = names.into_iter().collect();
    let tables = |name: &str| (name.to_owned(), catalogue.shared_tables(name).cloned());
    names.into_iter().map(tables).collect()
}

/// Whether nobody read these tables anew in between.
fn is_same(judged_by: &[Tables], catalogue: &Catalogue) -> bool {
    judged_by.iter().all(
        |(name, tables)| match (tables, catalogue.shared_tables(name)) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        },
    )
}

/// The connectors of that target in any of the mappings, and of those whose records it refers to.
fn connectors_of<'a>(
    mappings: &'a [(i64, Mapping)],
    id: &'a TargetId,
) -> impl Iterator<Item = &'a str> {
    mappings.iter().flat_map(move |(_, mapping)| {
        let own = mapping.targets.iter().find(|target| target.id == *id);
        let referred: Vec<&TargetId> = own.into_iter().flat_map(references).collect();
        let concerned = mapping.targets.iter();
        let concerned =
            concerned.filter(move |target| target.id == *id || referred.contains(&&target.id));
        concerned.map(|target| target.connector.as_str())
    })
}

/// The target in the newest mapping in which it fits.
///
/// An older mapping serves a response to an older version alone, or one that came without a link before the form took
/// answers by links alone. A target of the newest mapping that does not fit the
/// newest version either was right when it was published: the CRM's tables have changed since, and nobody has said
/// that what was mapped before is still meant.
fn newest_fit<'a>(
    sources: &'a FormSources,
    version: i64,
    id: &TargetId,
    arrival: Arrival,
    catalogue: &Catalogue,
) -> Result<&'a Target, DeliveryError> {
    let mut newest_fault = None;
    for (place, (number, mapping)) in sources.mappings.iter().enumerate() {
        let target = mapping.targets.iter().find(|target| target.id == *id);
        let faults = check_mapping(mapping, &sources.content, arrival, catalogue);
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
        let now = || check_mapping(mapping, newest, Arrival::ByLink, catalogue);
        if place == 0 && fault_of(mapping, id, &now()).is_some() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn none() -> Arc<[Table]> {
        Vec::new().into()
    }

    #[test]
    fn a_plan_depends_on_the_tables_of_its_own_connectors_alone() {
        let mapping = json!({"targets": [
            {"id": "contact", "connector": "a", "table": "t", "columns": {}},
            {"id": "case", "connector": "b", "table": "t", "columns": {"of": {"record": "contact"}}},
            {"id": "lead", "connector": "c", "table": "t", "columns": {}},
        ]});
        let moved = json!({"targets": [
            {"id": "case", "connector": "d", "table": "t", "columns": {}},
        ]});
        let mappings = [mapping, moved].map(|one| (1, serde_json::from_value(one).unwrap()));
        let case = "case".parse().unwrap();
        let catalogue = ["a", "b", "c"]
            .into_iter()
            .fold(Catalogue::default(), |all, name| all.with(name, none()));
        let by = tables(connectors_of(&mappings, &case), &catalogue);
        let names: Vec<&str> = by.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "b", "d"]);
        assert!(is_same(&by, &catalogue));
        assert!(is_same(&by, &catalogue.clone().with("c", none())));
        for name in ["a", "b", "d"] {
            assert!(
                !is_same(&by, &catalogue.clone().with(name, none())),
                "{name}"
            );
        }
    }

    #[test]
    fn plans_of_one_version_share_its_content() {
        let plans = Plans::default();
        let title = json!({"en": "T"});
        let content =
            json!({"locales": ["en"], "fallback_locale": "en", "title": title, "questions": []});
        let content: Content = serde_json::from_value(content).unwrap();
        let form = "visit".parse().unwrap();
        let one = plans.share(&form, 1, content.clone());
        assert!(Arc::ptr_eq(&one, &plans.share(&form, 1, content.clone())));
        assert!(!Arc::ptr_eq(&one, &plans.share(&form, 2, content)));
    }
}
