//! The editors of a page and of an ending.

use super::actions::Tools;
use super::fields::{Takes, faults, local, plain};
use super::kinds::icon;
use crate::prelude::*;
use crate::screens::panels::LogicPanel;
use crate::words::builder::words;

/// A page: its heading, its text, when it is shown and where it leads.
pub(crate) fn page(at: &str) -> AnyView {
    let words = words();
    view! {
        <header class="head">{icon("page")} <h2>{words.page.as_str()}</h2> <Tools at=at.to_owned()/></header>
        {faults(&format!("{at}/questions"), false)}
        {faults(at, false)}
        {local(&format!("{at}/title"), &words.page_title, "", false)}
        {local(&format!("{at}/text"), &words.page_text, "", true)}
        {plain(&format!("{at}/id"), &words.page_id, &words.page_id_help, Takes::Text)}
        <details class="group">
            <summary>{words.logic.as_str()}</summary>
            <div class="fields"><LogicPanel pointer=at.to_owned()/></div>
        </details>
    }
    .into_any()
}

/// An ending: what is said once the answers are stored.
pub(crate) fn ending(at: &str) -> AnyView {
    let words = words();
    view! {
        <header class="head">{icon("ending")} <h2>{words.ending.as_str()}</h2> <Tools at=at.to_owned()/></header>
        {faults(at, false)}
        {local(&format!("{at}/title"), &words.ending_title, "", false)}
        {local(&format!("{at}/text"), &words.ending_text, "", true)}
        {plain(&format!("{at}/link"), &words.ending_link, &words.ending_link_help, Takes::Text)}
        <details class="group">
            <summary>{words.logic.as_str()}</summary>
            <div class="fields"><LogicPanel pointer=at.to_owned()/></div>
        </details>
    }
    .into_any()
}
