//! The draft of a form: what was typed survives a reload. A personal one outlives the tab, a public one does not.

use super::host;
use crate::Props;
use crate::json::{self, write};
use crate::submission::entries_of;
use sonda_domain::Entries;

/// The entry that names the step: no field of a question begins like it.
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

    /// What was kept, and the step it was left at.
    pub(crate) fn load(&self) -> Option<(Entries, String)> {
        let json = host::kept(self.lasting, &self.key)?;
        let mut entries = entries_of(json::read(&json).ok()?);
        let step = entries.remove(STEP).and_then(|mut steps| steps.pop());
        Some((entries, step.unwrap_or_default()))
    }

    /// Keeps the entries and the step in place of what was kept.
    pub(crate) fn save(&self, mut entries: Entries, step: String) {
        entries.set(STEP, vec![step]);
        let mut json = String::new();
        write::entries(&mut json, &entries);
        host::keep(self.lasting, &self.key, &json);
    }

    /// Forgets it.
    pub(crate) fn forget(&self) {
        host::forget(self.lasting, &self.key);
    }
}
