//! A dialog over the screen: the browser keeps the focus in it, and gives it back.

use crate::parts::shown_while;
use crate::prelude::*;
use crate::words::share::words;

/// A dialog that is there while `open` says so; its content is made anew each time.
pub(super) fn modal(
    open: RwSignal<bool>,
    title: &'static str,
    content: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let dialog = shown_while(open.into());
    let inside = move || open.get().then(&content);
    view! {
        <dialog class="modal" node_ref=dialog aria-label=title on:close=move |_| open.set(false)>
            <div class="modal-head">
                <h2>{title}</h2>
                <button class="tool" type="button" on:click=move |_| open.set(false) aria-label=words().close.as_str()>"×"</button>
            </div>
            {inside}
        </dialog>
    }
    .into_any()
}
