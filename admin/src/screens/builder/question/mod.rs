//! A question: its texts, what it is answered with, and all that may be said about it, the common first.

mod among;
mod beginning;
mod comment;
mod forgetting;
mod inner;
mod name;
mod order;
mod parts;
mod property;
mod quiz;
mod set;
mod source;

use super::actions::Tools;
use super::fields::{check, faults, local, text_entry};
use super::kinds::{COLUMNS, GROUPS, convert, goes_into_group, has_default, icon, is_asked, own};
use super::outline::{outer, said};
use super::selection::Selection;
use crate::draft::{Draft, text};
use crate::parts::sentence;
use crate::prelude::*;
use crate::screens::panels::LogicPanel;
use crate::words::builder::words;
use crate::words::kinds::called;
use beginning::default;
use comment::comment;
pub(crate) use forgetting::forget;
use name::{name, name_by_title};
use property::property;

/// The editor of the question at that place.
pub(crate) fn question(at: String) -> AnyView {
    let draft = Draft::here();
    let kind = draft.memo(format!("{at}/type"));
    let shown = move || {
        let kind = kind.with(|kind| text(kind, "").to_owned());
        of_kind(&at, &kind)
    };
    shown.into_any()
}

fn of_kind(at: &str, kind: &str) -> AnyView {
    let draft = Draft::here();
    let words = words();
    let (first, further) = own(kind);
    let is_inner = outer(at).is_some();
    let place = |name: &str| format!("{at}/{name}");
    let is_column = is_inner && outer(at).is_some_and(|outer| is_matrix(draft, outer));
    let named = |name: &str| match called(&format!("prop_{name}_{kind}")) {
        "" => called(&format!("prop_{name}")),
        own => own,
    };
    let back = outer(at).map(|outer| {
        let selection = Selection::here();
        let outer = outer.to_owned();
        let title = draft.with_untracked(|definition| {
            let texts = definition.pointer(&outer).map(|question| &question["title"]);
            texts.map(|texts| said(texts, &draft.locale().get_untracked(), "")).unwrap_or_default()
        });
        view! {
            <button type="button" class="quiet small" on:click=move |_| selection.choose(outer.clone())>
                {format!("‹ {}", if title.is_empty() { words.untitled.clone() } else { title })}
            </button>
        }
    });
    let selection = Selection::here();
    let titled = {
        let at = at.to_owned();
        Callback::new(move |title: String| name_by_title(draft, selection, &at, &title))
    };
    let title_at = place("title");
    let mut more: Vec<AnyView> = further
        .iter()
        .filter(|name| !(is_inner && **name == "quiz"))
        .map(|name| property(at, kind, name))
        .collect();
    if is_asked(kind) && !is_column {
        more.push(comment(at));
    }
    if has_default(kind) && !is_inner {
        more.push(default(at, kind));
    }
    more.push(name(at));
    view! {
        {back}
        <header class="head">
            <h2 class="unseen">{called(&format!("kind_{kind}"))}</h2>
            {icon(kind)}
            {change_kind(at, kind, is_inner, is_column)}
            <Tools at=at.to_owned()/>
        </header>
        <div class="field title">
            <label for=title_at.clone()>{named("title")}</label>
            {text_entry(&title_at, true, None, Some(titled))}
            {faults(&title_at, true)}
        </div>
        {local(&place("help"), named("help"), "", true)}
        {is_asked(kind).then(|| check(&place("required"), called("prop_required"), ""))}
        {first.iter().map(|name| property(at, kind, name)).collect_view()}
        <details class="group"><summary>{words.more.as_str()}</summary><div class="fields">{more}</div></details>
        {(!is_column).then(|| view! {
            <details class="group">
                <summary>{words.logic.as_str()}</summary>
                <div class="fields"><LogicPanel pointer=at.to_owned()/></div>
            </details>
        })}
        {stray(at, kind)}
    }
    .into_any()
}

fn is_matrix(draft: Draft, at: &str) -> bool {
    draft.with_untracked(|definition| text(definition, &format!("{at}/type")) == "matrix")
}

/// Faults of the question itself, and of places that no field here shows.
fn stray(at: &str, kind: &str) -> AnyView {
    let draft = Draft::here();
    let (first, further) = own(kind);
    let at = at.to_owned();
    let found = Memo::new(move |_| {
        let mut found = draft.faults(&at);
        let shown = [
            "id",
            "title",
            "help",
            "required",
            "default",
            "comment",
            "visible_if",
            "required_if",
            "rules",
        ];
        found.retain(|fault| {
            let rest = fault.pointer.strip_prefix(&at).unwrap_or_default();
            let name = rest.split('/').nth(1).unwrap_or_default();
            !shown.contains(&name) && !first.contains(&name) && !further.contains(&name)
        });
        found
            .into_iter()
            .map(|fault| fault.reason)
            .collect::<Vec<_>>()
    });
    let shown = move || {
        let found = found.get();
        let line = |reason: String| view! { <li class="fault">{sentence(&reason)}</li> };
        (!found.is_empty())
            .then(|| view! { <ul class="faults">{found.into_iter().map(line).collect_view()}</ul> })
    };
    shown.into_any()
}

/// Which type it is of, and the others it can be.
fn change_kind(at: &str, kind: &str, is_inner: bool, is_column: bool) -> AnyView {
    let draft = Draft::here();
    let own_kind = kind.to_owned();
    let options = GROUPS.map(|(group, kinds)| {
        let fits = |kind: &&&str| match (is_inner, is_column) {
            (true, true) => COLUMNS.contains(*kind),
            (true, false) => goes_into_group(kind),
            _ => true,
        };
        let kinds: Vec<_> = kinds.iter().filter(fits).copied().collect();
        let option = |kind: &'static str| view! { <option value=kind prop:selected={kind == own_kind}>{called(&format!("kind_{kind}"))}</option> };
        (!kinds.is_empty()).then(|| view! { <optgroup label=called(group)>{kinds.into_iter().map(option).collect_view()}</optgroup> })
    });
    let at = at.to_owned();
    let change = move |event| {
        let kind = event_target_value(&event);
        let languages = super::languages(draft);
        draft.edit(&words().step_type, |definition| {
            if let Some(question) = definition.pointer_mut(&at) {
                convert(question, &kind, &languages);
            }
        });
    };
    view! {
        <select class="kind" aria-label=words().kind.as_str() on:change=change>{options.collect_view()}</select>
    }
    .into_any()
}
