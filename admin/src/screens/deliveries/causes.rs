//! Why deliveries were given up, each cause with what mends it beside it.

use super::{Wanted, maybe, number};
use crate::api::{self, Problem, segment};
use crate::figures::moment;
use crate::parts::{Confirm, Empty, Failed, sentence};
use crate::prelude::*;
use crate::screens::answers::{list, text};
use crate::screens::delivery_words::connection;
use crate::screens::forms::Titles;
use crate::words::{Counted, answers::words, words as common};
use gloo_net::http::Method;
use leptos::task::spawn_local;
use serde_json::Value;

/// The CRM that has no connection to mend.
const EMBEDDED: &str = "embedded";

pub(super) fn causes(
    found: &Value,
    titles: Titles,
    changed: Callback<String>,
    show: Callback<Wanted>,
) -> AnyView {
    let common = common();
    let all = list(found, "causes");
    if all.is_empty() {
        return view! { <Empty title=&common.causes_none text=&common.causes_none_text/> }
            .into_any();
    }
    let cards: Vec<AnyView> = all
        .iter()
        .map(|one| card(one, titles, changed, show))
        .collect();
    view! { <ul class="cards">{cards}</ul> }.into_any()
}

/// One cause, with how often it happened, what mends it, and a way to try all of them again.
fn card(
    cause: &Value,
    titles: Titles,
    changed: Callback<String>,
    show: Callback<Wanted>,
) -> AnyView {
    let words = words();
    let (form, connector) = (
        text(cause, "form").to_owned(),
        text(cause, "connector").to_owned(),
    );
    let column = maybe(cause, "column");
    let scope = format!(
        "form={}&connector={}&target={}&reason={}",
        segment(&form),
        segment(&connector),
        segment(text(cause, "target")),
        segment(text(cause, "reason"))
    );
    let failed = RwSignal::new(None::<Problem>);
    let busy = RwSignal::new(false);
    let act = move |what: &'static str, member: &'static str, said: &'static Counted| {
        let path = format!("deliveries/{what}?{scope}");
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let done = api::ask::<Value>(Method::POST, &path).await;
            busy.try_set(false);
            match done {
                Ok(done) => {
                    changed.run(said.of(done[member].as_u64().unwrap_or_default()));
                }
                Err(problem) => {
                    failed.try_set(Some(problem));
                }
            }
        });
    };
    let replay = Callback::new({
        let act = act.clone();
        move |()| act("replay", "replayed", &words.replayed)
    });
    let cancel = Callback::new(move |()| act("cancel", "cancelled", &words.called_off));
    let fix = match &column {
        Some(column) => words.cause_fix_column.replace("{column}", column),
        None => words.cause_fix.clone(),
    };
    let mapping = format!("/console/forms/{}/mapping", segment(&form));
    let place = format!("/console/connections/{}", segment(&connector));
    let leads = (connector != EMBEDDED)
        .then(|| view! { <a href=place>{words.cause_connection.as_str()}</a> });
    let narrowed = Wanted {
        status: "dead".to_owned(),
        form: form.clone(),
        connector: connector.clone(),
    };
    let said = words
        .cause_replay
        .of(number(cause, "deliveries").unsigned_abs());
    view! {
        <li class="card">
            <p class="reason">{sentence(text(cause, "reason_text"))}</p>
            <p class="detail">
                {connection(&connector)} " · " {move || titles.of(&form)} " → " {text(cause, "target").to_owned()}
                {column.map(|column| view! { " · " <code>{column}</code> })}
                " · " {moment(number(cause, "last_at_ms"))}
            </p>
            <p>{fix}</p>
            <div class="actions">
                <button aria-disabled=move || busy.get().then_some("true") on:click=move |_| replay.run(())>{said}</button>
                <a href=mapping>{words.cause_mapping.as_str()}</a>
                {leads}
                <button class="quiet" on:click=move |_| show.run(narrowed.clone())>{words.cause_list.as_str()}</button>
                <Confirm label=&words.cause_cancel question=&words.cause_cancel_sure act=cancel/>
            </div>
            {move || failed.get().map(|problem| view! { <Failed problem again=Callback::new(move |()| failed.set(None))/> })}
        </li>
    }
    .into_any()
}
