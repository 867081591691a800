//! Options and rows: added, one by one or many lines at once, put in order, removed, each with what is special about it.

use super::fields::{Takes, check, faults, local, plain, text_entry};
use super::ids::{from_title, is_makeshift, is_name, is_said};
use super::name_field::{Named, name_field};
use super::outline::{put, split, take};
use super::question::forget;
use super::renaming::rename_item;
use super::selection::{Selection, focus_soon};
use crate::draft::{Draft, text};
use crate::prelude::*;
use crate::words::builder::words;
use crate::words::kinds::called;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;

/// The list at a place of a question: `options`, or `rows`.
pub(crate) fn items(question: &str, list: &'static str) -> AnyView {
    let draft = Draft::here();
    let words = words();
    let at = format!("{question}/{list}");
    let count = {
        let held = draft.memo(at.clone());
        Memo::new(move |_| held.with(|held| held.as_array().map_or(0, Vec::len)))
    };
    let rows = {
        let (at, question) = (at.clone(), question.to_owned());
        move || {
            (0..count.get())
                .map(|index| item(&question, list, &at, index))
                .collect_view()
        }
    };
    let add = {
        let at = at.clone();
        move |_| {
            let place = add_after(draft, &at, count.get_untracked(), &[String::new()]);
            focus_soon(format!("{place}/title"));
        }
    };
    let many = NodeRef::<leptos::html::Textarea>::new();
    let folded = NodeRef::<leptos::html::Details>::new();
    let paste = {
        let at = at.clone();
        move |_| {
            let Some(field) = many.get() else { return };
            let typed = field.value();
            let lines: Vec<String> = typed
                .lines()
                .map(|line| line.trim().to_owned())
                .filter(|line| !line.is_empty())
                .collect();
            if !lines.is_empty() {
                add_after(draft, &at, count.get_untracked(), &lines);
                draft.say(words.items_added.of(lines.len() as u64));
            }
            field.set_value("");
            if let Some(folded) = folded.get() {
                folded.set_open(false);
            }
        }
    };
    let name = called(&format!("prop_{list}"));
    view! {
        <fieldset class="items" id=at.clone() tabindex="-1">
            <legend>{name}</legend>
            <ol>{rows}</ol>
            {faults(&at, false)}
            <div class="actions">
                <button type="button" class="quiet small" on:click=add>{words.item_add.as_str()}</button>
            </div>
            <details class="many" node_ref=folded>
                <summary>{words.items_many.as_str()}</summary>
                <label for=format!("{at}~many")>{words.items_many_help.as_str()}</label>
                <textarea id=format!("{at}~many") rows="5" data-own="" node_ref=many></textarea>
                <button type="button" class="quiet small" on:click=paste>{words.items_many_add.as_str()}</button>
            </details>
        </fieldset>
    }
    .into_any()
}

/// Adds items with those texts, in the language shown; where the first of them is.
fn add_after(draft: Draft, at: &str, index: usize, titles: &[String]) -> String {
    let locale = draft.locale().get_untracked();
    let of = if at.ends_with("/rows") {
        "row"
    } else {
        "option"
    };
    draft.edit(&words().step_items, |definition| {
        for (place, title) in titles.iter().enumerate() {
            let taken = names(definition, at);
            let makeshift = format!("{of}_{}", taken.len() + 1);
            let id = from_title(title, &makeshift, |id| taken.iter().any(|one| one == id));
            let mut item = json!({"id": id, "title": {}});
            if !title.is_empty() {
                item["title"] = json!({&locale: title});
            }
            put(definition, at, index + place, item);
        }
    });
    format!("{at}/{index}")
}

/// The names of the things in a list.
pub(super) fn names(definition: &Value, at: &str) -> Vec<String> {
    let items = definition.pointer(at).and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .map(|item| text(item, "/id").to_owned())
        .collect()
}

fn item(question: &str, list: &'static str, at: &str, index: usize) -> AnyView {
    let draft = Draft::here();
    let words = words();
    let place = format!("{at}/{index}");
    let number = words.item_number.replace("{n}", &(index + 1).to_string());
    let list_at = StoredValue::new(at.to_owned());
    let shift = move |forward: bool| {
        let to = if forward {
            index + 1
        } else {
            index.wrapping_sub(1)
        };
        let at = list_at.get_value();
        let mut moved = false;
        draft.edit(&words.step_move, |definition| {
            let items = definition.pointer_mut(&at).and_then(Value::as_array_mut);
            if let Some(items) = items.filter(|items| to < items.len()) {
                items.swap(index, to);
                moved = true;
            }
        });
        if moved {
            draft.say(words.moved_to.replace("{n}", &(to + 1).to_string()));
        }
        moved.then_some(format!("{at}/{to}"))
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        let to = match (event.key().as_str(), event.alt_key()) {
            ("ArrowUp", true) => shift(false),
            ("ArrowDown", true) => shift(true),
            // Enter on a button is the button's.
            ("Enter", false) if is_at_title(&event) => Some(add_after(
                draft,
                &list_at.get_value(),
                index + 1,
                &[String::new()],
            )),
            _ => return,
        };
        event.prevent_default();
        if let Some(to) = to {
            focus_soon(format!("{to}/title"));
        }
    };
    let by_button = move |forward: bool, button: &'static str| {
        if let Some(to) = shift(forward) {
            focus_soon(format!("{to}~{button}"));
        }
    };
    let remove = {
        let place = place.clone();
        move |_| {
            draft.edit(&words.step_remove, |definition| {
                let gone = take(definition, &place);
                let at = list_at.get_value();
                let of = at.rsplit_once('/').map(|(question, _)| question);
                let question = of.and_then(|of| definition.pointer_mut(of));
                if let Some((question, gone)) = question.zip(gone) {
                    forget(question, text(&gone, "/id"));
                }
            });
            draft.say(words.removed.as_str());
            let at = list_at.get_value();
            let left = draft.with_untracked(|definition| names(definition, &at).len());
            focus_soon(match left {
                0 => at,
                left => format!("{at}/{}/title", index.min(left - 1)),
            });
        }
    };
    let renamed = {
        let place = place.clone();
        let selection = Selection::here();
        Callback::new(move |title: String| name_by_title(draft, selection, &place, &title))
    };
    // Each button says of which it is: they are reached one by one.
    let of = |what: &str| format!("{what}: {number}");
    let (up, down, away) = (of(&words.move_up), of(&words.move_down), of(&words.remove));
    let special = more(question, list, &place, of(&words.item_more));
    view! {
        <li class="item" on:keydown=keys>
            {text_entry(&format!("{place}/title"), false, Some(number), Some(renamed))}
            <div class="tools">
                <button
                    type="button" class="tool" id=format!("{place}~up") disabled={index == 0} aria-label=up
                    title=words.move_up.as_str() on:click=move |_| by_button(false, "up")
                >"↑"</button>
                <button
                    type="button" class="tool" id=format!("{place}~down") aria-label=down
                    title=words.move_down.as_str() on:click=move |_| by_button(true, "down")
                >"↓"</button>
                <button
                    type="button" class="tool" aria-label=away title=words.remove.as_str() on:click=remove
                >"×"</button>
            </div>
            {faults(&format!("{place}/title"), true)}
            {special}
        </li>
    }
    .into_any()
}

/// Whether a key was pressed in the text of an option or a row.
fn is_at_title(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target();
    let field = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    field.is_some_and(|field| field.id().ends_with("/title"))
}

/// What is special about an option or a row.
fn more(question: &str, list: &'static str, place: &str, label: String) -> AnyView {
    let draft = Draft::here();
    let kind = draft.memo(format!("{question}/type"));
    let cells = draft.memo(format!("{question}/cells"));
    let fixed_question = question.to_owned();
    let place = place.to_owned();
    let shown = move || {
        let at = |name: &str| format!("{place}/{name}");
        let kind = kind.with(|kind| text(kind, "").to_owned());
        let cells = cells.with(|cells| text(cells, "").to_owned());
        let mut fields = Vec::new();
        let number = |name: &str| {
            plain(
                &at(name),
                called(&format!("prop_{name}")),
                "",
                Takes::Number,
            )
        };
        match (list, kind.as_str()) {
            ("rows", _) => match cells.as_str() {
                "weighted" => fields.push(plain(
                    &at("weight"),
                    called("prop_weight"),
                    called("help_weight"),
                    Takes::Number,
                )),
                "bipolar" => {
                    fields.push(local(&at("low_label"), called("prop_low_label"), "", false));
                    fields.push(local(
                        &at("high_label"),
                        called("prop_high_label"),
                        "",
                        false,
                    ));
                }
                _ => {}
            },
            (_, "single_choice" | "multiple_choice") => {
                if kind == "multiple_choice" {
                    fields.push(check(&at("exclusive"), called("prop_exclusive"), ""));
                }
                fields.push(check(&at("text"), called("prop_text"), ""));
                fields.push(number("value"));
                fields.push(plain(
                    &at("picture"),
                    called("prop_picture"),
                    "",
                    Takes::Text,
                ));
            }
            (_, "matrix") => fields.push(number("value")),
            _ => fields.push(plain(
                &at("picture"),
                called("prop_picture"),
                "",
                Takes::Text,
            )),
        }
        fields.push(name_of(&fixed_question, &place));
        fields.collect_view()
    };
    view! {
        <details class="special">
            <summary aria-label=label>{words().item_more.as_str()}</summary>
            <div class="fields">{shown}</div>
        </details>
    }
    .into_any()
}

/// The name of an option or a row in data.
fn name_of(question: &str, place: &str) -> AnyView {
    let draft = Draft::here();
    let selection = Selection::here();
    let question = draft.memo(format!("{question}/id"));
    let own = draft.memo(format!("{place}/id"));
    let is_fixed = Memo::new(move |_| {
        let name = format!("{}/{}", text(&question.get(), ""), text(&own.get(), ""));
        selection.fixed.with(|fixed| fixed.contains(&name))
    });
    let named = Named {
        label: called("prop_id"),
        help: &words().item_id_help,
        fixed: &words().name_fixed,
        refused: &words().name_refused,
        taken: |definition, place| {
            split(place).map_or_else(Vec::new, |(at, _)| names(definition, at))
        },
        rename: rename_item,
    };
    name_field(place, named, is_fixed)
}

/// Makes the name of a new item from its text, unless something refers to it already.
fn name_by_title(draft: Draft, selection: Selection, place: &str, title: &str) {
    let Some((at, index)) = split(place) else {
        return;
    };
    let (id, others, is_free) = draft.with_untracked(|definition| {
        let id = text(definition, &format!("{place}/id")).to_owned();
        let mut others = names(definition, at);
        if index < others.len() {
            others.remove(index);
        }
        let is_free =
            !is_said(&definition["content"], &id) && !is_said(&definition["mapping"], &id);
        (id, others, is_free)
    });
    let of = if at.ends_with("/rows") {
        "row"
    } else {
        "option"
    };
    let question = at.rsplit_once('/').map_or("", |(question, _)| question);
    let question =
        draft.with_untracked(|definition| text(definition, &format!("{question}/id")).to_owned());
    let is_fixed = selection
        .fixed
        .with_untracked(|fixed| fixed.contains(&format!("{question}/{id}")));
    if !is_makeshift(&id, of) || is_fixed || !is_free || title.is_empty() {
        return;
    }
    let new = from_title(title, &id, |id| others.iter().any(|one| one == id));
    if is_name(&new) && new != id {
        let place = format!("{place}/id");
        draft.amend(|definition| crate::draft::pointer::write(definition, &place, json!(new)));
    }
}
