//! Reads the tables of an environment: one query for each type of column, since what a type alone has needs a cast.

use super::column::{Attribute, column};
use super::names::{Names, many_to_one};
use super::session::{Call, Session};
use crate::crm::error::DeliveryError;
use crate::crm::table::{Column, ColumnType, Table};
use crate::crm::transcript::Transcript;
use futures::future::try_join_all;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The types of columns that are read, and what is asked of each beside what all have.
const TYPES: [(&str, &str); 14] = [
    ("BigInt", ",MinValue,MaxValue"),
    ("Boolean", ""),
    ("DateTime", ",DateTimeBehavior"),
    ("Decimal", ",MinValue,MaxValue,Precision"),
    ("Double", ",MinValue,MaxValue,Precision"),
    ("Integer", ",MinValue,MaxValue"),
    ("Lookup", ",Targets"),
    ("Memo", ",MaxLength"),
    ("Money", ",MinValue,MaxValue,Precision"),
    ("MultiSelectPicklist", OPTIONS),
    ("Picklist", OPTIONS),
    ("State", OPTIONS),
    ("Status", OPTIONS),
    ("String", ",MaxLength,FormatName"),
];
const OPTIONS: &str =
    ",DefaultFormValue&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)";
/// What is asked of every column.
const COMMON: &str = "LogicalName,DisplayName,RequiredLevel,IsValidForCreate,IsValidForUpdate,IsValidForRead,AttributeOf";

/// A list as the service gives it. Metadata come whole, never in pages.
#[derive(Deserialize)]
pub(super) struct Many<T> {
    pub(super) value: Vec<T>,
}

/// A relationship: what a lookup can name.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ManyToOne {
    pub(super) referencing_attribute: String,
    pub(super) referenced_entity: String,
    pub(super) referencing_entity_navigation_property_name: String,
}

/// A table itself.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entity {
    #[serde(default)]
    display_name: Label,
    primary_id_attribute: String,
}

/// An alternate key.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Key {
    #[serde(default)]
    pub(super) key_attributes: Vec<String>,
    /// What has become of its index, without which the key is none yet.
    #[serde(default)]
    entity_key_index_status: String,
}

impl Key {
    /// Whether it can be used.
    pub(super) fn is_active(&self) -> bool {
        self.entity_key_index_status == "Active"
    }
}

/// The alternate keys of a table.
pub(super) async fn keys(
    table: &str,
    session: &Session,
    transcript: &Transcript,
) -> Result<Vec<Key>, DeliveryError> {
    let path = table_path(table);
    let call = Call::get(format!(
        "{path}/Keys?$select=KeyAttributes,EntityKeyIndexStatus"
    ));
    let read: Option<Many<Key>> = session.read(&call, transcript).await?;
    Ok(read.map(|many| many.value).unwrap_or_default())
}

/// A text by language.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Label {
    #[serde(default)]
    localized_labels: Vec<Localized>,
    #[serde(default)]
    user_localized_label: Option<Localized>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Localized {
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    language_code: u32,
}

impl Label {
    /// The text in that language, else in the application user's, else in any; empty where there is none.
    pub(super) fn text(&self, language: Option<u32>) -> String {
        let all = &self.localized_labels;
        let own = language.and_then(|code| all.iter().find(|one| one.language_code == code));
        own.or(self.user_localized_label.as_ref())
            .or(all.first())
            .and_then(|one| one.label.clone())
            .unwrap_or_default()
    }
}

/// The address of a table's metadata.
pub(super) fn table_path(table: &str) -> String {
    format!("EntityDefinitions(LogicalName='{table}')")
}

/// The tables that the settings name and the environment has.
pub(super) async fn tables(
    session: &Session,
    names: &Names,
    transcript: &Transcript,
) -> Result<Vec<Table>, DeliveryError> {
    names.read_sets(session, transcript).await?;
    let mut tables = Vec::new();
    // One after the other: a delivery that needs a name waits for the requests of one table at most.
    for name in &session.settings.tables {
        tables.extend(table(name, session, names, transcript).await?);
    }
    Ok(tables)
}

async fn table(
    name: &str,
    session: &Session,
    names: &Names,
    transcript: &Transcript,
) -> Result<Option<Table>, DeliveryError> {
    let path = table_path(name);
    let call = Call::get(format!(
        "{path}?$select=LogicalName,DisplayName,PrimaryIdAttribute"
    ));
    let Some(entity) = session.read::<Entity>(&call, transcript).await? else {
        return Ok(None);
    };
    let typed = TYPES.iter().map(|(kind, own)| {
        let cast = format!("Microsoft.Dynamics.CRM.{kind}AttributeMetadata");
        let call = Call::get(format!("{path}/Attributes/{cast}?$select={COMMON}{own}"));
        async move {
            let read: Option<Many<Attribute>> = session.read(&call, transcript).await?;
            Ok::<_, DeliveryError>((*kind, read.map(|many| many.value).unwrap_or_default()))
        }
    });
    let (typed, relationships, keys) = futures::future::try_join3(
        try_join_all(typed),
        many_to_one(name, session, transcript),
        keys(name, session, transcript),
    )
    .await?;
    names.learn(name, &relationships);
    let language = session.settings.language;
    let mut columns: Vec<Column> = Vec::new();
    for (kind, attributes) in &typed {
        let readable = attributes
            .iter()
            .filter(|one| one.attribute_of.is_none() && one.is_valid_for_read);
        for attribute in readable.filter(|one| one.logical_name != entity.primary_id_attribute) {
            match *kind {
                "Lookup" => columns.extend(lookups(attribute, &relationships, language)),
                kind => columns.extend(column(kind, attribute, language)),
            }
        }
    }
    let keyed: BTreeSet<&String> = keys.iter().flat_map(|key| &key.key_attributes).collect();
    for column in &mut columns {
        // An alternate key finds records, of whatever type its columns are but what queries cannot ask for.
        let is_asked_for = !matches!(
            column.kind,
            ColumnType::Lookup { .. } | ColumnType::MultiChoice { .. }
        );
        column.identifying |= is_asked_for && keyed.contains(&column.name);
    }
    columns.sort_by(|a, b| a.name.cmp(&b.name));
    columns.dedup_by(|a, b| a.name == b.name);
    let finds = |name: &String| {
        let mut columns = columns.iter();
        columns.any(|column| column.name == *name && column.identifying)
    };
    let keys = keys
        .into_iter()
        .filter(Key::is_active)
        .map(|key| key.key_attributes)
        .filter(|names| names.iter().all(finds));
    let keys = keys.collect();
    Ok(Some(Table {
        keys,
        label: entity.display_name.text(language),
        ..Table::new(name, columns)
    }))
}

/// A lookup: one column for each table that it can name, called like its navigation property.
fn lookups(
    attribute: &Attribute,
    relationships: &[ManyToOne],
    language: Option<u32>,
) -> Vec<Column> {
    let own: Vec<&ManyToOne> = relationships
        .iter()
        .filter(|one| one.referencing_attribute == attribute.logical_name)
        .filter(|one| !one.referencing_entity_navigation_property_name.is_empty())
        .collect();
    let is_one = own.len() == 1;
    let columns = own.into_iter().map(|one| {
        // What owns is a user or a team; only a user can be named.
        let owner = one.referenced_entity == "owner";
        let table = match owner {
            true => "systemuser".to_owned(),
            false => one.referenced_entity.clone(),
        };
        let label = attribute.display_name.text(language);
        let mut column = Column::new(
            &one.referencing_entity_navigation_property_name,
            ColumnType::Lookup { table },
        );
        attribute.mark(&mut column);
        column.label = match is_one || label.is_empty() {
            true => label,
            false => format!("{label} ({})", one.referenced_entity),
        };
        column.one_of = (!is_one).then(|| attribute.logical_name.clone());
        // Dataverse makes the application user the owner of what has none.
        column.required &= !owner;
        column
    });
    columns.collect()
}
