//! What became of an answer: each target with its record, its attempts and what can be done.

use super::book::{list, text};
use crate::api::{self, Problem, segment};
use crate::figures::{measured, moment};
use crate::parts::{Confirm, Failed, Fetched, Tag, Tone, sentence};
use crate::prelude::*;
use crate::screens::delivery_words::{connection, outcome, state};
use crate::words::{answers::words, words as common};
use gloo_net::http::Method;
use leptos::task::spawn_local;
use serde_json::Value;

/// The ways of an answer to the CRMs.
pub(crate) fn records(deliveries: &[Value], with_tries: bool, changed: Callback<()>) -> AnyView {
    if deliveries.is_empty() {
        return view! { <p class="detail">{words().records_none.as_str()}</p> }.into_any();
    }
    let cards: Vec<AnyView> = deliveries
        .iter()
        .map(|one| card(one, with_tries, changed))
        .collect();
    view! { <ul class="cards">{cards}</ul> }.into_any()
}

fn card(delivery: &Value, with_tries: bool, changed: Callback<()>) -> AnyView {
    let (words, common) = (words(), common());
    let status = text(delivery, "status").to_owned();
    let (tone, said) = state(&status);
    let path = format!(
        "deliveries/{}/{}",
        segment(text(delivery, "response")),
        segment(text(delivery, "target"))
    );
    let failed = RwSignal::new(None::<Problem>);
    let act = {
        let path = path.clone();
        move |what: &'static str| {
            let path = format!("{path}/{what}");
            spawn_local(async move {
                match api::act(Method::POST, &path).await {
                    Ok(()) => changed.run(()),
                    Err(problem) => {
                        failed.try_set(Some(problem));
                    }
                }
            });
        }
    };
    let (replay, cancel) = (
        Callback::new({
            let act = act.clone();
            move |()| act("replay")
        }),
        Callback::new(move |()| act("cancel")),
    );
    let record = delivery["record"].as_str().map(|record| {
        let table = text(delivery, "record_table").to_owned();
        view! { <p class="record">{table} " " <code>{record.to_owned()}</code></p> }
    });
    let reason = delivery["last_error"].as_str().filter(|_| status != "done");
    let reason = reason.map(|reason| view! { <p class="reason">{sentence(reason)}</p> });
    let next_try = (status == "pending").then(|| {
        let due = delivery["due_at_ms"].as_i64().unwrap_or_default();
        view! { <p class="detail">{common.delivery_next_try.as_str()} " " {moment(due)}</p> }
    });
    let is_ended = matches!(status.as_str(), "dead" | "cancelled");
    let is_open = matches!(status.as_str(), "pending" | "waiting");
    let is_wanted = RwSignal::new(false);
    let tries = whole(&delivery["attempts"]);
    let unfold = move |_| is_wanted.set(true);
    let shown = move || is_wanted.get().then(|| attempts(&path));
    view! {
        <li class="card">
            <p><strong>{connection(text(delivery, "connector"))} " → " {text(delivery, "target").to_owned()}</strong> " " <Tag tone text=said/></p>
            {record}
            {reason}
            {next_try}
            <div class="actions">
                {is_ended.then(|| view! { <button class="quiet" on:click=move |_| replay.run(())>{common.delivery_replay.as_str()}</button> })}
                {is_open.then(|| view! { <Confirm label=&common.delivery_cancel question=&common.delivery_cancel_sure act=cancel/> })}
            </div>
            {move || failed.get().map(|problem| view! { <Failed problem again=Callback::new(move |()| failed.set(None))/> })}
            {(with_tries && tries > 0).then(|| view! {
                <details on:toggle=unfold><summary>{words.attempts_count.of(tries)}</summary> {shown}</details>
            })}
        </li>
    }
    .into_any()
}

fn whole(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

/// All tries of a delivery, each with what was said.
pub(crate) fn attempts(path: &str) -> AnyView {
    let path = format!("{path}/attempts");
    let fetched = Fetched::new(move || {
        let path = path.clone();
        async move { api::get::<Value>(&path).await }
    });
    fetched.show(|found: &Value| {
        let tries: Vec<AnyView> = list(found, "attempts").iter().map(attempt).collect();
        view! { <ol class="tries">{tries}</ol> }.into_any()
    })
}

fn attempt(attempt: &Value) -> AnyView {
    let (tone, said) = outcome(text(attempt, "outcome"));
    let exchanges: Vec<AnyView> = list(attempt, "exchanges").iter().map(exchange).collect();
    let took = measured(
        attempt["duration_ms"].as_f64().unwrap_or_default(),
        "millisecond",
        0,
    );
    let tone: Tone = tone;
    view! {
        <li>
            <p>{moment(attempt["started_at_ms"].as_i64().unwrap_or_default())} " " <Tag tone text=said/>
                <span class="detail">" " {took}</span></p>
            <p>{sentence(text(attempt, "detail"))}</p>
            {exchanges}
        </li>
    }
    .into_any()
}

fn exchange(exchange: &Value) -> AnyView {
    let common = common();
    let part = |title: &'static str, said: &str| {
        let said = said.to_owned();
        (!said.is_empty()).then(|| view! { <h3>{title}</h3> <pre tabindex="0">{said}</pre> })
    };
    let status = exchange["status"]
        .as_u64()
        .map(|status| format!(" → {status}"));
    view! {
        <details>
            <summary><code>{text(exchange, "request").to_owned()} {status}</code></summary>
            {part(&common.attempt_asked, text(exchange, "body"))}
            {part(&common.attempt_answered, text(exchange, "answer"))}
        </details>
    }
    .into_any()
}
