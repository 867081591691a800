//! The CRMs and webhooks there are, and how another is added.

mod add;
mod form;
mod kind;
mod one;
mod test;

pub(crate) use add::AddConnectionScreen;
pub(crate) use one::ConnectionScreen;

use crate::api::{self, segment};
use crate::figures::moment;
use crate::parts::{Empty, Fetched, Tag, Tone, sentence};
use crate::prelude::*;
use crate::words::connections::words;
use serde_json::Value;

/// How a connection is, in a word.
fn state(connection: &Value) -> (Tone, &'static str) {
    let words = words();
    let has_drift = connection["drift"]
        .as_array()
        .is_some_and(|drift| !drift.is_empty());
    match (&connection["problem"], &connection["disabled"]) {
        (Value::String(_), _) => (Tone::Bad, &words.problem),
        (_, Value::String(_)) => (Tone::Bad, &words.disabled),
        _ if has_drift => (Tone::Wait, &words.drift),
        _ if connection["tables_read_at_ms"].is_null() => (Tone::Wait, &words.unread),
        _ => (Tone::Good, &words.ready),
    }
}

/// The text member of a value.
fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// The texts of a list.
fn texts(value: &Value, name: &str) -> Vec<String> {
    let listed = value[name].as_array().into_iter().flatten();
    listed
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// All connections.
#[component]
pub(crate) fn ConnectionsScreen() -> impl IntoView {
    let words = words();
    let connections = Fetched::new(|| api::get::<Value>("connections"));
    view! {
        <h1>{words.title.as_str()}</h1>
        <p>{words.intro.as_str()}</p>
        <p><a class="button" href="/console/new-connection">{words.add.as_str()}</a></p>
        {connections.show(move |found: &Value| {
            let listed = found["connections"].as_array().cloned().unwrap_or_default();
            match listed.is_empty() {
                true => view! { <Empty title=&words.none text=&words.none_text/> }.into_any(),
                false => {
                    let cards = listed.iter().map(card);
                    view! { <ul class="cards">{cards.collect_view()}</ul> }.into_any()
                }
            }
        })}
    }
}

fn card(connection: &Value) -> AnyView {
    let words = words();
    let (tone, state) = state(connection);
    let name = text(connection, "name").to_owned();
    let address = format!("/console/connections/{}", segment(&name));
    let count = |name: &str| u64::try_from(texts(connection, name).len()).unwrap_or_default();
    let tables = words.tables_count.of(count("tables"));
    let forms = words.forms_count.of(count("used_by"));
    let kind = kind::title(text(connection, "kind")).to_owned();
    let read = connection["tables_read_at_ms"].as_i64();
    let read = read.map(|at| words.read_at.replace("{when}", &moment(at)));
    let reason = connection["problem"]
        .as_str()
        .or(connection["disabled"].as_str());
    let reason = reason.map(str::to_owned);
    view! {
        <li class="card">
            <p><a href=address><strong>{name}</strong></a> " " <Tag tone text=state/></p>
            <p class="detail">{kind} " · " {tables} " · " {forms} {read.map(|read| format!(" · {read}"))}</p>
            {reason.map(|reason| view! { <p class="reason">{sentence(&reason)}</p> })}
        </li>
    }
    .into_any()
}
