//! Personal links: how each stands, and what can be done with them.

use super::fields::{copied, problem};
use super::modal::modal;
use super::one::new_link;
use super::states::{STATES, name, since, tone};
use super::{Form, text};
use crate::api::{self, segment};
use crate::figures::{count, moment};
use crate::parts::{Empty, Page, Pages, Tag, asks, focus};
use crate::prelude::*;
use crate::words::share::words;
use gloo_net::http::Method;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How many links are fetched at once.
const PAGE: usize = 50;

/// What the screen works with.
#[derive(Clone, Copy)]
struct Screen {
    form: Form,
    pages: Pages<Value>,
    chosen: RwSignal<BTreeSet<String>>,
    /// What was done last, for whoever listens.
    said: RwSignal<String>,
    failed: RwSignal<String>,
    /// The link whose new address is told.
    told: RwSignal<Value>,
    told_open: RwSignal<bool>,
    /// What is asked before it is done.
    asked: RwSignal<Asked>,
    asking: RwSignal<bool>,
    busy: RwSignal<bool>,
}

/// What cannot be taken back.
#[derive(Clone)]
enum Asked {
    Revoke(Vec<String>),
    Reissue(String),
}

/// An address that is told this once, with its code for a camera.
pub(super) fn told(link: &Value) -> AnyView {
    let words = words();
    let url = text(link, "url");
    let svg = text(link, "qr_svg");
    let picture = format!("data:image/svg+xml,{}", segment(&svg));
    let has_picture = !svg.is_empty();
    view! {
        <p>{words.told_once.as_str()}</p>
        {copied(Signal::stored(url), &words.address)}
        {has_picture.then(|| view! {
            <img class="qr-code" src=picture.clone() alt=words.qr_alt_link.as_str() width="180" height="180"/>
            <p><a href=picture download="link-qr.svg">{words.qr_svg.as_str()}</a></p>
        })}
    }
    .into_any()
}

pub(super) fn screen(form: Form) -> AnyView {
    let words = words();
    let state = RwSignal::new(String::new());
    let search = RwSignal::new(String::new());
    let counts = RwSignal::new(Value::Null);
    let pages = Pages::new(move |after| {
        let mut path = format!(
            "forms/{}/links?limit={PAGE}&search={}",
            form.segment(),
            segment(&search.get_untracked())
        );
        for (name, value) in [
            ("state", state.get_untracked()),
            ("after", after.unwrap_or_default()),
        ] {
            if !value.is_empty() {
                path = format!("{path}&{name}={}", segment(&value));
            }
        }
        async move {
            let answer: Value = api::get(&path).await?;
            counts.try_set(answer["counts"].clone());
            let items = answer["links"].as_array().cloned().unwrap_or_default();
            let next = answer["next"].as_str().map(str::to_owned);
            Ok(Page { items, next })
        }
    });
    let screen = Screen {
        form,
        pages,
        chosen: RwSignal::default(),
        said: RwSignal::default(),
        failed: RwSignal::default(),
        told: RwSignal::new(Value::Null),
        told_open: RwSignal::new(false),
        asked: RwSignal::new(Asked::Revoke(Vec::new())),
        asking: RwSignal::new(false),
        busy: RwSignal::new(false),
    };
    let adding = RwSignal::new(false);
    let many = format!("/console/forms/{}/share/many", form.segment());
    let filter = move |wanted: &'static str| {
        let label = match wanted {
            "" => words.state_all.as_str(),
            wanted => name(wanted),
        };
        let number = move || {
            let member = if wanted.is_empty() { "all" } else { wanted };
            counts.with(|counts| counts[member].as_u64().map(count))
        };
        let pressed = move || {
            if state.get() == wanted {
                "true"
            } else {
                "false"
            }
        };
        let choose = move |_| {
            state.set(wanted.to_owned());
            screen.chosen.update(BTreeSet::clear);
            pages.restart();
        };
        view! {
            <button type="button" class="filter" aria-pressed=pressed on:click=choose>
                {label} " " <span class="number">{number}</span>
            </button>
        }
    };
    let filters = std::iter::once("").chain(STATES).map(filter).collect_view();
    let searched = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        pages.restart();
    };
    let nothing = move || {
        let all = counts.with(|counts| counts["all"].as_u64());
        match all {
            Some(0) => {
                view! { <Empty title=&words.people_none text=&words.people_none_text/> }.into_any()
            }
            _ => view! { <p>{words.people_no_match.as_str()}</p> }.into_any(),
        }
    };
    let row = move |link: Value| line(screen, &link);
    // A link may be made after its dialog was closed.
    let made = Callback::new(move |()| pages.restart());
    view! {
        <section class="people">
            <div class="people-head">
                <h2>{words.way_people.as_str()}</h2>
                <button type="button" on:click=move |_| adding.set(true)>{words.add_one.as_str()}</button>
                <a class="button quiet" href=many>{words.add_many.as_str()}</a>
            </div>
            <p class="detail">{words.people_help.as_str()}</p>
            <div class="filters" role="group" aria-label=words.state.as_str()>{filters}</div>
            <form class="searching" role="search" on:submit=searched>
                <label>
                    <span>{words.search.as_str()}</span>
                    <input type="search" on:input=move |event| search.set(event_target_value(&event))/>
                </label>
                <button class="quiet">{words.search_go.as_str()}</button>
            </form>
            {chosen_bar(screen)}
            <p role="status" class="said" id="links-said" tabindex="-1">{move || screen.said.get()}</p>
            {problem(screen.failed)}
            <Show when=move || !pages.is_empty().get() fallback=nothing>
                <table class="links">
                    <thead><tr>
                        <td></td>
                        <th scope="col">{words.recipient.as_str()}</th>
                        <th scope="col">{words.state.as_str()}</th>
                        <th scope="col">{words.made.as_str()}</th>
                        <th scope="col">{words.ends.as_str()}</th>
                        <td></td>
                    </tr></thead>
                    <tbody><For each=move || pages.items().get() key=|link| text(link, "id") children=row/></tbody>
                </table>
            </Show>
            {pages.foot()}
        </section>
        {modal(adding, &words.add_one, move || new_link(form, made))}
        {question(screen)}
        {modal(screen.told_open, &words.reissue, move || told(&screen.told.get()))}
    }
    .into_any()
}

fn line(screen: Screen, link: &Value) -> AnyView {
    let words = words();
    let id = text(link, "id");
    let state = text(link, "state");
    let contact = text(link, "contact");
    let who = match text(link, "label") {
        label if label.is_empty() => contact,
        label => label,
    };
    let is_over = matches!(state.as_str(), "revoked" | "answered");
    let (mine, ticked) = (id.clone(), id.clone());
    let chosen = move || screen.chosen.with(|chosen| chosen.contains(&ticked));
    let choose = move |event| {
        let on = event_target_checked(&event);
        screen.chosen.update(|chosen| {
            match on {
                true => chosen.insert(mine.clone()),
                false => chosen.remove(&mine),
            };
        });
    };
    let one = id.clone();
    let actions = (!is_over).then(|| view! {
        <button type="button" class="quiet small" on:click=move |_| ask(screen, Asked::Reissue(one.clone()))>{words.reissue.as_str()}</button>
        <button type="button" class="quiet small" on:click=move |_| ask(screen, Asked::Revoke(vec![id.clone()]))>{words.revoke.as_str()}</button>
    });
    let name_of = words.choose_named.replace("{name}", &who);
    let ends = link["expires_at_ms"]
        .as_i64()
        .map_or_else(|| words.ends_never.clone(), moment);
    let made = link["made_at_ms"].as_i64().map(moment);
    view! {
        <tr>
            <td class="choose">{(!is_over).then(|| view! {
                <label class="ticked"><input type="checkbox" aria-label=name_of prop:checked=chosen on:change=choose/></label>
            })}</td>
            <th scope="row">{who}</th>
            <td data-label=words.state.as_str()><Tag tone=tone(&state) text=name(&state)/> " " <span class="detail">{since(link)}</span></td>
            <td data-label=words.made.as_str()>{made}</td>
            <td data-label=words.ends.as_str()>{ends}</td>
            <td class="actions">{actions}</td>
        </tr>
    }
    .into_any()
}

/// What can be done with those that were chosen.
fn chosen_bar(screen: Screen) -> AnyView {
    let words = words();
    let shown = move || {
        let number = screen.chosen.with(BTreeSet::len);
        (number > 0).then(|| {
            let ids = move || screen.chosen.get_untracked().into_iter().collect::<Vec<_>>();
            view! {
                <div class="chosen" role="group" aria-label=words.chosen_group.as_str()>
                    <span role="status">{words.chosen.of(number as u64)}</span>
                    <button type="button" class="danger small" on:click=move |_| ask(screen, Asked::Revoke(ids()))>{words.revoke_chosen.as_str()}</button>
                    <button type="button" class="quiet small" on:click=move |_| screen.chosen.update(BTreeSet::clear)>{words.choose_none.as_str()}</button>
                </div>
            }
        })
    };
    shown.into_any()
}

fn ask(screen: Screen, asked: Asked) {
    screen.asked.set(asked);
    screen.asking.set(true);
}

/// The dialog that asks before links stop working.
fn question(screen: Screen) -> AnyView {
    let words = words();
    let is_reissue = move || {
        screen
            .asked
            .with(|asked| matches!(asked, Asked::Reissue(_)))
    };
    let name = Signal::derive(move || match is_reissue() {
        true => words.reissue.clone(),
        false => words.revoke.clone(),
    });
    let text = move || {
        screen.asked.with(|asked| match asked {
            Asked::Revoke(ids) => words.revoke_sure.of(ids.len() as u64),
            Asked::Reissue(_) => words.reissue_sure.clone(),
        })
    };
    let act = Callback::new(move |()| match screen.asked.get_untracked() {
        Asked::Revoke(ids) => revoke(screen, ids),
        Asked::Reissue(id) => reissue(screen, &id),
    });
    let text = view! { <p>{text}</p> }.into_any();
    asks(screen.asking, name, text, name, screen.busy, act)
}

/// What was asked is answered, and was done or not.
fn end(screen: Screen, failed: String) {
    screen.busy.try_set(false);
    screen.asking.try_set(false);
    screen.failed.try_set(failed);
}

fn revoke(screen: Screen, ids: Vec<String>) {
    let words = words();
    let path = format!("forms/{}/links/revoke", screen.form.segment());
    screen.busy.set(true);
    spawn_local(async move {
        match api::send::<Value>(Method::POST, &path, &json!({ "ids": ids })).await {
            Ok(answer) => {
                end(screen, String::new());
                screen.chosen.try_update(BTreeSet::clear);
                let revoked = answer["revoked"].as_u64().unwrap_or_default();
                screen.said.try_set(words.revoked.of(revoked));
                focus::hear("links-said");
                screen.pages.restart();
            }
            Err(problem) => end(screen, problem.detail),
        }
    });
}

fn reissue(screen: Screen, id: &str) {
    let path = format!("links/{}/reissue", segment(id));
    screen.busy.set(true);
    spawn_local(async move {
        match api::send::<Value>(Method::POST, &path, &json!({ "qr": true })).await {
            Ok(link) => {
                end(screen, String::new());
                screen.told.try_set(link);
                screen.told_open.try_set(true);
            }
            Err(problem) => {
                let said = match problem.code.as_str() {
                    "link_expired" => words().reissue_expired.clone(),
                    _ => problem.detail,
                };
                end(screen, said);
            }
        }
    });
}
