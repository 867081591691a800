//! A screen that edits a form: loads its draft, and saves it when the screen is left.

use super::saving::{WAIT, pause};
use super::{Draft, Saving, kept, remote, signed_out};
use crate::parts::Fetched;
use crate::prelude::*;
use crate::unfinished::Unfinished;
use leptos::ev;
use leptos_router::hooks::use_params_map;
use serde_json::Value;
use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Waits until what was left is stored: what is loaded then is the newest there is.
async fn left_is_stored() {
    while Unfinished::is_there() {
        pause(WAIT / 5).await;
    }
}

/// Loads the draft of the address's form, and shows its children, which find it by [`Draft::here`].
#[component]
pub(crate) fn DraftScreen(children: ChildrenFn) -> impl IntoView {
    let parts = use_params_map();
    let form = move || parts.with(|parts| parts.get("form").unwrap_or_default());
    let loaded = Fetched::new(move || {
        let form = form();
        async move {
            // The screen before this one is let go once this one is made.
            pause(Duration::ZERO).await;
            if let Some(kept) = kept::take_back(&form) {
                return Ok((form, Value::Null, RefCell::new(Some(kept))));
            }
            left_is_stored().await;
            let loaded = remote::load(&form).await?;
            Ok((form, loaded, RefCell::new(None)))
        }
    });
    let children = Arc::new(children);
    loaded.show(move |(form, loaded, kept): &Loaded| {
        let (form, children) = (form.clone(), children.clone());
        let kept = kept.take();
        let made = kept.unwrap_or_else(|| outliving(|| Draft::new(form.clone(), loaded)));
        view! { <Edited form made children/> }.into_any()
    })
}

/// A form with its draft as the server has it, or as it was kept.
type Loaded = (String, Value, RefCell<Option<(Draft, Owner)>>);

/// Makes something that the screen's end does not take away, with what holds it.
fn outliving(make: impl FnOnce() -> Draft) -> (Draft, Owner) {
    let here = Owner::current().unwrap_or_default();
    let holder = here.with(|| Owner::new_root(None));
    (holder.with(make), holder)
}

#[component]
fn Edited(form: String, made: (Draft, Owner), children: Arc<ChildrenFn>) -> impl IntoView {
    let (draft, holder) = made;
    let at = window().location().pathname().unwrap_or_default();
    provide_context(draft);
    signed_out::guard(draft);
    leptos::task::spawn_local(draft.check());
    let keys = window_event_listener(ev::keydown, move |event| turn(draft, &event));
    let leaving = window_event_listener(ev::beforeunload, move |event| {
        if !draft.is_stored() {
            draft.save_now();
            // The browser asks, in words of its own.
            event.prevent_default();
        }
    });
    let hiding = window_event_listener(ev::visibilitychange, move |_| draft.save_now());
    on_cleanup(move || {
        keys.remove();
        leaving.remove();
        hiding.remove();
        signed_out::release();
        let is_saving = draft.state.get_untracked() == Saving::Saving;
        if is_saving || !draft.is_stored() {
            kept::keep(at, form, draft, holder);
        }
    });
    view! {
        {children()}
        <p class="unseen" role="status">{move || draft.said().get()}</p>
    }
}

/// Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y), with Cmd in place of Ctrl: of the draft, wherever the cursor is. Fields whose text
/// is not the draft's, marked by `data-own`, keep the browser's.
fn turn(draft: Draft, event: &web_sys::KeyboardEvent) {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() || event.default_prevented() {
        return;
    }
    let is_own = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        .is_some_and(|element| element.closest("[data-own]").ok().flatten().is_some());
    let key = event.key().to_lowercase();
    match (key.as_str(), event.shift_key()) {
        _ if is_own => return,
        ("z", false) => draft.undo(),
        ("z", true) | ("y", false) => draft.redo(),
        _ => return,
    }
    event.prevent_default();
}
