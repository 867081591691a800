//! The form itself: its title and welcome, its languages, how it is walked through.

use super::fields::{Takes, check, faults, is_text, local, pick, pick_with, plain};
use crate::draft::{Draft, pointer};
use crate::languages::{OFFERED, name_of};
use crate::prelude::*;
use crate::words::builder::words;
use crate::words::kinds::called;
use crate::words::words as common;
use serde_json::{Value, json};

/// The editor of what is the whole form's.
pub(crate) fn form() -> AnyView {
    let words = words();
    let kinds = vec![
        ("survey".to_owned(), common().kind_survey.clone()),
        ("lead_form".to_owned(), common().kind_lead_form.clone()),
    ];
    let layouts = ["layout_pages", "layout_one_page", "layout_one_question"];
    let layouts = layouts.map(|name| {
        (
            name.trim_start_matches("layout_").to_owned(),
            called(name).to_owned(),
        )
    });
    let layouts = std::iter::once((String::new(), called("as_usual").to_owned()))
        .chain(layouts)
        .collect();
    view! {
        <header class="head"><h2>{words.form_itself.as_str()}</h2></header>
        {faults("/content/questions", false)}
        {local("/content/title", &words.form_title, "", false)}
        {local("/content/intro", &words.form_intro, "", true)}
        {spoken()}
        {pick("/content/layout", &words.form_layout, layouts)}
        {check("/content/review", &words.form_review, "")}
        <details class="group">
            <summary>{words.more.as_str()}</summary>
            <div class="fields">
                {local("/content/submit_label", &words.form_submit, "", false)}
                {pick("/kind", &words.form_kind_label, kinds)}
                {plain("/content/known", &words.form_known, &words.form_known_help, Takes::Lines)}
            </div>
        </details>
    }
    .into_any()
}

/// The languages of the form: added, removed, which of them stands in.
fn spoken() -> AnyView {
    let draft = Draft::here();
    let words = words();
    let locales = Memo::new(move |_| draft.locales());
    let fallback = Memo::new(move |_| draft.fallback());
    let remove = move |locale: &str| {
        let locale = locale.to_owned();
        draft.edit(&words.step_languages, |definition| {
            if let Some(listed) = definition
                .pointer_mut("/content/locales")
                .and_then(Value::as_array_mut)
            {
                listed.retain(|one| *one != json!(locale));
            }
            for part in ["/content", "/settings"] {
                if let Some(part) = definition.pointer_mut(part) {
                    forget(part, &locale);
                }
            }
        });
        if draft.locale().get_untracked() == locale {
            draft.locale().set(untrack(|| draft.fallback()));
        }
        draft.say(words.removed.as_str());
        super::selection::focus_soon("/content/locales".to_owned());
    };
    let line = move |locale: String| {
        let is_fallback = fallback.with(|fallback| *fallback == locale);
        let own = locale.clone();
        let label = format!("{}: {}", words.remove, name_of(&locale));
        let last = match is_fallback {
            true => view! { <span class="detail">{words.language_fallback_mark.as_str()}</span> }.into_any(),
            false => view! {
                <button type="button" class="tool" aria-label=label title=words.remove.as_str() on:click=move |_| remove(&own)>"×"</button>
            }
            .into_any(),
        };
        view! { <li><span>{name_of(&locale)} " " <code>{locale}</code></span> {last}</li> }
    };
    let others = move || {
        let locales = locales.get();
        let left = OFFERED
            .iter()
            .filter(|tag| !locales.iter().any(|one| one == **tag));
        left.map(|tag| view! { <option value=*tag>{name_of(tag)}</option> })
            .collect_view()
    };
    let add = move |event: web_sys::Event| {
        let tag = event_target_value(&event);
        if tag.is_empty() {
            return;
        }
        draft.edit(&words.step_languages, |definition| {
            let mut listed = definition
                .pointer("/content/locales")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default();
            listed.push(json!(tag));
            pointer::write(definition, "/content/locales", json!(listed));
        });
        draft.locale().set(tag);
        draft.say(words.added.as_str());
    };
    let stand_in = move || {
        let choices = locales
            .get()
            .into_iter()
            .map(|tag| (tag.clone(), name_of(&tag)))
            .collect();
        let chosen =
            Callback::new(move |tag: String| draft.set("/content/fallback_locale", json!(tag)));
        pick_with(
            "/content/fallback_locale",
            &words.language_fallback,
            choices,
            fallback.into(),
            chosen,
        )
    };
    view! {
        <fieldset class="items" id="/content/locales" tabindex="-1">
            <legend>{words.languages.as_str()}</legend>
            <ul class="languages">{move || locales.get().into_iter().map(line).collect_view()}</ul>
            {faults("/content/locales", true)}
            <label for="language-add">{words.language_add.as_str()}</label>
            <select id="language-add" prop:value="" on:change=add>
                <option value="">"…"</option>
                {others}
            </select>
            {stand_in}
        </fieldset>
    }
    .into_any()
}

/// Takes a language out of every text.
fn forget(value: &mut Value, locale: &str) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match member.as_object_mut().filter(|_| is_text(name)) {
                    Some(texts) => {
                        texts.remove(locale);
                    }
                    None => forget(member, locale),
                }
            }
            members.retain(|name, member| name == "comment" || *member != json!({}));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| forget(item, locale)),
        _ => {}
    }
}

/// The language that is shown, where the form speaks several.
#[component]
pub(crate) fn LanguageSwitch() -> impl IntoView {
    let draft = Draft::here();
    let locale = draft.locale();
    let locales = Memo::new(move |_| draft.locales());
    let shown = move || {
        let locales = locales.get();
        (locales.len() > 1).then(|| {
            let option = |tag: String| {
                let own = tag.clone();
                view! { <option value=tag.clone() prop:selected=move || locale.get() == own>{name_of(&tag)}</option> }
            };
            view! {
                <label class="language">
                    <span>{words().language_shown.as_str()}</span>
                    <select on:change=move |event| locale.set(event_target_value(&event))>
                        {locales.into_iter().map(option).collect_view()}
                    </select>
                </label>
            }
        })
    };
    shown.into_any()
}

/// The form's title in the language shown, or another; words in its place where it has none.
pub(crate) fn title_of(draft: Draft) -> String {
    let texts = draft.get("/content/title");
    let title = super::outline::said(&texts, &draft.locale().get(), &draft.fallback());
    if title.is_empty() {
        words().form_untitled.clone()
    } else {
        title
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_that_goes_takes_its_texts_along() {
        let mut content = json!({"title": {"en": "A", "pl": "B"}, "questions": [
            {"id": "pl", "help": {"pl": "C"}, "comment": {}, "options": [{"id": "a", "text": true, "title": {"pl": "D", "en": "E"}}]}]});
        forget(&mut content, "pl");
        let left = json!({"title": {"en": "A"}, "questions": [
            {"id": "pl", "comment": {}, "options": [{"id": "a", "text": true, "title": {"en": "E"}}]}]});
        assert_eq!(content, left);
    }
}
