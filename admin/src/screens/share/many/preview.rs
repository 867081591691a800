//! What would become of a table.

use super::columns::columns;
use super::{Table, body, fault};
use crate::api::{self, segment};
use crate::parts::{Tag, Tone};
use crate::prelude::*;
use crate::screens::share::fields::{choice, languages, line, tick};
use crate::screens::share::text;
use crate::words::share::words;
use gloo_net::http::Method;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use serde_json::{Value, json};

/// What would become of the table.
pub(super) fn looked_at(table: Table) -> AnyView {
    let words = words();
    let preview = table.preview.get();
    let number = |name: &str| preview[name].as_u64().unwrap_or_default();
    let header = preview["header"] == true;
    let set_header = move |event| table.header.set(json!(event_target_checked(&event)));
    let locales = languages(table.form.list("locales"), &words.language_of_visitor);
    let regions = ["", "PL", "UA", "DE", "GB", "US", "CZ", "SK", "LT"];
    let region = |code: &str| {
        let name = match code {
            "" => words.region_none.clone(),
            code => crate::figures::region_name(code),
        };
        (code.to_owned(), name)
    };
    let regions = regions.map(region).to_vec();
    let links = number("links");
    let tally = [
        (Tone::Good, words.would_make.of(links)),
        (Tone::Plain, words.would_create.of(number("new_contacts"))),
        (Tone::Wait, words.would_skip.of(number("repeated_rows"))),
        (Tone::Bad, words.would_fail.of(number("faulty_rows"))),
    ];
    let shown = [
        true,
        number("new_contacts") > 0,
        number("repeated_rows") > 0,
        number("faulty_rows") > 0,
    ];
    let tally = tally.into_iter().zip(shown).filter(|(_, shown)| *shown);
    let tally = tally
        .map(|((tone, text), _)| view! { <li><Tag tone text/></li> })
        .collect_view();
    let navigate = use_navigate();
    let make = move |_| {
        table.busy.set(true);
        let navigate = navigate.clone();
        let path = format!("forms/{}/links/bulk", table.form.segment());
        let form = table.form.segment();
        let body = untrack(|| body(table));
        let key = api::new_key();
        spawn_local(async move {
            let begun = api::send_keyed::<Value>(Method::POST, &path, &key, &body).await;
            table.busy.try_set(false);
            match begun {
                Ok(job) => {
                    let job = text(&job, "id");
                    navigate(
                        &format!("/console/forms/{form}/share/many?job={}", segment(&job)),
                        Default::default(),
                    );
                }
                Err(problem) => {
                    table.failed.try_set(fault(&problem.code, &problem.detail));
                }
            }
        });
    };
    view! {
        <section>
            <h3>{words.columns.as_str()}</h3>
            <p class="detail">{read_as(&preview)}</p>
            <label class="ticked">
                <input type="checkbox" prop:checked=header on:change=set_header/>
                <span>{words.has_header.as_str()}</span>
            </label>
            {columns(table, &preview)}
        </section>
        <section>
            <h3>{words.how.as_str()}</h3>
            <div class="ticks">
                {tick(&words.create_contacts, table.create)}
                {tick(&words.make_again, table.again)}
            </div>
            <div class="grid-fields">
                {choice(&words.language_default, table.locale, locales)}
                {line(words.ends_after.clone(), table.end, "date")}
                {choice(&words.region, table.region, regions)}
            </div>
        </section>
        <section aria-live="polite">
            <h3>{words.would.as_str()}</h3>
            <ul class="tally">{tally}</ul>
            {faults(&preview)}
            {repeated(&preview)}
        </section>
        <p><button type="button" disabled=move || links == 0 || table.busy.get() on:click=make>{words.make_links.of(links)}</button></p>
    }
    .into_any()
}

/// What the file was read as.
fn read_as(preview: &Value) -> String {
    let words = words();
    let rows = words.rows.of(preview["rows"].as_u64().unwrap_or_default());
    let delimiter = match text(preview, "delimiter").as_str() {
        "" => return format!("{} · {rows}", words.workbook),
        "\t" => words.tab.clone(),
        other => other.to_owned(),
    };
    let encoding = text(preview, "encoding").to_uppercase();
    format!(
        "CSV · {encoding} · {} {delimiter} · {rows}",
        words.delimiter
    )
}

fn faults(preview: &Value) -> AnyView {
    let words = words();
    let faults = preview["faults"].as_array().cloned().unwrap_or_default();
    let titles: Vec<String> = preview["columns"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|column| text(column, "title"))
        .collect();
    faulty(&words.faults, &faults, &titles)
}

/// Rows with what is wrong with each.
pub(crate) fn faulty(title: &'static str, faults: &[Value], titles: &[String]) -> AnyView {
    let words = words();
    let line = |one: &Value| {
        let row = words.row.replace("{n}", &one["row"].to_string());
        let column = one["column"].as_u64().and_then(|column| {
            let column = usize::try_from(column).ok()?;
            let title = titles
                .get(column)
                .filter(|title| !title.is_empty())
                .cloned();
            Some(title.unwrap_or_else(|| {
                words
                    .column_number
                    .replace("{n}", &(column + 1).to_string())
            }))
        });
        let place = column.map_or(row.clone(), |column| format!("{row}, {column}"));
        let reason = fault(&text(one, "code"), &text(one, "reason"));
        view! { <li><strong>{place}</strong> ": " {reason}</li> }.into_any()
    };
    let lines = faults.iter().map(line).collect_view();
    match faults.is_empty() {
        true => ().into_any(),
        false => view! { <details open><summary>{title}</summary><ul class="faults">{lines}</ul></details> }.into_any(),
    }
}

fn repeated(preview: &Value) -> AnyView {
    let words = words();
    let rows = preview["repeated"].as_array().cloned().unwrap_or_default();
    let line = |one: &Value| {
        let row = words.row.replace("{n}", &one["row"].to_string());
        let why = match one["same_as"].as_u64() {
            Some(other) => words.repeated_row.replace("{n}", &other.to_string()),
            None => words.repeated_open.clone(),
        };
        view! { <li><strong>{row}</strong> ": " {why}</li> }.into_any()
    };
    let lines = rows.iter().map(line).collect_view();
    match rows.is_empty() {
        true => ().into_any(),
        false => view! { <details><summary>{words.repeated.as_str()}</summary><ul class="faults">{lines}</ul></details> }.into_any(),
    }
}
