//! The dry run: which records an answer would become, and what would change of those that are there. Nothing is written.

use super::{named, text};
use crate::api::{self, Problem, segment};
use crate::draft::Draft;
use crate::figures::moment_of;
use crate::parts::{Busy, Failed, Tag, Tone, sentence};
use crate::prelude::*;
use crate::screens::delivery_words::connection;
use crate::words::mapping::words;
use gloo_net::http::Method;
use leptos::html::Dialog;
use leptos::task::spawn_local;
use serde_json::{Value, json};

/// The answers that there are to choose from.
const LAST: usize = 10;

#[derive(Clone, Copy)]
struct Trial {
    draft: Draft,
    /// The response that is tried; empty for one that is made of the form.
    response: RwSignal<String>,
    responses: RwSignal<Vec<Value>>,
    result: RwSignal<Option<Result<Value, Problem>>>,
    is_busy: RwSignal<bool>,
}

impl Trial {
    fn run(self) {
        self.is_busy.set(true);
        let response = self.response.get_untracked();
        let mut body = json!({"definition": self.draft.with_untracked(Clone::clone)});
        match response.is_empty() {
            true => body["made"] = json!({"locale": self.draft.locale().get_untracked()}),
            false => body["response"] = response.into(),
        }
        let path = format!("forms/{}/mapping/dry-run", segment(&self.draft.form()));
        spawn_local(async move {
            let result = api::send::<Value>(Method::POST, &path, &body).await;
            self.is_busy.try_set(false);
            self.result.try_set(Some(result));
        });
    }

    fn begin(self) {
        self.run();
        // A form that was never published has no answers to try.
        if untrack(|| self.draft.published()).is_none() {
            return;
        }
        let path = format!(
            "forms/{}/responses?limit={LAST}",
            segment(&self.draft.form())
        );
        spawn_local(async move {
            // Without them the example is there.
            if let Ok(answer) = api::get::<Value>(&path).await {
                let listed = answer["responses"].as_array().cloned();
                self.responses.try_set(listed.unwrap_or_default());
            }
        });
    }
}

pub(super) fn trial(draft: Draft, is_open: RwSignal<bool>) -> AnyView {
    let words = words();
    let dialog = NodeRef::<Dialog>::new();
    let of = Trial {
        draft,
        response: RwSignal::new(String::new()),
        responses: RwSignal::new(Vec::new()),
        result: RwSignal::new(None),
        is_busy: RwSignal::new(false),
    };
    Effect::new(move |_| {
        let Some(element) = dialog.get() else { return };
        match is_open.get() {
            true => {
                // One that is open already stays so.
                let _ = element.show_modal();
                of.begin();
            }
            false => element.close(),
        }
    });
    let options = move || {
        let listed = of.responses.get().into_iter().map(|one| {
            let id = text(&one, "id").to_owned();
            let label = words
                .trial_answer
                .replace("{when}", &moment_of(text(&one, "submitted_at")));
            view! { <option value=id>{label}</option> }
        });
        listed.collect_view()
    };
    let choose = move |event| {
        of.response.set(event_target_value(&event));
        of.run();
    };
    let again = Callback::new(move |()| of.run());
    let result = move || match (of.is_busy.get(), of.result.get()) {
        (true, None) => view! { <Busy/> }.into_any(),
        (_, None) => ().into_any(),
        (_, Some(Err(problem))) => view! { <Failed problem again/> }.into_any(),
        (_, Some(Ok(result))) => shown(of, &result),
    };
    view! {
        <dialog node_ref=dialog class="map-trial" aria-labelledby="trial-title" on:close=move |_| is_open.set(false)>
            <div class="map-head">
                <h2 id="trial-title">{words.trial_title.as_str()}</h2>
                <button class="quiet small" on:click=move |_| is_open.set(false)>{words.close.as_str()}</button>
            </div>
            <p class="detail">{words.trial_intro.as_str()}</p>
            <label>
                <span>{words.trial_with.as_str()}</span>
                <select on:change=choose>
                    <option value="">{words.trial_made.as_str()}</option>
                    {options}
                </select>
            </label>
            <div aria-live="polite" aria-busy=move || of.is_busy.get().to_string()>{result}</div>
        </dialog>
    }
    .into_any()
}

fn shown(of: Trial, result: &Value) -> AnyView {
    let words = words();
    let targets = result["targets"].as_array().cloned().unwrap_or_default();
    let known = Known::of(of, &targets);
    let targets = targets.into_iter().map(move |target| one(&target, &known));
    let findings = result["findings"].as_array().cloned().unwrap_or_default();
    let warnings = findings
        .into_iter()
        .filter(|one| text(one, "severity") == "warning");
    let warnings: Vec<AnyView> = warnings
        .map(|one| {
            let reason = sentence(text(&one, "reason"));
            view! { <li class="map-warning"><strong>{words.warning.as_str()}</strong> " " {reason}</li> }.into_any()
        })
        .collect();
    view! {
        {(!warnings.is_empty()).then(|| view! { <ul class="map-faults">{warnings}</ul> })}
        {answers(of, result)}
        <ol class="map-results">{targets.collect_view()}</ol>
    }
    .into_any()
}

/// The answers that were tried.
fn answers(of: Trial, result: &Value) -> AnyView {
    let answers = result["answers"].as_object().cloned().unwrap_or_default();
    let lines = answers.into_iter().map(|(question, given)| {
        let given = given.get("answer").cloned().unwrap_or(given);
        let value = given
            .as_object()
            .and_then(|one| one.get("value").cloned())
            .unwrap_or(given);
        let title = of
            .draft
            .with_untracked(|all| title_of(all, &question, &of.draft.locale().get_untracked()));
        view! { <dt>{title}</dt> <dd>{named::plain(&value)}</dd> }
    });
    view! {
        <details>
            <summary>{words().trial_answers.as_str()}</summary>
            <dl>{lines.collect_view()}</dl>
        </details>
    }
    .into_any()
}

/// The title of a question.
fn title_of(definition: &Value, question: &str, locale: &str) -> String {
    let content = &definition["content"];
    let plain = content["questions"].as_array().into_iter().flatten();
    let pages = content["pages"].as_array().into_iter().flatten();
    let paged = pages.flat_map(|page| page["questions"].as_array().into_iter().flatten());
    let mut all = plain.chain(paged);
    let found = all.find(|one| text(one, "id") == question);
    let titles = found.map(|one| &one["title"]);
    let title = titles.and_then(|titles| {
        let any = || titles.as_object().and_then(|all| all.values().next());
        titles.get(locale).or_else(any)
    });
    title.and_then(Value::as_str).unwrap_or(question).to_owned()
}

/// What the values of a dry run mean.
struct Known {
    /// The records that are there already: id and table.
    records: Vec<(String, String)>,
    /// The columns that lead to a record: target and column.
    leads: Vec<(String, String)>,
}

impl Known {
    fn of(trial: Trial, targets: &[Value]) -> Self {
        let records = targets.iter().flat_map(|target| {
            let records = target["records"].as_array().into_iter().flatten();
            records.map(|one| (text(one, "id").to_owned(), text(target, "table").to_owned()))
        });
        let records = records.filter(|(id, _)| !id.is_empty()).collect();
        let leads = trial.draft.with_untracked(|definition| {
            let targets = definition.pointer("/mapping/targets");
            let targets = targets.and_then(Value::as_array).into_iter().flatten();
            let columns = targets.flat_map(|target| {
                let columns = target["columns"].as_object().into_iter().flatten();
                let columns = columns.filter(|(_, source)| leads_to_record(source));
                columns.map(|(name, _)| (text(target, "id").to_owned(), name.clone()))
            });
            columns.collect()
        });
        Self { records, leads }
    }

    /// A value of a target's column as people read it.
    fn said(&self, target: &str, column: &str, value: &Value) -> String {
        let plain = named::plain(value);
        let leads = |(one, name): &(String, String)| one == target && name == column;
        let record = self.records.iter().find(|(id, _)| *id == plain);
        match record {
            Some((_, table)) if self.leads.iter().any(leads) => {
                words().trial_record.replace("{table}", table)
            }
            _ if is_moment(&plain) => moment_of(&plain),
            _ => plain,
        }
    }
}

/// Whether a source is a record: of a target before, or the link's contact.
fn leads_to_record(source: &Value) -> bool {
    source["record"].is_string() || source["context"] == "contact"
}

/// Whether a text is a moment as RFC 3339 writes it.
fn is_moment(text: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| {
        text.get(range)
            .is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    digits(0..4) && digits(11..13) && text.get(10..11) == Some("T") && text.ends_with('Z')
}

/// What would become of one target.
fn one(target: &Value, known: &Known) -> AnyView {
    let words = words();
    let (tone, state) = match text(target, "result") {
        "skipped" => (Tone::Plain, &words.trial_skipped),
        "nothing" => (Tone::Plain, &words.trial_nothing),
        "faulty" | "failing" => (Tone::Bad, &words.trial_failing),
        _ => (Tone::Good, &words.trial_planned),
    };
    let reason = text(target, "reason").to_owned();
    // Where nothing is to be written, nothing is wrong.
    let class = match tone {
        Tone::Bad => "map-fault",
        _ => "detail",
    };
    let column = text(target, "column").to_owned();
    let records = target["records"].as_array().cloned().unwrap_or_default();
    let of = text(target, "table");
    let records = records
        .into_iter()
        .map(|one| record(of, text(target, "target"), &one, known))
        .collect_view();
    let requests = target["requests"].as_array().cloned().unwrap_or_default();
    let has_requests = !requests.is_empty();
    let requests = requests
        .into_iter()
        .map(|one| view! { <pre>{named::plain(&one)}</pre> })
        .collect_view();
    let title = format!(
        "{} · {}",
        text(target, "table"),
        connection(text(target, "connector"))
    );
    view! {
        <li class="card">
            <h3>{title} " " <Tag tone text=state/></h3>
            {(!reason.is_empty()).then(|| view! {
                <p class=class>{(!column.is_empty()).then(|| view! { <code>{column}</code> ": " })} {sentence(&reason)}</p>
            })}
            {records}
            {has_requests.then(|| view! {
                <details><summary>{words.trial_requests.as_str()}</summary> {requests}</details>
            })}
        </li>
    }
    .into_any()
}

/// A record: what is there, and what would be.
fn record(of: &str, target: &str, record: &Value, known: &Known) -> AnyView {
    let words = words();
    // Regions are told from each other by their names.
    let values = format!("{}: {of}", words.trial_values);
    let outcome = match text(record, "outcome") {
        "created" => words.trial_created.clone(),
        "updated" => words.trial_updated.clone(),
        _ => words.trial_found.clone(),
    };
    let id = text(record, "id").to_owned();
    let is_new = text(record, "outcome") == "created";
    let writes = record["writes"].as_object().cloned().unwrap_or_default();
    let is_empty = writes.is_empty();
    let before = record["before"].clone();
    let rows = writes.into_iter().map(|(name, value)| {
        let old = match known.said(target, &name, &before[&name]) {
            old if old.is_empty() => words.trial_empty.clone().into_any(),
            old => view! { <s>{old}</s> }.into_any(),
        };
        let after = known.said(target, &name, &value);
        view! {
            <tr>
                <th scope="row"><code>{name}</code></th>
                {(!is_new).then(|| view! { <td class="map-old" data-label=words.trial_before.as_str()>{old}</td> })}
                <td class="map-now" data-label=words.trial_after.as_str()>{after}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <p title=id>{outcome}</p>
        {(!is_empty).then(|| view! {
            <div class="wide" tabindex="0" role="region" aria-label=values.clone()>
                <table>
                    <thead><tr>
                        <th scope="col">{words.column.as_str()}</th>
                        {(!is_new).then(|| view! { <th scope="col">{words.trial_before.as_str()}</th> })}
                        <th scope="col">{words.trial_after.as_str()}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        })}
        {is_empty.then(|| view! { <p class="detail">{words.trial_unchanged.as_str()}</p> })}
    }
    .into_any()
}
