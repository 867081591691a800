//! How the installation is.

use super::calls::{Calls, text};
use crate::api;
use crate::figures::{count, measured, moment};
use crate::parts::{Fetched, Tag, Tone};
use crate::prelude::*;
use crate::words::settings::words;
use serde_json::Value;

pub(super) fn screen(_: Calls) -> AnyView {
    let system = Fetched::new(|| api::get::<Value>("system"));
    view! {
        {system.show(shown)}
        <p class="actions">
            <button class="quiet" on:click=move |_| system.refetch()>{words().look_again.as_str()}</button>
            <a href="/api/v1/docs">{words().api_docs.as_str()}</a>
        </p>
    }
    .into_any()
}

/// A size for people.
fn size(bytes: f64) -> String {
    let units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
    let (mut amount, mut unit) = (bytes, 0);
    while amount >= 1_000.0 && unit + 1 < units.len() {
        amount /= 1_000.0;
        unit += 1;
    }
    measured(amount, units[unit], u32::from(unit > 0 && amount < 10.0))
}

fn shown(system: &Value) -> AnyView {
    let words = words();
    let number = |value: &Value| count(value.as_u64().unwrap_or_default());
    let bytes = |value: &Value| size(value.as_f64().unwrap_or_default());
    let said = |good: bool, yes: &str, no: &str, bad: Tone| {
        let (tone, text) = if good { (Tone::Good, yes) } else { (bad, no) };
        view! { <Tag tone text=text.to_owned()/> }.into_any()
    };
    let (database, queue, uploads) = (&system["database"], &system["queue"], &system["uploads"]);
    let engine = match text(database, "engine") {
        "postgres" => "PostgreSQL",
        _ => "SQLite",
    };
    let migrated = moment(database["migrated_at_ms"].as_i64().unwrap_or_default());
    let dead = queue["dead"].as_u64().unwrap_or_default();
    let ailing: Vec<String> = system["connections"]["ailing"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    let keys: Vec<&str> = system["captcha"]["keys"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let keys = if keys.is_empty() {
        words.captcha_own.clone()
    } else {
        keys.join(", ")
    };
    let oldest = queue["oldest_at_ms"]
        .as_i64()
        .map(|at| format!(" · {} {}", words.oldest, moment(at)));
    let connections = match ailing.is_empty() {
        true => said(true, &words.all_well, "", Tone::Bad),
        false => view! { <Tag tone=Tone::Bad text=ailing.join(", ")/> " " <a href="/console/connections">{words.see.as_str()}</a> }.into_any(),
    };
    view! {
        <dl class="health">
            <dt>{words.version.as_str()}</dt><dd>"Sonda " {text(system, "version").to_owned()}</dd>
            <dt>{words.public_address.as_str()}</dt><dd>{text(system, "public_url").to_owned()}</dd>
            <dt>{words.database.as_str()}</dt><dd>{engine} ", " {bytes(&database["bytes"])}</dd>
            <dt>{words.migration.as_str()}</dt><dd>{database["migration"].to_string()} " · " {migrated}</dd>
            <dt>{words.queue.as_str()}</dt>
            <dd>{number(&queue["pending"])} " " {words.queue_pending.as_str()} ", " {number(&queue["waiting"])} " " {words.queue_waiting.as_str()} {oldest}</dd>
            <dt>{words.given_up.as_str()}</dt>
            <dd>{number(&queue["dead"])} " " {said(dead == 0, &words.all_well, &words.look_at, Tone::Bad)}
                {(dead > 0).then(|| view! { " " <a href="/console/deliveries">{words.see.as_str()}</a> })}</dd>
            <dt>{words.connections.as_str()}</dt><dd>{number(&system["connections"]["total"])} " " {connections}</dd>
            <dt>{words.uploads.as_str()}</dt>
            <dd>{number(&uploads["files"])} " · " {bytes(&uploads["bytes"])} " / " {bytes(&uploads["most_bytes"])} " "
                {said(uploads["scanned"] == true, &words.scanned, &words.not_scanned, Tone::Plain)}</dd>
            <dt>{words.mail.as_str()}</dt>
            <dd>{said(system["mail"]["configured"] == true, &words.configured, &words.not_configured, Tone::Plain)}</dd>
            <dt>{words.captcha.as_str()}</dt><dd>{keys}</dd>
        </dl>
    }
    .into_any()
}
