//! A dialog that asks before something is done that cannot be taken back.

use crate::prelude::*;
use crate::words::answers::words;
use leptos::html::Dialog;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Gives the focus to what says what was done, once the dialog is gone: what asked for it may be gone, too.
pub(crate) fn hear(id: &'static str) {
    request_animation_frame(move || {
        let place = document().get_element_by_id(id);
        if let Some(place) = place.and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
            let _ = place.focus();
        }
    });
}

/// Asks in a dialog while `open` is true. What is done may take a while, and closes it when it is done.
pub(crate) fn asks(
    open: RwSignal<bool>,
    title: Signal<String>,
    text: AnyView,
    yes: Signal<String>,
    busy: RwSignal<bool>,
    act: Callback<()>,
) -> AnyView {
    let node = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let (Some(node), is_open) = (node.get(), open.get()) else {
            return;
        };
        match is_open {
            true if !node.open() => drop(node.show_modal()),
            false if node.open() => node.close(),
            _ => {}
        }
    });
    view! {
        <dialog class="asking" node_ref=node aria-label=move || title.get() on:close=move |_| open.set(false)>
            <h2>{move || title.get()}</h2>
            {text}
            <p class="actions">
                <button type="button" class="danger" disabled=move || busy.get() on:click=move |_| act.run(())>{move || yes.get()}</button>
                <button type="button" class="quiet" autofocus on:click=move |_| open.set(false)>{words().cancel.as_str()}</button>
            </p>
        </dialog>
    }
    .into_any()
}
