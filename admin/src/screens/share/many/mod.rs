//! Many personal links from a table: pasted or uploaded, its columns looked at, then made.

mod columns;
mod preview;
mod source;

pub(super) use preview::faulty;

use super::Form;
use super::fields::problem;
use super::job;
use super::one::{end_of, own_region};
use crate::api;
use crate::prelude::*;
use crate::words::share::words;
use gloo_net::http::Method;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use preview::looked_at;
use serde_json::{Map, Value, json};
use source::source;

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
