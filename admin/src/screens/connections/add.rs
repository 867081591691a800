//! A new connection: which kind, what it is told, a test, and it is kept.

use super::form::{self, Typed};
use super::test::{Ask, test};
use super::{kind, text};
use crate::api::{self, Problem, segment};
use crate::parts::{Failed, Fetched};
use crate::prelude::*;
use crate::words::connections::words;
use gloo_net::http::Method;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use serde_json::{Value, json};
use std::sync::Arc;

/// Adds a connection.
#[component]
pub(crate) fn AddConnectionScreen() -> impl IntoView {
    let words = words();
    let kinds = Fetched::new(|| api::get::<Value>("connection-kinds"));
    view! {
        <p class="above"><a href="/console/connections">{words.title.as_str()}</a></p>
        <h1>{words.add.as_str()}</h1>
        {kinds.show(|found: &Value| {
            let kinds = found["kinds"].as_array().cloned().unwrap_or_default();
            choose(kinds)
        })}
    }
}

fn choose(kinds: Vec<Value>) -> AnyView {
    let words = words();
    let chosen = RwSignal::new(None::<usize>);
    let boxes = kinds.iter().enumerate().map(|(place, kind)| {
        let title = kind::title(text(kind, "kind")).to_owned();
        view! {
            <label class="conn-kind">
                <input
                    type="radio" name="kind" prop:checked=move || chosen.get() == Some(place)
                    on:change=move |_| chosen.set(Some(place))
                />
                <span>{title}</span>
            </label>
        }
    });
    let boxes = boxes.collect_view();
    view! {
        <fieldset class="conn-kinds">
            <legend>{words.choose_kind.as_str()}</legend>
            {boxes}
        </fieldset>
        {move || chosen.get().and_then(|place| kinds.get(place)).map(details)}
    }
    .into_any()
}

fn details(kind: &Value) -> AnyView {
    let words = words();
    let typed: Typed = RwSignal::default();
    let secret = RwSignal::new(String::new());
    let name = RwSignal::new(text(kind, "kind").to_owned());
    let failed = RwSignal::new(None::<Problem>);
    let is_busy = RwSignal::new(false);
    let held = StoredValue::new(kind.clone());
    let body = move || {
        let kind = held.get_value();
        let secret = secret.get_untracked();
        json!({
            "kind": kind["kind"],
            "settings": form::settings_of(&kind, &typed.get_untracked()),
            "secret": (!secret.is_empty()).then_some(secret),
        })
    };
    let ask: Ask = Arc::new(move || {
        let body = body();
        Box::pin(async move { api::send::<Value>(Method::POST, "connection-tests", &body).await })
    });
    let navigate = use_navigate();
    let save = Callback::new(move |()| {
        let (name, body, navigate) = (name.get_untracked(), body(), navigate.clone());
        is_busy.set(true);
        spawn_local(async move {
            let path = format!("connections/{}", segment(&name));
            // One that is there is changed on its own screen, and never by its name being taken once more.
            let listed = api::get::<Value>("connections").await.unwrap_or_default();
            let mut listed = listed["connections"].as_array().into_iter().flatten();
            let taken = listed.any(|one| text(one, "name") == name);
            let saved = match taken {
                true => Err(Problem {
                    code: String::new(),
                    title: words.name_taken.clone(),
                    detail: words.name_taken_text.clone(),
                }),
                false => api::send::<Value>(Method::PUT, &path, &body).await,
            };
            is_busy.try_set(false);
            match saved {
                Ok(_) => navigate(
                    &format!("/console/connections/{}", segment(&name)),
                    leptos_router::NavigateOptions::default(),
                ),
                Err(problem) => {
                    failed.try_set(Some(problem));
                }
            }
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        failed.set(None);
        save.run(());
    };
    view! {
        <form class="card conn-form" on:submit=submit>
            <h2>{kind::title(text(kind, "kind")).to_owned()}</h2>
            <div class="conn-field">
                <label>
                    <span>{words.name.as_str()} " *"</span>
                    <input
                        type="text" required=true autocomplete="off" spellcheck="false" pattern="[a-z][a-z0-9_\\-]{0,62}"
                        title=words.name_help.as_str() aria-describedby="help-name" prop:value=move || name.get()
                        on:input=move |event| name.set(event_target_value(&event))
                    />
                </label>
                <p id="help-name" class="detail">{words.name_help.as_str()}</p>
            </div>
            {form::settings(kind, typed)}
            {form::secret(kind, secret, true)}
            {test(&words.test, ask)}
            {move || failed.get().map(|problem| view! { <Failed problem again=save/> })}
            <button prop:disabled=move || is_busy.get()>{words.save.as_str()}</button>
        </form>
    }
    .into_any()
}
