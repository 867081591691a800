//! The logic of a question, a page or an ending.

use super::condition;
use super::operators::alike;
use super::place::{Part, Place, Target};
use super::reading::variable;
use super::subject::{Subject, Subjects, shape_of};
use crate::draft::Draft;
use crate::prelude::*;
use crate::screens::panels::fields::{self, focus};
use crate::screens::panels::form::{self, Reader};
use crate::words::panels::words;
use serde_json::{Value, json};

/// The conditions of a question or page: when it is asked, required, and where it leads.
#[component]
pub(crate) fn LogicPanel(
    /// Where the question, page or ending is, such as `/content/pages/0/questions/2`.
    pointer: String,
) -> impl IntoView {
    let before = Place::of(&pointer, Part::Before);
    let body = match before.target() {
        Target::Question => question(&pointer, before),
        Target::Inner => shown(&pointer, before),
        Target::Page => page(&pointer, before),
        Target::Ending => ending(&pointer, before),
        Target::Calculation | Target::Unknown => ().into_any(),
    };
    view! { <div class="leaf logic" data-of=pointer>{body}</div> }
}

fn section(title: &'static str, body: AnyView) -> AnyView {
    view! { <section><h2>{title}</h2>{body}</section> }.into_any()
}

fn shown(pointer: &str, place: Place) -> AnyView {
    let words = words();
    let at = format!("{pointer}/visible_if");
    let body = condition(at, place, &words.logic_shown_if, &words.logic_shown_always);
    section(&words.logic_shown, body)
}

fn ending(pointer: &str, place: Place) -> AnyView {
    let words = words();
    let at = format!("{pointer}/visible_if");
    let body = condition(
        at,
        place,
        &words.logic_ending_if,
        &words.logic_ending_always,
    );
    section(&words.logic_shown, body)
}

fn question(pointer: &str, place: Place) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let kind = draft.memo(format!("{pointer}/type"));
    let at = pointer.to_owned();
    let asks = move || {
        let kind = kind.get();
        let kind = kind.as_str().unwrap_or_default();
        let parts = (kind != "statement").then(|| {
            let begins = !matches!(
                kind,
                "consent"
                    | "file"
                    | "signature"
                    | "group"
                    | "hidden"
                    | "matrix"
                    | "ranking"
                    | "address"
                    | "date_range"
            );
            let requires = kind != "hidden";
            view! {
                {requires.then(|| section(&words.logic_required, required(&at)))}
                {requires.then(|| section(&words.logic_rules, rules(&at)))}
                {begins.then(|| section(&words.logic_default, default(&at)))}
            }
        });
        parts.into_any()
    };
    view! {
        {shown(pointer, place)}
        {asks}
        {parts(pointer, "options", &words.logic_options)}
        {parts(pointer, "rows", &words.logic_rows)}
    }
    .into_any()
}

/// Never, always, or under a condition.
fn required(pointer: &str) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let always = draft.memo(format!("{pointer}/required"));
    let condition_at = draft.memo(format!("{pointer}/required_if"));
    let asked = RwSignal::new(!condition_at.get_untracked().is_null());
    let mode = Memo::new(move |_| match (always.get() == true, condition_at.get()) {
        (true, _) => "always",
        (false, Value::Null) if !asked.get() => "no",
        _ => "if",
    });
    let at = pointer.to_owned();
    let choose = move |chosen: &'static str| {
        asked.set(chosen == "if");
        let at = at.clone();
        draft.edit(&words.logic_required, move |all| {
            if let Some(question) = all.pointer_mut(&at).and_then(Value::as_object_mut) {
                question.remove("required");
                if chosen == "always" {
                    question.insert("required".to_owned(), json!(true));
                }
                if chosen != "if" {
                    question.remove("required_if");
                }
            }
        });
    };
    let name = format!("{}-required", pointer.replace('/', "-"));
    let radio = |value: &'static str, text: &'static str| {
        let (choose, name) = (choose.clone(), name.clone());
        view! {
            <label class="tick">
                <input type="radio" name=name prop:checked=move || mode.get() == value on:change=move |_| choose(value)/>
                <span>{text}</span>
            </label>
        }
    };
    let at = pointer.to_owned();
    let editor = move || {
        (mode.get() == "if").then(|| {
            let place = Place::of(&at, Part::Beside);
            let at = format!("{at}/required_if");
            condition(
                at,
                place,
                &words.logic_required_if,
                &words.logic_required_never,
            )
        })
    };
    view! {
        <fieldset class="ticks">
            <legend class="unseen">{words.logic_required.as_str()}</legend>
            {radio("no", &words.logic_required_no)}
            {radio("always", &words.logic_required_always)}
            {radio("if", &words.logic_required_some)}
        </fieldset>
        {editor}
    }
    .into_any()
}

/// How many elements a list of the draft has.
fn length_of(draft: Draft, pointer: String) -> Memo<usize> {
    Memo::new(move |_| {
        draft.with(|all| {
            all.pointer(&pointer)
                .and_then(Value::as_array)
                .map_or(0, Vec::len)
        })
    })
}

/// Adds to a list of the draft, which may not be there yet.
fn push(draft: Draft, name: &str, pointer: &str, value: Value) {
    draft.edit(name, |all| {
        if let Some((above, last)) = pointer.rsplit_once('/')
            && let Some(owner) = all.pointer_mut(above).and_then(Value::as_object_mut)
        {
            let list = owner.entry(last).or_insert_with(|| json!([]));
            if let Some(list) = list.as_array_mut() {
                list.push(value);
            }
        }
    });
}

/// Removes from a list of the draft, and the list where nothing is left in it.
fn pull(draft: Draft, name: &str, pointer: &str, number: usize) {
    draft.edit(name, |all| {
        let Some((above, last)) = pointer.rsplit_once('/') else {
            return;
        };
        let Some(owner) = all.pointer_mut(above).and_then(Value::as_object_mut) else {
            return;
        };
        if let Some(list) = owner.get_mut(last).and_then(Value::as_array_mut) {
            if number < list.len() {
                list.remove(number);
            }
            if list.is_empty() {
                owner.remove(last);
            }
        }
    });
}

/// What the answer must satisfy.
fn rules(pointer: &str) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let at = format!("{pointer}/rules");
    let count = length_of(draft, at.clone());
    let add_id = format!("{}-add", at.replace('/', "-"));
    let (list, owner, id) = (at.clone(), pointer.to_owned(), add_id.clone());
    let rows = move || {
        let rows = (0..count.get()).map(|number| {
            let place = Place::of(&owner, Part::Beside);
            let (list, id) = (list.clone(), id.clone());
            let at = format!("{list}/{number}");
            let remove = move |_| {
                pull(draft, &words.logic_rule_remove, &list, number);
                focus(id.clone());
            };
            let valid = draft.memo(format!("{at}/valid_if"));
            let bare = move || {
                let is_bare = valid.with(Value::is_null);
                is_bare.then(|| view! { <p class="reason">{words.logic_rule_bare.as_str()}</p> })
            };
            view! {
                <li class="card">
                    {condition(format!("{at}/valid_if"), place, &words.logic_rule_if, &words.logic_rule_always)}
                    {bare}
                    {fields::local_text(&words.logic_rule_message, format!("{at}/message"), false)}
                    {fields::faults(format!("{at}/message"))}
                    <button type="button" class="quiet small" on:click=remove>{words.logic_rule_remove.as_str()}</button>
                </li>
            }
        });
        let rows = rows.collect_view();
        (count.get() > 0).then(|| view! { <ul class="cards">{rows}</ul> })
    };
    let add = move |_| {
        let locale = draft.locale().get_untracked();
        let rule = json!({"message": {locale: ""}});
        push(draft, &words.logic_rule_add, &at, rule);
    };
    view! {
        {rows}
        <button type="button" class="quiet small" id=add_id on:click=add>{words.logic_rule_add.as_str()}</button>
    }
    .into_any()
}

/// An earlier answer, or something known, that the question begins with. Fixed values stand with its other properties.
fn default(pointer: &str) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let at = format!("{pointer}/default");
    let value = draft.memo(at.clone());
    let (place, owner) = (Place::of(pointer, Part::Before), pointer.to_owned());
    let same = Memo::new(move |_| {
        let locale = draft.locale().get();
        draft.with(|definition| {
            let reader = Reader {
                definition,
                locale: &locale,
            };
            let shape = definition
                .pointer(&owner)
                .and_then(|one| shape_of(&reader, one));
            let subjects = Subjects::of(&reader, &place, words);
            let fits =
                |one: &&Subject| shape.as_ref().is_some_and(|shape| alike(shape, &one.shape));
            let same = subjects.seen().filter(fits);
            same.map(|one| (one.path.clone(), one.name.clone()))
                .collect::<Vec<_>>()
        })
    });
    let change = move |event: web_sys::Event| {
        let path = event_target_value(&event);
        let value = match path.is_empty() {
            true => Value::Null,
            false => json!({"var": path}),
        };
        draft.set(&at, value);
    };
    let options = move || {
        let value = value.get();
        let chosen = variable(&value).unwrap_or_default().to_owned();
        let mut options = vec![(String::new(), words.logic_default_none.clone())];
        options.extend(same.get());
        if !options.iter().any(|(path, _)| *path == chosen) {
            options.push((chosen.clone(), words.logic_unknown.replace("{q}", &chosen)));
        }
        let options = options.into_iter().map(|(path, name)| {
            let is_chosen = path == chosen;
            view! { <option value=path selected=is_chosen>{name}</option> }
        });
        options.collect_view()
    };
    view! { <select aria-label=words.logic_default.as_str() on:change=change>{options}</select> }
        .into_any()
}

/// When each of the options or rows is offered.
fn parts(pointer: &str, list: &'static str, title: &'static str) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let at = format!("{pointer}/{list}");
    let owner = pointer.to_owned();
    let names = Memo::new({
        let at = at.clone();
        move |_| {
            let locale = draft.locale().get();
            draft.with(|definition| {
                let reader = Reader {
                    definition,
                    locale: &locale,
                };
                // Options in a matrix have no conditions.
                let kind = definition.pointer(&owner).map(|one| one["type"].clone());
                let none = list == "options"
                    && kind.is_some_and(|kind| kind == "matrix" || kind == "ranking");
                match definition.pointer(&at) {
                    Some(Value::Array(things)) if !none => reader.named(things),
                    _ => Vec::new(),
                }
            })
        }
    });
    let owner = pointer.to_owned();
    let shown = move || {
        let names = names.get();
        if names.is_empty() {
            return ().into_any();
        }
        let rows = names.into_iter().enumerate().map(|(number, (_, name))| {
            let at = format!("{at}/{number}/visible_if");
            let has = draft.with_untracked(|all| all.pointer(&at).is_some());
            let place = Place::of(&owner, Part::Before);
            view! {
                <details open=has>
                    <summary>{name}</summary>
                    {condition(at, place, &words.logic_offered_if, &words.logic_offered_always)}
                </details>
            }
        });
        let rows = rows.collect_view();
        section(title, rows.into_any())
    };
    shown.into_any()
}

fn page(pointer: &str, place: Place) -> AnyView {
    view! {
        {shown(pointer, place)}
        {section(&words().logic_next, jumps(pointer))}
    }
    .into_any()
}

/// Where the form goes on after the page.
fn jumps(pointer: &str) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let at = format!("{pointer}/next");
    let count = length_of(draft, at.clone());
    let number = pointer
        .rsplit('/')
        .next()
        .and_then(|text| text.parse::<usize>().ok())
        .unwrap_or_default();
    let later = Memo::new(move |_| {
        let locale = draft.locale().get();
        draft.with(|definition| {
            let reader = Reader {
                definition,
                locale: &locale,
            };
            let pages = form::list(&definition["content"], "pages");
            reader.named(pages.get(number + 1..).unwrap_or_default())
        })
    });
    let add_id = format!("{}-add", at.replace('/', "-"));
    let (list, owner, id) = (at.clone(), pointer.to_owned(), add_id.clone());
    let rows = move || {
        let all = count.get();
        let rows = (0..all).map(|number| {
            let place = Place::of(&owner, Part::Beside);
            let (list, id) = (list.clone(), id.clone());
            let at = format!("{list}/{number}");
            let remove = move |_| {
                pull(draft, &words.logic_jump_remove, &list, number);
                focus(id.clone());
            };
            view! {
                <li class="card">
                    {condition(format!("{at}/if"), place, &words.logic_jump_if, &words.logic_jump_always)}
                    {target(format!("{at}/to"), later)}
                    {fields::faults(format!("{at}/to"))}
                    <button type="button" class="quiet small" on:click=remove>{words.logic_jump_remove.as_str()}</button>
                </li>
            }
        });
        let rows = rows.collect_view();
        let else_next = match all {
            0 => words.logic_next_only.as_str(),
            _ => words.logic_next_else.as_str(),
        };
        view! {
            {(all > 0).then(|| view! { <ol class="cards">{rows}</ol> })}
            <p class="said">{else_next}</p>
        }
    };
    let add = move |_| push(draft, &words.logic_jump_add, &at, json!({}));
    view! {
        {rows}
        <button type="button" class="quiet small" id=add_id on:click=add>{words.logic_jump_add.as_str()}</button>
    }
    .into_any()
}

/// The page that a jump leads to.
fn target(pointer: String, later: Memo<Vec<(String, String)>>) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let to = draft.memo(pointer.clone());
    let change = move |event: web_sys::Event| {
        let page = event_target_value(&event);
        draft.set(
            &pointer,
            if page.is_empty() {
                Value::Null
            } else {
                json!(page)
            },
        );
    };
    let options = move || {
        let chosen = to.get().as_str().unwrap_or_default().to_owned();
        let mut pages = later.get();
        pages.push((String::new(), words.logic_jump_end.clone()));
        if !pages.iter().any(|(id, _)| *id == chosen) {
            pages.push((chosen.clone(), words.logic_unknown.replace("{q}", &chosen)));
        }
        let pages = pages.into_iter().map(|(id, name)| {
            let is_chosen = id == chosen;
            view! { <option value=id selected=is_chosen>{name}</option> }
        });
        pages.collect_view()
    };
    view! {
        <label class="field">
            <span>{words.logic_jump_to.as_str()}</span>
            <select on:change=change>{options}</select>
        </label>
    }
    .into_any()
}
