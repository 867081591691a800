//! A list without anything in it says what would be there.

use crate::prelude::*;

/// Nothing is there yet: why, and what to do.
#[component]
pub(crate) fn Empty(title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <div class="empty">
            <p><strong>{title}</strong></p>
            <p>{text}</p>
        </div>
    }
}
