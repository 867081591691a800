//! Going on with what was begun by a personal link: who is shown it, how a device is let in, and how it is saved.
//!
//! Opening an address changes nothing here: mail scanners open them too.

mod aside;
mod confirm;
mod cookie;
mod pages;
mod save;

pub(crate) use aside::{Aside, over};
pub(crate) use confirm::{show_code, take_code};
pub(crate) use pages::elsewhere_page;
pub(crate) use save::{carried, put_draft, save_step};

use super::visit::Visit;
use super::{App, Rejection};
use crate::mapping::EMBEDDED;
use crate::store::StoredDraft;
use axum::http::HeaderMap;

/// The field that names the revision a page was made from.
pub(crate) const REVISION: &str = "_draft";

/// The column of a contact that messages go to.
const ADDRESS: &str = "email";

/// How a link's draft stands to the browser that opens it.
pub(crate) enum Opened {
    /// The form has no drafts here: it is public.
    Public,
    /// Nothing was begun.
    Fresh,
    /// This device may go on with it.
    Draft(StoredDraft),
    /// It was begun elsewhere: this device is shown nothing of it.
    Elsewhere,
}

/// How the draft of a visit stands to the browser.
pub(crate) async fn opened(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
) -> Result<Opened, Rejection> {
    let Some(link) = visit.link_id() else {
        return Ok(Opened::Public);
    };
    let Some(draft) = app.store.draft(link).await? else {
        return Ok(Opened::Fresh);
    };
    let known = match cookie::device(headers) {
        Some(device) => app.store.is_draft_device(link, &device.digest()).await?,
        None => false,
    };
    Ok(match known {
        true => Opened::Draft(draft),
        false => Opened::Elsewhere,
    })
}

/// The address that a code may be sent to: that of the contact's record, which no page shows. None where the server
/// sends no messages.
async fn address(app: &App, visit: &Visit) -> Result<Option<String>, Rejection> {
    let contact = visit.link.as_ref().map(|opened| &opened.link.contact);
    let contact = contact.filter(|contact| app.mailer.is_some() && contact.connector == EMBEDDED);
    let Some(contact) = contact else {
        return Ok(None);
    };
    let record = app.store.record(&contact.table, &contact.record).await?;
    let address = record.and_then(|record| Some(record.values.get(ADDRESS)?.as_str()?.to_owned()));
    Ok(address.filter(|address| !address.trim().is_empty()))
}
