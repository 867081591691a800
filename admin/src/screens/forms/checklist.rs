//! The way to the first answer, for whoever is new here.

use super::Screen;
use super::line::text;
use crate::api::{self, segment};
use crate::prelude::*;
use crate::words::forms::words;
use gloo_net::http::Method;
use leptos::task::spawn_local;
use serde_json::{Value, json};

const PATH: &str = "first-steps";

/// The steps, until they are done or put away.
#[component]
pub(super) fn Checklist(screen: Screen) -> impl IntoView {
    let steps = RwSignal::new(Value::Null);
    Effect::new(move |_| {
        // What is done here changes what comes next.
        screen.forms.track();
        spawn_local(async move {
            // Without them the screen is whole all the same.
            if let Ok(found) = api::get::<Value>(PATH).await {
                steps.try_set(found);
            }
        });
    });
    let shown = Memo::new(move |_| steps.read()["shown"] == true);
    move || shown.get().then(|| list(screen, steps))
}

fn list(screen: Screen, steps: RwSignal<Value>) -> AnyView {
    let words = words();
    let dismiss = move |_| {
        steps.update(|steps| steps["shown"] = json!(false));
        keep(json!({"dismissed": true}));
        if let Some(heading) = document().query_selector("main#screen").ok().flatten() {
            let heading: web_sys::HtmlElement = wasm_bindgen::JsCast::unchecked_into(heading);
            let _ = heading.focus();
        }
    };
    let items = move || -> Vec<AnyView> {
        let steps = steps.read();
        let form = segment(text(&steps, "form"));
        let all = [
            ("made", words.step_make.as_str(), ""),
            ("mapped", words.step_map.as_str(), "mapping"),
            ("published", words.step_publish.as_str(), "edit"),
            ("shared", words.step_share.as_str(), "share"),
            ("answered", words.step_answer.as_str(), "answers"),
        ];
        let next = all.iter().position(|(step, ..)| steps[*step] != true);
        let item = |(index, (step, name, place)): (
            usize,
            (&'static str, &'static str, &'static str),
        )| {
            let done = steps[step] == true;
            let current = next == Some(index);
            let what = match (done, form.is_empty(), place) {
                (true, ..) => view! { <span>{name} <span class="spoken">" – " {words.step_done.as_str()}</span></span> }.into_any(),
                (_, _, "") => view! {
                    <button class="link" on:click=move |_| screen.begun.set(Some(String::new()))>{name}</button>
                }
                .into_any(),
                (_, true, _) => view! { <span>{name}</span> }.into_any(),
                _ => {
                    let visited = move |_| {
                        if step == "shared" {
                            keep(json!({"shared": true}));
                        }
                    };
                    view! { <a href=format!("/console/forms/{form}/{place}") on:click=visited>{name}</a> }.into_any()
                }
            };
            view! { <li class:finished=done aria-current=current.then_some("step")>{what}</li> }
                .into_any()
        };
        all.into_iter().enumerate().map(item).collect()
    };
    view! {
        <section class="first-steps" aria-labelledby="first-steps-title">
            <h2 id="first-steps-title">{words.steps_title.as_str()}</h2>
            <ol>{items}</ol>
            <button class="quiet" on:click=dismiss>{words.steps_dismiss.as_str()}</button>
        </section>
    }
    .into_any()
}

/// Keeps what the server cannot see by itself.
fn keep(body: Value) {
    spawn_local(async move {
        // Not kept, it is asked again the next time.
        let _ = api::send::<Value>(Method::PUT, PATH, &body).await;
    });
}
