//! All texts of a form, the languages beside each other.

mod panel;
mod places;

pub(crate) use panel::TextsPanel;
