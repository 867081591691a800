//! The texts of two languages beside each other.

use super::language::{add_language, is_missing, lost_names, remove_language};
use super::places::{Text, texts};
use crate::draft::Draft;
use crate::figures::language_name;
use crate::parts::Confirm;
use crate::prelude::*;
use crate::screens::panels::fields::{direction, focus, write_text};
use crate::screens::panels::form::Reader;
use crate::words::panels::words;
use serde_json::Value;
use sonda_domain::INTERFACE_LOCALES;

/// Languages that are offered beside those of the interface.
const OTHERS: [&str; 22] = [
    "bg", "cs", "da", "el", "et", "fi", "he", "hr", "hu", "it", "ja", "ko", "lt", "lv", "nl", "no",
    "pt", "ro", "sk", "sl", "sv", "tr",
];

/// What the panel shows.
#[derive(Clone, Copy)]
struct Showing {
    draft: Draft,
    /// The language on the right.
    locale: RwSignal<String>,
    only_missing: RwSignal<bool>,
    /// Grows where the list is to be made anew though the form's parts are the same.
    filtered: RwSignal<u64>,
}

impl Showing {
    fn texts(self, definition: &Value) -> Vec<Text> {
        let fallback = definition["content"]["fallback_locale"]
            .as_str()
            .unwrap_or_default();
        let reader = Reader {
            definition,
            locale: fallback,
        };
        texts(reader, words())
    }

    fn missing(self, locale: &str) -> usize {
        self.draft.with(|all| {
            let texts = self.texts(all);
            texts
                .iter()
                .filter(|text| is_missing(all, &text.pointer, locale))
                .count()
        })
    }
}

/// All texts, the languages beside each other.
#[component]
pub(crate) fn TextsPanel() -> impl IntoView {
    let draft = Draft::here();
    let chosen = draft.locale().get_untracked();
    let locales = draft.with_untracked(|all| {
        all["content"]["locales"]
            .as_array()
            .cloned()
            .unwrap_or_default()
    });
    let fallback = draft.with_untracked(|all| all["content"]["fallback_locale"].clone());
    // The language shown is translated, or the first that is not what it is translated from.
    let other = locales
        .iter()
        .find(|one| **one != fallback)
        .and_then(Value::as_str);
    let first = match fallback == chosen.as_str() {
        true => other.map_or(chosen.clone(), str::to_owned),
        false => chosen,
    };
    let showing = Showing {
        draft,
        locale: RwSignal::new(first),
        only_missing: RwSignal::new(false),
        filtered: RwSignal::new(0),
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        if event.ctrl_key() && event.key() == "Enter" {
            event.prevent_default();
            next_missing(showing);
        }
    };
    view! {
        <div class="leaf texts" on:keydown=keys>
            {languages(showing)}
            {tools(showing)}
            {table(showing)}
        </div>
    }
}

/// The form's languages: how much is missing, which stands in, adding and removing.
fn languages(showing: Showing) -> AnyView {
    let words = words();
    let draft = showing.draft;
    let locales = Memo::new(move |_| draft.locales());
    let fallback = Memo::new(move |_| draft.fallback());
    let tabs = move || {
        let tabs = locales.get().into_iter().map(|tag| {
            let (is_of, pressed, open) = (tag.clone(), tag.clone(), tag.clone());
            let missing = Memo::new(move |_| showing.missing(&is_of));
            let said = move || match missing.get() {
                0 => words.texts_complete.clone(),
                count => words.texts_missing.of(count as u64),
            };
            let choose = move |_| {
                showing.locale.set(open.clone());
                draft.locale().set(open.clone());
            };
            view! {
                <li>
                    <button type="button" class="quiet" on:click=choose
                        aria-pressed=move || (showing.locale.get() == pressed).to_string()>
                        <span lang=tag.clone()>{language_name(&tag)}</span>
                        <span class="tag" class:good=move || missing.get() == 0 class:wait=move || missing.get() != 0>{said}</span>
                    </button>
                </li>
            }
        });
        tabs.collect_view()
    };
    let others = move || {
        let there = locales.get();
        let all = INTERFACE_LOCALES.iter().chain(&OTHERS);
        let mut named: Vec<(String, &str)> = all
            .filter(|tag| !there.iter().any(|one| one == *tag))
            .map(|tag| (language_name(tag), *tag))
            .collect();
        named.sort();
        let options = named
            .into_iter()
            .map(|(name, tag)| view! { <option value=tag>{name}</option> });
        options.collect_view()
    };
    // Arrow keys change what is chosen on their way: nothing is added before the button is pressed.
    let wanted = RwSignal::new(String::new());
    let add = move |_| {
        let tag = wanted.get_untracked();
        if !tag.is_empty() {
            wanted.set(String::new());
            draft.edit(&words.texts_add, |all| add_language(all, &tag));
            showing.locale.set(tag.clone());
            draft.locale().set(tag);
            next_missing(showing);
        }
    };
    let stand_in = move |event: web_sys::Event| {
        draft.set(
            "/content/fallback_locale",
            Value::from(event_target_value(&event)),
        );
    };
    let fallbacks = move || {
        let now = fallback.get();
        let options = locales.get().into_iter().map(|tag| {
            let is_now = tag == now;
            let name = language_name(&tag);
            view! { <option value=tag selected=is_now>{name}</option> }
        });
        options.collect_view()
    };
    let remove = Callback::new(move |()| {
        let tag = showing.locale.get_untracked();
        let texts = draft.with_untracked(|all| showing.texts(all));
        draft.edit(&words.texts_remove, |all| {
            remove_language(all, &texts, &tag);
        });
        let fallback = fallback.get_untracked();
        showing.locale.set(fallback.clone());
        draft.locale().set(fallback);
        focus("texts-add".to_owned());
    });
    let may_remove = move || showing.locale.get() != fallback.get();
    view! {
        <ul class="languages" aria-label=words.texts_languages.as_str()>{tabs}</ul>
        <div class="pair">
            <div class="field">
                <label for="texts-add">{words.texts_add.as_str()}</label>
                <div class="actions">
                    <select id="texts-add" prop:value=move || wanted.get() on:change=move |event| wanted.set(event_target_value(&event))>
                        <option value="">"…"</option>{others}
                    </select>
                    <button type="button" class="quiet" on:click=add>{words.texts_add_it.as_str()}</button>
                </div>
            </div>
            <label class="field">
                <span>{words.texts_fallback.as_str()}</span>
                <select on:change=stand_in>{fallbacks}</select>
                <small class="detail">{words.texts_fallback_hint.as_str()}</small>
            </label>
            {move || may_remove().then(|| view! {
                <Confirm label=&words.texts_remove question=&words.texts_remove_sure act=remove/>
            })}
        </div>
    }
    .into_any()
}

fn tools(showing: Showing) -> AnyView {
    let words = words();
    let filter = move |event: web_sys::Event| {
        showing.only_missing.set(event_target_checked(&event));
        showing.filtered.update(|filtered| *filtered += 1);
    };
    view! {
        <div class="actions finds">
            <label class="tick">
                <input type="checkbox" on:change=filter prop:checked=move || showing.only_missing.get()/>
                <span>{words.texts_only_missing.as_str()}</span>
            </label>
            <button type="button" class="quiet small" aria-keyshortcuts="Control+Enter" on:click=move |_| next_missing(showing)>
                {words.texts_next.as_str()} " " <kbd>"Ctrl+Enter"</kbd>
            </button>
        </div>
    }
    .into_any()
}

fn field_id(pointer: &str) -> String {
    format!("text{}", pointer.replace('/', "-"))
}

/// Brings the focus to the next text that is missing, after the one that has it; from the end on to the beginning.
fn next_missing(showing: Showing) {
    let locale = showing.locale.get_untracked();
    let missing: Vec<(usize, String)> = showing.draft.with_untracked(|all| {
        let texts = showing.texts(all).into_iter().enumerate();
        let missing = texts.filter(|(_, text)| is_missing(all, &text.pointer, &locale));
        missing
            .map(|(number, text)| (number, field_id(&text.pointer)))
            .collect()
    });
    let here = document()
        .active_element()
        .map(|element| element.id())
        .unwrap_or_default();
    let all: Vec<String> = showing.draft.with_untracked(|all| {
        showing
            .texts(all)
            .iter()
            .map(|text| field_id(&text.pointer))
            .collect()
    });
    let here = all
        .iter()
        .position(|id| *id == here || format!("{id}-source") == here);
    let after = missing
        .iter()
        .find(|(number, _)| here.is_none_or(|here| *number > here));
    match after.or(missing.first()) {
        Some((_, id)) => {
            // A filter that was set before may hide it.
            if document().get_element_by_id(id).is_none() {
                showing.filtered.update(|filtered| *filtered += 1);
            }
            focus(id.clone());
        }
        None => showing.draft.say(words().texts_complete.as_str()),
    }
}

fn table(showing: Showing) -> AnyView {
    let words = words();
    let draft = showing.draft;
    // The parts of the form and what they are called: while a text is typed the fields stay.
    let parts = Memo::new(move |_| {
        let pointers = draft.with(|all| showing.texts(all));
        pointers
            .into_iter()
            .map(|text| (text.pointer, text.what, text.is_long))
            .collect::<Vec<_>>()
    });
    let rows = move || {
        parts.with(|_| ());
        showing.filtered.track();
        let locale = showing.locale.get();
        let fallback = draft.fallback();
        let only_missing = showing.only_missing.get_untracked();
        let texts = draft.with_untracked(|all| {
            let mut texts = showing.texts(all);
            texts.retain(|text| !only_missing || is_missing(all, &text.pointer, &locale));
            texts
        });
        if texts.is_empty() {
            return view! { <p class="empty" role="status">{words.texts_complete.as_str()}</p> }
                .into_any();
        }
        let mut groups: Vec<(String, Vec<Text>)> = Vec::new();
        for text in texts {
            match groups.last_mut() {
                Some((of, texts)) if *of == text.of => texts.push(text),
                _ => groups.push((text.of.clone(), vec![text])),
            }
        }
        let groups = groups.into_iter().map(|(of, texts)| {
            let rows = texts
                .into_iter()
                .map(|text| row(showing, &text, &locale, &fallback));
            let rows = rows.collect::<Vec<_>>();
            view! { <section class="part"><h2>{of}</h2>{rows}</section> }.into_any()
        });
        groups.collect::<Vec<_>>().into_any()
    };
    rows.into_any()
}

/// A field for one text in one language.
fn field(showing: Showing, text: &Text, locale: &str, is_source: bool) -> AnyView {
    let draft = showing.draft;
    let at = format!("{}/{locale}", text.pointer);
    let value = Memo::new(move |_| draft.text(&at));
    let (pointer, tag) = (text.pointer.clone(), locale.to_owned());
    let write =
        move |event: web_sys::Event| write_text(draft, &pointer, &tag, &event_target_value(&event));
    let id = match is_source {
        true => format!("{}-source", field_id(&text.pointer)),
        false => field_id(&text.pointer),
    };
    let name = format!("{}: {}, {}", text.of, text.what, language_name(locale));
    let rows = if text.is_long { "3" } else { "1" };
    let missing = move || value.with(|text| text.trim().is_empty());
    view! {
        <div class="cell" class:missing=missing>
            <textarea id=id rows=rows lang=locale.to_owned() dir=direction(locale) aria-label=name prop:value=move || value.get() on:input=write></textarea>
            {move || missing().then(|| view! { <small class="wait">{words().texts_is_missing.as_str()}</small> })}
        </div>
    }
    .into_any()
}

fn row(showing: Showing, text: &Text, locale: &str, fallback: &str) -> AnyView {
    let words = words();
    let draft = showing.draft;
    let is_one = locale == fallback;
    let source = (!is_one).then(|| field(showing, text, fallback, true));
    let (pointer, from, to) = (text.pointer.clone(), fallback.to_owned(), locale.to_owned());
    let lost = move || {
        let (original, translated) = (
            draft.text(&format!("{pointer}/{from}")),
            draft.text(&format!("{pointer}/{to}")),
        );
        let lost = match translated.trim().is_empty() {
            true => Vec::new(),
            false => lost_names(&original, &translated),
        };
        (!lost.is_empty()).then(|| {
            let names: Vec<String> = lost.iter().map(|name| format!("{{{{{name}}}}}")).collect();
            view! { <small class="reason">{words.texts_lost.replace("{names}", &names.join(", "))}</small> }
        })
    };
    view! {
        <div class="row" class:single=is_one>
            <span class="what detail">{text.what.clone()}</span>
            {source}
            {field(showing, text, locale, false)}
            <div class="lost" aria-live="polite">{lost}</div>
        </div>
    }
    .into_any()
}
