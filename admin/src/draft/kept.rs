//! A draft whose screen was left before all was stored. It is kept until that is done, until its screen is back, or until
//! it is given up by whoever is told.

use super::saving::{WAIT, pause};
use super::{Draft, Saving, signed_out};
use crate::prelude::*;
use crate::unfinished::Unfinished;
use crate::words::words;
use leptos::ev;
use leptos::leptos_dom::helpers::WindowListenerHandle;
use std::cell::RefCell;
use std::time::Duration;

/// How long a save may be under way until it is said.
const LONG: Duration = Duration::from_secs(5);

struct Kept {
    form: String,
    draft: Draft,
    holder: Owner,
    _unfinished: Unfinished,
    _guard: Guard,
}

/// The browser asks before it leaves the page.
struct Guard(Option<WindowListenerHandle>);

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(listener) = self.0.take() {
            listener.remove();
        }
    }
}

thread_local! {
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
    /// The screen of what cannot be stored; empty while nothing is wrong.
    static STUCK: ArcRwSignal<String> = ArcRwSignal::new(String::new());
}

/// Keeps a draft and what holds it; `at` is the address of its screen.
pub(super) fn keep(at: String, form: String, draft: Draft, holder: Owner) {
    let guard = window_event_listener(ev::beforeunload, move |event| event.prevent_default());
    KEPT.set(Some(Kept {
        form,
        draft,
        holder,
        _unfinished: Unfinished::new(),
        _guard: Guard(Some(guard)),
    }));
    leptos::task::spawn_local(finish(draft, at));
}

/// Gives the draft of a form back to its screen.
pub(super) fn take_back(form: &str) -> Option<(Draft, Owner)> {
    let is_of = |kept: &mut Kept| kept.form == form;
    let kept = KEPT.with_borrow_mut(|kept| kept.take_if(is_of))?;
    STUCK.with(|stuck| stuck.set(String::new()));
    Some((kept.draft, kept.holder))
}

/// Whether a draft is kept.
pub(super) fn is_there() -> bool {
    KEPT.with_borrow(Option::is_some)
}

fn give_up() {
    KEPT.take();
    signed_out::settled();
    STUCK.with(|stuck| stuck.set(String::new()));
}

fn say(at: &str) {
    STUCK.with(|stuck| {
        if stuck.with_untracked(String::is_empty) {
            stuck.set(at.to_owned());
        }
    });
}

/// Stores it, and says so where that takes long, fails, or may not be.
async fn finish(draft: Draft, at: String) {
    let mut waited = Duration::ZERO;
    while is_there() {
        match draft.state.try_get_untracked() {
            None => return,
            Some(Saving::Saving) if waited < LONG => {}
            Some(Saving::Saving | Saving::Failed(_)) => say(&at),
            _ if draft.is_stored() => return give_up(),
            // Whoever comes back chooses.
            Some(Saving::Conflict(_)) => return say(&at),
            Some(Saving::Saved | Saving::Changed) => draft.save_now(),
        }
        pause(WAIT).await;
        waited += WAIT;
    }
}

/// The heading of the page where its screen is another program's, and has none yet.
fn heading(said: &'static str) -> AnyView {
    match cfg!(feature = "desk") {
        true => view! { <h2>{said}</h2> }.into_any(),
        false => view! { <h1>{said}</h1> }.into_any(),
    }
}

/// Says that something could not be stored, with the way back to it.
pub(super) fn notice() -> AnyView {
    let stuck = STUCK.with(Clone::clone);
    let words = words();
    let said = move || {
        let at = stuck.get();
        (!at.is_empty()).then(|| view! {
            <div class="notice bad" role="alert">
                {heading(&words.unsaved)}
                <p>{words.unsaved_text.as_str()}</p>
                <div class="actions">
                    <a class="button" href=at>{words.unsaved_back.as_str()}</a>
                    <button class="quiet" on:click=move |_| give_up()>{words.unsaved_leave.as_str()}</button>
                </div>
            </div>
        })
    };
    view! { {said} }.into_any()
}
