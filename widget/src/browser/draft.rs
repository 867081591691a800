//! The draft of a form: what was typed survives a reload. A personal one outlives the tab, a public one does not.

use super::host;
use crate::Props;
use crate::json::{self, write};
use crate::submission::entries_of;
use sonda_domain::Entries;

/// The entry that names the places: no field of a question begins like it.
const STEP: &str = "_step";

/// Where the draft of one form is kept.
pub(crate) struct Draft {
    /// Whether it outlives the tab.
    lasting: bool,
    key: String,
}

impl Draft {
    /// The place for the draft of that form or link.
    pub(crate) fn of(props: &Props) -> Self {
        Self {
            lasting: props.personal,
            key: ["sonda:draft:", &props.draft].concat(),
        }
    }

    /// What was kept, and the places it was left with, that of the visitor last.
    pub(crate) fn load(&self) -> Option<(Entries, Vec<String>)> {
        let json = host::kept(self.lasting, &self.key)?;
        let mut entries = entries_of(json::read(&json).ok()?);
        let places = entries.remove(STEP);
        Some((entries, places.unwrap_or_default()))
    }

    /// Keeps the entries and the places in place of what was kept.
    pub(crate) fn save(&self, mut entries: Entries, places: Vec<String>) {
        entries.set(STEP, places);
        let mut json = String::new();
        write::entries(&mut json, &entries);
        host::keep(self.lasting, &self.key, &json);
    }

    /// Forgets it.
    pub(crate) fn forget(&self) {
        host::forget(self.lasting, &self.key);
    }
}
