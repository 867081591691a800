//! The editors of a page and of an ending.

use super::actions::Tools;
use super::fields::{Takes, faults, local, plain};
use super::items::names;
use super::kinds::icon;
use super::name_field::{Named, name_field};
use super::renaming::rename_page;
use super::selection::Selection;
use crate::draft::{Draft, text};
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
        {page_name(at)}
        <details class="group">
            <summary>{words.logic.as_str()}</summary>
            <div class="fields"><LogicPanel pointer=at.to_owned()/></div>
        </details>
    }
    .into_any()
}

/// The name of a page, which jumps lead to.
fn page_name(at: &str) -> AnyView {
    let (draft, selection) = (Draft::here(), Selection::here());
    let own = draft.memo(format!("{at}/id"));
    let is_fixed = Memo::new(move |_| {
        let name = own.with(|own| format!("page:{}", text(own, "")));
        selection.fixed.with(|fixed| fixed.contains(&name))
    });
    let named = Named {
        label: &words().page_id,
        help: &words().page_id_help,
        fixed: &words().name_fixed,
        refused: &words().name_refused,
        taken: |definition, _| names(definition, "/content/pages"),
        rename: rename_page,
    };
    name_field(at, named, is_fixed)
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
