//! A state in a word. Its colour says nothing that the word does not.

use crate::prelude::*;

/// How a state is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// As it should be.
    Good,
    /// Something is to be done.
    Bad,
    /// It takes its time.
    Wait,
    /// Neither.
    Plain,
}

/// A state.
#[component]
pub(crate) fn Tag(tone: Tone, #[prop(into)] text: String) -> impl IntoView {
    let class = match tone {
        Tone::Good => "tag good",
        Tone::Bad => "tag bad",
        Tone::Wait => "tag wait",
        Tone::Plain => "tag",
    };
    view! { <span class=class>{text}</span> }
}
