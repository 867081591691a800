//! The builder's panels: logic, scores, texts, theme and rules, each of the draft that the screen edits.

use leptos::prelude::*;

/// The conditions of a question or page: when it is asked, required, and where it leads.
#[component]
pub(crate) fn LogicPanel(
    /// Where the question or page is.
    pointer: String,
) -> impl IntoView {
    let _ = pointer;
}

/// What is calculated from the answers, and what it means.
#[component]
pub(crate) fn ScoresPanel() -> impl IntoView {}

/// All texts, the languages beside each other.
#[component]
pub(crate) fn TextsPanel() -> impl IntoView {}

/// How the form looks.
#[component]
pub(crate) fn ThemePanel() -> impl IntoView {}

/// When the form is open, and for whom.
#[component]
pub(crate) fn RulesPanel() -> impl IntoView {}
