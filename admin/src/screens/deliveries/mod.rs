//! What is on its way to CRMs, and what did not arrive.

mod causes;
mod one;
mod queue;

pub(crate) use one::DeliveryScreen;

use super::answers::text;
use super::delivery_words::{STATES, connection, state};
use crate::api::{self, Deliveries, Delivery, segment};
use crate::parts::{Fetched, Page, Pages, Tag, each, sentence};
use crate::prelude::*;
use crate::screens::forms::Titles;
use crate::words::{answers::words, words as common};
use leptos_router::hooks::use_query_map;
use serde_json::Value;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How many are fetched at once.
const PAGE: usize = 50;
/// How often the counts are asked for while the screen is looked at.
const BEAT: Duration = Duration::from_secs(5);

/// How much is on its way, why deliveries were given up, and all deliveries.
#[component]
pub(crate) fn DeliveriesScreen() -> impl IntoView {
    let common = common();
    let wanted = RwSignal::new(Wanted::of_address());
    let pages = Pages::new(move |after| {
        let after = after.map(|after| format!("&after={}", segment(&after)));
        let path = format!(
            "deliveries?limit={PAGE}{}{}",
            wanted.with_untracked(Wanted::query),
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
    let counts = Fetched::new(|| api::get::<Value>("deliveries/counts"));
    let causes = Fetched::new(|| api::get::<Value>("deliveries/causes"));
    let titles = Titles::load();
    let said = RwSignal::new(String::new());
    let changed = Callback::new(move |text: String| {
        said.set(text);
        counts.refetch();
        causes.refetch();
        pages.refresh();
        // The button that was pressed goes away.
        focus("causes");
    });
    each(BEAT, move || counts.refetch());
    // What was given up since is shown with its cause, without being asked for. The first counts may already be newer
    // than the first list of causes.
    let dead = StoredValue::new(0);
    let counted = StoredValue::new(Value::Null);
    let show = Callback::new(move |narrowed: Wanted| {
        wanted.set(narrowed);
        pages.restart();
        let list = document().get_element_by_id("all");
        if let Some(list) = list {
            list.scroll_into_view();
        }
    });
    view! {
        <h1>{common.deliveries_title.as_str()}</h1>
        <p class="unseen" role="status">{move || said.get()}</p>
        <section aria-labelledby="queue">
            <h2 id="queue">{words().queue.as_str()}</h2>
            {counts.show(move |counts: &Value| {
                let now = queue::dead(counts);
                if dead.get_value() != now {
                    causes.refetch();
                }
                dead.set_value(now);
                // Whoever has asked for more than a page reads on undisturbed.
                let is_news = counted.with_value(|before| before != counts);
                if is_news && pages.items().with_untracked(Vec::len) <= PAGE {
                    pages.refresh();
                }
                counted.set_value(counts.clone());
                queue::queue(counts)
            })}
        </section>
        <section aria-labelledby="causes">
            <h2 id="causes" tabindex="-1">{common.causes_title.as_str()}</h2>
            {causes.show(move |found: &Value| causes::causes(found, titles, changed, show))}
        </section>
        <section aria-labelledby="all">
            <h2 id="all" tabindex="-1">{common.status_all.as_str()}</h2>
            {narrowing(wanted, titles, show)}
            <DeliveryList pages titles/>
        </section>
    }
}

fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|one| one.dyn_into::<web_sys::HtmlElement>().ok()) {
        // What cannot be focused leaves the focus where it is.
        let _ = element.focus();
    }
}

/// Which deliveries are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Wanted {
    status: String,
    form: String,
    connector: String,
}

impl Wanted {
    fn of_address() -> Self {
        // The browser's address follows the router's only after the screen is there.
        let query = use_query_map().get_untracked();
        let of = |name: &str| query.get(name).unwrap_or_default();
        Self {
            status: of("status"),
            form: of("form"),
            connector: of("connector"),
        }
    }

    fn query(&self) -> String {
        let mut query = String::new();
        for (name, value) in [
            ("status", &self.status),
            ("form", &self.form),
            ("connector", &self.connector),
        ] {
            if !value.is_empty() {
                query.push_str(&format!("&{name}={}", segment(value)));
            }
        }
        query
    }
}

fn narrowing(wanted: RwSignal<Wanted>, titles: Titles, show: Callback<Wanted>) -> AnyView {
    let common = common();
    let choices: Vec<AnyView> = STATES
        .iter()
        .map(|status| {
            let text = match *status {
                "" => common.status_all.as_str(),
                status => state(status).1,
            };
            view! { <option value=*status>{text}</option> }.into_any()
        })
        .collect();
    let choose = move |event| {
        let narrowed = Wanted {
            status: event_target_value(&event),
            ..wanted.get_untracked()
        };
        show.run(narrowed);
    };
    let of = move || {
        let wanted = wanted.get();
        let names = [
            (&wanted.form, titles.of(&wanted.form)),
            (&wanted.connector, connection(&wanted.connector)),
        ];
        let by: Vec<String> = names
            .into_iter()
            .filter(|(id, _)| !id.is_empty())
            .map(|(_, name)| name)
            .collect();
        (!by.is_empty()).then(|| {
            let said = by.join(" · ");
            let all = Wanted {
                status: wanted.status.clone(),
                ..Wanted::default()
            };
            view! {
                <button class="chip" on:click=move |_| show.run(all.clone())>{said} <span aria-hidden="true">"×"</span></button>
            }
            .into_any()
        })
    };
    view! {
        <div class="narrowing">
            <label class="search">
                <span>{common.delivery_state.as_str()}</span>
                <select prop:value=move || wanted.with(|wanted| wanted.status.clone()) on:change=choose>{choices}</select>
            </label>
            {of}
        </div>
    }
    .into_any()
}

#[component]
fn DeliveryList(pages: Pages<Delivery>, titles: Titles) -> impl IntoView {
    let words = common();
    let line = move |delivery: Delivery| {
        let (tone, text) = state(&delivery.status);
        let address = format!(
            "/console/deliveries/{}/{}",
            delivery.response,
            segment(&delivery.target)
        );
        let form = delivery.form;
        let name = move || titles.of(&form);
        let reason = delivery.last_error.filter(|_| delivery.status != "done");
        view! {
            <tr>
                <th scope="row"><a href=address>{name} " → " {delivery.target}</a></th>
                <td data-label=words.delivery_state.as_str()><Tag tone text/></td>
                <td data-label=words.delivery_connector.as_str()>{connection(&delivery.connector)}</td>
                <td class="number" data-label=words.delivery_attempts.as_str()>{delivery.attempts}</td>
                <td data-label=words.delivery_record.as_str()>{delivery.record_table}</td>
                <td data-label=words.delivery_reason.as_str()>{reason.as_deref().map(sentence)}</td>
            </tr>
        }
        .into_any()
    };
    view! {
        <div class="wide deliveries" tabindex="0" role="region" aria-label=words.deliveries_title.as_str()>
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
                        key=|one| format!("{}/{}/{}/{}", one.response, one.target, one.status, one.attempts)
                        children=line
                    />
                </tbody>
            </table>
        </div>
        <p role="status">{move || pages.is_empty().get().then_some(words.nothing_more.as_str())}</p>
        {pages.foot()}
    }
}

/// A count of an answer.
fn number(value: &Value, name: &str) -> i64 {
    value[name].as_i64().unwrap_or_default()
}

/// A text that may be missing.
fn maybe(value: &Value, name: &str) -> Option<String> {
    let found = text(value, name);
    (!found.is_empty()).then(|| found.to_owned())
}
