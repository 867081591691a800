//! What is on its way to CRMs, and what did not arrive.

use super::delivery_words::{STATES, state};
use crate::api::{self, Cause, Causes, Deliveries, Delivery, Problem, Replayed, segment};
use crate::figures::moment;
use crate::parts::{Empty, Failed, Fetched, Page, Pages, Tag};
use crate::words::words;
use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many are fetched at once.
const PAGE: usize = 50;

/// Why deliveries were given up, and all deliveries.
#[component]
pub(crate) fn DeliveriesScreen() -> impl IntoView {
    let words = words();
    let (wanted, set_wanted) = signal(String::new());
    let pages = Pages::new(move |after| {
        let after = after.map(|after| format!("&after={}", segment(&after)));
        let status = match wanted.get_untracked() {
            none if none.is_empty() => String::new(),
            status => format!("&status={status}"),
        };
        let path = format!(
            "deliveries?limit={PAGE}{status}{}",
            after.unwrap_or_default()
        );
        async move {
            let answer: Deliveries = api::get(&path).await?;
            Ok(Page {
                items: answer.deliveries,
                next: answer.next,
            })
        }
    });
    let causes = Fetched::new(|| api::get::<Causes>("deliveries/causes"));
    let replayed = Callback::new(move |()| {
        causes.refetch();
        pages.restart();
    });
    let choices = STATES.map(|status| {
        let text = if status.is_empty() {
            &words.status_all
        } else {
            state(status).1
        };
        view! { <option value=status>{text}</option> }
    });
    let choose = move |event| {
        set_wanted.set(event_target_value(&event));
        pages.restart();
    };
    view! {
        <h1>{words.deliveries_title.as_str()}</h1>
        <section aria-labelledby="causes">
            <h2 id="causes">{words.causes_title.as_str()}</h2>
            {causes.show(move |found: &Causes| match found.causes.is_empty() {
                true => view! { <Empty title=&words.causes_none text=&words.causes_none_text/> }.into_any(),
                false => view! { <CauseList causes=found.causes.clone() replayed/> }.into_any(),
            })}
        </section>
        <section aria-labelledby="all">
            <h2 id="all">{words.status_all.as_str()}</h2>
            <label class="search">
                <span>{words.delivery_state.as_str()}</span>
                <select on:change=choose>{choices.collect_view()}</select>
            </label>
            <DeliveryList pages/>
        </section>
    }
}

#[component]
fn CauseList(causes: Vec<Cause>, replayed: Callback<()>) -> impl IntoView {
    let lines = causes
        .into_iter()
        .map(|cause| view! { <CauseCard cause replayed/> });
    view! { <ul class="cards">{lines.collect_view()}</ul> }
}

/// One cause, with how often it happened, and a way to try all of them again.
#[component]
fn CauseCard(cause: Cause, replayed: Callback<()>) -> impl IntoView {
    let words = words();
    let scope = format!(
        "deliveries/replay?form={}&connector={}",
        segment(&cause.form),
        segment(&cause.connector)
    );
    let (failed, set_failed) = signal(None::<Problem>);
    let (busy, set_busy) = signal(false);
    let replay = Callback::new(move |()| {
        let scope = scope.clone();
        set_busy.set(true);
        spawn_local(async move {
            let done = api::ask::<Replayed>(Method::POST, &scope).await;
            set_busy.try_set(false);
            match done {
                Ok(_) => replayed.run(()),
                Err(problem) => {
                    set_failed.try_set(Some(problem));
                }
            }
        });
    });
    let address = format!("/console/connections/{}", segment(&cause.connector));
    view! {
        <li class="card">
            <p class="reason">{cause.reason}</p>
            <p class="detail">
                <a href=address>{cause.connector}</a>
                " · " {cause.form} " · " {cause.target}
                {cause.column.map(|column| view! { " · " <code>{column}</code> })}
                " · " {moment(cause.last_at_ms)}
            </p>
            <p>
                <strong>{words.deliveries_count.of(cause.deliveries)}</strong> " "
                <button disabled=busy on:click=move |_| replay.run(())>{words.cause_replay.as_str()}</button>
            </p>
            {move || failed.get().map(|problem| view! { <Failed problem again=replay/> })}
        </li>
    }
}

#[component]
fn DeliveryList(pages: Pages<Delivery>) -> impl IntoView {
    let words = words();
    let line = move |delivery: Delivery| {
        let (tone, text) = state(&delivery.status);
        let address = format!(
            "/console/deliveries/{}/{}",
            delivery.response,
            segment(&delivery.target)
        );
        let record = match (delivery.record_table, delivery.record) {
            (Some(table), Some(record)) => format!("{table} {record}"),
            _ => String::new(),
        };
        view! {
            <tr>
                <th scope="row"><a href=address>{delivery.form} " → " {delivery.target}</a></th>
                <td data-label=words.delivery_state.as_str()><Tag tone text/></td>
                <td data-label=words.delivery_connector.as_str()>{delivery.connector}</td>
                <td class="number" data-label=words.delivery_attempts.as_str()>{delivery.attempts}</td>
                <td data-label=words.delivery_record.as_str()>{record}</td>
                <td data-label=words.delivery_reason.as_str()>{delivery.last_error}</td>
            </tr>
        }
    };
    view! {
        <div class="wide" tabindex="0" role="region" aria-label=words.deliveries_title.as_str()>
            <table>
                <thead><tr>
                    <th scope="col">{words.delivery_target.as_str()}</th>
                    <th scope="col">{words.delivery_state.as_str()}</th>
                    <th scope="col">{words.delivery_connector.as_str()}</th>
                    <th scope="col" class="number">{words.delivery_attempts.as_str()}</th>
                    <th scope="col">{words.delivery_record.as_str()}</th>
                    <th scope="col">{words.delivery_reason.as_str()}</th>
                </tr></thead>
                <tbody>
                    <For
                        each=move || pages.items().get()
                        key=|one| format!("{}/{}", one.response, one.target)
                        children=line
                    />
                </tbody>
            </table>
        </div>
        <p role="status">{move || pages.is_empty().get().then_some(words.nothing_more.as_str())}</p>
        {pages.foot()}
    }
}
