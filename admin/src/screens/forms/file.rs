//! A definition from a file becomes a form.

use super::Screen;
use super::dialog::made;
use crate::api::{self, Problem};
use crate::prelude::*;
use crate::words::forms::words;
use gloo_net::http::Method;
use leptos::ev::Event;
use leptos::html::Input;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use serde_json::{Value, json};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// The button that takes a file.
#[component]
pub(super) fn ImportFile(screen: Screen) -> impl IntoView {
    let words = words();
    let field = NodeRef::<Input>::new();
    let navigate = use_navigate();
    let chosen = move |_: Event| {
        let Some(field) = field.get_untracked() else {
            return;
        };
        let file = field.files().and_then(|files| files.get(0));
        // The same file can be chosen again once it is mended.
        let navigate = navigate.clone();
        if let Some(file) = file {
            spawn_local(async move {
                match taken(&file).await {
                    Ok(id) => made(&navigate, &id),
                    Err(problem) => screen.problem.set(Some(problem)),
                }
                field.set_value("");
            });
        }
    };
    let press = move |_| {
        if let Some(field) = field.get_untracked() {
            field.click();
        }
    };
    view! {
        <input type="file" class="hidden" accept="application/json,.json" node_ref=field on:change=chosen
            aria-label=words.import_file.as_str() tabindex="-1"/>
        <button class="quiet" on:click=press>{words.import_file.as_str()}</button>
    }
}

/// The id of the form that a file has become.
async fn taken(file: &File) -> Result<String, Problem> {
    let text = JsFuture::from(file.text()).await.ok();
    let text = text.and_then(|text| text.as_string()).unwrap_or_default();
    let read: Option<Value> = serde_json::from_str(&text).ok();
    let Some(definition) = read.filter(Value::is_object) else {
        return Err(Problem {
            code: String::new(),
            title: words().file_unreadable.clone(),
            detail: words().file_unreadable_text.clone(),
        });
    };
    let body = json!({"from": {"definition": definition}});
    let made: Value = api::send(Method::POST, "forms", &body).await?;
    Ok(made["id"].as_str().unwrap_or_default().to_owned())
}
