//! A dialog that asks before something is done that cannot be taken back.

use super::dialog::shown_while;
use crate::prelude::*;
use crate::words::answers::words;

/// Asks in a dialog while `open` is true. What is done may take a while, and closes it when it is done.
pub(crate) fn asks(
    open: RwSignal<bool>,
    title: Signal<String>,
    text: AnyView,
    yes: Signal<String>,
    busy: RwSignal<bool>,
    act: Callback<()>,
) -> AnyView {
    let node = shown_while(open.into());
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
