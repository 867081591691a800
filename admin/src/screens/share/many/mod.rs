//! Many personal links from a table: pasted or uploaded, its columns looked at, then made.

use super::fields::{choice, languages, line, problem, tick};
use super::job;
use super::one::{end_of, own_region};
use super::{Form, text};
use crate::api::{self, segment};
use crate::parts::{Tag, Tone};
use crate::prelude::*;
use crate::words::share::words;
use gloo_net::http::Method;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_navigate, use_query_map};
use serde_json::{Map, Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{FileReader, HtmlInputElement};

/// The largest file that the server takes.
const MOST_BYTES: f64 = 8_000_000.0;

/// What a table is made links of.
#[derive(Clone, Copy)]
struct Table {
    form: Form,
    /// `{"text": …}` or `{"file": …}`.
    source: RwSignal<Value>,
    /// What each column is for; null: guessed.
    columns: RwSignal<Value>,
    /// Whether the first row names the columns; null: found out.
    header: RwSignal<Value>,
    create: RwSignal<bool>,
    again: RwSignal<bool>,
    locale: RwSignal<String>,
    end: RwSignal<String>,
    region: RwSignal<String>,
    /// What the server would do.
    preview: RwSignal<Value>,
    failed: RwSignal<String>,
    busy: RwSignal<bool>,
}

/// What is wrong with a row or a request, in the reader's words.
pub(super) fn fault(code: &str, reason: &str) -> String {
    let words = words();
    let known = match code {
        "no_contact" => &words.fault_no_contact,
        "unknown_contact" => &words.fault_unknown_contact,
        "several_contacts" => &words.fault_several_contacts,
        "invalid_contact" => &words.fault_invalid_contact,
        "invalid_email" => &words.fault_invalid_email,
        "invalid_phone" => &words.fault_invalid_phone,
        "unknown_locale" => &words.fault_unknown_locale,
        "invalid_expires_at" => &words.fault_invalid_expires_at,
        "past_expires_at" => &words.fault_past_expires_at,
        "body_too_large" => &words.fault_too_large,
        _ => return reason.to_owned(),
    };
    known.clone()
}

pub(super) fn screen(form: Form) -> AnyView {
    let words = words();
    let back = format!("/console/forms/{}/share/people", form.segment());
    let query = use_query_map();
    let job = Memo::new(move |_| query.with(|query| query.get("job").unwrap_or_default()));
    view! {
        <section class="from-table">
            <p class="above"><a href=back>{words.way_people.as_str()}</a></p>
            <h2>{words.add_many.as_str()}</h2>
            {move || match job.get() {
                id if id.is_empty() => begin(form),
                id => job::screen(form, id),
            }}
        </section>
    }
    .into_any()
}

fn begin(form: Form) -> AnyView {
    let table = Table {
        form,
        source: RwSignal::new(Value::Null),
        columns: RwSignal::new(Value::Null),
        header: RwSignal::new(Value::Null),
        create: RwSignal::new(true),
        again: RwSignal::new(false),
        locale: RwSignal::default(),
        end: RwSignal::default(),
        region: RwSignal::new(own_region().to_owned()),
        preview: RwSignal::new(Value::Null),
        failed: RwSignal::default(),
        busy: RwSignal::new(false),
    };
    // Whatever is changed, the server says anew what would become of it.
    Effect::new(move |_| look(table));
    view! {
        {source(table)}
        {problem(table.failed)}
        {move || (!table.preview.with(Value::is_null)).then(|| looked_at(table))}
    }
    .into_any()
}

/// What the server is asked, as it stands now.
fn body(table: Table) -> Value {
    let mut body: Map<String, Value> = match table.source.get() {
        Value::Object(source) => source,
        _ => Map::new(),
    };
    let mut add = |name: &str, value: Value| {
        if !value.is_null() && value != json!("") {
            body.insert(name.to_owned(), value);
        }
    };
    add("columns", table.columns.get());
    add("header", table.header.get());
    add(
        "missing",
        json!(if table.create.get() {
            "create"
        } else {
            "refuse"
        }),
    );
    add(
        "repeats",
        json!(if table.again.get() { "make" } else { "skip" }),
    );
    add("locale", json!(table.locale.get()));
    add("expires_at", json!(end_of(&table.end.get())));
    add("region", json!(table.region.get()));
    add("zone", json!(crate::figures::time_zone()));
    body.into()
}

fn look(table: Table) {
    let body = body(table);
    if table.source.with(Value::is_null) {
        return;
    }
    let path = format!("forms/{}/links/bulk/preview", table.form.segment());
    let asked = table.source.get_untracked();
    spawn_local(async move {
        let answer = api::send::<Value>(Method::POST, &path, &body).await;
        if table.source.try_get_untracked() != Some(asked) {
            return;
        }
        match answer {
            Ok(preview) => {
                table.failed.try_set(String::new());
                table.preview.try_set(preview);
            }
            Err(problem) => {
                table.preview.try_set(Value::Null);
                table.failed.try_set(fault(&problem.code, &problem.detail));
            }
        }
    });
}

/// Where the table comes from.
fn source(table: Table) -> AnyView {
    let words = words();
    let pasted = RwSignal::new(String::new());
    let take = move |source: Value| {
        table.columns.set(Value::Null);
        table.header.set(Value::Null);
        table.source.set(source);
    };
    let paste = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = pasted.get_untracked();
        if !text.trim().is_empty() {
            take(json!({ "text": text }));
        }
    };
    let chosen = move |event: leptos::ev::Event| {
        let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        let Some(file) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        if file.size() > MOST_BYTES {
            table.failed.set(words.fault_too_large.clone());
            return;
        }
        let Ok(reader) = FileReader::new() else {
            return;
        };
        let read = reader.clone();
        let loaded = Closure::once_into_js(move || {
            let address = read
                .result()
                .ok()
                .and_then(|result| result.as_string())
                .unwrap_or_default();
            // What follows the comma of a data address is the file in base64.
            let file = address
                .split_once(',')
                .map(|(_, file)| file)
                .unwrap_or_default();
            take(json!({ "file": file }));
        });
        reader.set_onload(Some(loaded.unchecked_ref()));
        let _ = reader.read_as_data_url(&file);
    };
    view! {
        <div class="sources">
            <div>
                <label>
                    <span>{words.file.as_str()}</span>
                    <input type="file" accept=".csv,.txt,.tsv,.xlsx,.xls,text/csv,text/plain" on:change=chosen/>
                </label>
                <p class="detail">{words.file_help.as_str()}</p>
            </div>
            <form on:submit=paste>
                <label>
                    <span>{words.paste.as_str()}</span>
                    <textarea rows="4" spellcheck="false" placeholder="anna@example.com; Anna Nowak"
                        on:input=move |event| pasted.set(event_target_value(&event))></textarea>
                </label>
                <button class="quiet">{words.paste_look.as_str()}</button>
            </form>
        </div>
    }
    .into_any()
}

/// What would become of the table.
fn looked_at(table: Table) -> AnyView {
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

/// The uses of a column: value of the option, and its name.
fn uses(form: Form) -> Vec<(String, String)> {
    let words = words();
    let fixed = [
        ("ignore", &words.role_ignore),
        ("email", &words.email),
        ("phone", &words.phone),
        ("name", &words.person_name),
        ("first_name", &words.role_first_name),
        ("last_name", &words.role_last_name),
        ("contact", &words.role_contact),
        ("locale", &words.language),
        ("expires_at", &words.ends),
    ];
    let fixed = fixed
        .into_iter()
        .map(|(own, name)| (own.to_owned(), name.clone()));
    let known = form.list("known").into_iter().filter_map(|known| {
        let (of, name) = known.split_once('.')?;
        Some((
            format!("{of}_value:{name}"),
            words.role_value.replace("{name}", &known),
        ))
    });
    fixed.chain(known).collect()
}

fn columns(table: Table, preview: &Value) -> AnyView {
    let words = words();
    let all = preview["columns"].as_array().cloned().unwrap_or_default();
    let first = preview["first"].as_array().cloned().unwrap_or_default();
    let as_option = |column: &Value| match text(column, "name") {
        name if name.is_empty() => text(column, "role"),
        name => format!("{}:{name}", text(column, "role")),
    };
    let now: Vec<String> = all.iter().map(as_option).collect();
    let head = all.iter().enumerate().map(|(index, column)| {
        let title = match text(column, "title") {
            title if title.is_empty() => words.column_number.replace("{n}", &(index + 1).to_string()),
            title => title,
        };
        let (now, own) = (now.clone(), now[index].clone());
        let set = move |event| {
            let mut uses = now.clone();
            let value = event_target_value(&event);
            // One column a use: who is given it takes it from the other.
            for other in uses.iter_mut().filter(|other| **other == value) {
                *other = "ignore".to_owned();
            }
            uses[index] = value;
            let column = |one: &String| match one.split_once(':') {
                Some((role, name)) => json!({ "role": role, "name": name }),
                None => json!({ "role": one }),
            };
            table.columns.set(uses.iter().map(column).collect());
        };
        let option = |(value, name): (String, String)| {
            let selected = value == own;
            view! { <option value=value selected=selected>{name}</option> }
        };
        let options = uses(table.form).into_iter().map(option).collect_view();
        let label = words.column_use.replace("{name}", &title);
        view! { <th scope="col">{title}<select aria-label=label on:change=set>{options}</select></th> }.into_any()
    });
    let head = head.collect_view();
    let row = |row: &Value| {
        let cells = row.as_array().cloned().unwrap_or_default();
        let cell = |cell: Value| view! { <td>{cell.as_str().unwrap_or_default().to_owned()}</td> };
        view! { <tr>{cells.into_iter().map(cell).collect_view()}</tr> }.into_any()
    };
    view! {
        <div class="wide sheet" tabindex="0" role="region" aria-label=words.columns.as_str()>
            <table>
                <thead><tr>{head}</tr></thead>
                <tbody>{first.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
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
pub(super) fn faulty(title: &'static str, faults: &[Value], titles: &[String]) -> AnyView {
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
