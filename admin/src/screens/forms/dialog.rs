//! A new form: what it begins with, its name, its languages.

use super::Screen;
use super::line::text;
use crate::api::{self, Problem, segment};
use crate::parts::{Fetched, shown_while};
use crate::prelude::*;
use crate::words::forms::words;
use crate::words::{LANGUAGES, language};
use gloo_net::http::Method;
use leptos::ev::{Event, SubmitEvent};
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Goes on to edit a form that was made.
pub(super) fn made(navigate: &impl Fn(&str, leptos_router::NavigateOptions), id: &str) {
    navigate(
        &format!("/console/forms/{}/edit", segment(id)),
        Default::default(),
    );
}

/// A text of a template in the reader's language.
fn said<'a>(template: &'a Value, member: &str) -> &'a str {
    let texts = &template[member];
    let said = texts[language()].as_str();
    said.or_else(|| texts["en"].as_str()).unwrap_or_default()
}

fn fetched() -> Fetched<Value> {
    Fetched::new(|| api::get::<Value>("templates"))
}

/// The templates, and the languages that new forms usually have.
fn with_languages() -> Fetched<Value> {
    Fetched::new(|| async {
        let mut body = api::get::<Value>("templates").await?;
        let set = api::get::<Value>("settings/languages").await?;
        body["usual"] = set["languages"]["forms"].clone();
        Ok(body)
    })
}

/// What the answers of a template's form become.
fn becomes(template: &Value) -> Option<String> {
    let words = words();
    let tables = template["tables"].as_array()?.iter();
    let names = tables.filter_map(|table| {
        Some(match table.as_str()? {
            "contact" => words.table_contact.as_str(),
            "lead" => words.table_lead.as_str(),
            "case" => words.table_case.as_str(),
            "survey_response" => words.table_survey_response.as_str(),
            _ => return None,
        })
    });
    let names: Vec<&str> = names.collect();
    (!names.is_empty()).then(|| words.becomes.replace("{tables}", &names.join(", ")))
}

/// The templates as buttons, where there is no form yet.
#[component]
pub(super) fn Templates(chosen: Callback<String>) -> impl IntoView {
    fetched().show(move |body: &Value| {
        let templates = body["templates"].as_array().cloned().unwrap_or_default();
        let card = |template: Value| {
            let id = text(&template, "id").to_owned();
            view! {
                <li><button class="template" on:click=move |_| chosen.run(id.clone())>
                    <strong>{said(&template, "name").to_owned()}</strong>
                    <span>{said(&template, "description").to_owned()}</span>
                </button></li>
            }
            .into_any()
        };
        // What most people look for stands first; the empty form is for those who know what they want.
        let (empty, templates): (Vec<Value>, Vec<Value>) = templates
            .into_iter()
            .partition(|template| template["id"] == "empty");
        let cards: Vec<AnyView> = templates.into_iter().chain(empty).map(card).collect();
        view! { <ul class="templates">{cards}</ul> }.into_any()
    })
}

/// The dialog.
#[component]
pub(super) fn NewForm(screen: Screen) -> impl IntoView {
    let words = words();
    let open = Memo::new(move |_| screen.begun.read().is_some());
    let node = shown_while(open.into());
    view! {
        <dialog class="new-form" node_ref=node aria-labelledby="new-form-title" on:close=move |_| screen.begun.set(None)>
            <h2 id="new-form-title">{words.dialog_title.as_str()}</h2>
            {move || open.get().then(|| with_languages().show(move |body: &Value| fields(screen, body)))}
        </dialog>
    }
}

/// What is asked for.
fn fields(screen: Screen, body: &Value) -> AnyView {
    let words = words();
    let templates = body["templates"].as_array().cloned().unwrap_or_default();
    let given = screen.begun.get_untracked().unwrap_or_default();
    let given = match given.as_str() {
        "" => templates
            .iter()
            .map(|one| text(one, "id"))
            .find(|id| *id != "empty")
            .unwrap_or_default()
            .to_owned(),
        _ => given,
    };
    let chosen = RwSignal::new(given);
    let name = RwSignal::new(String::new());
    let usual = body["usual"].as_array().into_iter().flatten();
    let usual = usual.filter_map(|tag| Some(tag.as_str()?.to_owned()));
    let mut usual: Vec<String> = usual.collect();
    if usual.is_empty() {
        usual.push(language().to_owned());
    }
    let kept = RwSignal::new(usual.clone());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let navigate = use_navigate();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || kept.read_untracked().is_empty() {
            return;
        }
        let mut body =
            json!({"from": {"template": chosen.get_untracked()}, "locales": kept.get_untracked()});
        let title = name.get_untracked();
        if !title.trim().is_empty() {
            body["title"] = json!(title.trim());
        }
        busy.set(true);
        let navigate = navigate.clone();
        spawn_local(async move {
            match api::send::<Value>(Method::POST, "forms", &body).await {
                Ok(form) => {
                    screen.begun.set(None);
                    made(&navigate, text(&form, "id"));
                }
                Err(refused) => {
                    problem.set(Some(refused));
                    busy.set(false);
                }
            }
        });
    };
    let options: Vec<AnyView> = templates
        .iter()
        .map(|template| option(template, chosen))
        .collect();
    let placeholder = move || {
        let template = templates
            .iter()
            .find(|one| text(one, "id") == chosen.read().as_str());
        template.map(|template| said(template, "title").to_owned())
    };
    let languages: Vec<AnyView> = offered(&usual)
        .into_iter()
        .map(|tag| spoken(tag, usual.clone(), kept))
        .collect();
    // The dialog was open before there was anything in it to begin at.
    request_animation_frame(|| {
        let place = document().query_selector(".new-form input").ok().flatten();
        if let Some(place) = place.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            let _ = place.focus();
        }
    });
    view! {
        <form on:submit=submit>
            <label>
                <span>{words.dialog_name.as_str()}</span>
                <input type="text" maxlength="200" placeholder=placeholder aria-describedby="new-form-name-help"
                    on:input=move |event| name.set(event_target_value(&event))/>
            </label>
            <p class="detail" id="new-form-name-help">{words.dialog_name_help.as_str()}</p>
            <fieldset class="languages" aria-describedby="new-form-languages-help">
                <legend>{words.dialog_languages.as_str()}</legend>
                {languages}
                <p class="detail" id="new-form-languages-help">{words.dialog_languages_help.as_str()}</p>
                <p class="reason" role="alert">
                    {move || kept.read().is_empty().then_some(words.dialog_languages_none.as_str())}
                </p>
            </fieldset>
            <fieldset class="choices">
                <legend>{words.dialog_begin.as_str()}</legend>
                {options}
            </fieldset>
            {move || problem.get().map(|problem| view! {
                <p class="notice bad" role="alert"><strong>{problem.title}</strong> " " {problem.detail}</p>
            })}
            <div class="actions">
                <button type="submit" aria-disabled=move || busy.get().then_some("true")>
                    {move || match busy.get() {
                        true => words.dialog_creating.as_str(),
                        false => words.dialog_create.as_str(),
                    }}
                </button>
                <button type="button" class="quiet" on:click=move |_| screen.begun.set(None)>
                    {words.dialog_cancel.as_str()}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// One template to choose.
fn option(template: &Value, chosen: RwSignal<String>) -> AnyView {
    let id = text(template, "id").to_owned();
    let own = id.clone();
    let checked = move || *chosen.read() == own;
    let choose = move |_: Event| chosen.set(id.clone());
    let asks = template["questions"].as_u64().filter(|asks| *asks > 0);
    let asks = asks.map(|asks| words().questions.of(asks));
    let more: Vec<String> = asks.into_iter().chain(becomes(template)).collect();
    view! {
        <label class="choice">
            <input type="radio" name="template" prop:checked=checked on:change=choose/>
            <span class="what">
                <strong>{said(template, "name").to_owned()}</strong>
                <span>{said(template, "description").to_owned()}</span>
                <span class="detail">{more.join(" · ")}</span>
            </span>
        </label>
    }
    .into_any()
}

/// One language to keep.
fn spoken(tag: String, usual: Vec<String>, kept: RwSignal<Vec<String>>) -> AnyView {
    let known = LANGUAGES.into_iter().find(|(one, _)| *one == tag);
    let (own, lang) = match known {
        Some((tag, own)) => (own.to_owned(), Some(tag)),
        None => (crate::languages::name_of(&tag), None),
    };
    let one = tag.clone();
    let checked = move || kept.read().contains(&one);
    let change = move |event: Event| {
        let wanted = event_target_checked(&event);
        kept.update(|kept| {
            kept.retain(|one| *one != tag);
            if wanted {
                kept.push(tag.clone());
            }
            // The fallback stays the usual one, or else the reader's own, where it is kept.
            let place = |one: &String| usual.iter().position(|usual| usual == one);
            kept.sort_by_key(|one| (place(one).unwrap_or(usize::MAX), one != language()));
        });
    };
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=checked on:change=change/>
            <span lang=lang>{own}</span>
        </label>
    }
    .into_any()
}

/// The console's languages, the reader's own first, and what is usual beside them.
fn offered(usual: &[String]) -> Vec<String> {
    let mut all = LANGUAGES.map(|(tag, _)| tag.to_owned()).to_vec();
    all.sort_by_key(|tag| tag != language());
    all.extend(usual.iter().cloned());
    let mut seen = Vec::new();
    all.retain(|tag| {
        !seen.contains(tag) && {
            seen.push(tag.clone());
            true
        }
    });
    all
}
