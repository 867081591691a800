//! One's own: name, language, password, and the browsers one is signed in with.

use super::calls::{Call, Calls, field, reset, text, then};
use crate::api;
use crate::figures::moment;
use crate::parts::{Fetched, Tag, Tone};
use crate::prelude::*;
use crate::words::LANGUAGES;
use crate::words::settings::words;
use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use leptos::task::spawn_local;
use serde_json::{Value, json};

pub(super) fn screen(calls: Calls) -> AnyView {
    let me = Fetched::new(|| api::get::<Value>("session"));
    let sessions = Fetched::new(|| api::get::<Value>("sessions"));
    view! {
        {me.show(move |me: &Value| profile(calls, &me["person"]))}
        {password(calls, sessions)}
        <section>
            <h2>{words().sessions.as_str()}</h2>
            <p class="detail">{words().sessions_text.as_str()}</p>
            {sessions.show(move |found: &Value| browsers(calls, found, sessions))}
        </section>
    }
    .into_any()
}

fn profile(calls: Calls, person: &Value) -> AnyView {
    let words = words();
    let chosen = text(person, "language").to_owned();
    let before = chosen.clone();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let language = field(&event, "language");
        let other = language != before;
        calls.make(Call {
            method: Method::PATCH,
            path: "session/person".into(),
            body: json!({ "name": field(&event, "name"), "language": language }),
            says: &words.saved,
            then: then(move |_| {
                // Words are chosen once for the life of the page.
                if other {
                    let _ = window().location().reload();
                }
            }),
        });
    };
    let languages = LANGUAGES.map(|(tag, name)| {
        view! { <option value=tag selected={tag == chosen} lang=tag>{name}</option> }
    });
    view! {
        <form class="card" on:submit=save>
            <label><span>{words.email.as_str()}</span>
                <input type="email" value=text(person, "email").to_owned() readonly autocomplete="username"/></label>
            <label><span>{words.name.as_str()}</span>
                <input name="name" value=text(person, "name").to_owned() required maxlength="100" autocomplete="name"/></label>
            <label><span>{words.language.as_str()}</span><select name="language">{languages.collect_view()}</select></label>
            <button>{words.save.as_str()}</button>
        </form>
    }
    .into_any()
}

fn password(calls: Calls, sessions: Fetched<Value>) -> AnyView {
    let words = words();
    let change = move |event: SubmitEvent| {
        event.prevent_default();
        let body = json!({ "current": field(&event, "current"), "new": field(&event, "new") });
        calls.make(Call {
            method: Method::PUT,
            path: "session/password".into(),
            body,
            says: &words.password_changed,
            then: then(move |_| {
                reset(&event);
                // The session is another, and so is what its changing calls bring.
                spawn_local(async move {
                    if let Ok(session) = api::get::<Value>("session").await {
                        api::set_csrf(text(&session, "csrf_token").to_owned());
                    }
                    sessions.refetch();
                });
            }),
        });
    };
    view! {
        <section>
            <h2>{words.password.as_str()}</h2>
            <form class="card" on:submit=change>
                <label><span>{words.password_current.as_str()}</span>
                    <input type="password" name="current" required autocomplete="current-password"/></label>
                <label><span>{words.password_new.as_str()}</span>
                    <input type="password" name="new" required minlength="12" autocomplete="new-password" aria-describedby="password-help"/></label>
                <p id="password-help" class="detail">{words.password_help.as_str()}</p>
                <button>{words.password_change.as_str()}</button>
            </form>
        </section>
    }
    .into_any()
}

/// What a browser calls itself, in a few words.
fn browser(agent: &str) -> String {
    let first = |names: &[(&str, &str)]| {
        let found = names.iter().find(|(sign, _)| agent.contains(sign));
        found.map(|(_, name)| (*name).to_owned())
    };
    let program = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(program), Some(system)) => format!("{program}, {system}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => agent.chars().take(60).collect(),
    }
}

fn browsers(calls: Calls, found: &Value, sessions: Fetched<Value>) -> AnyView {
    let words = words();
    let end = move |path: String, says: &'static str| {
        calls.make(Call {
            method: Method::DELETE,
            path,
            body: Value::Null,
            says,
            then: then(move |_| sessions.refetch()),
        });
    };
    let list = found["sessions"].as_array().cloned().unwrap_or_default();
    let others = list.len() > 1;
    let lines = list.into_iter().map(|one| {
        let current = one["current"] == true;
        let id = text(&one, "id").to_owned();
        let seen = moment(one["seen_at_ms"].as_i64().unwrap_or_default());
        let name = browser(text(&one, "user_agent"));
        let label = format!("{}: {name}", words.sign_out_browser);
        let action = match current {
            true => view! { <Tag tone=Tone::Good text=words.this_browser.clone()/> }.into_any(),
            false => view! {
                <button class="quiet" aria-label=label
                    on:click=move |_| end(format!("sessions/{id}"), &words.signed_out)>
                    {words.sign_out_browser.as_str()}</button>
            }
            .into_any(),
        };
        view! {
            <li class="card settings-line">
                <div><strong>{name}</strong><p class="detail">{text(&one, "address").to_owned()} " · " {words.seen.as_str()} " " {seen}</p></div>
                <div class="actions">{action}</div>
            </li>
        }
        .into_any()
    });
    view! {
        <ul class="cards">{lines.collect_view()}</ul>
        {others.then(|| view! {
            <button class="quiet apart" on:click=move |_| end("sessions".into(), &words.signed_out)>{words.sign_out_others.as_str()}</button>
        })}
    }
    .into_any()
}
