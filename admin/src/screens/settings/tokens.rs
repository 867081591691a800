//! Tokens of programs.

use super::calls::{Call, Calls, field, reset, text, then, told_once};
use crate::api;
use crate::figures::moment;
use crate::parts::{Confirm, Empty, Fetched, Tag, Tone};
use crate::prelude::*;
use crate::words::settings::words;
use gloo_net::http::Method;
use leptos::ev::SubmitEvent;
use serde_json::{Value, json};

const DAY_MS: f64 = 86_400_000.0;

pub(super) fn screen(calls: Calls) -> AnyView {
    let tokens = Fetched::new(|| api::get::<Value>("tokens"));
    let told: RwSignal<Option<Value>> = RwSignal::new(None);
    let words = words();
    let secret = move || {
        told.get().map(|made| {
            let title = words.token_for.replace("{name}", text(&made, "name"));
            told_once(title, text(&made, "token").to_owned(), &words.token_help)
        })
    };
    view! {
        {make(calls, tokens, told)}
        {secret}
        {tokens.show(move |found: &Value| {
            let list = found["tokens"].as_array().cloned().unwrap_or_default();
            if list.is_empty() {
                return view! { <Empty title=&words.tokens_none text=&words.tokens_none_text/> }.into_any();
            }
            let lines = list.into_iter().map(|token| line(calls, &token, tokens, told));
            view! { <ul class="cards">{lines.collect_view()}</ul> }.into_any()
        })}
    }
    .into_any()
}

fn make(calls: Calls, tokens: Fetched<Value>, told: RwSignal<Option<Value>>) -> AnyView {
    let words = words();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let mut body = json!({ "name": field(&event, "name"), "scope": field(&event, "scope") });
        if let Ok(days) = field(&event, "days").parse::<f64>() {
            let end = js_sys::Date::new(&(js_sys::Date::now() + days * DAY_MS).into());
            body["expires_at"] = json!(String::from(end.to_iso_string()));
        }
        calls.make(Call {
            method: Method::POST,
            path: "tokens".into(),
            body,
            says: &words.token_made,
            then: then(move |made| {
                told.set(Some(made));
                reset(&event);
                tokens.refetch();
            }),
        });
    };
    view! {
        <details class="card opens">
            <summary>{words.token_new.as_str()}</summary>
            <form on:submit=send>
                <label><span>{words.token_name.as_str()}</span><input name="name" required maxlength="100" autocomplete="off"/></label>
                <label><span>{words.scope.as_str()}</span><select name="scope">
                    <option value="read">{words.scope_read_long.as_str()}</option>
                    <option value="write">{words.scope_write_long.as_str()}</option>
                </select></label>
                <label><span>{words.expires.as_str()}</span><select name="days">
                    <option value="30">{words.days_30.as_str()}</option>
                    <option value="90" selected>{words.days_90.as_str()}</option>
                    <option value="365">{words.days_365.as_str()}</option>
                    <option value="">{words.days_never.as_str()}</option>
                </select></label>
                <button>{words.token_make.as_str()}</button>
            </form>
        </details>
    }
    .into_any()
}

fn line(
    calls: Calls,
    token: &Value,
    tokens: Fetched<Value>,
    told: RwSignal<Option<Value>>,
) -> AnyView {
    let words = words();
    let path = format!("tokens/{}", text(token, "id"));
    let revoke = Callback::new(move |()| {
        calls.make(Call {
            method: Method::DELETE,
            path: path.clone(),
            body: Value::Null,
            says: &words.token_revoked,
            then: then(move |_| {
                told.set(None);
                tokens.refetch();
            }),
        });
    });
    let scope = match text(token, "scope") {
        "read" => &words.scope_read,
        _ => &words.scope_write,
    };
    let end = match token["expires_at_ms"].as_i64() {
        None => words.days_never.clone(),
        Some(at) => format!("{} {}", words.until, moment(at)),
    };
    let used = token["used_at_ms"]
        .as_i64()
        .map_or_else(|| words.never.clone(), moment);
    view! {
        <li class="card settings-line">
            <div>
                <p><strong>{text(token, "name").to_owned()}</strong> " " <Tag tone=Tone::Plain text=scope.clone()/> " "
                    {(token["expired"] == true).then(|| view! { <Tag tone=Tone::Bad text=words.expired.clone()/> })}</p>
                <p class="detail">{end} " · " {words.used.as_str()} " " {used}</p>
            </div>
            <div class="actions"><Confirm label=&words.revoke question=&words.revoke_sure act=revoke/></div>
        </li>
    }
    .into_any()
}
