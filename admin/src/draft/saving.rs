//! Saving by itself: soon after the last change, one save at a time, never over what somebody else has saved.

use super::remote::{self, text};
use super::{Draft, Stored, signed_out};
use crate::api::{OTHER_SESSION, Problem};
use crate::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use std::time::Duration;

/// How long after the last change it is saved.
const SOON: Duration = Duration::from_millis(900);
/// How long until a save that failed is tried again.
const LATER: Duration = Duration::from_secs(8);

/// How long until a save under way is asked after again.
pub(super) const WAIT: Duration = Duration::from_millis(250);

/// How saving stands.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::enum_variant_names,
    reason = "one of the states is called as the whole is"
)]
pub(crate) enum Saving {
    /// All is stored.
    Saved,
    /// Something was changed, and will be saved soon.
    Changed,
    /// A save is under way.
    Saving,
    /// The last save did not succeed; it will be tried again.
    Failed(Problem),
    /// Somebody else has saved since; nothing is saved until one of the two is chosen.
    Conflict(Conflict),
}

/// What somebody else has saved.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Conflict {
    /// Its revision.
    pub(crate) revision: i64,
    /// Who; empty for a program.
    pub(crate) saved_by: String,
    /// When, as RFC 3339.
    pub(crate) saved_at: String,
}

impl Draft {
    /// Something was changed: it is saved soon.
    pub(super) fn changed(self) {
        match self.state.get_untracked() {
            // Both are seen to first.
            Saving::Saving | Saving::Conflict(_) => {}
            _ => {
                self.state.set(Saving::Changed);
                self.save_after(SOON);
            }
        }
    }

    /// Saves later, unless something changes until then, which is then what counts.
    fn save_after(self, pause: Duration) {
        let edition = self.history.with_untracked(super::History::edition);
        set_timeout(
            move || {
                // The screen may have been left meanwhile.
                let now = self.history.try_with_untracked(super::History::edition);
                if now == Some(edition) && !self.is_stored() {
                    self.save_now();
                }
            },
            pause,
        );
    }

    pub(super) fn is_stored(self) -> bool {
        let edition = self.history.try_with_untracked(super::History::edition);
        let stored = self.stored.try_with_untracked(|stored| stored.edition);
        edition == stored
    }

    /// Saves what is there, unless a save is under way, which another follows then.
    pub(crate) fn save_now(self) {
        match self.state.try_get_untracked() {
            None | Some(Saving::Saving | Saving::Conflict(_)) => {}
            Some(_) if self.is_stored() => {
                self.state.try_set(Saving::Saved);
            }
            Some(_) => spawn_local(async move {
                self.save().await;
            }),
        }
    }

    /// Saves until all is stored; whether it is.
    pub(super) async fn save(self) -> bool {
        loop {
            let Some((edition, definition)) = self
                .history
                .try_with_untracked(|history| (history.edition(), history.now().clone()))
            else {
                return false;
            };
            let (form, revision) = (self.form(), self.revision());
            self.state.try_set(Saving::Saving);
            let saved = match signed_out::signed_in().await {
                Ok(()) => remote::save(&form, revision, &definition).await,
                Err(problem) => Err((problem, Value::Null)),
            };
            match saved {
                Ok(answer) => {
                    self.keep(&answer, edition);
                    if self.is_stored() {
                        self.state.try_set(Saving::Saved);
                        self.check().await;
                        return true;
                    }
                }
                Err((problem, body)) => {
                    self.refused(problem, &body);
                    return false;
                }
            }
        }
    }

    fn revision(self) -> i64 {
        self.stored
            .try_with_untracked(|stored| stored.revision)
            .unwrap_or_default()
    }

    fn keep(self, answer: &Value, edition: u64) {
        self.stored.try_update(|stored| {
            stored.revision = answer["revision"].as_i64().unwrap_or(stored.revision);
            stored.edition = edition;
            text(answer, "/saved_at").clone_into(&mut stored.saved_at);
        });
    }

    fn refused(self, problem: Problem, body: &Value) {
        let state = match problem.code.as_str() {
            "draft_changed" => Saving::Conflict(Conflict {
                revision: body["revision"].as_i64().unwrap_or_default(),
                saved_by: text(body, "/saved_by/name").to_owned(),
                saved_at: text(body, "/saved_at").to_owned(),
            }),
            code => {
                // Before the next try it is asked whose session there is now.
                let is_soon = code == OTHER_SESSION;
                if is_soon {
                    signed_out::changed();
                }
                self.save_after(if is_soon { SOON } else { LATER });
                Saving::Failed(problem)
            }
        };
        self.state.try_set(state);
    }

    /// Asks what is wrong with what is stored. Without an answer, what was known stays.
    pub(super) async fn check(self) {
        let Some(form) = self.form.try_get_value() else {
            return;
        };
        if let Ok(checked) = remote::check(&form).await {
            self.judge(checked);
        }
    }

    fn judge(self, checked: remote::Checked) {
        self.checked.try_set(checked);
        self.judged.try_update(|judged| *judged += 1);
    }

    /// Of a conflict: takes what somebody else has saved. What was here is a step back.
    pub(crate) fn take_theirs(self, name: String) {
        spawn_local(async move {
            let form = self.form();
            match remote::load(&form).await {
                Ok(loaded) => self.take(&loaded, &name).await,
                Err(problem) => self.say(problem.title),
            }
        });
    }

    /// Goes on from what the server has: its definition and its revision belong together. What was here is a step back.
    async fn take(self, loaded: &Value, name: &str) {
        let definition = loaded["definition"].clone();
        self.history
            .try_update(|history| history.edit(name, |now| *now = definition));
        let edition = self.history.try_with_untracked(super::History::edition);
        self.keep(loaded, edition.unwrap_or_default());
        self.state.try_set(Saving::Saved);
        self.check().await;
    }

    /// Of a conflict: saves what is here over what somebody else has saved.
    pub(crate) fn keep_mine(self) {
        let Saving::Conflict(conflict) = self.state.get_untracked() else {
            return;
        };
        self.stored
            .update(|stored| stored.revision = conflict.revision);
        spawn_local(async move {
            self.save().await;
        });
    }
}

pub(super) async fn settle(draft: Draft) -> Result<(), Problem> {
    while draft.state.try_get_untracked() == Some(Saving::Saving) {
        pause(WAIT).await;
    }
    if !draft.is_stored() && !draft.save().await {
        return Err(draft.trouble());
    }
    draft.judge(remote::check(&draft.form()).await?);
    Ok(())
}

/// Waits.
pub(super) async fn pause(long: Duration) {
    let waited = js_sys::Promise::new(&mut |done, _| {
        set_timeout(
            move || {
                // A promise is always there to be kept.
                let _ = done.call0(&wasm_bindgen::JsValue::NULL);
            },
            long,
        );
    });
    let _ = wasm_bindgen_futures::JsFuture::from(waited).await;
}

pub(super) async fn publish(draft: Draft) -> Result<i64, Problem> {
    settle(draft).await?;
    let (form, revision) = (draft.form(), draft.revision());
    match remote::publish(&form, revision).await {
        Ok(answer) => {
            let version = answer["version"].as_i64().unwrap_or_default();
            // The draft goes on from its revision: what was changed meanwhile is saved as ever.
            draft
                .stored
                .try_update(|stored: &mut Stored| stored.published = Some(version));
            draft.check().await;
            Ok(version)
        }
        Err((problem, body)) => {
            if problem.code == "draft_changed" {
                draft.refused(problem.clone(), &body);
            }
            draft.check().await;
            Err(problem)
        }
    }
}

pub(super) async fn discard(draft: Draft, name: &str) -> Result<(), Problem> {
    let form = draft.form();
    if let Err((problem, body)) = remote::discard(&form, draft.revision()).await {
        if problem.code == "draft_changed" {
            draft.refused(problem.clone(), &body);
        }
        return Err(problem);
    }
    let loaded = remote::load(&form).await?;
    draft.take(&loaded, name).await;
    Ok(())
}

impl Draft {
    fn trouble(self) -> Problem {
        match self.state.try_get_untracked() {
            Some(Saving::Failed(problem)) => problem,
            _ => Problem {
                code: "draft_changed".to_owned(),
                title: crate::words::builder::words().not_saved.clone(),
                detail: String::new(),
            },
        }
    }
}
