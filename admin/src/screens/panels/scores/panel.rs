//! All scores of a form.

use super::formula::{Formula, free_id};
use super::{bands_view, formula_view, trial_view, worth_view};
use crate::draft::Draft;
use crate::parts::Confirm;
use crate::prelude::*;
use crate::screens::panels::fields::{self, focus};
use crate::screens::panels::form::{self, Reader};
use crate::words::panels::words;
use serde_json::{Value, json};

/// What is calculated from the answers, and what it means.
#[component]
pub(crate) fn ScoresPanel() -> impl IntoView {
    let words = words();
    let draft = Draft::here();
    let count =
        Memo::new(move |_| draft.with(|all| form::list(&all["content"], "calculations").len()));
    let add = move |_| {
        let mut number = 0;
        draft.edit(&words.scores_add, |all| {
            let id = free_id(all, "score");
            let title = words.scores_new.clone();
            let locale = draft.locale().get_untracked();
            let new = json!({"id": id, "title": {locale: title}, "value": Formula::Sum(Vec::new()).to_json()});
            let content = &mut all["content"];
            if !content["calculations"].is_array() {
                content["calculations"] = json!([]);
            }
            if let Some(list) = content["calculations"].as_array_mut() {
                number = list.len();
                list.push(new);
            }
        });
        focus(format!("score-{number}"));
    };
    let cards = move || {
        let cards = (0..count.get()).map(card);
        let cards = cards.collect::<Vec<_>>();
        match cards.is_empty() {
            true => view! { <p class="detail">{words.scores_none.as_str()}</p> }.into_any(),
            false => view! { <ul class="cards">{cards}</ul> }.into_any(),
        }
    };
    view! {
        <div class="leaf scores">
            <p>{words.scores_intro.as_str()}</p>
            {cards}
            <button type="button" id="score-add" on:click=add>{words.scores_add.as_str()}</button>
            {worth_view::all()}
        </div>
    }
}

fn remove(draft: Draft, number: usize) {
    draft.edit(&words().scores_remove, |all| {
        let content = &mut all["content"];
        if let Some(list) = content["calculations"].as_array_mut()
            && number < list.len()
        {
            list.remove(number);
            if list.is_empty()
                && let Some(content) = content.as_object_mut()
            {
                content.remove("calculations");
            }
        }
    });
    focus("score-add".to_owned());
}

fn card(number: usize) -> AnyView {
    let words = words();
    let draft = Draft::here();
    let at = format!("/content/calculations/{number}");
    let id = draft.memo(format!("{at}/id"));
    let write_at = format!("{at}/id");
    let write =
        move |event: web_sys::Event| draft.set(&write_at, Value::from(event_target_value(&event)));
    let hint = words.scores_decimals_hint.clone();
    let named = at.clone();
    let name = Memo::new(move |_| {
        let locale = draft.locale().get();
        draft.with(|definition| {
            let reader = Reader {
                definition,
                locale: &locale,
            };
            definition
                .pointer(&named)
                .map(|one| reader.name(one))
                .unwrap_or_default()
        })
    });
    let removing = Callback::new(move |()| remove(draft, number));
    view! {
        <li class="card" id=format!("score-{number}") tabindex="-1">
            <h2>{move || name.get()}</h2>
            <div class="pair">
                {fields::local_text(&words.scores_title, format!("{at}/title"), false)}
                <label class="field short">
                    <span>{words.scores_id.as_str()}</span>
                    <input spellcheck="false" autocapitalize="off" prop:value=move || id.get().as_str().unwrap_or_default().to_owned() on:change=write/>
                </label>
                {fields::number(words.scores_decimals.clone(), format!("{at}/decimals"), Some(hint))}
            </div>
            <p class="detail">{words.scores_title_hint.as_str()}</p>
            <h3>{words.scores_value.as_str()}</h3>
            {formula_view::editor(number)}
            <h3>{words.scores_bands.as_str()}</h3>
            {bands_view::editor(number)}
            <h3>{words.scores_trial.as_str()}</h3>
            {trial_view::view(number)}
            {fields::faults(at)}
            <Confirm label=&words.scores_remove question=&words.scores_remove_sure act=removing/>
        </li>
    }
    .into_any()
}
