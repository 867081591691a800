//! What can be done with a form of the list.

use super::Screen;
use super::line::{is_archived, text, title};
use crate::api::{self, segment};
use crate::parts::Confirm;
use crate::prelude::*;
use crate::words::forms::words;
use gloo_net::http::Method;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html::Details;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

/// The menu of a form.
#[component]
pub(super) fn Menu(screen: Screen, form: Value) -> impl IntoView {
    let words = words();
    let menu = NodeRef::<Details>::new();
    let shut = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let keyed = move |event: KeyboardEvent| {
        if let Some(menu) = menu
            .get_untracked()
            .filter(|menu| event.key() == "Escape" && menu.open())
        {
            event.stop_propagation();
            menu.set_open(false);
            let summary = menu.query_selector("summary").ok().flatten();
            if let Some(summary) = summary.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
                let _ = summary.focus();
            }
        }
    };
    let left = move |event: FocusEvent| {
        let to = event
            .related_target()
            .and_then(|to| to.dyn_into::<Node>().ok());
        let inside = |to: &Node| {
            menu.get_untracked()
                .is_some_and(|menu| menu.contains(Some(to)))
        };
        // A press on what takes no focus leaves it to the press itself.
        if to.is_some_and(|to| !inside(&to)) {
            shut();
        }
    };
    let id = text(&form, "id").to_owned();
    let address = format!("/console/forms/{}", segment(&id));
    let link = |screen: &str, name: &'static str| {
        view! { <li><a href=format!("{address}/{screen}")>{name}</a></li> }
    };
    let (never, away) = (form["state"] == "draft", is_archived(&form));
    let (copied, put_away, back, thrown) = (form.clone(), form.clone(), form.clone(), form.clone());
    let last = match (never, away) {
        (true, _) => view! {
            <li><Confirm label=&words.act_delete question=&words.delete_sure
                act=Callback::new(move |()| delete(screen, thrown.clone()))/></li>
        }
        .into_any(),
        (_, true) => view! {
            <li><button class="quiet" on:click=move |_| { shut(); restore(screen, back.clone()) }>
                {words.act_restore.as_str()}</button></li>
        }
        .into_any(),
        _ => view! {
            <li><button class="quiet" on:click=move |_| { shut(); archive(screen, put_away.clone()) }>
                {words.act_archive.as_str()}</button></li>
        }
        .into_any(),
    };
    view! {
        <details class="menu" name="form-menu" node_ref=menu on:keydown=keyed on:focusout=left>
            <summary aria-label=words.menu.replace("{form}", &title(&form))><span aria-hidden="true">"⋯"</span></summary>
            <ul>
                {link("edit", &words.act_edit)}
                {link("mapping", &words.act_mapping)}
                {(!never).then(|| link("share", &words.act_share))}
                {(!never).then(|| link("answers", &words.act_answers))}
                <li><button class="quiet" on:click=move |_| { shut(); duplicate(screen, copied.clone()) }>
                    {words.act_duplicate.as_str()}</button></li>
                <li><a href=format!("/api/v1/forms/{}/draft/file", segment(&id)) rel="external" download=format!("{id}.json")>
                    {words.act_export.as_str()}</a></li>
                {last}
            </ul>
        </details>
    }
}

fn path(form: &Value, rest: &str) -> String {
    format!("forms/{}{rest}", segment(text(form, "id")))
}

fn say(screen: Screen, text: &str, form: &Value, undone: bool) {
    let said = text.replace("{form}", &title(form));
    screen.done.set(Some((said, undone.then(|| form.clone()))));
    screen.load();
    if let Some(place) = document().get_element_by_id("forms-done") {
        let place: HtmlElement = place.unchecked_into();
        request_animation_frame(move || {
            let _ = place.focus();
        });
    }
}

fn duplicate(screen: Screen, form: Value) {
    spawn_local(async move {
        let body = json!({"from": {"form": form["id"]}});
        match api::send::<Value>(Method::POST, "forms", &body).await {
            Ok(made) => {
                let number = text(&made, "id")
                    .rsplit('-')
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                let mut copy = form;
                copy["title"] = json!({"en": format!("{} ({number})", title(&copy))});
                copy["fallback_locale"] = json!("en");
                say(screen, &words().done_duplicated, &copy, false);
            }
            Err(problem) => screen.problem.set(Some(problem)),
        }
    });
}

fn archive(screen: Screen, form: Value) {
    spawn_local(async move {
        match api::act(Method::POST, &path(&form, "/archive")).await {
            Ok(()) => say(screen, &words().done_archived, &form, true),
            Err(problem) => screen.problem.set(Some(problem)),
        }
    });
}

/// Takes a form out again.
pub(super) fn restore(screen: Screen, form: Value) {
    spawn_local(async move {
        match api::act(Method::POST, &path(&form, "/restore")).await {
            Ok(()) => say(screen, &words().done_restored, &form, false),
            Err(problem) => screen.problem.set(Some(problem)),
        }
    });
}

fn delete(screen: Screen, form: Value) {
    spawn_local(async move {
        let draft = api::get::<Value>(&path(&form, "/draft")).await;
        let deleted = match draft {
            Ok(draft) => {
                let revision = draft["revision"].as_i64().unwrap_or_default();
                let path = path(&form, "/draft");
                api::revise(Method::DELETE, &path, revision, None)
                    .await
                    .map_err(|(problem, _)| problem)
            }
            Err(problem) => Err(problem),
        };
        match deleted {
            Ok(_) => say(screen, &words().done_deleted, &form, false),
            Err(problem) => screen.problem.set(Some(problem)),
        }
    });
}
