//! The columns of a target's table. Of a long table those that matter stand first: required, mapped, suggested.

use super::card::Target;
use super::{column, faults_at, named, text};
use crate::prelude::*;
use crate::words::mapping::words;
use serde_json::Value;
use std::collections::BTreeSet;

/// Columns that are shown without being asked for.
const FEW: usize = 24;

pub(super) fn columns(of: Target) -> AnyView {
    let words = words();
    let search = RwSignal::new(String::new());
    let all = RwSignal::new(false);
    let named = Memo::new(move |_| names(of));
    // Columns that were shown stay where they are, whatever becomes of their sources.
    let first = Memo::new(move |before: Option<&BTreeSet<String>>| {
        let mut first = before.cloned().unwrap_or_default();
        first.extend(important(of));
        first
    });
    let shown = Memo::new(move |_| {
        let wanted = search.get().to_lowercase();
        let (names, first) = (named.get(), first.get());
        let few = names.len() <= FEW || all.get();
        let fits = |name: &&(String, String)| match wanted.is_empty() {
            true => few || first.contains(&name.0),
            false => {
                name.0.to_lowercase().contains(&wanted) || name.1.to_lowercase().contains(&wanted)
            }
        };
        let shown = names.iter().filter(fits).map(|name| name.0.clone());
        shown.collect::<Vec<String>>()
    });
    let hidden = move || {
        let hidden = named.with(Vec::len).saturating_sub(shown.with(Vec::len));
        u64::try_from(hidden).unwrap_or_default()
    };
    let is_open = Memo::new(move |_| of.table.with(|table| table["open"] == true));
    view! {
        <section class="map-columns" aria-label=words.columns.as_str()>
            <h3>{move || of.table.with(|table| words.columns_of.replace("{table}", &named::label(table)))}</h3>
            <input
                id=format!("target-{}-search", of.place) type="search" data-own="" aria-label=words.columns_search.as_str()
                placeholder=words.columns_search.as_str() on:input=move |event| search.set(event_target_value(&event))
            />
            <ul class="map-list">
                <For each=move || shown.get() key=Clone::clone children=move |name| column::row(of, name)/>
            </ul>
            {move || (hidden() > 0 && search.with(String::is_empty)).then(|| view! {
                <button class="quiet small" on:click=move |_| all.set(true)>{words.columns_more.of(hidden())}</button>
            })}
            {move || is_open.get().then(|| own_column(of))}
        </section>
    }
    .into_any()
}

/// The columns by name and label: of the table, and those that the mapping names beside.
fn names(of: Target) -> Vec<(String, String)> {
    let mut names: Vec<(String, String)> = of.table.with(|table| {
        let columns = table["columns"].as_array().into_iter().flatten();
        let free = columns.filter(|column| column["read_only"] != true);
        free.map(|column| (text(column, "name").to_owned(), named::label(column)))
            .collect()
    });
    of.target.with(|target| {
        let mapped = target["columns"].as_object().into_iter().flatten();
        for (name, _) in mapped {
            if !names.iter().any(|one| one.0 == *name) {
                names.push((name.clone(), name.clone()));
            }
        }
    });
    names
}

fn important(of: Target) -> Vec<String> {
    let mut names: Vec<String> = of.table.with(|table| {
        let columns = table["columns"].as_array().into_iter().flatten();
        let wanted =
            columns.filter(|column| column["required"] == true || column["identifying"] == true);
        wanted
            .map(|column| text(column, "name").to_owned())
            .collect()
    });
    of.target.with(|target| {
        let mapped = target["columns"].as_object().into_iter().flatten();
        names.extend(mapped.map(|(name, _)| name.clone()));
    });
    of.suggested.with(|suggested| {
        let listed = suggested["columns"].as_array().into_iter().flatten();
        names.extend(listed.map(|one| text(one, "column").to_owned()));
    });
    names
}

/// Of what takes any column, one that is named here.
fn own_column(of: Target) -> AnyView {
    let words = words();
    let name = RwSignal::new(String::new());
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked();
        if typed.is_empty() {
            return;
        }
        column::connect(of, &typed, &serde_json::json!({"constant": ""}));
        of.edited.set(Some(typed));
        name.set(String::new());
    };
    view! {
        <form class="map-own" on:submit=add>
            <label>
                <span>{words.column_own.as_str()}</span>
                <input
                    type="text" data-own="" autocomplete="off" prop:value=move || name.get()
                    on:input=move |event| name.set(event_target_value(&event))
                />
            </label>
            <button class="quiet small">{words.column_add.as_str()}</button>
        </form>
    }
    .into_any()
}

/// What is wrong with one column.
pub(super) fn faults(of: Target, name: &str) -> AnyView {
    let name = crate::draft::pointer::escaped(name);
    faults_at(of.draft, of.at(&format!("/columns/{name}")), true)
}

/// A column as the table has it; null for one that the table does not have.
pub(super) fn find(table: &Value, name: &str) -> Value {
    let mut columns = table["columns"].as_array().into_iter().flatten();
    let found = columns.find(|column| text(column, "name") == name);
    found.cloned().unwrap_or_default()
}
