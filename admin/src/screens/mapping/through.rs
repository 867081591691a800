//! What becomes of a value on its way: one change after the other, each with what it needs to know.

use super::card::Target;
use super::{named, value};
use crate::draft::pointer;
use crate::prelude::*;
use crate::words::mapping::words;
use serde_json::{Map, Value, json};

const NAMES: [&str; 12] = [
    "trim",
    "lower",
    "upper",
    "title",
    "first_name",
    "last_name",
    "phone",
    "number",
    "date",
    "table",
    "default",
    "hash",
];

pub(super) fn through(of: Target, at: &str, held: Memo<Value>, column: Memo<Value>) -> AnyView {
    let words = words();
    let at = format!("{at}/through");
    let source = Memo::new(move |_| held.with(named::bare));
    // A step is made anew where its kind changes, not while its members are typed.
    let kinds = Memo::new(move |_| {
        held.with(|held| {
            let listed = held["through"].as_array().into_iter().flatten();
            listed.map(named::transform_name).collect::<Vec<_>>()
        })
    });
    let list = StoredValue::new(at);
    let remove = move |place: usize| {
        of.draft.edit(&words.step_transform, move |definition| {
            let at = list.get_value();
            let listed = definition.pointer_mut(&at).and_then(Value::as_array_mut);
            let is_empty = listed.is_some_and(|listed| {
                if place < listed.len() {
                    listed.remove(place);
                }
                listed.is_empty()
            });
            if is_empty {
                pointer::write(definition, &at, Value::Null);
            }
        });
    };
    let steps = move || {
        let kinds = kinds.get().into_iter().enumerate();
        let steps = kinds.map(|(place, kind)| {
            let at = format!("{}/{place}", list.get_value());
            let name = named::transform(&kind);
            view! {
                <li>
                    <div class="map-step">
                        <strong>{name}</strong>
                        <button
                            class="quiet small" aria-label=format!("{} {name}", words.remove) on:click=move |_| remove(place)
                        >"×"</button>
                    </div>
                    {arguments(of, &at, &kind, column, source)}
                </li>
            }
        });
        steps.collect_view()
    };
    let add = move |event| {
        let chosen: String = event_target_value(&event);
        let step = match chosen.as_str() {
            "" => return,
            "phone" => json!({"phone": {"region": "PL"}}),
            "number" => json!({"number": {"decimals": 0}}),
            "date" => json!({"date": {"format": "%d.%m.%Y"}}),
            "default" => json!({"default": ""}),
            "table" => {
                let values = untrack(|| counterparts(of, &source.get()));
                json!({"table": {"values": values}})
            }
            plain => json!(plain),
        };
        of.draft.edit(&words.step_transform, move |definition| {
            let at = list.get_value();
            let mut listed = definition.pointer(&at).cloned().unwrap_or_default();
            match listed.as_array_mut() {
                Some(steps) => steps.push(step),
                None => listed = json!([step]),
            }
            pointer::write(definition, &at, listed);
        });
    };
    // What was chosen is a step then, and the list begins anew.
    let options = move || {
        kinds.with(|_| ());
        let options =
            NAMES.map(|name| view! { <option value=name>{named::transform(name)}</option> });
        view! {
            <select aria-label=words.add_transform.as_str() on:change=add>
                <option value="" prop:selected=true>{words.add_transform.as_str()}</option>
                {options.into_iter().collect_view()}
            </select>
        }
    };
    view! {
        <fieldset>
            <legend>{words.through.as_str()}</legend>
            <ol class="map-inner">{steps}</ol>
            {options}
        </fieldset>
    }
    .into_any()
}

/// The options of the source, none with a counterpart yet.
fn counterparts(of: Target, source: &Value) -> Map<String, Value> {
    let fields = of.fields();
    let field = fields.iter().find(|field| field["source"] == *source);
    let options = field.and_then(|field| field["options"].as_array());
    let options = options.into_iter().flatten();
    let ids = options.filter_map(|option| option[0].as_str());
    ids.map(|id| (id.to_owned(), Value::Null)).collect()
}

fn arguments(
    of: Target,
    at: &str,
    kind: &str,
    column: Memo<Value>,
    source: Memo<Value>,
) -> AnyView {
    let words = words();
    match kind {
        "phone" => line(of, format!("{at}/phone/region"), &words.phone_region, false),
        "number" => view! {
            {line(of, format!("{at}/number/decimals"), &words.number_decimals, true)}
            {line(of, format!("{at}/number/decimal_mark"), &words.number_mark, false)}
        }
        .into_any(),
        "date" => view! {
            {line(of, format!("{at}/date/format"), &words.date_format, false)}
            {line(of, format!("{at}/date/zone"), &words.date_zone, false)}
        }
        .into_any(),
        "default" => {
            let at = format!("{at}/default");
            let held = of.draft.memo(at.clone());
            let id = at.replace('/', "-");
            let set = Callback::new(move |value: Value| {
                let value = if value.is_null() { json!("") } else { value };
                of.draft.set(&at, value);
            });
            view! { <label><span>{words.default_value.as_str()}</span> {value::input(id, column, held, set)}</label> }
                .into_any()
        }
        "table" => {
            let otherwise = format!("{at}/table/otherwise");
            let held = of.draft.memo(otherwise.clone());
            let id = otherwise.replace('/', "-");
            let set = Callback::new(move |value| of.draft.set(&otherwise, value));
            let values = format!("{at}/table/values");
            view! {
                {table(of, values.clone(), of.draft.memo(values), column, source)}
                <label><span>{words.otherwise.as_str()}</span> {value::input(id, column, held, set)}</label>
            }
            .into_any()
        }
        _ => ().into_any(),
    }
}

/// A text or number that a change needs to know; nothing where it is empty.
fn line(of: Target, at: String, label: &'static str, is_number: bool) -> AnyView {
    let held = of.draft.memo(at.clone());
    let change = move |event| {
        let typed: String = event_target_value(&event);
        let number = typed.trim().parse::<u32>().ok().filter(|_| is_number);
        of.draft.set(
            &at,
            match (typed.is_empty(), number) {
                (true, _) => Value::Null,
                (false, Some(number)) => number.into(),
                (false, None) => typed.into(),
            },
        );
    };
    view! {
        <label>
            <span>{label}</span>
            <input type="text" prop:value=move || named::plain(&held.get()) on:input=change/>
        </label>
    }
    .into_any()
}

/// Counterparts, one for each option; of other sources, what is typed.
pub(super) fn table(
    of: Target,
    at: String,
    held: Memo<Value>,
    column: Memo<Value>,
    source: Memo<Value>,
) -> AnyView {
    let words = words();
    let keys = Memo::new(move |_| {
        let mut keys: Vec<String> = counterparts(of, &source.get())
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        held.with(|held| {
            let named = held.as_object().into_iter().flatten();
            for (key, _) in named {
                if !keys.contains(key) {
                    keys.push(key.clone());
                }
            }
        });
        keys
    });
    let at = StoredValue::new(at);
    let title = move |key: &str| {
        let fields = of.fields();
        let field = fields
            .iter()
            .find(|field| field["source"] == source.get())?;
        let mut options = field["options"].as_array()?.iter();
        let option = options.find(|option| option[0] == key)?;
        option[1].as_str().map(str::to_owned)
    };
    let rows = move || {
        let rows = keys.get().into_iter().map(|key| {
            let place = format!("{}/{}", at.get_value(), pointer::escaped(&key));
            let id = place.replace('/', "-");
            let value = of.draft.memo(place.clone());
            let name = title(&key).unwrap_or_else(|| key.clone());
            // Nothing is a counterpart, too: that nothing is written.
            let set = Callback::new(move |value: Value| {
                let (place, key) = (at.get_value(), key.clone());
                of.draft.edit(&words.step_transform, move |definition| {
                    let mut values = definition.pointer(&place).cloned().unwrap_or_default();
                    if !values.is_object() {
                        values = json!({});
                    }
                    values[key] = value;
                    pointer::write(definition, &place, values);
                });
            });
            view! {
                <div class="map-pair">
                    <label for=id.clone()>{name}</label> <span aria-hidden="true">"→"</span>
                    {value::input(id.clone(), column, value, set)}
                </div>
            }
        });
        rows.collect_view()
    };
    let typed = RwSignal::new(String::new());
    let add = move |_| {
        let key = typed.get_untracked();
        if key.is_empty() {
            return;
        }
        let place = at.get_value();
        of.draft.edit(&words.step_transform, move |definition| {
            let mut values = definition.pointer(&place).cloned().unwrap_or_default();
            if !values.is_object() {
                values = json!({});
            }
            values[key] = Value::Null;
            pointer::write(definition, &place, values);
        });
        typed.set(String::new());
    };
    let has_options = Memo::new(move |_| !counterparts(of, &source.get()).is_empty());
    view! {
        <div class="map-table">
            {rows}
            {move || (!has_options.get()).then(|| view! {
                <div class="map-pair">
                    <input
                        type="text" data-own="" aria-label=words.table_value.as_str() placeholder=words.table_value.as_str()
                        prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event))
                    />
                    <button class="quiet small" on:click=add>{words.table_add.as_str()}</button>
                </div>
            })}
        </div>
    }
    .into_any()
}
