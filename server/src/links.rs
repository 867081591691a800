//! Making personal links: a code that only its recipient will know.

use crate::contact::ContactRef;
use crate::crm::Catalogue;
use crate::link_values::LinkValues;
use crate::mapping::EMBEDDED;
use crate::secrets::{SecretError, Secrets, new_code};
use crate::store::{NewLink, Reissued, Store, StoreError, StoredRecord};
use schemars::JsonSchema;
use serde::Serialize;
use sonda_domain::{FormId, Locale};
use uuid::Uuid;

/// The most characters of what people call a recipient.
pub const LONGEST_LABEL: usize = 200;

/// What a link is asked for with.
#[derive(Debug, Clone)]
pub struct LinkRequest {
    /// The form it opens.
    pub form: FormId,
    /// The contact it is for.
    pub contact: ContactRef,
    /// The language it asks for.
    pub locale: Option<Locale>,
    /// First moment at which it no longer works, in milliseconds since the epoch.
    pub expires_at_ms: Option<i64>,
    /// What it gives along.
    pub values: LinkValues,
    /// What people call its recipient; found out where nothing is said.
    pub label: String,
}

/// A link that was made. Its address is known here and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Link")]
pub struct MadeLink {
    /// Names the link, for withdrawing it.
    pub id: String,
    /// The address to send.
    pub url: String,
    /// The version of the form it answers.
    pub version: i64,
}

/// Why a link could not be made.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No code could be made.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The contact's connector or table is not known, or the embedded CRM has no such record.
    #[error("there is no contact `{0}`")]
    NoContact(ContactRef),
    /// There is no such form.
    #[error("there is no form `{0}`")]
    NoForm(FormId),
}

/// Makes a personal link to the newest version of a form.
///
/// # Errors
/// No such form or contact, a database that failed, or a system without random bytes.
pub async fn make_link(
    store: &Store,
    secrets: &Secrets,
    catalogue: &Catalogue,
    public_url: &str,
    request: LinkRequest,
    now_ms: i64,
) -> Result<MadeLink, LinkError> {
    let contact = &request.contact;
    let known = catalogue
        .table(&contact.connector, &contact.table)
        .is_some();
    // A mistake is found here, not by the delivery of the first answer.
    let record = match known && contact.connector == EMBEDDED {
        true => store.record(&contact.table, &contact.record).await?,
        false => None,
    };
    if !known || (contact.connector == EMBEDDED && record.is_none()) {
        return Err(LinkError::NoContact(request.contact));
    }
    let label = match request.label.is_empty() {
        true => label_of(record.as_ref(), &request.values),
        false => request.label,
    };
    let addresses = ["email", "phone"].into_iter().filter_map(|name| {
        let given = request.values.get("contact", name);
        given.or_else(|| record.as_ref()?.values.get(name)?.as_str())
    });
    let found_by = addresses.collect::<Vec<_>>().join(" ");
    let code = new_code()?;
    let link = NewLink {
        id: Uuid::new_v4().to_string(),
        form: request.form,
        code_hmac: secrets.code_hmac(&code),
        contact: request.contact,
        locale: request.locale,
        expires_at_ms: request.expires_at_ms,
        values: request.values,
        label,
        found_by,
        job: None,
    };
    match store.make_link(&link, now_ms).await? {
        Some(version) => Ok(MadeLink {
            id: link.id,
            url: address(public_url, &code),
            version,
        }),
        None => Err(LinkError::NoForm(link.form)),
    }
}

/// Gives a link another code, and the first moment at which it no longer works if one is said. The code of before
/// opens nothing any more.
///
/// # Errors
/// A database that failed, or a system without random bytes.
pub async fn reissue_link(
    store: &Store,
    secrets: &Secrets,
    public_url: &str,
    (id, expires_at_ms): (&str, Option<i64>),
    now_ms: i64,
) -> Result<(Reissued, String), LinkError> {
    let code = new_code()?;
    let reissued = store
        .reissue_link(id, &secrets.code_hmac(&code), expires_at_ms, now_ms)
        .await?;
    Ok((reissued, address(public_url, &code)))
}

/// The address of a code.
#[must_use]
pub fn address(public_url: &str, code: &str) -> String {
    format!("{public_url}/s/{code}")
}

/// What people call a contact: its name, else its e-mail address, as far as its record or the link's values say it.
fn label_of(record: Option<&StoredRecord>, values: &LinkValues) -> String {
    let said = |name: &str| {
        let given = values.get("contact", name);
        let kept = || record?.values.get(name)?.as_str();
        given
            .or_else(kept)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    let parts = || {
        let parts: Vec<&str> = ["first_name", "last_name"]
            .into_iter()
            .filter_map(said)
            .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let label = said("name").map(str::to_owned).or_else(parts);
    let label = label
        .or_else(|| said("email").map(str::to_owned))
        .unwrap_or_default();
    label.chars().take(LONGEST_LABEL).collect()
}
