//! Finds the mapping that a delivery is computed by: the newest published one that fits the version answered.

use crate::crm::{Catalogue, DeliveryError};
use crate::mapping::{Mapping, check_mapping};
use crate::store::{Store, StoreError};
use sonda_domain::{Content, FormId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Plans kept; beyond, all are forgotten and made anew.
const MOST_PLANS: usize = 1_000;

/// What a response of one version is computed by.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) content: Content,
    pub(super) mapping: Mapping,
}

/// The plans in use, by form, version and newest revision; all three are immutable.
#[derive(Default)]
pub(super) struct Plans(Mutex<HashMap<(FormId, i64, i64), Arc<Plan>>>);

/// Why there is no plan.
pub(super) enum NoPlan {
    Store(StoreError),
    Delivery(DeliveryError),
}

impl From<StoreError> for NoPlan {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Plans {
    /// The plan for a response to that version; `revision` is the form's newest.
    pub(super) async fn plan(
        &self,
        store: &Store,
        catalogue: &Catalogue,
        form: &FormId,
        version: i64,
        revision: i64,
    ) -> Result<Arc<Plan>, NoPlan> {
        let lost =
            |what: &str| NoPlan::Delivery(DeliveryError::give_up(format!("{what} is missing")));
        let key = (form.clone(), version, revision);
        if let Some(plan) = self.lock().get(&key) {
            return Ok(plan.clone());
        }
        let sources = store
            .form_sources(form, version)
            .await?
            .ok_or_else(|| lost("the version answered"))?;
        let mut newest_fault = None;
        for (number, mapping) in sources.mappings {
            let Some(fault) = check_mapping(&mapping, &sources.content, catalogue)
                .into_iter()
                .next()
            else {
                let plan = Arc::new(Plan {
                    content: sources.content,
                    mapping,
                });
                let mut plans = self.lock();
                if plans.len() >= MOST_PLANS {
                    plans.clear();
                }
                plans.insert(key, plan.clone());
                return Ok(plan);
            };
            newest_fault.get_or_insert((number, fault));
        }
        Err(NoPlan::Delivery(DeliveryError::give_up(
            match newest_fault {
                Some((number, fault)) => format!(
                    "no mapping fits version {version} of the form; of revision {number}, {}: {}",
                    fault.path, fault.reason
                ),
                None => "the form has no mapping".to_owned(),
            },
        )))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(FormId, i64, i64), Arc<Plan>>> {
        // A map of immutable plans is sound whatever panicked while it was held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
