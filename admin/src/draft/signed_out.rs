//! A session that ends while something is not stored yet: the page is not left, whoever edits signs in on a page of its
//! own, and what was changed is saved once they are back.

use super::{Draft, kept};
use crate::api::Problem;
use crate::prelude::*;
use crate::session;
use crate::words::builder::words;
use leptos::ev;
use leptos::task::spawn_local;
use std::cell::Cell;

thread_local! {
    /// The draft of the screen.
    static LIVE: Cell<Option<Draft>> = const { Cell::new(None) };
    static OVER: ArcRwSignal<bool> = ArcRwSignal::new(false);
    /// Whether the session is another than the one that this page began with.
    static CHANGED: Cell<bool> = const { Cell::new(false) };
}

/// From now on this draft is not left unless it is stored.
pub(super) fn guard(draft: Draft) {
    LIVE.set(Some(draft));
}

/// The draft's screen is left.
pub(super) fn release() {
    LIVE.set(None);
}

/// Says that the session is over, where leaving the page would lose something; whether it is so.
pub(crate) fn said() -> bool {
    let would_lose = kept::is_there() || LIVE.get().is_some_and(|draft| !draft.is_stored());
    if would_lose {
        OVER.with(|over| over.set(true));
    }
    would_lose
}

/// Where the session was over: whether somebody has signed in meanwhile.
///
/// # Errors
/// Nobody has, or the server does not answer.
pub(super) async fn signed_in() -> Result<(), Problem> {
    if CHANGED.get() || OVER.with(GetUntracked::get_untracked) {
        session::begin().await?;
    }
    Ok(())
}

/// Another session has begun: before something is changed in it, it is asked whose it is.
pub(super) fn changed() {
    CHANGED.set(true);
}

/// The session is there, or nothing waits for it any more.
pub(crate) fn settled() {
    CHANGED.set(false);
    OVER.with(|over| {
        if over.get_untracked() {
            over.set(false);
        }
    });
}

/// Whoever comes back to the page may have signed in: what waits is saved.
fn look_again() {
    if OVER.with(GetUntracked::get_untracked) {
        spawn_local(async {
            if signed_in().await.is_ok()
                && let Some(draft) = LIVE.get()
            {
                draft.save_now();
            }
        });
    }
}

/// Says where to sign in.
pub(super) fn notice() -> AnyView {
    let over = OVER.with(Clone::clone);
    let words = words();
    let back = window_event_listener(ev::focus, |_| look_again());
    on_cleanup(move || back.remove());
    let said = move || {
        over.get().then(|| view! {
            <div class="notice bad" role="alert">
                <p><strong>{words.signed_out.as_str()}</strong></p>
                <p>{words.signed_out_help.as_str()}</p>
                <div class="actions">
                    <a class="button" href=session::SIGN_IN target="_blank" rel="noopener">{words.signed_out_link.as_str()}</a>
                </div>
            </div>
        })
    };
    view! { {said} }.into_any()
}
