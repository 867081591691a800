//! How the list of a form is rearranged: lines come, go and move.

use super::{PAGES, QUESTIONS, ids, is_question, items, lists, outer, question_ids, split};
use crate::draft::text;
use crate::screens::builder::ids::unique;
use serde_json::{Value, json};

/// The list there, made where it is missing.
fn list_mut<'a>(definition: &'a mut Value, list: &str) -> &'a mut Vec<Value> {
    if definition.pointer(list).and_then(Value::as_array).is_none() {
        crate::draft::pointer::write(definition, list, json!([]));
    }
    let found = definition.pointer_mut(list).and_then(Value::as_array_mut);
    found.expect("it was made")
}

/// Puts a question after the line, or at the end where the line is none that questions come after; where it is then.
pub(crate) fn insert(definition: &mut Value, after: &str, question: Value) -> String {
    let after = outer(after).unwrap_or(after).to_owned();
    let lists = lists(definition);
    let (list, index) = match split(&after) {
        Some((list, index)) if lists.iter().any(|known| known == list) => {
            (list.to_owned(), index + 1)
        }
        Some((PAGES, _)) => {
            let list = format!("{after}/questions");
            let end = items(definition, &list).len();
            (list, end)
        }
        _ => {
            let list = lists.last().cloned().unwrap_or_default();
            let end = items(definition, &list).len();
            (list, end)
        }
    };
    put(definition, &list, index, question)
}

/// Puts something into a list; where it is then.
pub(crate) fn put(definition: &mut Value, list: &str, index: usize, item: Value) -> String {
    let items = list_mut(definition, list);
    let index = index.min(items.len());
    items.insert(index, item);
    format!("{list}/{index}")
}

/// Takes something out.
pub(crate) fn take(definition: &mut Value, pointer: &str) -> Option<Value> {
    let (list, index) = split(pointer)?;
    let items = definition.pointer_mut(list)?.as_array_mut()?;
    (index < items.len()).then(|| items.remove(index))
}

/// Moves it one place on or back; a question goes over to the next page or the one before. Where it is then, if it moved.
pub(crate) fn shift(definition: &mut Value, pointer: &str, forward: bool) -> Option<String> {
    let (list, index) = split(pointer)?;
    let list = list.to_owned();
    let last = items(definition, &list).len().checked_sub(1)?;
    let inside = match forward {
        true => (index < last).then(|| index + 1),
        false => index.checked_sub(1),
    };
    if let Some(to) = inside {
        list_mut(definition, &list).swap(index, to);
        return Some(format!("{list}/{to}"));
    }
    let lists = lists(definition);
    let here = lists.iter().position(|known| *known == list)?;
    let there = match forward {
        true => here + 1,
        false => here.checked_sub(1)?,
    };
    let there = lists.get(there)?.clone();
    let item = take(definition, pointer)?;
    let to = match forward {
        true => 0,
        false => items(definition, &there).len(),
    };
    Some(put(definition, &there, to, item))
}

/// Moves a line before or after another of its sort, or a question onto a page. Where it is then, if it can be there.
pub(crate) fn relocate(
    definition: &mut Value,
    from: &str,
    onto: &str,
    is_after: bool,
) -> Option<String> {
    let (from_list, from_index) = split(from)?;
    let (onto_list, onto_index) = split(onto)?;
    if from == onto {
        return None;
    }
    let tops = lists(definition);
    let is_top = |list: &str| tops.iter().any(|known| known == list);
    let (list, index) = match onto_list {
        PAGES if is_top(from_list) => (format!("{onto}/questions"), 0),
        list if list == from_list || (is_top(list) && is_top(from_list)) => {
            (list.to_owned(), onto_index + usize::from(is_after))
        }
        _ => return None,
    };
    // What comes after it in its own list moves up.
    let index = index - usize::from(list == from_list && from_index < index);
    let item = take(definition, from)?;
    Some(put(definition, &list, index, item))
}

/// Puts another like it after it, with names of its own. Where that is.
pub(crate) fn duplicate(definition: &mut Value, pointer: &str) -> Option<String> {
    let (list, index) = split(pointer)?;
    let mut copy = definition.pointer(pointer)?.clone();
    if list == PAGES {
        let questions = copy["questions"]
            .as_array_mut()
            .map(std::mem::take)
            .unwrap_or_default();
        let mut taken = question_ids(definition, "");
        let renamed = questions.into_iter().map(|mut question| {
            let id = unique(text(&question, "/id"), |id| {
                taken.iter().any(|one| one == id)
            });
            question["id"] = json!(id);
            taken.push(id);
            question
        });
        copy["questions"] = renamed.collect();
    }
    let taken = match is_question(pointer) {
        true => question_ids(definition, pointer),
        false => ids(definition, list),
    };
    copy["id"] = json!(unique(text(&copy, "/id"), |id| taken
        .iter()
        .any(|one| one == id)));
    let list = list.to_owned();
    Some(put(definition, &list, index + 1, copy))
}

/// Adds a page after the line's. The first page of a form without any takes what there is. Where the new one is.
pub(crate) fn add_page(definition: &mut Value, after: &str) -> String {
    if items(definition, PAGES).is_empty() {
        let questions = list_mut(definition, QUESTIONS).split_off(0);
        crate::draft::pointer::write(definition, QUESTIONS, Value::Null);
        list_mut(definition, PAGES).push(json!({"id": "page_1", "questions": questions}));
    }
    let place = after
        .strip_prefix(PAGES)
        .and_then(|rest| rest.split('/').nth(1)?.parse::<usize>().ok());
    let index = place.map_or(items(definition, PAGES).len(), |place| place + 1);
    let taken = ids(definition, PAGES);
    let number = taken.len() + 1;
    let id = unique(&format!("page_{number}"), |id| {
        taken.iter().any(|one| one == id)
    });
    put(definition, PAGES, index, json!({"id": id, "questions": []}))
}

/// Removes a line. The questions of a page join the page beside it; those of the only page are the form's.
pub(crate) fn remove(definition: &mut Value, pointer: &str) {
    let page = split(pointer).filter(|(list, _)| *list == PAGES);
    let Some(mut taken) = take(definition, pointer) else {
        return;
    };
    let Some((_, index)) = page else { return };
    let questions = taken["questions"]
        .as_array_mut()
        .map(std::mem::take)
        .unwrap_or_default();
    if items(definition, PAGES).is_empty() {
        crate::draft::pointer::write(definition, PAGES, Value::Null);
        crate::draft::pointer::write(definition, QUESTIONS, Value::from(questions));
        return;
    }
    match index.checked_sub(1) {
        Some(before) => {
            list_mut(definition, &format!("{PAGES}/{before}/questions")).extend(questions);
        }
        None => {
            list_mut(definition, &format!("{PAGES}/0/questions")).splice(0..0, questions);
        }
    }
}
