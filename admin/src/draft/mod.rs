//! The definition that is being edited: undo and redo, saved by itself, never over somebody else's unasked.
//!
//! [`Draft`] is what screens read and write; [`DraftScreen`] loads it and gives it to its children. Nothing here judges a
//! definition: faults are what the server's check said of what it has stored.

mod history;
mod kept;
pub(crate) mod pointer;
mod remote;
mod saving;
mod screen;
mod signed_out;

pub(crate) use remote::{Checked, Fault, text};
pub(crate) use saving::{Conflict, Saving};
pub(crate) use screen::DraftScreen;
pub(crate) use signed_out::{said as says_signed_out, settled as signed_in};

use crate::api::Problem;
use crate::prelude::*;
use history::History;
use serde_json::Value;

/// Says what keeps drafts from being stored, on whichever screen.
pub(crate) fn notices() -> AnyView {
    view! { {signed_out::notice()} {kept::notice()} }.into_any()
}

/// The definition being edited. `Copy`; from context by [`Draft::here`].
///
/// Pointers lead through the whole definition: `/content/questions/0/title/en`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draft {
    form: StoredValue<String>,
    history: RwSignal<History>,
    locale: RwSignal<String>,
    state: RwSignal<Saving>,
    checked: RwSignal<Checked>,
    /// What was stored last: told from what is there now by its edition.
    stored: RwSignal<Stored>,
    /// Grows with each check that was answered.
    judged: RwSignal<u64>,
    /// What was done last that does not show by itself, for those who do not see it.
    said: RwSignal<String>,
}

/// What the server has.
#[derive(Debug, Clone, Default)]
struct Stored {
    revision: i64,
    edition: u64,
    /// The newest published version and when, if there is one.
    published: Option<i64>,
    saved_at: String,
}

impl Draft {
    fn new(form: String, loaded: &Value) -> Self {
        let definition = loaded["definition"].clone();
        let fallback = text(&definition, "/content/fallback_locale").to_owned();
        let stored = Stored {
            revision: loaded["revision"].as_i64().unwrap_or_default(),
            published: loaded.pointer("/published/version").and_then(Value::as_i64),
            saved_at: text(loaded, "/saved_at").to_owned(),
            ..Stored::default()
        };
        Self {
            form: StoredValue::new(form),
            history: RwSignal::new(History::new(definition)),
            locale: RwSignal::new(fallback),
            state: RwSignal::new(Saving::Saved),
            checked: RwSignal::new(Checked::default()),
            stored: RwSignal::new(stored),
            judged: RwSignal::new(0),
            said: RwSignal::new(String::new()),
        }
    }

    /// The draft of the screen.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// The id of the form.
    pub(crate) fn form(self) -> String {
        self.form.get_value()
    }

    /// What is at that place; null where nothing is. Tracked: of every change of the definition, so that views which only
    /// depend on one place are better made from [`Draft::memo`].
    pub(crate) fn get(self, pointer: &str) -> Value {
        self.with(|definition| definition.pointer(pointer).cloned().unwrap_or_default())
    }

    /// The text at that place; empty where there is none. Tracked.
    pub(crate) fn text(self, pointer: &str) -> String {
        self.with(|definition| text(definition, pointer).to_owned())
    }

    /// What is at that place, telling only of changes there.
    pub(crate) fn memo(self, pointer: impl Into<String>) -> Memo<Value> {
        let pointer = pointer.into();
        Memo::new(move |_| self.get(&pointer))
    }

    /// Reads the whole definition. Tracked.
    pub(crate) fn with<R>(self, read: impl FnOnce(&Value) -> R) -> R {
        self.history.with(|history| read(history.now()))
    }

    /// Reads the whole definition, and is not told of changes.
    pub(crate) fn with_untracked<R>(self, read: impl FnOnce(&Value) -> R) -> R {
        self.history.with_untracked(|history| read(history.now()))
    }

    /// Writes a value at a place, making the objects that are missing on the way; null removes the member. One step to
    /// take back, together with what is typed on at the same place.
    pub(crate) fn set(self, pointer: &str, value: Value) {
        self.change(|history| history.set(pointer, value, js_sys::Date::now()));
    }

    /// Any change of the definition, as one step to take back. The name says what it is, in the reader's language.
    pub(crate) fn edit(self, name: &str, change: impl FnOnce(&mut Value)) {
        self.change(|history| history.edit(name, change));
    }

    /// Adds to the last step what follows from it.
    pub(crate) fn amend(self, change: impl FnOnce(&mut Value)) {
        self.change(|history| history.amend(change));
    }

    fn change(self, change: impl FnOnce(&mut History)) {
        let before = self.history.with_untracked(History::edition);
        let after = self.history.try_maybe_update(|history| {
            change(history);
            (history.edition() != before, history.edition())
        });
        if after.is_some_and(|after| after != before) {
            self.changed();
        }
    }

    /// Takes the last step back.
    pub(crate) fn undo(self) {
        self.change(|history| {
            history.undo();
        });
    }

    /// Takes the step again that was taken back.
    pub(crate) fn redo(self) {
        self.change(|history| {
            history.redo();
        });
    }

    /// Whether there is a step to take back. Tracked.
    pub(crate) fn can_undo(self) -> bool {
        self.history.with(History::can_undo)
    }

    /// Whether there is a step to take again. Tracked.
    pub(crate) fn can_redo(self) -> bool {
        self.history.with(History::can_redo)
    }

    /// What the last check found at that place or below it; `""` for all there is. Tracked.
    pub(crate) fn faults(self, pointer: &str) -> Vec<Fault> {
        self.checked.with(|checked| {
            let is_there = |fault: &&Fault| pointer::is_within(&fault.pointer, pointer);
            checked.faults.iter().filter(is_there).cloned().collect()
        })
    }

    /// What the last check found: faults, warnings, changes. Tracked.
    pub(crate) fn checked(self) -> Checked {
        self.checked.get()
    }

    /// The language whose texts are shown.
    pub(crate) fn locale(self) -> RwSignal<String> {
        self.locale
    }

    /// The languages of the form. Tracked.
    pub(crate) fn locales(self) -> Vec<String> {
        self.with(|definition| {
            let listed = definition.pointer("/content/locales");
            let listed = listed.and_then(Value::as_array).into_iter().flatten();
            listed
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        })
    }

    /// The language that stands in where a text is not translated. Tracked.
    pub(crate) fn fallback(self) -> String {
        self.text("/content/fallback_locale")
    }

    /// How saving stands.
    pub(crate) fn state(self) -> Signal<Saving> {
        self.state.into()
    }

    /// The newest published version; none where there never was one. Tracked.
    pub(crate) fn published(self) -> Option<i64> {
        self.stored.with(|stored| stored.published)
    }

    /// Grows whenever something new is stored and judged: what shows it can be loaded again. Tracked.
    pub(crate) fn judged(self) -> u64 {
        self.judged.get()
    }

    /// Says something to those who do not see it happen.
    pub(crate) fn say(self, what: impl Into<String>) {
        self.said.set(what.into());
    }

    /// What was said last.
    pub(crate) fn said(self) -> Signal<String> {
        self.said.into()
    }

    /// Has all stored and checked.
    ///
    /// # Errors
    /// It could not be stored, or the check does not answer.
    pub(crate) async fn settle(self) -> Result<(), Problem> {
        saving::settle(self).await
    }

    /// Whether the last check found what publishing refuses.
    pub(crate) fn is_faulty(self) -> bool {
        let faulty = self
            .checked
            .try_with_untracked(|checked| checked.faults.iter().any(|fault| !fault.is_warning));
        faulty.unwrap_or_default()
    }

    /// Whether the last check found that what is asked cannot be shown. Tracked.
    pub(crate) fn is_content_faulty(self) -> bool {
        let is_so = |fault: &Fault| !fault.is_warning && fault.pointer.starts_with("/content");
        self.checked
            .with(|checked| checked.faults.iter().any(is_so))
    }

    /// Makes a version of what is there, which is saved first.
    ///
    /// # Errors
    /// What is there could not be saved, or has faults, which [`Draft::faults`] tells then.
    pub(crate) async fn publish(self) -> Result<i64, Problem> {
        saving::publish(self).await
    }

    /// Goes back to what is published.
    ///
    /// # Errors
    /// Somebody else has saved since, or the server does not answer.
    pub(crate) async fn discard(self, name: &str) -> Result<(), Problem> {
        saving::discard(self, name).await
    }
}
