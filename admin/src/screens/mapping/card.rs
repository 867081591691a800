//! One target: a table that records are written to, with what goes into its columns.

use super::desk::{Desk, EMBEDDED, suggestions};
use super::{column, columns, condition, faults_at, fields, focus_later, matching, named, text};
use crate::draft::Draft;
use crate::prelude::*;
use crate::words::mapping::words;
use leptos::task::spawn_local;
use serde_json::Value;
use std::time::Duration;

/// How long until suggestions are asked for again.
const SOON: Duration = Duration::from_millis(250);

/// What the parts of a card share. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub(super) draft: Draft,
    pub(super) place: usize,
    /// The target as the definition has it.
    pub(super) target: Memo<Value>,
    /// Its table; null while it is not known.
    pub(super) table: Memo<Value>,
    /// What the server suggests.
    pub(super) suggested: RwSignal<Value>,
    /// The column whose source is being edited.
    pub(super) edited: RwSignal<Option<String>>,
}

impl Target {
    /// The pointer to something of the target.
    pub(super) fn at(self, rest: &str) -> String {
        format!("/mapping/targets/{}{rest}", self.place)
    }

    /// What the form has to give. Tracked.
    pub(super) fn fields(self) -> Vec<Value> {
        self.suggested
            .with(|suggested| suggested["fields"].as_array().cloned().unwrap_or_default())
    }

    /// What is suggested, by column. Tracked.
    pub(super) fn suggestion(self, column: &str) -> Option<Value> {
        self.suggested.with(|suggested| {
            let mut listed = suggested["columns"].as_array()?.iter();
            listed.find(|one| text(one, "column") == column).cloned()
        })
    }
}

pub(super) fn card(place: usize) -> AnyView {
    let words = words();
    let (draft, desk) = (Draft::here(), Desk::here());
    let target = draft.memo(format!("/mapping/targets/{place}"));
    let table = Memo::new(move |_| {
        target.with(|target| {
            let connector = target["connector"].as_str().unwrap_or(EMBEDDED);
            desk.table(connector, text(target, "table"))
        })
    });
    let of = Target {
        draft,
        place,
        target,
        table,
        suggested: RwSignal::new(Value::Null),
        edited: RwSignal::new(None),
    };
    let is_open = Memo::new(move |_| desk.open.get() == Some(place));
    ask(of, is_open);
    let name = move || match table.with(named::label) {
        name if name.is_empty() => target.with(|target| text(target, "table").to_owned()),
        name => name,
    };
    let connector = move || {
        target.with(|target| match text(target, "connector") {
            "" | EMBEDDED => words.embedded.clone(),
            other => other.to_owned(),
        })
    };
    let toggle = move |_| desk.open.set((!is_open.get_untracked()).then_some(place));
    let number = place + 1;
    let id = format!("target-{place}");
    view! {
        <li class="card map-target" id=id.clone()>
            <div class="map-target-head">
                <h2>
                    <button
                        id=format!("{id}-open") class="map-open" aria-expanded=move || is_open.get().to_string() on:click=toggle
                    >
                        <span class="map-number">{number}</span>
                        <span>{name}</span>
                        <span class="detail">{connector}</span>
                    </button>
                </h2>
                {tools(of)}
            </div>
            <p class="map-sentence">{move || matching::sentence(of)}</p>
            {summary(of)}
            {move || is_open.get().then(|| body(of))}
        </li>
    }
    .into_any()
}

/// Asks what is suggested whenever what is mapped, or the form, has changed.
fn ask(of: Target, is_open: Memo<bool>) {
    let (draft, number) = (of.draft, StoredValue::new(0_u32));
    let asked_for = Memo::new(move |_| {
        draft.with(|definition| {
            let targets = definition.pointer("/mapping/targets").cloned();
            (definition["content"].clone(), targets.unwrap_or_default())
        })
    });
    Effect::new(move |_| {
        // A memo that is only tracked is never computed, and hears of nothing.
        asked_for.with(|_| ());
        draft.locale().track();
        if !is_open.get() {
            return;
        }
        number.update_value(|number| *number += 1);
        let mine = number.get_value();
        let ask = move || {
            if number.try_get_value() != Some(mine) {
                return;
            }
            spawn_local(async move {
                let answer = suggestions(draft, of.place).await;
                // The screen may have been left meanwhile, or something newer been asked for.
                if let Ok(answer) = answer
                    && number.try_get_value() == Some(mine)
                {
                    of.suggested.try_set(answer);
                }
            });
        };
        match mine {
            1 => ask(),
            _ => set_timeout(ask, SOON),
        }
    });
}

/// Up, down and away.
fn tools(of: Target) -> AnyView {
    let words = words();
    let (draft, place) = (of.draft, of.place);
    let desk = Desk::here();
    let count = move || {
        draft.with(|all| {
            all.pointer("/mapping/targets")
                .and_then(Value::as_array)
                .map_or(0, Vec::len)
        })
    };
    let move_to = move |to: usize, id: &'static str| {
        draft.edit(&words.step_move, move |definition| {
            let targets = definition
                .pointer_mut("/mapping/targets")
                .and_then(Value::as_array_mut);
            if let Some(targets) = targets
                && place < targets.len()
                && to < targets.len()
            {
                targets.swap(place, to);
            }
        });
        if desk.open.get_untracked() == Some(place) {
            desk.open.set(Some(to));
        }
        focus_later(format!("target-{to}-{id}"));
    };
    let remove = move |_| {
        draft.edit(&words.step_remove, move |definition| {
            let targets = definition
                .pointer_mut("/mapping/targets")
                .and_then(Value::as_array_mut);
            if let Some(targets) = targets
                && place < targets.len()
            {
                targets.remove(place);
            }
        });
        desk.open.set(None);
        draft.say(words.removed.as_str());
        focus_later("new-target");
    };
    view! {
        <div class="actions map-tools">
            <button
                id=format!("target-{place}-up") class="quiet small" prop:disabled=place == 0 title=words.move_up.as_str()
                aria-label=words.move_up.as_str()
                on:click=move |_| move_to(place.saturating_sub(1), if place > 1 { "up" } else { "down" })
            >"↑"</button>
            <button
                id=format!("target-{place}-down") class="quiet small" prop:disabled={move || place + 1 >= count()}
                title=words.move_down.as_str() aria-label=words.move_down.as_str()
                on:click=move |_| move_to(place + 1, if place + 2 < count() { "down" } else { "up" })
            >"↓"</button>
            <button class="quiet small" on:click=remove>{words.remove.as_str()}</button>
        </div>
    }
    .into_any()
}

/// What is wrong with the target as a whole; in a closed card, with anything in it.
fn summary(of: Target) -> AnyView {
    let desk = Desk::here();
    let places = ["", "/id", "/table", "/connector", "/columns"];
    let own = places.map(|rest| faults_at(of.draft, of.at(rest), false));
    let below = move || {
        let is_closed = desk.open.get() != Some(of.place);
        let own = places.map(|rest| of.at(rest));
        let faults = of.draft.faults(&of.at("")).into_iter();
        let count = faults
            .filter(|fault| !fault.is_warning && !own.contains(&fault.pointer))
            .count();
        (is_closed && count > 0).then(|| {
            let count = u64::try_from(count).unwrap_or_default();
            view! { <p class="map-bad">{words().faults_count.of(count)}</p> }
        })
    };
    view! { {own.into_iter().collect_view()} {below} }.into_any()
}

fn body(of: Target) -> AnyView {
    let words = words();
    let accept_all = move |_| {
        let suggested = of.suggested.with_untracked(|one| one["columns"].clone());
        of.draft.edit(&words.step_accept, move |definition| {
            for one in suggested.as_array().into_iter().flatten() {
                column::write(
                    definition,
                    of.place,
                    text(one, "column"),
                    one["source"].clone(),
                );
            }
        });
        of.draft.say(words.accepted.as_str());
        focus_later(format!("target-{}-search", of.place));
    };
    let count = move || {
        let count = of
            .suggested
            .with(|one| one["columns"].as_array().map_or(0, Vec::len));
        u64::try_from(count).unwrap_or_default()
    };
    view! {
        {matching::matching(of)}
        {condition::condition(of)}
        {move || (count() > 0).then(|| view! {
            <div class="map-suggested">
                <span>{words.suggestions_count.of(count())}</span>
                <button class="small" on:click=accept_all>{words.accept_all.as_str()}</button>
            </div>
        })}
        <div class="map-sides">
            {fields::fields(of)}
            {columns::columns(of)}
        </div>
    }
    .into_any()
}
