//! The draft of a form: what was typed survives a reload. A personal one outlives the tab, a public one does not.

use super::storage;
use crate::Props;
use crate::json::{self, write};
use crate::submission::entries_of;
use sonda_domain::Entries;
use web_sys::Storage;

/// The entry that names the places: no field of a question begins like it.
const STEP: &str = "_step";

/// Where the draft of one form is kept.
pub(crate) struct Draft {
    storage: Option<Storage>,
    key: String,
}

impl Draft {
    /// The place for the draft of that form or link.
    pub(crate) fn of(props: &Props) -> Self {
        Self {
            storage: if props.personal {
                storage::local()
            } else {
                storage::session()
            },
            key: ["sonda:draft:", &props.draft].concat(),
        }
    }

    /// What was kept, and the places it was left with, that of the visitor last.
    pub(crate) fn load(&self) -> Option<(Entries, Vec<String>)> {
        let json = self.storage.as_ref()?.get_item(&self.key).ok()??;
        let mut entries = entries_of(json::read(&json).ok()?);
        let places = entries.remove(STEP);
        Some((entries, places.unwrap_or_default()))
    }

    /// Keeps the entries and the places in place of what was kept.
    pub(crate) fn save(&self, mut entries: Entries, places: Vec<String>) {
        entries.set(STEP, places);
        if let Some(storage) = &self.storage {
            let mut json = String::new();
            write::entries(&mut json, &entries);
            let _ = storage.set_item(&self.key, &json);
        }
    }

    /// Forgets it.
    pub(crate) fn forget(&self) {
        if let Some(storage) = &self.storage {
            let _ = storage.remove_item(&self.key);
        }
    }
}
