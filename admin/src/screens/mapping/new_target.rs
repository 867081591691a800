//! Another target: a table of a connection.

use super::combobox::{Combobox, Item, combobox};
use super::desk::{Desk, EMBEDDED, suggestions};
use super::matching::find_by;
use super::{focus_later, named, text};
use crate::draft::{Draft, pointer};
use crate::parts::Failed;
use crate::prelude::*;
use crate::words::mapping::words;
use leptos::task::spawn_local;
use serde_json::{Value, json};

pub(super) fn new_target(draft: Draft, desk: Desk) -> AnyView {
    let words = words();
    let connector = RwSignal::new(EMBEDDED.to_owned());
    let is_first =
        Memo::new(move |_| draft.with(|all| all.pointer("/mapping/targets/0").is_none()));
    let connections = move || {
        let own = (EMBEDDED.to_owned(), words.embedded.clone());
        let listed = desk.connections.get().into_iter().map(|one| {
            let name = text(&one, "name").to_owned();
            (name.clone(), name)
        });
        let options = [own].into_iter().chain(listed).map(|(name, label)| {
            let own = name.clone();
            view! { <option value=name prop:selected=move || connector.get() == own>{label}</option> }
        });
        options.collect_view()
    };
    let items = Signal::derive(move || {
        let tables = desk.tables(&connector.get()).unwrap_or_default();
        let listed = tables.iter().map(|table| Item {
            value: text(table, "name").to_owned(),
            label: named::label(table),
            detail: match text(table, "label") {
                "" => String::new(),
                _ => text(table, "name").to_owned(),
            },
            group: "",
        });
        listed.collect()
    });
    let choose =
        Callback::new(move |table: String| add(draft, desk, &connector.get_untracked(), &table));
    let table = combobox(Combobox {
        id: "new-target".to_owned(),
        label: words.table.clone(),
        placeholder: words.choose_table.as_str(),
        chosen: Signal::derive(String::new),
        items,
        choose,
    });
    let problem = move || {
        desk.problem.get().map(|problem| {
            let again = Callback::new(move |()| desk.problem.set(None));
            view! { <Failed problem again/> }
        })
    };
    view! {
        <section class="card map-new" aria-label=words.new_target.as_str()>
            <h2>{words.new_target.as_str()}</h2>
            {move || is_first.get().then(|| view! { <p>{words.new_target_first.as_str()}</p> })}
            <div class="map-when">
                <label>
                    <span>{words.connection.as_str()}</span>
                    <select on:change=move |event| connector.set(event_target_value(&event))>{connections}</select>
                </label>
                <div><span class="map-label" aria-hidden="true">{words.table.as_str()}</span> {table}</div>
            </div>
            <p class="detail"><a href="/console/connections">{words.to_connections.as_str()}</a></p>
            {problem}
        </section>
    }
    .into_any()
}

/// Adds a target, and finds its record by what the form could tell of it.
fn add(draft: Draft, desk: Desk, connector: &str, table: &str) {
    let words = words();
    let place = draft.with_untracked(|all| {
        let targets = all.pointer("/mapping/targets").and_then(Value::as_array);
        targets.map_or(0, Vec::len)
    });
    let id = draft.with_untracked(|all| new_id(all, table));
    let mut target = json!({"id": id, "table": table, "columns": {}});
    if connector != EMBEDDED {
        target["connector"] = connector.into();
    }
    draft.edit(&words.step_add, move |definition| {
        let is_list = definition
            .pointer("/mapping/targets")
            .is_some_and(Value::is_array);
        if !is_list {
            pointer::write(definition, "/mapping/targets", json!([]));
        }
        pointer::write(definition, &format!("/mapping/targets/{place}"), target);
    });
    desk.open.set(Some(place));
    draft.say(words.added.as_str());
    focus_later(format!("target-{place}-open"));
    spawn_local(async move {
        let Ok(suggested) = suggestions(draft, place).await else {
            return;
        };
        let Some(by) = suggested["find_by"].as_array().filter(|by| !by.is_empty()) else {
            return;
        };
        // Somebody quick may have done something meanwhile.
        let is_new = untrack(|| {
            draft
                .get(&format!("/mapping/targets/{place}/find"))
                .is_null()
        });
        if !is_new {
            return;
        }
        let find = match by[..] == ["id"] {
            // There is no record of a contact who is not known.
            true => json!({"by": by, "on_none": "skip"}),
            false => json!({"by": by}),
        };
        draft.edit(&words.step_rule, move |definition| {
            find_by(definition, place, find, &suggested);
        });
    });
}

/// An id that no target has: what its table is called, as ids are written.
fn new_id(definition: &Value, table: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let name: String = table.chars().map(plain).take(40).collect();
    let name = name.trim_matches('_').to_owned();
    let name = match name.starts_with(|c: char| c.is_ascii_lowercase()) {
        true => name,
        false => format!("t_{name}"),
    };
    let targets = definition
        .pointer("/mapping/targets")
        .and_then(Value::as_array);
    let taken =
        |id: &str| targets.is_some_and(|targets| targets.iter().any(|one| text(one, "id") == id));
    let mut id = name.clone();
    let mut number = 1;
    while taken(&id) {
        number += 1;
        id = format!("{name}_{number}");
    }
    id
}
