//! The draft of a form: what was typed survives a reload. A personal one outlives the tab, a public one does not.

use super::storage;
use crate::Props;
use crate::json::{self, Unreadable};
use sonda_domain::Entries;
use web_sys::Storage;

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

    /// What was kept.
    pub(crate) fn load(&self) -> Option<Entries> {
        let json = self.storage.as_ref()?.get_item(&self.key).ok()??;
        json::read::<_, Unreadable>(&json).ok()
    }

    /// Keeps the entries in place of what was kept.
    pub(crate) fn save(&self, entries: &Entries) {
        if let (Some(storage), Ok(json)) = (&self.storage, serde_json::to_string(entries)) {
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
