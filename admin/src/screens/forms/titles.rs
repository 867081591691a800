//! What forms are called, where something else is listed by its form.

use super::{all, line};
use crate::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

/// The titles of all forms, once they are there.
#[derive(Clone, Copy)]
pub(crate) struct Titles(RwSignal<Vec<Value>>);

impl Titles {
    /// Asks for them. Where they do not come, forms are called by their ids.
    pub(crate) fn load() -> Self {
        let titles = Self(RwSignal::new(Vec::new()));
        spawn_local(async move {
            if let Ok(forms) = all().await {
                titles.0.try_set(forms);
            }
        });
        titles
    }

    /// What a form is called; its id until that is known. Tracked.
    pub(crate) fn of(self, form: &str) -> String {
        self.0.with(|forms| {
            let found = forms.iter().find(|one| one["id"] == form);
            found.map_or_else(|| form.to_owned(), line::title)
        })
    }
}
