//! What screens are made of.

mod asks;
mod beat;
mod colour;
mod confirm;
mod dialog;
mod empty;
#[cfg(feature = "desk")]
mod file;
pub(crate) mod focus;
mod form_tabs;
mod loaded;
mod paged;
mod sentence;
mod tag;

pub(crate) use asks::asks;
pub(crate) use beat::each;
pub(crate) use colour::colour;
pub(crate) use confirm::Confirm;
pub(crate) use dialog::{dialog, shown_while};
pub(crate) use empty::Empty;
#[cfg(feature = "desk")]
pub(crate) use file::pick_file;
#[cfg(any(feature = "mapper", feature = "studio"))]
pub(crate) use form_tabs::FormTabs;
pub(crate) use form_tabs::form_head;
pub(crate) use loaded::{Busy, Failed, Fetched};
pub(crate) use paged::{Page, Pages};
pub(crate) use sentence::sentence;
pub(crate) use tag::{Tag, Tone};
