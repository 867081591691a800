//! One answer: what was said, what it scored, the records it became.

use super::became::became;
use super::book::{Book, local, text};
use super::columns::{result_text, state};
use super::filters::marks;
use crate::api::{self, Problem, segment};
use crate::figures::moment_of;
use crate::parts::{Failed, Fetched, Tag, Tone, dialog, form_head};
use crate::prelude::*;
use crate::screens::part;
use crate::words::answers::words;
use gloo_net::http::Method;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use serde_json::Value;

/// What somebody answered.
#[component]
pub(crate) fn AnswerScreen() -> impl IntoView {
    let form = part("form");
    let response = part("response");
    let heading = RwSignal::new(form.get_untracked());
    spawn_local(async move {
        let path = format!("forms/{}/share", segment(&form.get_untracked()));
        // A form whose title does not come is called by its id.
        if let Ok(share) = api::get::<Value>(&path).await {
            heading.try_set(local(&share["title"]).to_owned());
        }
    });
    let fetched = Fetched::new(move || {
        let form = segment(&form.get());
        let response = segment(&response.get());
        async move {
            let codebook = api::get::<Value>(&format!("forms/{form}/codebook")).await?;
            let answer = api::get::<Value>(&format!("forms/{form}/responses/{response}")).await?;
            Ok((Book::of(&codebook), answer))
        }
    });
    let shown = fetched
        .show(move |(book, answer): &(Book, Value)| shown(&form.get_untracked(), book, answer));
    view! {
        {form_head(heading.into(), form, "answers")}
        {shown}
    }
}

fn shown(form: &str, book: &Book, answer: &Value) -> AnyView {
    let words = words();
    let of = segment(form);
    let all = format!("/console/forms/{of}/answers");
    let neighbour = |member: &str, name: &'static str, key: &'static str| {
        let address = answer[member]
            .as_str()
            .map(|id| format!("/console/forms/{of}/answers/{id}"));
        match address {
            Some(address) => {
                view! { <a class="button quiet" href=address accesskey=key>{name}</a> }.into_any()
            }
            None => {
                view! { <span class="button quiet off" aria-hidden="true">{name}</span> }.into_any()
            }
        }
    };
    let came_by = match answer["personal_link"].is_object() {
        true => words.channel_personal.as_str(),
        false => words.channel_public.as_str(),
    };
    let noted = answer["marks"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let noted: Vec<AnyView> = noted
        .map(|mark| {
            let known = marks().into_iter().find(|(one, _)| *one == mark);
            let said = known.map_or(mark, |(_, said)| said).to_owned();
            view! { " " <Tag tone=Tone::Wait text=said/> }.into_any()
        })
        .collect();
    view! {
        <div class="answer-head">
            <p class="above"><a href=all.clone()>{words.all_answers.as_str()}</a></p>
            <p class="actions">
                {neighbour("newer", &words.newer, "k")}
                {neighbour("older", &words.older, "j")}
            </p>
        </div>
        <h2 class="answer-when">{moment_of(text(answer, "submitted_at"))}</h2>
        <p class="detail">
            {came_by} " · " {crate::figures::language_name(text(answer, "locale"))} " · "
            {words.filter_version.as_str()} " " {answer["version"].to_string()} " " {state(text(answer, "delivery"))}
            {noted}
        </p>
        <div class="answer-parts">
            <section aria-label=words.said.as_str()>{said(book, answer)}</section>
            <div>
                {results(book, answer)}
                {became(form, answer)}
                {about(answer)}
                {remove(form, text(answer, "id"), all)}
            </div>
        </div>
    }
    .into_any()
}

/// The questions with what was given to them, those without an answer as well.
fn said(book: &Book, answer: &Value) -> AnyView {
    let words = words();
    let given = &answer["answers"];
    let lines: Vec<AnyView> =
        book.questions()
            .into_iter()
            .filter(|one| one.is_current || given.get(&one.id).is_some())
            .map(|one| {
                let value = &given[&one.id];
                let line = book.given(&one.id, value);
                let shown = match line.is_empty() {
                    true => view! { <span class="detail">{words.not_answered.as_str()}</span> }
                        .into_any(),
                    false => content(&one.kind, value, line),
                };
                let comment = value["comment"]
                    .as_str()
                    .map(|comment| view! { <p class="comment">{comment.to_owned()}</p> });
                view! { <dt>{one.title}</dt> <dd>{shown} {comment}</dd> }.into_any()
            })
            .collect();
    view! { <dl class="said">{lines}</dl> }.into_any()
}

fn content(kind: &str, given: &Value, line: String) -> AnyView {
    let value = &given["answer"]["value"];
    match kind {
        "file" => {
            let files = value.as_array().into_iter().flatten();
            let files: Vec<AnyView> = files
                .map(|file| {
                    let address = format!("/api/v1/uploads/{}", segment(text(file, "id")));
                    view! { <li><a href=address download="" rel="external">{text(file, "name").to_owned()}</a></li> }.into_any()
                })
                .collect();
            view! { <ul class="files">{files}</ul> }.into_any()
        }
        "signature" if value["drawn"].is_string() => {
            let path = text(value, "drawn").to_owned();
            view! { <svg class="drawn" viewBox="0 0 600 200" role="img" aria-label=line><path d=path/></svg> }.into_any()
        }
        "email" => view! { <a href=format!("mailto:{line}")>{line.clone()}</a> }.into_any(),
        "phone" => {
            view! { <a href=format!("tel:{}", line.replace(' ', ""))>{line.clone()}</a> }.into_any()
        }
        _ => line.into_any(),
    }
}

fn results(book: &Book, answer: &Value) -> AnyView {
    let words = words();
    let given = &answer["results"];
    let lines: Vec<AnyView> = book
        .results()
        .into_iter()
        .filter(|(name, ..)| given.get(name).is_some())
        .map(|(name, title, _)| {
            let line = result_text(&given[&name], &name, book);
            view! { <dt>{title}</dt> <dd><strong>{line}</strong></dd> }.into_any()
        })
        .collect();
    match lines.is_empty() {
        true => ().into_any(),
        false => view! { <section><h2>{words.scores.as_str()}</h2> <dl>{lines}</dl></section> }
            .into_any(),
    }
}

/// Where it came from: whom it is of, and folded together what only programs need.
fn about(answer: &Value) -> AnyView {
    let words = words();
    let link = &answer["personal_link"];
    let line = |name: &str, value: &str| {
        let (name, value) = (name.to_owned(), value.to_owned());
        (!value.is_empty()).then(|| view! { <dt>{name}</dt> <dd>{value}</dd> }.into_any())
    };
    let moment = |name: &str| match text(link, name) {
        "" => String::new(),
        value => moment_of(value),
    };
    let told = [
        line(&words.contact, text(link, "label")),
        line(&words.link_expires, &moment("expires_at")),
        line(&words.link_revoked, &moment("revoked_at")),
    ];
    let context = answer["context"].as_object().into_iter().flatten();
    let told: Vec<AnyView> = told
        .into_iter()
        .flatten()
        .chain(context.filter_map(|(name, value)| line(name, value.as_str().unwrap_or_default())))
        .collect();
    let ids: Vec<AnyView> = [
        ("id", text(answer, "id")),
        (words.contact.as_str(), text(answer, "contact")),
        (words.filter_link.as_str(), text(link, "id")),
    ]
    .into_iter()
    .filter(|(_, id)| !id.is_empty())
    .map(|(name, id)| {
        let id = id.to_owned();
        view! { <dt>{name}</dt> <dd><code>{id}</code></dd> }.into_any()
    })
    .collect();
    view! {
        <section>
            <h2>{words.about.as_str()}</h2>
            {(!told.is_empty()).then(|| view! { <dl class="about">{told}</dl> })}
            <details>
                <summary>{words.technical.as_str()}</summary>
                <dl class="about">{ids}</dl>
            </details>
        </section>
    }
    .into_any()
}

/// The way to delete it, which asks first.
fn remove(form: &str, id: &str, all: String) -> AnyView {
    let words = words();
    let open = RwSignal::new(false);
    let failed = RwSignal::new(None::<Problem>);
    let busy = RwSignal::new(false);
    let path = format!("forms/{}/responses/{}", segment(form), segment(id));
    let navigate = use_navigate();
    let act = move |_| {
        let (path, all, navigate) = (path.clone(), all.clone(), navigate.clone());
        busy.set(true);
        spawn_local(async move {
            let done = api::act(Method::DELETE, &path).await;
            busy.try_set(false);
            match done {
                Ok(()) => navigate(&all, leptos_router::NavigateOptions::default()),
                Err(problem) => {
                    failed.try_set(Some(problem));
                }
            }
        });
    };
    let content = view! {
        <p>{words.delete_text.as_str()}</p>
        {move || failed.get().map(|problem| view! { <Failed problem again=Callback::new(move |()| failed.set(None))/> })}
        <p class="actions">
            <button class="danger" disabled=move || busy.get() on:click=act>{words.delete_yes.as_str()}</button>
        </p>
    };
    view! {
        <p><button class="quiet" on:click=move |_| open.set(true)>{words.delete.as_str()}</button></p>
        {dialog(words.delete_title.as_str(), open, content.into_any())}
    }
    .into_any()
}
