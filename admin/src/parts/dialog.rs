//! A dialog over the screen. The browser's own: it keeps the focus inside, closes on Escape, and gives the focus back.

use crate::prelude::*;
use crate::words::answers::words;
use leptos::html::Dialog;

/// A dialog with a heading, shown while `open` is true.
pub(crate) fn dialog(title: &'static str, open: RwSignal<bool>, content: AnyView) -> AnyView {
    let node = shown_while(open.into());
    view! {
        <dialog node_ref=node aria-label=title on:close=move |_| open.set(false)>
            <div class="dialog-head">
                <h2>{title}</h2>
                <button class="quiet" autofocus on:click=move |_| open.set(false)>{words().close.as_str()}</button>
            </div>
            {content}
        </dialog>
    }
    .into_any()
}

/// A dialog that is there while `open` is true.
pub(crate) fn shown_while(open: Signal<bool>) -> NodeRef<Dialog> {
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
    node
}
