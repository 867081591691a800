//! Making personal links: a code that only its recipient will know.

use crate::contact::ContactRef;
use crate::crm::Catalogue;
use crate::link_values::LinkValues;
use crate::mapping::EMBEDDED;
use crate::secrets::{SecretError, Secrets, new_code};
use crate::store::{NewLink, Store, StoreError};
use schemars::JsonSchema;
use serde::Serialize;
use sonda_domain::{FormId, Locale};
use uuid::Uuid;

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
    let exists = known
        && (contact.connector != EMBEDDED
            || store
                .record(&contact.table, &contact.record)
                .await?
                .is_some());
    if !exists {
        return Err(LinkError::NoContact(request.contact));
    }
    let code = new_code()?;
    let link = NewLink {
        id: Uuid::new_v4().to_string(),
        form: request.form,
        code_hmac: secrets.code_hmac(&code),
        contact: request.contact,
        locale: request.locale,
        expires_at_ms: request.expires_at_ms,
        values: request.values,
    };
    match store.make_link(&link, now_ms).await? {
        Some(version) => Ok(MadeLink {
            id: link.id,
            url: format!("{public_url}/s/{code}"),
            version,
        }),
        None => Err(LinkError::NoForm(link.form)),
    }
}
