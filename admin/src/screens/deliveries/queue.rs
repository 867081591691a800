//! How much is on its way, by connection.

use super::number;
use crate::figures::count;
use crate::prelude::*;
use crate::screens::answers::{list, text};
use crate::screens::delivery_words::connection;
use crate::words::answers::words;
use serde_json::Value;

/// How many were given up, to all connections.
pub(super) fn dead(counts: &Value) -> i64 {
    list(counts, "connectors")
        .iter()
        .map(|one| number(one, "dead"))
        .sum()
}

/// A line for each connection.
pub(super) fn queue(counts: &Value) -> AnyView {
    let words = words();
    let connectors = list(counts, "connectors");
    if connectors.is_empty() {
        return view! {
            <div class="empty">
                <p><strong>{words.queue_none.as_str()}</strong></p>
                <p>{words.queue_none_text.as_str()}</p>
            </div>
        }
        .into_any();
    }
    let cards: Vec<AnyView> = connectors
        .iter()
        .map(|one| {
            let part = |name: &str, said: &str, tone: &'static str| {
                let number = number(one, name).unsigned_abs();
                view! { <span class=tone class:zero=move || number == 0><strong>{count(number)}</strong> " " {said.to_owned()}</span> }
                    .into_any()
            };
            let oldest = one["oldest_age_ms"].as_u64().filter(|age| *age > 60_000).map(|age| {
                words.queue_oldest.replace("{n}", &count(age / 60_000))
            });
            view! {
                <li class="card queue">
                    <strong>{connection(text(one, "connector"))}</strong>
                    {part("pending", &words.queue_pending, "")}
                    {part("waiting", &words.queue_waiting, "")}
                    {part("dead", &words.queue_dead, "reason")}
                    <span class="detail">{oldest}</span>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ul class="cards">{cards}</ul> }.into_any()
}
