//! Who may come in, and what they are here.

use super::calls::{Call, Calls, field, reset, text, then, told_once};
use crate::api::{self, Account};
use crate::figures::moment;
use crate::parts::{Confirm, Fetched, Tag, Tone};
use crate::prelude::*;
use crate::words::LANGUAGES;
use crate::words::settings::words;
use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use serde_json::{Value, json};

type Told = RwSignal<Option<Value>>;

pub(super) fn screen(calls: Calls) -> AnyView {
    let people = Fetched::new(|| api::get::<Value>("people"));
    let told: Told = RwSignal::new(None);
    view! {
        {invite(calls, people, told)}
        {move || told.get().map(address)}
        {people.show(move |found: &Value| {
            let list = found["people"].as_array().cloned().unwrap_or_default();
            let lines = list.into_iter().map(|person| line(calls, person, people, told));
            view! { <ul class="cards">{lines.collect_view()}</ul> }.into_any()
        })}
    }
    .into_any()
}

/// The one-time address of somebody, told this once.
fn address(invited: Value) -> AnyView {
    let words = words();
    let until = moment(
        invited["set_password_until_ms"]
            .as_i64()
            .unwrap_or_default(),
    );
    let title = words
        .address_for
        .replace("{name}", text(&invited["person"], "name"));
    let title = title.replace("{until}", &until);
    told_once(
        title,
        text(&invited, "set_password_url").to_owned(),
        &words.address_help,
    )
}

fn invite(calls: Calls, people: Fetched<Value>, told: Told) -> AnyView {
    let words = words();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let body = json!({
            "email": field(&event, "email"),
            "name": field(&event, "name"),
            "role": field(&event, "role"),
            "language": field(&event, "language"),
        });
        calls.make(Call {
            method: Method::POST,
            path: "people".into(),
            body,
            says: &words.invited,
            then: then(move |invited| {
                told.set(Some(invited));
                reset(&event);
                people.refetch();
            }),
        });
    };
    let usual = Fetched::new(|| api::get::<Value>("settings/languages"));
    let languages = usual.show(|usual: &Value| {
        let usual = text(&usual["languages"], "console");
        let options = LANGUAGES.map(|(tag, name)| {
            view! { <option value=tag selected={tag == usual} lang=tag>{name}</option> }
        });
        view! { <select name="language">{options.collect_view()}</select> }.into_any()
    });
    view! {
        <details class="card opens">
            <summary>{words.invite.as_str()}</summary>
            <form on:submit=send>
                <label><span>{words.email.as_str()}</span><input type="email" name="email" required maxlength="254" autocomplete="off"/></label>
                <label><span>{words.name.as_str()}</span><input name="name" required maxlength="100" autocomplete="off"/></label>
                <label><span>{words.role.as_str()}</span><select name="role">
                    <option value="editor">{words.editor_long.as_str()}</option>
                    <option value="owner">{words.owner_long.as_str()}</option>
                </select></label>
                <label><span>{words.language.as_str()}</span>{languages}</label>
                <button>{words.invite_make.as_str()}</button>
            </form>
        </details>
    }
    .into_any()
}

fn line(calls: Calls, person: Value, people: Fetched<Value>, told: Told) -> AnyView {
    let words = words();
    let id = text(&person, "id").to_owned();
    let (role, state) = (
        text(&person, "role").to_owned(),
        text(&person, "state").to_owned(),
    );
    let own = use_context::<Account>().is_some_and(|own| own.email == text(&person, "email"));
    let act = move |method: Method, path: String, body: Value, says: &'static str| {
        calls.make(Call {
            method,
            path,
            body,
            says,
            then: then(move |answer: Value| {
                told.set((!answer["set_password_url"].is_null()).then_some(answer));
                people.refetch();
            }),
        });
    };
    let (tone, said) = match state.as_str() {
        "active" => (Tone::Good, &words.active),
        "invited" => (Tone::Wait, &words.is_invited),
        _ => (Tone::Bad, &words.is_disabled_short),
    };
    let is_owner = role == "owner";
    let path = format!("people/{id}");
    let mut actions: Vec<AnyView> = Vec::new();
    let mut button = |label: &'static str,
                      method: Method,
                      path: String,
                      body: Value,
                      says: &'static str| {
        let name = format!("{label}: {}", text(&person, "name"));
        actions.push(view! {
            <button class="quiet" aria-label=name on:click=move |_| act(method.clone(), path.clone(), body.clone(), says)>{label}</button>
        }.into_any());
    };
    if state != "disabled" {
        let (label, other) = match is_owner {
            true => (&words.make_editor, "editor"),
            false => (&words.make_owner, "owner"),
        };
        button(
            label,
            Method::PUT,
            format!("{path}/role"),
            json!({ "role": other }),
            &words.saved,
        );
        button(
            &words.new_address,
            Method::POST,
            format!("{path}/invite"),
            Value::Null,
            &words.address_made,
        );
    }
    if state == "disabled" {
        button(
            &words.enable,
            Method::POST,
            format!("{path}/enable"),
            Value::Null,
            &words.saved,
        );
    }
    if state != "disabled" && !own {
        let path = format!("{path}/disable");
        let disable =
            Callback::new(move |()| act(Method::POST, path.clone(), Value::Null, &words.saved));
        actions.push(
            view! { <Confirm label=&words.disable question=&words.disable_sure act=disable/> }
                .into_any(),
        );
    }
    if state == "invited" {
        let remove =
            Callback::new(move |()| act(Method::DELETE, path.clone(), Value::Null, &words.removed));
        actions.push(
            view! { <Confirm label=&words.remove question=&words.remove_sure act=remove/> }
                .into_any(),
        );
    }
    let seen = person["signed_in_at_ms"].as_i64().map_or_else(
        || words.signed_in_never.clone(),
        |at| format!("{} {}", words.signed_in, moment(at)),
    );
    let role = if is_owner {
        &words.owner
    } else {
        &words.editor
    };
    view! {
        <li class="card settings-line">
            <div>
                <p><strong>{text(&person, "name").to_owned()}</strong>
                    {own.then(|| format!(" ({})", words.you))} " " <Tag tone=Tone::Plain text=role.clone()/> " " <Tag tone text=said.clone()/></p>
                <p class="detail">{text(&person, "email").to_owned()} " · " {seen}</p>
            </div>
            <div class="actions">{actions}</div>
        </li>
    }
    .into_any()
}
