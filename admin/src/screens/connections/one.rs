//! One connection: how it is, who uses it, a test, its tables, its settings and another secret.

use super::form::{self, Typed};
use super::test::{Ask, test};
use super::{kind, state, text, texts};
use crate::api::{self, Problem, segment};
use crate::figures::moment;
use crate::parts::{Confirm, Failed, Fetched, Tag, focus, sentence};
use crate::prelude::*;
use crate::screens::forms::Titles;
use crate::screens::part;
use crate::words::connections::words;
use gloo_net::http::Method;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use serde_json::{Value, json};
use std::sync::Arc;

/// A CRM or webhook.
#[component]
pub(crate) fn ConnectionScreen() -> impl IntoView {
    let words = words();
    let name = part("name");
    let connection = Fetched::new(move || {
        let path = format!("connections/{}", segment(&name.get()));
        async move {
            let mut connection = api::get::<Value>(&path).await?;
            // Without the counts the connection itself is shown.
            if let Ok(counts) = api::get::<Value>("deliveries/counts").await {
                connection["dead"] = dead(&counts, text(&connection, "name"));
            }
            let mut kinds = api::get::<Value>("connection-kinds").await?;
            let kinds = kinds["kinds"].as_array_mut().map(std::mem::take);
            let mut kinds = kinds.unwrap_or_default().into_iter();
            let kind = kinds.find(|kind| kind["kind"] == connection["kind"]);
            Ok((connection, kind.unwrap_or_default()))
        }
    });
    let changed = Callback::new(move |()| connection.refetch());
    let titles = Titles::load();
    view! {
        <p class="above"><a href="/console/connections">{words.title.as_str()}</a></p>
        {connection.show(move |(connection, kind): &(Value, Value)| shown(connection, kind, titles, changed))}
    }
}

fn shown(connection: &Value, kind: &Value, titles: Titles, changed: Callback<()>) -> AnyView {
    let words = words();
    let (tone, state) = state(connection);
    let name = text(connection, "name").to_owned();
    let path = format!("connections/{}", segment(&name));
    let reason = connection["problem"]
        .as_str()
        .or(connection["disabled"].as_str());
    let reason = reason.map(str::to_owned);
    let is_disabled = connection["disabled"].is_string();
    let tables = texts(connection, "tables").join(", ");
    let read = connection["tables_read_at_ms"].as_i64();
    let ask: Ask = {
        let path = format!("{path}/test");
        Arc::new(move || {
            let path = path.clone();
            Box::pin(async move { api::ask::<Value>(Method::POST, &path).await })
        })
    };
    view! {
        <h1>{name.clone()} " " <Tag tone text=state/></h1>
        {reason.map(|reason| view! { <p class="reason">{sentence(&reason)}</p> })}
        {is_disabled.then(|| view! { <p>{words.disabled_help.as_str()}</p> })}
        {drift(connection)}
        {given_up(connection)}
        <dl>
            <dt>{words.kind.as_str()}</dt>
            <dd>{kind::title(text(connection, "kind")).to_owned()}</dd>
            <dt>{words.guarantee.as_str()}</dt>
            <dd>{sentence(text(connection, "guarantee_text"))}</dd>
            <dt>{words.used_by.as_str()}</dt>
            <dd>{users(connection, titles)}</dd>
            <dt>{words.tables.as_str()}</dt>
            <dd>{tables}</dd>
            <dt>{words.read.as_str()}</dt>
            <dd>{read.map_or_else(|| words.never.clone(), moment)} {last_changes(connection)}</dd>
        </dl>
        <section class="actions conn-actions">
            {test(&words.test, ask)}
            {refresh(path.clone(), changed)}
        </section>
        {change_settings(path.clone(), connection, kind, changed)}
        {change_secret(path.clone(), connection, kind, changed)}
        {remove(path, connection)}
    }
    .into_any()
}

/// How many deliveries to that connection were given up.
fn dead(counts: &Value, name: &str) -> Value {
    let counts = counts["connectors"].as_array().into_iter().flatten();
    let mut own = counts.filter(|one| one["connector"] == name);
    own.next().map_or(Value::Null, |one| one["dead"].clone())
}

/// The way to the deliveries that were given up: they stay so after the connection was mended.
fn given_up(connection: &Value) -> AnyView {
    let dead = connection["dead"].as_u64().unwrap_or_default();
    if dead == 0 {
        return ().into_any();
    }
    let name = segment(text(connection, "name"));
    let address = format!("/console/deliveries?status=dead&connector={name}");
    view! {
        <p class="notice bad">
            {words().given_up.of(dead)} " " <a href=address>{words().given_up_show.as_str()}</a>
        </p>
    }
    .into_any()
}

/// The targets that the CRM's tables do not bear any more, by form.
fn drift(connection: &Value) -> AnyView {
    let listed = connection["drift"].as_array().cloned().unwrap_or_default();
    if listed.is_empty() {
        return ().into_any();
    }
    let lines = listed.into_iter().map(|one| {
        let form = text(&one, "form").to_owned();
        let address = format!("/console/forms/{}/mapping", segment(&form));
        let reason = text(&one, "reason").to_owned();
        view! { <li><a href=address>{form}</a> ": " {sentence(&reason)}</li> }
    });
    view! {
        <section class="notice bad">
            <h2>{words().drift_title.as_str()}</h2>
            <ul>{lines.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn users(connection: &Value, titles: Titles) -> AnyView {
    let users = texts(connection, "used_by");
    if users.is_empty() {
        return words().used_by_none.clone().into_any();
    }
    let lines = users.into_iter().map(|form| {
        let address = format!("/console/forms/{}/mapping", segment(&form));
        view! { <li><a href=address>{move || titles.of(&form)}</a></li> }
    });
    view! { <ul class="conn-users">{lines.collect_view()}</ul> }.into_any()
}

/// What was different when the tables were last found changed.
fn last_changes(connection: &Value) -> AnyView {
    let changed = &connection["last_changes"];
    let Some(at) = changed["at_ms"].as_i64() else {
        return ().into_any();
    };
    let title = words().changed_at.replace("{when}", &moment(at));
    let lines = texts(changed, "changes")
        .into_iter()
        .map(|line| view! { <li>{sentence(&line)}</li> });
    view! { <details><summary>{title}</summary> <ul>{lines.collect_view()}</ul></details> }
        .into_any()
}

/// Reads the tables anew, and says what has changed.
fn refresh(path: String, changed: Callback<()>) -> AnyView {
    let words = words();
    let result = RwSignal::new(None::<Result<Value, Problem>>);
    let is_busy = RwSignal::new(false);
    let refresh = Callback::new(move |()| {
        if is_busy.get_untracked() {
            return;
        }
        let path = format!("{path}/refresh");
        is_busy.set(true);
        spawn_local(async move {
            let answer = api::ask::<Value>(Method::POST, &path).await;
            let has_changes = answer
                .as_ref()
                .is_ok_and(|answer| !texts(answer, "changes").is_empty());
            is_busy.try_set(false);
            result.try_set(Some(answer));
            if has_changes {
                changed.run(());
            }
        });
    });
    let shown = move || match (is_busy.get(), result.get()) {
        (true, _) => view! { <p class="busy">{words.reading.as_str()}</p> }.into_any(),
        (_, None) => ().into_any(),
        (_, Some(Err(problem))) => view! { <Failed problem again=refresh/> }.into_any(),
        (_, Some(Ok(answer))) => match texts(&answer, "changes") {
            changes if changes.is_empty() => {
                view! { <p>{words.no_changes.as_str()}</p> }.into_any()
            }
            changes => {
                let lines = changes
                    .into_iter()
                    .map(|change| view! { <li>{sentence(&change)}</li> });
                view! { <ul class="found">{lines.collect_view()}</ul> }.into_any()
            }
        },
    };
    view! {
        <div class="conn-test">
            <button class="quiet" aria-disabled=move || is_busy.get().then_some("true") on:click=move |_| refresh.run(())>
                {words.refresh.as_str()}
            </button>
            <div aria-live="polite">{shown}</div>
        </div>
    }
    .into_any()
}

/// Whether what can be folded away is shown.
fn is_unfolded(event: &leptos::ev::Event) -> bool {
    event_target::<web_sys::HtmlDetailsElement>(event).open()
}

/// Sends what is to be there, and says why it cannot be.
fn saver(
    path: String,
    body: Arc<dyn Fn() -> Value + Send + Sync>,
    changed: Callback<()>,
) -> (Callback<()>, RwSignal<Option<Problem>>) {
    let failed = RwSignal::new(None::<Problem>);
    let save = Callback::new(move |()| {
        let (path, body) = (path.clone(), body());
        failed.set(None);
        spawn_local(async move {
            match api::send::<Value>(Method::PUT, &path, &body).await {
                Ok(_) => changed.run(()),
                Err(problem) => {
                    failed.try_set(Some(problem));
                }
            }
        });
    });
    (save, failed)
}

/// What a connection would be, tried out without being kept.
fn tried(name: String, body: Arc<dyn Fn() -> Value + Send + Sync>) -> AnyView {
    let ask: Ask = Arc::new(move || {
        let mut body = body();
        body["name"] = name.clone().into();
        Box::pin(async move { api::send::<Value>(Method::POST, "connection-tests", &body).await })
    });
    test(&words().test_before, ask)
}

fn change_settings(
    path: String,
    connection: &Value,
    kind: &Value,
    changed: Callback<()>,
) -> AnyView {
    let words = words();
    if kind.is_null() {
        return ().into_any();
    }
    let typed: Typed = RwSignal::new(form::typed_of(&connection["settings"]));
    let is_open = RwSignal::new(false);
    let kept = Callback::new(move |()| {
        is_open.set(false);
        focus::find_again();
        changed.run(());
    });
    let held = kind.clone();
    let body: Arc<dyn Fn() -> Value + Send + Sync> = Arc::new(
        move || json!({"kind": held["kind"], "settings": form::settings_of(&held, &typed.get_untracked())}),
    );
    let (save, failed) = saver(path, Arc::clone(&body), kept);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.run(());
    };
    view! {
        <details class="conn-change" prop:open=move || is_open.get() on:toggle=move |event| is_open.set(is_unfolded(&event))>
            <summary>{words.settings_change.as_str()}</summary>
            <form class="conn-form" on:submit=submit>
                {form::settings(kind, typed)}
                {tried(text(connection, "name").to_owned(), body)}
                {move || failed.get().map(|problem| view! { <Failed problem again=save/> })}
                <button>{words.save.as_str()}</button>
            </form>
        </details>
    }
    .into_any()
}

/// Gives the connection another secret. What is there is never shown.
fn change_secret(path: String, connection: &Value, kind: &Value, changed: Callback<()>) -> AnyView {
    let words = words();
    let secret = RwSignal::new(String::new());
    let is_open = RwSignal::new(false);
    let kept = Callback::new(move |()| {
        is_open.set(false);
        secret.set(String::new());
        focus::find_again();
        changed.run(());
    });
    let settings = connection["settings"].clone();
    let own = connection["kind"].clone();
    let body: Arc<dyn Fn() -> Value + Send + Sync> = Arc::new(
        move || json!({"kind": own, "settings": settings, "secret": secret.get_untracked()}),
    );
    let (save, failed) = saver(path, Arc::clone(&body), kept);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.run(());
    };
    view! {
        <details class="conn-change" prop:open=move || is_open.get() on:toggle=move |event| is_open.set(is_unfolded(&event))>
            <summary>{words.secret_change.as_str()}</summary>
            <form class="conn-form" on:submit=submit>
                {form::secret(kind, secret, true)}
                {tried(text(connection, "name").to_owned(), body)}
                {move || failed.get().map(|problem| view! { <Failed problem again=save/> })}
                <button>{words.save.as_str()}</button>
            </form>
        </details>
    }
    .into_any()
}

/// Removes the connection, unless a form's mapping needs it.
fn remove(path: String, connection: &Value) -> AnyView {
    let words = words();
    let users = texts(connection, "used_by");
    if !users.is_empty() {
        let text = words.remove_used.replace("{forms}", &users.join(", "));
        return view! { <p class="detail">{text}</p> }.into_any();
    }
    let failed = RwSignal::new(None::<Problem>);
    let navigate = use_navigate();
    let act = Callback::new(move |()| {
        let (path, navigate) = (path.clone(), navigate.clone());
        spawn_local(async move {
            match api::act(Method::DELETE, &path).await {
                Ok(()) => navigate(
                    "/console/connections",
                    leptos_router::NavigateOptions::default(),
                ),
                Err(problem) => {
                    failed.try_set(Some(problem));
                }
            }
        });
    });
    view! {
        <section>
            <Confirm label=words.remove.as_str() question=words.remove_sure.as_str() act/>
            {move || failed.get().map(|problem| view! { <Failed problem again=act/> })}
        </section>
    }
    .into_any()
}
