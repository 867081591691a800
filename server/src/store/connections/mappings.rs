//! The mappings that connections are judged by.

use crate::definition::Settings;
use crate::mapping::{Arrival, Mapping};
use crate::store::{Store, StoreError, read_json};
use sonda_domain::{Content, FormId};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeSet;

/// What a form publishes now, as far as its mapping is judged by it.
#[derive(Debug, Clone, PartialEq)]
pub struct CurrentMapping {
    /// The form.
    pub form: FormId,
    /// How responses come to it.
    pub arrival: Arrival,
    /// Its newest content.
    pub content: Content,
    /// Its newest mapping.
    pub mapping: Mapping,
}

impl Store {
    /// The newest content and mapping of every form, for judging the mappings anew.
    ///
    /// # Errors
    /// The database failed.
    pub async fn current_mappings(&self) -> Result<Vec<CurrentMapping>, StoreError> {
        let rows = sqlx::query(
            "SELECT form.id, form.settings, form_version.content, mapping_revision.mapping FROM form \
             JOIN form_version ON form_version.form_id = form.id AND form_version.version = form.version \
             JOIN mapping_revision ON mapping_revision.form_id = form.id \
             AND mapping_revision.revision = form.mapping_revision ORDER BY form.id",
        )
        .fetch_all(self.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let settings: Settings =
                    read_json("the settings of a form", row.try_get("settings")?)?;
                Ok(CurrentMapping {
                    form: read_form_id(row)?,
                    arrival: Arrival::under(settings.once),
                    content: read_json("the content of a form", row.try_get("content")?)?,
                    mapping: read_json("the mapping of a form", row.try_get("mapping")?)?,
                })
            })
            .collect()
    }
}

impl Store {
    /// The forms whose newest mapping writes to a connection, each with that connection's name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn connection_users(&self) -> Result<Vec<(FormId, String)>, StoreError> {
        let mut connection = self.reader().acquire().await?;
        let mut users = Vec::new();
        for (form, mapping) in newest_mappings(&mut connection).await? {
            let named: BTreeSet<String> = mapping
                .targets
                .into_iter()
                .map(|target| target.connector)
                .collect();
            users.extend(named.into_iter().map(|name| (form.clone(), name)));
        }
        Ok(users)
    }
}

/// The newest mapping of every form.
pub(super) async fn newest_mappings(
    tx: &mut AnyConnection,
) -> Result<Vec<(FormId, Mapping)>, StoreError> {
    let rows = sqlx::query(
        "SELECT form.id, mapping_revision.mapping FROM form \
         JOIN mapping_revision ON mapping_revision.form_id = form.id \
         AND mapping_revision.revision = form.mapping_revision ORDER BY form.id",
    )
    .fetch_all(tx)
    .await?;
    rows.iter()
        .map(|row| {
            let mapping = read_json("the mapping of a form", row.try_get("mapping")?)?;
            Ok((read_form_id(row)?, mapping))
        })
        .collect()
}

fn read_form_id(row: &AnyRow) -> Result<FormId, StoreError> {
    let id: String = row.try_get("id")?;
    id.try_into().map_err(|error| StoreError::Unreadable {
        what: "a form",
        reason: format!("{error}"),
    })
}
