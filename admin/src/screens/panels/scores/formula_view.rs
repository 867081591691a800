//! The parts of a score, chosen and weighed.

use super::formula::{Formula, Term, terms_of};
use crate::draft::Draft;
use crate::prelude::*;
use crate::screens::panels::fields::{focus, number_entry};
use crate::screens::panels::form::{self, Reader};
use crate::screens::panels::logic::fault_of;
use crate::words::panels::words;
use leptos::html::Textarea;
use serde_json::{Value, json};

/// What each path is called.
pub(super) fn name_of(reader: &Reader<'_>, path: &str) -> String {
    let words = words();
    let (kind, id) = path.split_once('.').unwrap_or(("", path));
    let calculations = form::list(&reader.definition["content"], "calculations").iter();
    let mut all = form::questions(reader.definition)
        .into_iter()
        .chain(calculations);
    let id = id.split('.').next().unwrap_or_default();
    let name = all
        .find(|one| one["id"] == id)
        .map_or_else(|| path.to_owned(), |one| reader.name(one));
    match kind {
        "$value" => words.logic_worth.replace("{q}", &name),
        "$points" => words.logic_points.replace("{q}", &name),
        _ => name,
    }
}

/// What can be added to the score of that number: paths with names.
fn choices(draft: Draft, number: usize) -> Vec<(String, String)> {
    let locale = draft.locale().get();
    draft.with(|definition| {
        let reader = Reader {
            definition,
            locale: &locale,
        };
        let terms = terms_of(definition, number).into_iter();
        terms
            .map(|(path, _)| (name_of(&reader, &path), path))
            .map(|(name, path)| (path, name))
            .collect()
    })
}

/// The editor of how a score comes about.
pub(super) fn editor(number: usize) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let at = format!("/content/calculations/{number}/value");
    let value = draft.memo(at.clone());
    // The rows are made anew only where there is another number of them, or other things in them.
    let shape = Memo::new(move |_| match Formula::read(&value.get()) {
        Formula::Other(_) => ("other", Vec::new()),
        Formula::Points => ("points", Vec::new()),
        Formula::Sum(terms) => ("sum", paths(&terms)),
        Formula::Mean(terms) => ("mean", paths(&terms)),
    });
    let write_at = at.clone();
    let choose = move |event: web_sys::Event| {
        let now = Formula::read(&value.get_untracked());
        let terms = now.terms().to_vec();
        let next = match event_target_value(&event).as_str() {
            "mean" => Formula::Mean(terms),
            "points" => Formula::Points,
            "sum" => Formula::Sum(terms),
            _ => return,
        };
        draft.set(&write_at, next.to_json());
    };
    let kind = move |one: &'static str, name: &'static str| {
        view! { <option value=one prop:selected=move || shape.get().0 == one>{name}</option> }
    };
    let id = at.replace('/', "-");
    let rows = move || {
        let (kind, paths) = shape.get();
        match kind {
            "other" => view! { <p class="detail">{words.scores_other.as_str()}</p> }.into_any(),
            "points" => {
                view! { <p class="detail">{words.scores_points_text.as_str()}</p> }.into_any()
            }
            _ => terms_view(number, &paths),
        }
    };
    view! {
        <select id=id aria-label=words.scores_value.as_str() on:change=choose>
            {kind("sum", &words.scores_sum)}
            {kind("mean", &words.scores_mean)}
            {kind("points", &words.scores_points)}
            {move || (shape.get().0 == "other").then(|| kind("other", &words.scores_other_kind))}
        </select>
        {rows}
        {raw(at)}
    }
    .into_any()
}

fn paths(terms: &[Term]) -> Vec<String> {
    terms.iter().map(|term| term.path.clone()).collect()
}

fn change(draft: Draft, number: usize, change: impl FnOnce(&mut Vec<Term>)) {
    let at = format!("/content/calculations/{number}/value");
    let now = draft.with_untracked(|all| Formula::read(all.pointer(&at).unwrap_or(&Value::Null)));
    let next = match now {
        Formula::Sum(mut terms) => {
            change(&mut terms);
            Formula::Sum(terms)
        }
        Formula::Mean(mut terms) => {
            change(&mut terms);
            Formula::Mean(terms)
        }
        other => other,
    };
    draft.set(&at, next.to_json());
}

fn terms_view(number: usize, paths: &[String]) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let prefix = format!("score-{number}-term");
    let rows = paths.iter().enumerate().map(|(index, path)| {
        let path = path.clone();
        let name = move || {
            let locale = draft.locale().get();
            let path = path.clone();
            draft.with(|definition| {
                let reader = Reader {
                    definition,
                    locale: &locale,
                };
                name_of(&reader, &path)
            })
        };
        let name = Memo::new(move |_| name());
        let at = format!("/content/calculations/{number}/value");
        let weight = Memo::new(move |_| {
            let formula = Formula::read(&draft.get(&at));
            formula.terms().get(index).map_or(Value::Null, |term| term.weight.clone())
        });
        let weigh = Callback::new(move |weight: Value| {
            change(draft, number, |terms| {
                if let Some(term) = terms.get_mut(index) {
                    term.weight = weight;
                }
            });
        });
        let add_id = format!("{prefix}-add");
        let remove = move |_| {
            change(draft, number, |terms| {
                if index < terms.len() {
                    terms.remove(index);
                }
            });
            focus(add_id.clone());
        };
        view! {
            <li class="term">
                <span class="grow">{name}</span>
                <label class="weight">
                    <span>"×"<span class="unseen">{move || words.scores_weight_of.replace("{q}", &name.get())}</span></span>
                    {number_entry(weight.into(), weigh, "1")}
                </label>
                <button type="button" class="quiet small remove" on:click=remove
                    aria-label=move || words.scores_term_remove.replace("{q}", &name.get())>"×"</button>
            </li>
        }
    });
    let rows = rows.collect::<Vec<_>>();
    let taken = paths.to_vec();
    let options = move || {
        let all = choices(draft, number).into_iter();
        let free = all.filter(|(path, _)| !taken.contains(path));
        let options = free.map(|(path, name)| view! { <option value=path>{name}</option> });
        options.collect_view()
    };
    let add_id = format!("{prefix}-add");
    let id = add_id.clone();
    let add = move |event: web_sys::Event| {
        let path = event_target_value(&event);
        if !path.is_empty() {
            change(draft, number, |terms| terms.push(Term::of(&path)));
            focus(id.clone());
        }
    };
    view! {
        {(!rows.is_empty()).then(|| view! { <ul class="terms">{rows}</ul> })}
        <select id=add_id aria-label=words.scores_term_add.as_str() on:change=add>
            <option value="">{words.scores_term_add.as_str()}</option>
            {options}
        </select>
    }
    .into_any()
}

/// The expression as JSON, on request.
fn raw(pointer: String) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let now = draft.memo(pointer.clone());
    let text = move || serde_json::to_string_pretty(&now.get()).unwrap_or_default();
    let node = NodeRef::<Textarea>::new();
    let (said, set_said) = signal(None::<String>);
    let apply = move |_| {
        let Some(field) = node.get_untracked() else {
            return;
        };
        match fault_of(&field.value()) {
            Ok(value) => {
                set_said.set(None);
                draft.set(&pointer, if value.is_null() { json!(0) } else { value });
                draft.say(words.logic_json_taken.as_str());
            }
            Err((line, column, reason)) => {
                let said = words.logic_json_fault.replace("{line}", &line.to_string());
                let said = said.replace("{column}", &column.to_string());
                set_said.set(Some(said.replace("{reason}", &reason)));
            }
        }
    };
    view! {
        <details class="raw">
            <summary>{words.logic_json.as_str()}</summary>
            <textarea node_ref=node rows="6" data-own="" spellcheck="false" dir="ltr" aria-label=words.logic_json.as_str()
                prop:value=text></textarea>
            <p class="reason" role="alert">{move || said.get()}</p>
            <button type="button" class="quiet small" on:click=apply>{words.logic_json_apply.as_str()}</button>
        </details>
    }
    .into_any()
}
