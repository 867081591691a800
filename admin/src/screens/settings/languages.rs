//! Which languages are spoken where nothing else decides.

use super::calls::{Calls, text, then};
use crate::api;
use crate::languages::name_of;
use crate::parts::Fetched;
use crate::prelude::*;
use crate::words::installation::words;
use crate::words::{LANGUAGES, settings};
use leptos::ev::{Event, SubmitEvent};
use serde_json::{Value, json};
use sonda_domain::INTERFACE_LOCALES;

pub(super) fn screen(calls: Calls) -> AnyView {
    let found = Fetched::new(|| api::get::<Value>("settings/languages"));
    found.show(move |found: &Value| form(calls, found))
}

fn form(calls: Calls, found: &Value) -> AnyView {
    let (words, set) = (words(), &found["languages"]);
    let revision = RwSignal::new(found["revision"].as_i64().unwrap_or_default());
    let forms: Vec<String> = set["forms"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|tag| Some(tag.as_str()?.to_owned()))
        .collect();
    // Whatever was set by the API stays to be seen.
    let mut offered: Vec<String> = INTERFACE_LOCALES.map(str::to_owned).to_vec();
    offered.extend(
        forms
            .iter()
            .filter(|tag| !INTERFACE_LOCALES.contains(&tag.as_str()))
            .cloned(),
    );
    let forms = RwSignal::new(forms);
    let console = RwSignal::new(text(set, "console").to_owned());
    let pages = RwSignal::new(text(set, "pages").to_owned());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let value = json!({
            "forms": forms.get_untracked(),
            "console": console.get_untracked(),
            "pages": pages.get_untracked(),
        });
        calls.set("languages", revision, value, then(|_| ()));
    };
    let ticks: Vec<AnyView> = offered.into_iter().map(|tag| tick(tag, forms)).collect();
    let fallback = move || {
        let spoken = forms.get();
        if spoken.is_empty() {
            return view! { <p class="detail">{words.forms_template.as_str()}</p> }.into_any();
        }
        let first = spoken[0].clone();
        let options: Vec<AnyView> = spoken.into_iter().map(|tag| option(tag, &first)).collect();
        let choose = move |event: Event| {
            let chosen = event_target_value(&event);
            forms.update(|forms| forms.sort_by_key(|tag| *tag != chosen));
        };
        view! {
            <label><span>{words.fallback.as_str()}</span><select on:change=choose>{options}</select></label>
        }
        .into_any()
    };
    let consoles = LANGUAGES.map(|(tag, name)| {
        let chosen = tag == console.get_untracked();
        view! { <option value=tag selected=chosen lang=tag>{name}</option> }.into_any()
    });
    let all = INTERFACE_LOCALES.map(|tag| option(tag.to_owned(), &pages.get_untracked()));
    view! {
        <form class="card" on:submit=save>
            <fieldset class="ticks" aria-describedby="forms-help">
                <legend>{words.forms.as_str()}</legend>
                {ticks}
                <p class="detail" id="forms-help">{words.forms_help.as_str()}</p>
            </fieldset>
            <div class="wide-field" role="status">{fallback}</div>
            {choice("console-help", &words.console, &words.console_help, console, consoles.into())}
            {choice("pages-help", &words.pages, &words.pages_help, pages, all.into())}
            <button>{settings::words().save.as_str()}</button>
        </form>
    }
    .into_any()
}

/// One language of several, with what it is for.
fn choice(
    id: &'static str,
    label: &'static str,
    help: &'static str,
    chosen: RwSignal<String>,
    options: Vec<AnyView>,
) -> AnyView {
    view! {
        <div class="asked"><label><span>{label}</span>
            <select aria-describedby=id on:change=move |event| chosen.set(event_target_value(&event))>{options}</select></label>
            <p class="detail" id=id>{help}</p></div>
    }
    .into_any()
}

fn option(tag: String, chosen: &str) -> AnyView {
    let (is_chosen, name) = (tag == chosen, name_of(&tag));
    view! { <option value=tag selected=is_chosen>{name}</option> }.into_any()
}

fn tick(tag: String, forms: RwSignal<Vec<String>>) -> AnyView {
    let name = name_of(&tag);
    let own = tag.clone();
    let checked = move || forms.read().contains(&own);
    let change = move |event: Event| {
        let wanted = event_target_checked(&event);
        forms.update(|forms| {
            forms.retain(|one| *one != tag);
            if wanted {
                forms.push(tag.clone());
            }
        });
    };
    view! {
        <label class="check"><input type="checkbox" prop:checked=checked on:change=change/><span>{name}</span></label>
    }
    .into_any()
}
