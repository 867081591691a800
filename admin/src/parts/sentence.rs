//! What the server says of something, as a sentence.

use crate::prelude::*;

/// A sentence; names stand in backticks there.
pub(crate) fn sentence(said: &str) -> AnyView {
    let parts = said.split('`').enumerate();
    let parts = parts.map(|(place, part)| match place % 2 {
        0 => part.to_owned().into_any(),
        _ => view! { <code>{part.to_owned()}</code> }.into_any(),
    });
    parts.collect_view().into_any()
}
