//! The questions inside of a question: of a group, or the columns of a matrix.

use crate::draft::{Draft, text};
use crate::prelude::*;
use crate::screens::builder::actions::add_inner;
use crate::screens::builder::fields::faults;
use crate::screens::builder::kinds::{COLUMNS, GROUPS, goes_into_group, icon};
use crate::screens::builder::outline::said;
use crate::screens::builder::selection::Selection;
use crate::words::builder::words;
use crate::words::kinds::called;
use serde_json::Value;

/// The questions inside of it, and a way to add another.
pub(super) fn inner(at: &str, is_matrix: bool) -> AnyView {
    let draft = Draft::here();
    let selection = Selection::here();
    let list = format!("{at}/questions");
    let held = draft.memo(list.clone());
    let locale = draft.locale();
    let rows = {
        let list = list.clone();
        let lines = Memo::new(move |_| {
            held.with(|held| {
                let line = |question: &Value| {
                    (
                        text(question, "/type").to_owned(),
                        said(&question["title"], &locale.get(), &draft.fallback()),
                    )
                };
                held.as_array()
                    .into_iter()
                    .flatten()
                    .map(line)
                    .collect::<Vec<_>>()
            })
        });
        move || {
            lines
                .get()
                .into_iter()
                .enumerate()
                .map(|(index, (kind, title))| {
                    let place = format!("{list}/{index}");
                    let title = if title.is_empty() {
                        words().untitled.clone()
                    } else {
                        title
                    };
                    view! {
                        <li><button type="button" class="line" on:click=move |_| {
                            selection.choose(place.clone());
                            crate::screens::builder::selection::focus_soon(format!("{place}/title"));
                        }>
                            {icon(&kind)} <span class="name">{title}</span>
                        </button></li>
                    }
                })
                .collect_view()
        }
    };
    let name = if is_matrix {
        called("prop_questions_matrix")
    } else {
        called("prop_questions")
    };
    let options = GROUPS.map(|(group, kinds)| {
        let fits = |kind: &&&str| if is_matrix { COLUMNS.contains(*kind) } else { goes_into_group(kind) };
        let option = |kind: &&'static str| view! { <option value=*kind>{called(&format!("kind_{kind}"))}</option> };
        let kinds: Vec<_> = kinds.iter().filter(fits).map(option).collect();
        (!kinds.is_empty()).then(|| view! { <optgroup label=called(group)>{kinds}</optgroup> })
    });
    let at = at.to_owned();
    let chosen = NodeRef::<leptos::html::Select>::new();
    let add = move |_| {
        let kind = chosen
            .get()
            .map_or_else(|| "text".to_owned(), |chosen| chosen.value());
        add_inner(draft, selection, &at, &kind);
    };
    let add_label = if is_matrix {
        words().column_add.as_str()
    } else {
        words().inner_add.as_str()
    };
    view! {
        <fieldset class="items" id=list.clone() tabindex="-1">
            <legend>{name}</legend>
            <ol class="inner">{rows}</ol>
            {faults(&list, false)}
            <div class="actions">
                <select node_ref=chosen aria-label=words().kind.as_str()>{options.collect_view()}</select>
                <button type="button" class="quiet small" on:click=add>{add_label}</button>
            </div>
        </fieldset>
    }
    .into_any()
}
