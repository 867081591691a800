//! One delivery with all that was tried.

use super::delivery_words::{outcome, state};
use super::part;
use crate::api::{self, Attempt, Attempts, Deliveries, Delivery, Exchange, Problem, segment};
use crate::figures::{count, moment};
use crate::parts::{Confirm, Failed, Fetched, Tag};
use crate::words::words;
use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A response on its way to one target.
#[component]
pub(crate) fn DeliveryScreen() -> impl IntoView {
    let words = words();
    let response = part("response");
    let target = part("target");
    let path = move || {
        format!(
            "deliveries/{}/{}",
            segment(&response.get()),
            segment(&target.get())
        )
    };
    let delivery = Fetched::new(move || {
        let (response, target) = (response.get(), target.get());
        async move {
            let path = format!("deliveries?response={}&limit=1000", segment(&response));
            let answer: Deliveries = api::get(&path).await?;
            let found = answer
                .deliveries
                .into_iter()
                .find(|one| one.target == target);
            found.ok_or_else(|| Problem {
                code: "not_found".to_owned(),
                title: words.not_found.clone(),
                detail: words.not_found_text.clone(),
            })
        }
    });
    let attempts = Fetched::new(move || {
        let path = format!("{}/attempts", path());
        async move { api::get::<Attempts>(&path).await }
    });
    let (failed, set_failed) = signal(None::<Problem>);
    let act = move |what: &'static str| {
        let path = format!("{}/{what}", path());
        spawn_local(async move {
            let done = api::act(Method::POST, &path).await;
            set_failed.try_set(done.err());
            delivery.refetch();
            attempts.refetch();
        });
    };
    let again = Callback::new(move |()| set_failed.set(None));
    view! {
        <p class="above"><a href="/console/deliveries">{words.nav_deliveries.as_str()}</a></p>
        {delivery.show(move |delivery: &Delivery| {
            let replay = Callback::new(move |()| act("replay"));
            let cancel = Callback::new(move |()| act("cancel"));
            view! { <Head delivery=delivery.clone() replay cancel/> }.into_any()
        })}
        {move || failed.get().map(|problem| view! { <Failed problem again/> })}
        {attempts.show(|found: &Attempts| {
            view! { <Tries attempts=found.attempts.clone()/> }.into_any()
        })}
    }
}

#[component]
fn Head(delivery: Delivery, replay: Callback<()>, cancel: Callback<()>) -> impl IntoView {
    let words = words();
    let (tone, text) = state(&delivery.status);
    let answer = format!(
        "/console/forms/{}/answers/{}",
        segment(&delivery.form),
        delivery.response
    );
    let is_dead = delivery.status == "dead";
    let is_open = matches!(delivery.status.as_str(), "pending" | "waiting");
    let record = delivery.record_table.zip(delivery.record);
    view! {
        <h1>{delivery.form} " → " {delivery.target}</h1>
        <p><Tag tone text/></p>
        {delivery.last_error.map(|reason| view! { <p class="reason">{reason}</p> })}
        <dl>
            <dt>{words.delivery_connector.as_str()}</dt>
            <dd>{delivery.connector}</dd>
            <dt>{words.answer_title.as_str()}</dt>
            <dd><a href=answer>{delivery.response}</a></dd>
            {record.map(|(table, record)| view! {
                <dt>{words.delivery_record.as_str()}</dt>
                <dd>{table} " " {record}</dd>
            })}
            {is_open.then(|| view! {
                <dt>{words.delivery_next_try.as_str()}</dt>
                <dd>{moment(delivery.due_at_ms)}</dd>
            })}
        </dl>
        <p class="actions">
            {is_dead.then(|| view! {
                <button on:click=move |_| replay.run(())>{words.delivery_replay.as_str()}</button>
            })}
            {is_open.then(|| view! {
                <Confirm label=&words.delivery_cancel question=&words.delivery_cancel_sure act=cancel/>
            })}
        </p>
    }
}

#[component]
fn Tries(attempts: Vec<Attempt>) -> impl IntoView {
    let words = words();
    let tries = attempts.into_iter().map(|attempt| {
        let (tone, text) = outcome(&attempt.outcome);
        let took = u64::try_from(attempt.duration_ms).unwrap_or_default();
        view! {
            <li class="card">
                <h2>{attempt.number} ". " {moment(attempt.started_at_ms)} " " <Tag tone text/></h2>
                <p>{attempt.detail}</p>
                <p class="detail">{words.attempt_took.as_str()} " " {count(took)} " ms"</p>
                {attempt.exchanges.into_iter().map(|exchange| view! { <Said exchange/> }).collect_view()}
            </li>
        }
    });
    view! { <ol class="cards">{tries.collect_view()}</ol> }
}

#[component]
fn Said(exchange: Exchange) -> impl IntoView {
    let words = words();
    let status = exchange.status.map(|status| format!(" → {status}"));
    let text = |title: &'static str, text: String| {
        (!text.is_empty()).then(|| view! { <h3>{title}</h3> <pre tabindex="0">{text}</pre> })
    };
    view! {
        <details>
            <summary><code>{exchange.request}{status}</code></summary>
            {text(&words.attempt_asked, exchange.body)}
            {text(&words.attempt_answered, exchange.answer)}
        </details>
    }
}
