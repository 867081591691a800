//! Personal links, as whoever works with a form makes and looks through them.

pub(super) mod bulk;
pub(super) mod jobs;
pub(super) mod list;
mod opened;
mod qr;
pub(super) mod share;
mod work;

pub(crate) use bulk::{begin_bulk, preview_bulk};
pub(crate) use jobs::{forget_addresses, list_jobs, list_rows, show_job, tell_addresses};
pub(crate) use list::form_of;
pub(crate) use list::{list_links, reissue, revoke_many, show_link};
pub(crate) use opened::take_opened;
pub(crate) use qr::{qr_png, qr_svg};
pub(crate) use share::show_share;

use crate::qr::{Correction, Qr};

/// The QR code of a personal link, told with its address: four modules of margin, as readers are promised.
pub(crate) fn link_qr(url: &str) -> Option<String> {
    Qr::of(url, Correction::Medium, 4)
        .ok()
        .map(|qr| qr.svg(480))
}
