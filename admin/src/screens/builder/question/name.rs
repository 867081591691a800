//! The name of a question in data: fixed once a version has it, made from the title before.

use crate::draft::{Draft, text};
use crate::prelude::*;
use crate::screens::builder::ids::{from_title, is_makeshift, rename};
use crate::screens::builder::name_field::{Named, name_field};
use crate::screens::builder::outline::question_ids;
use crate::screens::builder::selection::Selection;
use crate::words::builder::words;
use crate::words::kinds::called;

/// The name of the question in data: fixed once a version has it.
pub(super) fn name(at: &str) -> AnyView {
    let draft = Draft::here();
    let selection = Selection::here();
    let words = words();
    let own = draft.memo(format!("{at}/id"));
    let is_fixed = Memo::new(move |_| {
        own.with(|own| {
            selection
                .fixed
                .with(|fixed| fixed.iter().any(|id| id == text(own, "")))
        })
    });
    let named = Named {
        label: called("prop_id"),
        help: &words.id_help,
        fixed: &words.id_fixed,
        refused: &words.id_refused,
        taken: question_ids,
        rename,
    };
    name_field(at, named, is_fixed)
}

/// Makes the name of a new question from its title, once it has one.
pub(super) fn name_by_title(draft: Draft, selection: Selection, at: &str, title: &str) {
    let (id, kind, taken) = draft.with_untracked(|definition| {
        let own = |name| text(definition, &format!("{at}/{name}")).to_owned();
        (own("id"), own("type"), question_ids(definition, at))
    });
    let is_fixed = selection.fixed.with_untracked(|fixed| fixed.contains(&id));
    if title.is_empty() || is_fixed || !is_makeshift(&id, &kind) {
        return;
    }
    let new = from_title(title, &kind, |name| {
        name != id && taken.iter().any(|one| one == name)
    });
    if new != id {
        draft.amend(|definition| rename(definition, at, &new));
    }
}
