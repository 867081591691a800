//! All texts of a form, the languages beside each other.

mod language;
mod panel;
mod places;

pub(crate) use panel::TextsPanel;
