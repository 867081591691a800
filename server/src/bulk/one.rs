//! One person, found or made as in a table.

use super::columns::{ColumnUse, Role};
use super::people::{Found, find};
use super::preview::fault_of;
use super::row::{BulkForm, Missing, Plan, Repeats, RowFault, wanted};
use super::run::{Workshop, create};
use crate::contact::ContactRef;
use crate::mapping::EMBEDDED;
use crate::store::StoreError;
use schemars::JsonSchema;
use serde::Deserialize;

/// What is known of a person.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The e-mail address.
    #[serde(default)]
    pub email: String,
    /// The telephone number.
    #[serde(default)]
    pub phone: String,
    /// The whole name.
    #[serde(default)]
    pub name: String,
    /// The country of a number without one, such as `PL`.
    #[serde(default)]
    pub region: Option<String>,
}

/// The contact of the embedded CRM that has the person's address or number; a new one where none has. And what people
/// call it.
///
/// # Errors
/// The database failed.
pub async fn find_or_make(
    shop: Workshop<'_>,
    person: &Person,
    now_ms: i64,
) -> Result<Result<(ContactRef, String), RowFault>, StoreError> {
    let use_of = |role| ColumnUse { role, name: None };
    let plan = Plan {
        titles: None,
        columns: [Role::Email, Role::Phone, Role::Name].map(use_of).to_vec(),
        connector: EMBEDDED.to_owned(),
        table: "contact".to_owned(),
        missing: Missing::Create,
        repeats: Repeats::Make,
        locale: None,
        expires_at_ms: None,
        zone: "UTC".to_owned(),
        region: person.region.clone(),
        delimiter: None,
    };
    let rules = BulkForm {
        locales: Vec::new(),
        known: Vec::new(),
        table: shop.catalogue.table(EMBEDDED, "contact").cloned(),
    };
    let cells = [&person.email, &person.phone, &person.name].map(|cell| cell.trim().to_owned());
    let wanted = match wanted(&cells, &plan, &rules, now_ms) {
        Ok(wanted) => wanted,
        Err(faults) => {
            let none = || RowFault::new(None, "no_contact", "nobody is named");
            return Ok(Err(faults.into_iter().next().unwrap_or_else(none)));
        }
    };
    let found = find(shop.store, shop.catalogue, &plan.table, &[&wanted]).await?;
    let found = found.into_iter().next().unwrap_or(Found::Nobody);
    if let Some(fault) = fault_of(&found, &plan) {
        return Ok(Err(fault));
    }
    let contact = match found {
        Found::Contact(contact) => contact,
        _ => match create(shop, &plan, &wanted).await? {
            Ok(contact) => contact,
            Err(fault) => return Ok(Err(fault)),
        },
    };
    Ok(Ok((contact, wanted.label)))
}
