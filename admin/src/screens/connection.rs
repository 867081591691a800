//! One connection: how it is, its tables, a test, another secret.

use super::connections::state;
use super::part;
use crate::api::{self, Connection, Finding, Problem, Refreshed, Tested, segment};
use crate::figures::moment;
use crate::parts::{Failed, Fetched, Tag, Tone};
use crate::words::words;
use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

/// A CRM or webhook.
#[component]
pub(crate) fn ConnectionScreen() -> impl IntoView {
    let words = words();
    let name = part("name");
    let connection = Fetched::new(move || {
        let path = format!("connections/{}", segment(&name.get()));
        async move { api::get::<Connection>(&path).await }
    });
    let changed = Callback::new(move |()| connection.refetch());
    view! {
        <p class="above"><a href="/console/connections">{words.nav_connections.as_str()}</a></p>
        {connection.show(move |connection: &Connection| {
            view! { <Shown connection=connection.clone() changed/> }.into_any()
        })}
    }
}

#[component]
fn Shown(connection: Connection, changed: Callback<()>) -> impl IntoView {
    let words = words();
    let (tone, text) = state(&connection);
    let settings = connection.settings.iter().map(|(name, value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        view! { <dt><code>{name.clone()}</code></dt> <dd>{text}</dd> }
    });
    let settings = settings.collect_view();
    let drift = connection.drift.iter().map(|drift| {
        view! { <li>{drift.form.clone()} " → " {drift.target.clone()} ": " {drift.reason.clone()}</li> }
    });
    let drift = drift.collect_view();
    let has_drift = !connection.drift.is_empty();
    let path = format!("connections/{}", segment(&connection.name));
    let tables = connection.tables.join(", ");
    let secret = match connection.secret.as_str() {
        "set" => words.connection_secret_set.as_str(),
        _ => words.connection_secret_none.as_str(),
    };
    view! {
        <h1>{connection.name.clone()}</h1>
        <p><Tag tone text/></p>
        {connection.problem.clone().or(connection.disabled.clone()).map(|reason| view! { <p class="reason">{reason}</p> })}
        {has_drift.then(|| view! { <ul class="reason">{drift}</ul> })}
        <dl>
            <dt>{words.connection_kind.as_str()}</dt>
            <dd>{connection.kind.clone()}</dd>
            <dt>{words.connection_guarantee.as_str()}</dt>
            <dd>{connection.guarantee_text.clone()}</dd>
            {settings}
            <dt>{words.connection_secret.as_str()}</dt>
            <dd>{secret}</dd>
            <dt>{words.connection_tables.as_str()}</dt>
            <dd>{tables}</dd>
            <dt>{words.connection_read.as_str()}</dt>
            <dd>{connection.tables_read_at_ms.map_or_else(|| words.never.clone(), moment)}</dd>
        </dl>
        <Test path=path.clone()/>
        <Refresh path=path.clone() changed/>
        <NewSecret path connection changed/>
    }
}

/// Tries the connection out, and says in words what came of it.
#[component]
fn Test(path: String) -> impl IntoView {
    let words = words();
    let (result, set_result) = signal(None::<Result<Tested, Problem>>);
    let (busy, set_busy) = signal(false);
    let test = Callback::new(move |()| {
        let path = format!("{path}/test");
        set_busy.set(true);
        spawn_local(async move {
            let tested = api::ask::<Tested>(Method::POST, &path).await;
            set_busy.try_set(false);
            set_result.try_set(Some(tested));
        });
    });
    let line = |finding: Finding| {
        let (tone, text) = match finding.ok {
            true => (Tone::Good, &words.connection_test_ok),
            false => (Tone::Bad, &words.connection_test_failed),
        };
        view! { <li><Tag tone text/> " " {finding.text}</li> }
    };
    view! {
        <section aria-live="polite">
            <button disabled=busy on:click=move |_| test.run(())>
                {move || if busy.get() { words.connection_testing.as_str() } else { words.connection_test.as_str() }}
            </button>
            {move || result.get().map(|tested| match tested {
                Ok(tested) => {
                    view! { <ul class="found">{tested.findings.into_iter().map(line).collect_view()}</ul> }.into_any()
                }
                Err(problem) => view! { <Failed problem again=test/> }.into_any(),
            })}
        </section>
    }
}

/// Reads the tables anew, and says what has changed.
#[component]
fn Refresh(path: String, changed: Callback<()>) -> impl IntoView {
    let words = words();
    let (result, set_result) = signal(None::<Result<Refreshed, Problem>>);
    let refresh = Callback::new(move |()| {
        let path = format!("{path}/refresh");
        spawn_local(async move {
            let refreshed = api::ask::<Refreshed>(Method::POST, &path).await;
            let is_done = refreshed
                .as_ref()
                .is_ok_and(|done| !done.changes.is_empty());
            set_result.try_set(Some(refreshed));
            if is_done {
                changed.run(());
            }
        });
    });
    view! {
        <section aria-live="polite">
            <button class="quiet" on:click=move |_| refresh.run(())>{words.connection_refresh.as_str()}</button>
            {move || result.get().map(|refreshed| match refreshed {
                Ok(done) if done.changes.is_empty() => {
                    view! { <p>{words.connection_no_changes.as_str()}</p> }.into_any()
                }
                Ok(done) => {
                    let lines = done.changes.into_iter().map(|change| view! { <li>{change}</li> });
                    view! { <ul class="found">{lines.collect_view()}</ul> }.into_any()
                }
                Err(problem) => view! { <Failed problem again=refresh/> }.into_any(),
            })}
        </section>
    }
}

/// Gives the connection another secret. What is there is never shown.
#[component]
fn NewSecret(path: String, connection: Connection, changed: Callback<()>) -> impl IntoView {
    let words = words();
    let (secret, set_secret) = signal(String::new());
    let (failed, set_failed) = signal(None::<Problem>);
    let save = Callback::new(move |()| {
        let path = path.clone();
        let body = json!({
            "kind": connection.kind,
            "settings": connection.settings,
            "secret": secret.get_untracked(),
        });
        spawn_local(async move {
            match api::send::<Value>(Method::PUT, &path, &body).await {
                Ok(_) => changed.run(()),
                Err(problem) => {
                    set_failed.try_set(Some(problem));
                }
            }
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.run(());
    };
    view! {
        <details>
            <summary>{words.connection_secret_change.as_str()}</summary>
            <form on:submit=submit>
                <label>
                    <span>{words.connection_secret_new.as_str()}</span>
                    <textarea
                        rows="3" required autocomplete="off" spellcheck="false"
                        on:input=move |event| set_secret.set(event_target_value(&event))
                    ></textarea>
                </label>
                <button>{words.connection_save.as_str()}</button>
            </form>
            {move || failed.get().map(|problem| view! { <Failed problem again=save/> })}
        </details>
    }
}
