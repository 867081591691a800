//! The CRMs and webhooks there are.

use crate::api::{self, Connection, Connections, segment};
use crate::figures::moment;
use crate::parts::{Empty, Fetched, Tag, Tone};
use crate::words::words;
use leptos::prelude::*;

/// How a connection is, in a word.
pub(super) fn state(connection: &Connection) -> (Tone, &'static str) {
    let words = words();
    if connection.problem.is_some() {
        (Tone::Bad, &words.connection_problem)
    } else if connection.disabled.is_some() {
        (Tone::Bad, &words.connection_disabled)
    } else if !connection.drift.is_empty() {
        (Tone::Wait, &words.connection_drift)
    } else {
        (Tone::Good, &words.connection_ready)
    }
}

/// All connections.
#[component]
pub(crate) fn ConnectionsScreen() -> impl IntoView {
    let words = words();
    let connections = Fetched::new(|| api::get::<Connections>("connections"));
    view! {
        <h1>{words.connections_title.as_str()}</h1>
        <p>{words.connections_intro.as_str()}</p>
        {connections.show(move |found: &Connections| match found.connections.is_empty() {
            true => view! { <Empty title=&words.connections_none text=&words.connections_none_text/> }.into_any(),
            false => {
                let cards = found.connections.iter().cloned().map(|connection| view! { <Card connection/> });
                view! { <ul class="cards">{cards.collect_view()}</ul> }.into_any()
            }
        })}
    }
}

#[component]
fn Card(connection: Connection) -> impl IntoView {
    let words = words();
    let (tone, text) = state(&connection);
    let address = format!("/console/connections/{}", segment(&connection.name));
    let tables = u64::try_from(connection.tables.len()).unwrap_or_default();
    view! {
        <li class="card">
            <p><a href=address><strong>{connection.name}</strong></a> " " <Tag tone text/></p>
            <p class="detail">
                {connection.kind} " · " {words.tables_count.of(tables)}
                {connection.tables_read_at_ms.map(|at| view! {
                    " · " {words.connection_read.as_str()} " " {moment(at)}
                })}
            </p>
            {connection.problem.or(connection.disabled).map(|reason| view! { <p class="reason">{reason}</p> })}
        </li>
    }
}
