//! A button for what cannot be taken back: it asks once more, in its own place.

use crate::prelude::*;
use crate::words::words;

/// Asks before it acts.
#[component]
pub(crate) fn Confirm(
    /// What the button says.
    label: &'static str,
    /// What is asked.
    question: &'static str,
    act: Callback<()>,
) -> impl IntoView {
    let (asking, set_asking) = signal(false);
    let yes = move |_| {
        set_asking.set(false);
        act.run(());
    };
    move || match asking.get() {
        false => {
            view! { <button class="quiet" on:click=move |_| set_asking.set(true)>{label}</button> }
                .into_any()
        }
        true => view! {
            <span class="asks" role="group" aria-label=question>
                <span>{question}</span>
                <button class="danger" on:click=yes>{words().yes.as_str()}</button>
                <button class="quiet" autofocus on:click=move |_| set_asking.set(false)>
                    {words().no.as_str()}
                </button>
            </span>
        }
        .into_any(),
    }
}
