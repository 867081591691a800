//! A job that makes many links: how far it is, what failed, and the file of addresses.

use super::fields::problem;
use super::many::faulty;
use super::{Form, text};
use crate::api::{self, segment};
use crate::figures::count;
use crate::parts::{Confirm, Failed};
use crate::prelude::*;
use crate::words::share::words;
use gloo_net::http::Method;
use leptos::task::spawn_local;
use serde_json::Value;
use std::time::Duration;

/// How often it is asked how far a job is.
const ASKED_EACH: Duration = Duration::from_millis(700);

#[derive(Clone, Copy)]
struct Job {
    form: Form,
    id: StoredValue<String>,
    state: RwSignal<Value>,
    failed: RwSignal<Option<api::Problem>>,
    rows: RwSignal<Vec<Value>>,
}

impl Job {
    fn path(self) -> String {
        self.id
            .with_value(|id| format!("link-jobs/{}", segment(id)))
    }
}

pub(super) fn screen(form: Form, id: String) -> AnyView {
    let job = Job {
        form,
        id: StoredValue::new(id),
        state: RwSignal::new(Value::Null),
        failed: RwSignal::new(None),
        rows: RwSignal::new(Vec::new()),
    };
    ask(job);
    let again = Callback::new(move |()| {
        job.failed.set(None);
        ask(job);
    });
    view! {
        {move || job.failed.get().map(|problem| view! { <Failed problem again/> })}
        {move || (!job.state.with(Value::is_null)).then(|| shown(job))}
    }
    .into_any()
}

/// Asks how far it is, until it is done.
fn ask(job: Job) {
    let path = job.path();
    spawn_local(async move {
        match api::get::<Value>(&path).await {
            Ok(state) => {
                let running = state["running"] == true;
                if !running && state["failed"] != 0 {
                    let failed =
                        api::get::<Value>(&format!("{path}/rows?state=failed&limit=500")).await;
                    let rows = failed
                        .ok()
                        .and_then(|answer| answer["rows"].as_array().cloned());
                    job.rows.try_set(rows.unwrap_or_default());
                }
                // The screen may have been left meanwhile.
                if job.state.try_set(state).is_none() && running {
                    set_timeout(move || ask(job), ASKED_EACH);
                }
            }
            Err(problem) => {
                job.failed.try_set(Some(problem));
            }
        }
    });
}

fn shown(job: Job) -> AnyView {
    let words = words();
    let state = job.state.get();
    let number = |name: &str| state[name].as_u64().unwrap_or_default();
    let (total, waiting) = (number("total"), number("waiting"));
    let done = total.saturating_sub(waiting);
    let running = state["running"] == true;
    let says = words
        .progress
        .replace("{done}", &count(done))
        .replace("{total}", &count(total));
    let titles: Vec<String> = state["titles"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|title| title.as_str().unwrap_or_default().to_owned())
        .collect();
    let people = format!("/console/forms/{}/share/people", job.form.segment());
    let another = format!("/console/forms/{}/share/many", job.form.segment());
    view! {
        <div class="job">
            <progress max=total.to_string() value=done.to_string() aria-label=words.progress_label.as_str()></progress>
            <p role="status">{if running { says } else { words.done.of(number("made")) }}</p>
            {(number("skipped") > 0).then(|| view! { <p>{words.skipped.of(number("skipped"))}</p> })}
            {(number("failed") > 0).then(|| view! { <p class="reason">{words.failed_rows.of(number("failed"))}</p> })}
            {(!running && number("made") > 0).then(|| addresses(job, &text(&state, "addresses")))}
            {move || faulty(&words.faults, &job.rows.get(), &titles)}
            {(!running).then(|| view! {
                <p class="actions"><a class="button quiet" href=people>{words.to_people.as_str()}</a> <a href=another>{words.another_table.as_str()}</a></p>
            })}
        </div>
    }
    .into_any()
}

/// The file of addresses, as long as it can be had.
fn addresses(job: Job, state: &str) -> AnyView {
    let words = words();
    let said = RwSignal::new(String::new());
    if state == "forgotten" {
        return view! { <p class="notice">{words.addresses_forgotten.as_str()}</p> }.into_any();
    }
    let fetch = move |format: &'static str| {
        let path = format!("{}/addresses?format={format}", job.path());
        let name = format!("links-{}.{format}", job.form.id());
        spawn_local(async move {
            match api::save(Method::POST, &path, &name).await {
                Ok(()) => {
                    said.try_set(String::new());
                    ask(job);
                }
                Err(problem) => {
                    said.try_set(problem.detail);
                }
            }
        });
    };
    let forget = Callback::new(move |()| {
        let path = format!("{}/addresses", job.path());
        spawn_local(async move {
            match api::act(Method::DELETE, &path).await {
                Ok(()) => ask(job),
                Err(problem) => {
                    said.try_set(problem.detail);
                }
            }
        });
    });
    let was_told = state == "told";
    view! {
        <div class="notice">
            <p>{if was_told { words.addresses_told.as_str() } else { words.addresses_ready.as_str() }}</p>
            <p class="actions">
                <button type="button" on:click=move |_| fetch("xlsx")>{words.save_xlsx.as_str()}</button>
                <button type="button" class="quiet" on:click=move |_| fetch("csv")>{words.save_csv.as_str()}</button>
                {was_told.then(|| view! { <Confirm label=&words.forget question=&words.forget_sure act=forget/> })}
            </p>
            {problem(said)}
        </div>
    }
    .into_any()
}
