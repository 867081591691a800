//! The names that requests need and mappings do not: of entity sets, of primary keys, of the columns behind lookups.
//!
//! They are read when first needed and with every reading of the metadata, so that a server that was started anew
//! delivers without reading all of it.

use super::metadata::{Many, ManyToOne, table_path};
use super::session::{Call, Session};
use crate::crm::error::DeliveryError;
use crate::crm::transcript::Transcript;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

/// The columns behind lookups, by navigation property.
pub(super) type Lookups = BTreeMap<String, String>;

/// What is known so far.
#[derive(Debug, Default)]
pub(super) struct Names {
    sets: RwLock<Option<Arc<Sets>>>,
    lookups: RwLock<BTreeMap<String, Arc<Lookups>>>,
}

/// The sets of all tables, by logical name.
#[derive(Debug, Default)]
pub(super) struct Sets(BTreeMap<String, Set>);

/// Where the records of a table are.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Set {
    logical_name: String,
    /// The name of the set in addresses.
    #[serde(rename = "EntitySetName", default)]
    pub(super) name: Option<String>,
    /// The name of the primary key.
    #[serde(rename = "PrimaryIdAttribute", default)]
    pub(super) id: Option<String>,
}

impl Sets {
    /// The name of the set and of its primary key.
    ///
    /// # Errors
    /// There is no such table.
    pub(super) fn of(&self, table: &str) -> Result<(&str, &str), DeliveryError> {
        let set = self.0.get(table);
        set.and_then(|set| set.name.as_deref().zip(set.id.as_deref()))
            .filter(|(name, id)| !name.is_empty() && !id.is_empty())
            .ok_or_else(|| DeliveryError::give_up(format!("the CRM has no table `{table}`")))
    }
}

impl Names {
    /// The sets, read if those of these tables are not known.
    ///
    /// # Errors
    /// They cannot be read.
    pub(super) async fn sets(
        &self,
        tables: &BTreeSet<&str>,
        session: &Session,
        transcript: &Transcript,
    ) -> Result<Arc<Sets>, DeliveryError> {
        let known = self.known_sets();
        match known.filter(|sets| tables.iter().all(|table| sets.0.contains_key(*table))) {
            Some(sets) => Ok(sets),
            None => self.read_sets(session, transcript).await,
        }
    }

    /// The sets, if they are known.
    pub(super) fn known_sets(&self) -> Option<Arc<Sets>> {
        let sets = self.sets.read().unwrap_or_else(PoisonError::into_inner);
        sets.clone()
    }

    /// Reads the sets.
    ///
    /// # Errors
    /// They cannot be read.
    pub(super) async fn read_sets(
        &self,
        session: &Session,
        transcript: &Transcript,
    ) -> Result<Arc<Sets>, DeliveryError> {
        let call =
            Call::get("EntityDefinitions?$select=LogicalName,EntitySetName,PrimaryIdAttribute");
        let read: Option<Many<Set>> = session.read(&call, transcript).await?;
        let missing = || DeliveryError::give_up("the CRM has no metadata at this address");
        let all = read.ok_or_else(missing)?.value;
        let by_name = all.into_iter().map(|set| (set.logical_name.clone(), set));
        let sets = Arc::new(Sets(by_name.collect()));
        let mut known = self.sets.write().unwrap_or_else(PoisonError::into_inner);
        *known = Some(sets.clone());
        Ok(sets)
    }

    /// The columns behind the lookups of a table, read if those of these navigation properties are not known.
    ///
    /// # Errors
    /// They cannot be read.
    pub(super) async fn lookups(
        &self,
        table: &str,
        navigations: &[&str],
        session: &Session,
        transcript: &Transcript,
    ) -> Result<Arc<Lookups>, DeliveryError> {
        let known = {
            let lookups = self.lookups.read().unwrap_or_else(PoisonError::into_inner);
            lookups.get(table).cloned()
        };
        let has_all =
            |known: &Arc<Lookups>| navigations.iter().all(|name| known.contains_key(*name));
        if let Some(known) = known.filter(has_all) {
            return Ok(known);
        }
        let relationships = many_to_one(table, session, transcript).await?;
        Ok(self.learn(table, &relationships))
    }

    /// Keeps the lookups that relationships say.
    pub(super) fn learn(&self, table: &str, relationships: &[ManyToOne]) -> Arc<Lookups> {
        let pairs = relationships.iter().map(|one| {
            let navigation = one.referencing_entity_navigation_property_name.clone();
            (navigation, one.referencing_attribute.clone())
        });
        let lookups: Arc<Lookups> = Arc::new(pairs.collect());
        let mut known = self.lookups.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(table.to_owned(), lookups.clone());
        lookups
    }
}

/// The relationships that a table's lookups are.
pub(super) async fn many_to_one(
    table: &str,
    session: &Session,
    transcript: &Transcript,
) -> Result<Vec<ManyToOne>, DeliveryError> {
    let path = format!(
        "{}/ManyToOneRelationships?$select=ReferencingAttribute,ReferencedEntity,\
         ReferencingEntityNavigationPropertyName",
        table_path(table)
    );
    let read: Option<Many<ManyToOne>> = session.read(&Call::get(path), transcript).await?;
    Ok(read.map(|many| many.value).unwrap_or_default())
}
