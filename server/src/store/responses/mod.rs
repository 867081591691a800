//! Responses, as they are read back.

mod arrivals;
mod deletion;
mod generated;
mod search;

pub use arrivals::Arrival;
pub use deletion::{Deleted, DeletedResponses};
pub use generated::GeneratedResponse;
pub use search::{Look, Looked, Order, Place};

use super::{Store, StoreError, bind_all, placeholders, places, read_json};
use crate::captcha::Mark;
use crate::contact::ContactRef;
use crate::link_values::LinkValues;
use schemars::JsonSchema;
use serde::Serialize;
use sonda_domain::{Answers, Conclusion, FormId, Locale};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A submission that was accepted and stored.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "StoredResponse")]
pub struct StoredResponse {
    /// Its id, a UUID of version 7.
    pub id: String,
    /// The form it answers.
    pub form: FormId,
    /// The version of the form it answers.
    pub version: i64,
    /// The id of the personal link it came by.
    pub link: Option<String>,
    /// What the maker of that link gave along.
    #[serde(skip)]
    pub link_values: LinkValues,
    /// The contact that link was made for.
    pub contact: Option<ContactRef>,
    /// The language the form was filled in.
    pub locale: Locale,
    /// The valid answers.
    pub answers: Answers,
    /// What follows from them: calculated values and the ending.
    #[serde(flatten)]
    pub conclusion: Conclusion,
    /// What came along: `page`, `utm_source` and its like, `extra.…` fields of an existing form.
    pub context: BTreeMap<String, String>,
    /// The seed that shuffled options were shown by: [`sonda_domain::Question::offered`] tells their order. 0 where
    /// they came as written.
    pub seed: u32,
    /// What its reader should know of its sender.
    pub marks: Vec<Mark>,
    /// When it was accepted, in milliseconds since the epoch.
    pub submitted_at_ms: i64,
}

const COLUMNS: &str = "id, form_id, version, link_id, contact, locale, answers, results, context, marks, \
     seed, submitted_at_ms, (SELECT given FROM link WHERE link.id = response.link_id) AS link_given";

impl Store {
    /// The response of that id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn response(&self, id: &str) -> Result<Option<StoredResponse>, StoreError> {
        sqlx::query(AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM response WHERE id = $1"
        )))
        .bind(id)
        .fetch_optional(self.reader())
        .await?
        .as_ref()
        .map(read_response)
        .transpose()
    }

    /// Those of the responses that are there, each with the newest mapping revision of its form. One that
    /// cannot be read back is an error of its own.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn responses_to_deliver(
        &self,
        ids: &BTreeSet<&str>,
    ) -> Result<HashMap<String, Result<(StoredResponse, i64), StoreError>>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS}, (SELECT mapping_revision FROM form WHERE form.id = response.form_id) \
             AS mapping_revision FROM response WHERE id IN ({})",
            placeholders(1, places(ids.len()))
        );
        let rows = bind_all(sqlx::query(AssertSqlSafe(sql)), ids)
            .fetch_all(self.reader())
            .await?;
        rows.iter()
            .map(|row| {
                let revision = row.try_get("mapping_revision")?;
                let response = read_response(row).map(|response| (response, revision));
                Ok((row.try_get("id")?, response))
            })
            .collect()
    }
}

fn read_response(row: &AnyRow) -> Result<StoredResponse, StoreError> {
    let unreadable = |reason: String| StoreError::Unreadable {
        what: "a response",
        reason,
    };
    let form: String = row.try_get("form_id")?;
    let locale: String = row.try_get("locale")?;
    let contact: Option<String> = row.try_get("contact")?;
    Ok(StoredResponse {
        id: row.try_get("id")?,
        form: form
            .try_into()
            .map_err(|error| unreadable(format!("{error}")))?,
        version: row.try_get("version")?,
        link: row.try_get("link_id")?,
        link_values: match row.try_get::<Option<String>, _>("link_given")? {
            Some(given) => read_json("the values of a link", &given)?,
            None => LinkValues::default(),
        },
        contact: contact
            .map(ContactRef::try_from)
            .transpose()
            .map_err(|error| unreadable(error.to_string()))?,
        locale: locale
            .try_into()
            .map_err(|error| unreadable(format!("{error}")))?,
        answers: read_json("answers", row.try_get("answers")?)?,
        conclusion: read_json("the results", row.try_get("results")?)?,
        context: read_json("the context of a response", row.try_get("context")?)?,
        marks: read_json("the marks of a response", row.try_get("marks")?)?,
        seed: u32::try_from(row.try_get::<i64, _>("seed")?).unwrap_or(0),
        submitted_at_ms: row.try_get("submitted_at_ms")?,
    })
}
