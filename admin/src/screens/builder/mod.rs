//! The builder: what a form asks, page by page, with the form itself beside it.

use crate::draft::{Draft, DraftScreen};
use crate::parts::FormTabs;
use crate::screens::panels::{LogicPanel, RulesPanel, ScoresPanel, TextsPanel, ThemePanel};
use leptos::prelude::*;

/// Builds a form.
#[component]
pub(crate) fn BuilderScreen() -> impl IntoView {
    view! { <DraftScreen><Builder/></DraftScreen> }
}

#[component]
fn Builder() -> impl IntoView {
    let draft = Draft::here();
    view! {
        <FormTabs form=draft.form() current="edit"/>
        <LogicPanel pointer="/content/questions/0".to_owned()/>
        <ScoresPanel/> <TextsPanel/> <ThemePanel/> <RulesPanel/>
    }
}
