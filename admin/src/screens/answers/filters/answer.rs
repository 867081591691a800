//! The fields that narrow the list by what was answered to one question.

use super::Filters;
use super::chips::{choice, comparisons};
use crate::prelude::*;
use crate::screens::answers::book::Book;
use crate::words::answers::words;
use std::sync::Arc;

/// Which comparisons a type of question takes.
fn comparisons_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "text" | "long_text" | "email" | "phone" | "url" | "hidden" | "address" | "file"
        | "matrix" | "group" => &["contains", "given", "missing"],
        "number" | "slider" | "rating" | "nps" | "csat" | "ces" | "agreement" | "bipolar"
        | "date" | "time" | "date_time" => &["at_least", "at_most", "is", "given", "missing"],
        "single_choice" | "multiple_choice" | "ranking" | "yes_no" => &["is", "given", "missing"],
        _ => &["given", "missing"],
    }
}

/// The fields that add a test of one answer.
pub(super) fn test(filters: Filters, book: Arc<Book>) -> AnyView {
    let words = words();
    let questions = book.questions();
    if questions.is_empty() {
        return ().into_any();
    }
    let chosen = RwSignal::new(String::new());
    let comparison = RwSignal::new(String::new());
    let value = RwSignal::new(String::new());
    let kinds: Vec<(String, String)> = questions
        .iter()
        .map(|one| (one.id.clone(), one.kind.clone()))
        .collect();
    let kind = Memo::new(move |_| chosen.with(|chosen| choice(&kinds, chosen)));
    let options: Vec<AnyView> = questions
        .into_iter()
        .map(|one| view! { <option value=one.id>{one.title}</option> }.into_any())
        .collect();
    let choose = move |event| {
        chosen.set(event_target_value(&event));
        comparison.set(kind.with_untracked(|kind| comparisons_of(kind)[0].to_owned()));
        value.set(String::new());
    };
    let comparing = move || {
        let known = comparisons();
        let offered = kind.with(|kind| comparisons_of(kind)).iter();
        let options: Vec<AnyView> = offered
            .map(|one| {
                let is_it = comparison.with_untracked(|chosen| chosen == one);
                view! { <option value=*one selected=is_it>{choice(&known, one)}</option> }
                    .into_any()
            })
            .collect();
        view! {
            <label><span>{words.test_comparison.as_str()}</span>
                <select on:change=move |event| comparison.set(event_target_value(&event))>{options}</select>
            </label>
        }
        .into_any()
    };
    let needs_value =
        Memo::new(move |_| comparison.with(|one| !matches!(one.as_str(), "given" | "missing")));
    let field = move || {
        if !needs_value.get() {
            return ().into_any();
        }
        let mut choices = chosen.with(|question| book.options(question));
        let kind = kind.get();
        if kind == "yes_no" {
            choices = vec![
                ("yes".to_owned(), words.yes.clone()),
                ("no".to_owned(), words.no.clone()),
            ];
        }
        let input = match (choices.is_empty(), comparison.get().as_str()) {
            (false, "is") => {
                value.set(choices[0].0.clone());
                let options: Vec<AnyView> = choices
                    .into_iter()
                    .map(|(id, title)| view! { <option value=id>{title}</option> }.into_any())
                    .collect();
                view! { <select on:change=move |event| value.set(event_target_value(&event))>{options}</select> }
                    .into_any()
            }
            _ => {
                let shape = match kind.as_str() {
                    "date" | "date_time" => "date",
                    "time" => "time",
                    _ => "text",
                };
                view! {
                    <input type=shape prop:value=move || value.get()
                        on:input=move |event| value.set(event_target_value(&event))/>
                }
                .into_any()
            }
        };
        view! { <label><span>{words.test_value.as_str()}</span> {input}</label> }.into_any()
    };
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (question, comparison) = (chosen.get_untracked(), comparison.get_untracked());
        let than = value.get_untracked();
        let than = than.trim();
        if needs_value.get_untracked() && than.is_empty() {
            return;
        }
        let test = match needs_value.get_untracked() {
            true => format!("{question}:{comparison}:{than}"),
            false => format!("{question}:{comparison}"),
        };
        filters.add("answer", test);
        value.set(String::new());
    };
    view! {
        <form class="test" on:submit=add>
            <label><span>{words.test_question.as_str()}</span>
                <select on:change=choose><option value="">{words.test_choose.as_str()}</option> {options}</select>
            </label>
            <Show when=move || chosen.with(|one| !one.is_empty())>
                {comparing}
                {field.clone()}
                <button class="quiet">{words.test_add.as_str()}</button>
            </Show>
        </form>
    }
    .into_any()
}
