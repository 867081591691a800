//! What is done with lines: added, moved, doubled, removed. Each is a step to take back, is said, and keeps the cursor near.

use super::ids::unique;
use super::kinds::begun;
use super::outline::{
    What, add_page, duplicate, insert, is_question, line_of, lines, put, question_ids, relocate,
    remove, said, shift,
};
use super::selection::{Selection, focus_soon, rewrite_soon};
use crate::draft::{Draft, text};
use crate::prelude::*;
use crate::words::builder::words;
use serde_json::{Value, json};

/// Adds a question of a type after the chosen line, and goes to its title.
pub(crate) fn add(draft: Draft, selection: Selection, kind: &str) {
    let after = selection.untracked();
    let languages = super::languages(draft);
    let mut place = String::new();
    draft.edit(&words().step_add, |definition| {
        let taken = question_ids(definition, "");
        let id = unique(kind, |id| taken.iter().any(|one| one == id));
        place = insert(definition, &after, begun(kind, &id, &languages));
    });
    go_to_new(draft, selection, &place);
}

/// Adds a question inside of another.
pub(crate) fn add_inner(draft: Draft, selection: Selection, of: &str, kind: &str) {
    let list = format!("{of}/questions");
    let languages = super::languages(draft);
    let mut place = String::new();
    draft.edit(&words().step_add, |definition| {
        let taken = question_ids(definition, &format!("{list}/0"));
        let id = unique(kind, |id| taken.iter().any(|one| one == id));
        let end = definition
            .pointer(&list)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        place = put(definition, &list, end, begun(kind, &id, &languages));
    });
    go_to_new(draft, selection, &place);
}

/// Adds a page after the chosen one.
pub(crate) fn page(draft: Draft, selection: Selection) {
    let after = selection.untracked();
    let mut place = String::new();
    draft.edit(&words().step_page, |definition| {
        place = add_page(definition, &after);
    });
    go_to_new(draft, selection, &place);
}

/// Adds an ending before those that are always shown.
pub(crate) fn ending(draft: Draft, selection: Selection) {
    let list = "/content/endings";
    let languages = super::languages(draft);
    let mut place = String::new();
    draft.edit(&words().step_ending, |definition| {
        let endings = definition
            .pointer(list)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let id = unique("ending", |id| {
            endings.iter().any(|ending| text(ending, "/id") == id)
        });
        let title = json!({&languages.fallback: words().ending_thanks});
        place = put(
            definition,
            list,
            endings.len(),
            json!({"id": id, "title": title}),
        );
    });
    go_to_new(draft, selection, &place);
}

fn go_to_new(draft: Draft, selection: Selection, place: &str) {
    selection.note(None);
    draft.say(words().added.as_str());
    selection.choose(place);
    rewrite_soon(format!("{place}/title"));
}

/// Moves a line one place; whether it moved. `then` is the mark of the control that keeps the cursor.
pub(crate) fn step(draft: Draft, selection: Selection, at: &str, forward: bool, then: &str) {
    let mut to = None;
    draft.edit(&words().step_move, |definition| {
        to = shift(definition, at, forward);
    });
    moved(draft, selection, to, then);
}

/// Moves a line beside another, or a question onto a page.
pub(crate) fn drop_at(draft: Draft, selection: Selection, from: &str, onto: &str, is_after: bool) {
    let mut to = None;
    draft.edit(&words().step_move, |definition| {
        to = relocate(definition, from, onto, is_after);
    });
    moved(draft, selection, to, "line");
}

fn moved(draft: Draft, selection: Selection, to: Option<String>, then: &str) {
    let words = words();
    let Some(to) = to else {
        draft.say(words.moved_no_further.as_str());
        return;
    };
    draft.say(standing(&to));
    selection.choose(to.clone());
    focus_soon(match then {
        "line" => format!("line:{to}"),
        mark => format!("{to}~{mark}"),
    });
}

/// Where a line stands now, in words.
fn standing(at: &str) -> String {
    let words = words();
    let place = at
        .rsplit_once('/')
        .and_then(|(_, index)| index.parse::<usize>().ok())
        .unwrap_or_default()
        + 1;
    let page = at
        .strip_prefix("/content/pages/")
        .and_then(|rest| rest.split_once('/'));
    let page = page.and_then(|(page, _)| page.parse::<usize>().ok());
    let said = match page {
        Some(page) => words
            .moved_to_page
            .replace("{page}", &(page + 1).to_string()),
        None => words.moved_to.clone(),
    };
    said.replace("{n}", &place.to_string())
}

/// Puts another like it after it.
pub(crate) fn double(draft: Draft, selection: Selection, at: &str) {
    let mut to = None;
    draft.edit(&words().step_duplicate, |definition| {
        to = duplicate(definition, at);
    });
    if let Some(to) = to {
        go_to_new(draft, selection, &to);
    }
}

/// Removes a line, and says how it comes back.
pub(crate) fn delete(draft: Draft, selection: Selection, at: &str) {
    let words = words();
    let locale = draft.locale().get_untracked();
    let (title, id) = draft.with_untracked(|definition| {
        let of = definition.pointer(at).cloned().unwrap_or_default();
        (said(&of["title"], &locale, ""), text(&of, "/id").to_owned())
    });
    let title = if title.is_empty() {
        words.untitled.clone()
    } else {
        title
    };
    let is_answered =
        is_question(at) && selection.fixed.with_untracked(|fixed| fixed.contains(&id));
    draft.edit(&words.step_remove, |definition| remove(definition, at));
    let mut said = words.removed_named.replace("{title}", &title);
    if at.starts_with("/content/pages/") && !is_question(at) {
        said = format!("{said} {}", words.removed_page);
    }
    if is_answered {
        said = format!("{said} {}", words.removed_answered);
    }
    selection.note(Some(said));
    // What took its place, or is before it.
    let left = draft.with_untracked(|definition| {
        let lines = lines(definition, "", "");
        let here = lines.iter().find(|line| line.pointer == at);
        let before = lines
            .iter()
            .rev()
            .find(|line| line.pointer.as_str() < at && !matches!(line.what, What::Ending));
        here.or(before).map(|line| line.pointer.clone())
    });
    let left = left.unwrap_or_else(|| line_of(at.rsplit_once('/').map_or("", |(list, _)| list)));
    selection.choose(left.clone());
    focus_soon(format!("line:{left}"));
}

/// The buttons of a line.
#[component]
pub(crate) fn Tools(at: String) -> impl IntoView {
    let draft = Draft::here();
    let selection = Selection::here();
    let words = words();
    let place = StoredValue::new(at);
    let tool = |mark: &'static str,
                sign: &'static str,
                label: &'static str,
                act: fn(Draft, Selection, &str)| {
        let id = place.with_value(|at| format!("{at}~{mark}"));
        let act = move |_| act(draft, selection, &place.get_value());
        view! {
            <button type="button" class="tool" id=id aria-label=label title=label on:click=act>
                <svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=sign/></svg>
            </button>
        }
    };
    view! {
        <div class="tools">
            {tool("up", "M10 16V4M5 9l5-5 5 5", &words.move_up, |draft, selection, at| step(draft, selection, at, false, "up"))}
            {tool("down", "M10 4v12M5 11l5 5 5-5", &words.move_down, |draft, selection, at| step(draft, selection, at, true, "down"))}
            {tool("double", "M7 7h10v10H7zM13 7V3H3v10h4", &words.duplicate, double)}
            {tool("delete", "M3 5h14M8 5V3h4v2M5 5l1 12h8l1-12M8.500 8v6M11.500 8v6", &words.remove, delete)}
        </div>
    }
}
