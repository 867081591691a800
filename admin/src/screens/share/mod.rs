//! Passing a form on: its address and QR code, in a page of one's own, personal links, and messages with them.

mod embed;
mod fields;
mod job;
mod many;
mod message;
mod modal;
mod one;
mod people;
mod public;
mod states;

use super::part;
use crate::api::{self, segment};
use crate::parts::{Empty, Fetched, form_head};
use crate::prelude::*;
use crate::words::share::words;
use leptos_router::components::A;
use serde_json::Value;

/// A form, as it is passed on: what `GET forms/{form}/share` tells, and its id.
#[derive(Clone, Copy)]
struct Form(StoredValue<(String, Value)>);

impl Form {
    fn id(self) -> String {
        self.0.with_value(|(id, _)| id.clone())
    }

    /// Its id as a part of an address.
    fn segment(self) -> String {
        self.0.with_value(|(id, _)| segment(id))
    }

    fn text(self, name: &str) -> String {
        self.0.with_value(|(_, info)| text(info, name))
    }

    fn is(self, name: &str) -> bool {
        self.0.with_value(|(_, info)| info[name] == true)
    }

    /// A member that is a list of texts.
    fn list(self, name: &str) -> Vec<String> {
        let texts = |info: &Value| {
            let items = info[name].as_array().into_iter().flatten();
            items
                .filter_map(|one| Some(one.as_str()?.to_owned()))
                .collect()
        };
        self.0.with_value(|(_, info)| texts(info))
    }

    /// The questions that one click in an e-mail can answer: id and title.
    fn email_questions(self) -> Vec<(String, String)> {
        let questions = |info: &Value| {
            let items = info["email_questions"].as_array().into_iter().flatten();
            items
                .map(|one| (text(one, "id"), titled(&one["title"], info)))
                .collect()
        };
        self.0.with_value(|(_, info)| questions(info))
    }
}

/// A text of an answer; empty where there is none.
fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn titled(texts: &Value, info: &Value) -> String {
    let fallback = info["fallback_locale"].as_str().unwrap_or_default();
    let title = texts[crate::words::language()].as_str();
    title
        .or_else(|| texts[fallback].as_str())
        .unwrap_or_default()
        .to_owned()
}

/// The ways of passing a form on.
#[component]
pub(crate) fn ShareScreen() -> impl IntoView {
    let form = part("form");
    let info = Fetched::new(move || {
        let path = format!("forms/{}/share", segment(&form.get()));
        async move {
            match api::get::<Value>(&path).await {
                Err(problem) if problem.code == "not_found" => Ok(Value::Null),
                answer => answer,
            }
        }
    });
    let shown = part("part");
    view! {
        {info.show(move |info: &Value| {
            let id = form.get_untracked();
            match info {
                Value::Null => unpublished(&id),
                info => inside(Form(StoredValue::new((id, info.clone()))), titled(&info["title"], info), shown),
            }
        })}
    }
}

fn unpublished(id: &str) -> AnyView {
    let words = words();
    let edit = format!("/console/forms/{}/edit", segment(id));
    view! {
        {form_head(id.to_owned().into(), id.to_owned().into(), "share")}
        <Empty title=&words.unpublished text=&words.unpublished_text/>
        <p><a class="button" href=edit>{words.to_builder.as_str()}</a></p>
    }
    .into_any()
}

fn inside(form: Form, title: String, shown: Signal<String>) -> AnyView {
    let words = words();
    let ways = [
        ("", words.way_public.as_str()),
        ("page", words.way_page.as_str()),
        ("people", words.way_people.as_str()),
        ("message", words.way_message.as_str()),
    ];
    let way = move |(name, title): (&'static str, &'static str)| {
        let address = format!("/console/forms/{}/share/{name}", form.segment());
        let address = address.trim_end_matches('/').to_owned();
        let is_current = move || {
            let shown = shown.get();
            (shown == name || (shown == "many" && name == "people")).then_some("page")
        };
        view! { <li><A href=address exact=true attr:aria-current=is_current>{title}</A></li> }
    };
    view! {
        {form_head(title.into(), form.id().into(), "share")}
        <nav class="ways" aria-label=words.ways.as_str()><ul>{ways.map(way).collect_view()}</ul></nav>
        {move || match shown.get().as_str() {
            "page" => embed::screen(form),
            "people" => people::screen(form),
            "many" => many::screen(form),
            "message" => message::screen(form),
            _ => public::screen(form),
        }}
    }
    .into_any()
}
