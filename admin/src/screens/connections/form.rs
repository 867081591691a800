//! The fields of a connection, drawn from what the server says its kind is told.

use super::{kind, text};
use crate::prelude::*;
use crate::words::connections::words;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What is typed, by setting.
pub(super) type Typed = RwSignal<BTreeMap<String, String>>;

/// What a setting of a connection looks like when it is typed.
pub(super) fn typed_of(settings: &Value) -> BTreeMap<String, String> {
    let settings = settings.as_object().into_iter().flatten();
    settings
        .map(|(name, value)| {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Array(values) => {
                    let values = values.iter().filter_map(Value::as_str);
                    values.collect::<Vec<_>>().join(", ")
                }
                Value::Object(pairs) => {
                    let pairs = pairs
                        .iter()
                        .filter_map(|(name, value)| Some(format!("{name}: {}", value.as_str()?)));
                    pairs.collect::<Vec<_>>().join("\n")
                }
                other => other.to_string(),
            };
            (name.clone(), text)
        })
        .collect()
}

/// What is typed, as settings: what is empty is left to its default.
pub(super) fn settings_of(kind: &Value, typed: &BTreeMap<String, String>) -> Value {
    let mut settings = Map::new();
    for setting in kind["settings"].as_array().into_iter().flatten() {
        let name = text(setting, "name");
        let typed = typed.get(name).map_or("", |typed| typed.trim());
        if typed.is_empty() {
            continue;
        }
        let words = || {
            typed
                .split([',', ';', ' ', '\n'])
                .filter(|word| !word.is_empty())
        };
        let value = match text(setting, "format") {
            "integer" => typed
                .parse::<i64>()
                .map_or_else(|_| typed.into(), Value::from),
            "boolean" => (typed == "true").into(),
            "list" => words().collect(),
            "pairs" => {
                let pairs = typed.lines().filter_map(|line| line.split_once(':'));
                let pairs =
                    pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().into()));
                Value::Object(pairs.collect())
            }
            _ => typed.into(),
        };
        settings.insert(name.to_owned(), value);
    }
    Value::Object(settings)
}

/// The settings of a kind; those that most do without are folded away.
pub(super) fn settings(kind: &Value, typed: Typed) -> AnyView {
    let of = |rare: bool| {
        let listed = kind["settings"].as_array().into_iter().flatten();
        let listed = listed.filter(|setting| (setting["rare"] == true) == rare);
        listed
            .map(|setting| field(text(kind, "kind"), setting, typed))
            .collect_view()
    };
    view! {
        {of(false)}
        <details>
            <summary>{words().more_settings.as_str()}</summary>
            <div class="conn-fields">{of(true)}</div>
        </details>
    }
    .into_any()
}

fn field(kind: &str, setting: &Value, typed: Typed) -> AnyView {
    let name = text(setting, "name").to_owned();
    let label = kind::label(setting);
    let help = kind::help(kind, setting);
    let is_required = setting["required"] == true;
    let usual = &setting["default"];
    let placeholder = match usual {
        Value::Null => text(setting, "example").to_owned(),
        usual => typed_of(&json!({"usual": usual}))
            .remove("usual")
            .unwrap_or_default(),
    };
    let now = {
        let name = name.clone();
        move || typed.with(|typed| typed.get(&name).cloned().unwrap_or_default())
    };
    let set = {
        let name = name.clone();
        move |value: String| {
            typed.update(|typed| {
                typed.insert(name.clone(), value);
            });
        }
    };
    if text(setting, "format") == "boolean" {
        return view! {
            <label class="conn-choice">
                <input
                    type="checkbox" prop:checked=move || now() == "true"
                    on:change=move |event| set(event_target_checked(&event).to_string())
                />
                <span>{label}</span>
            </label>
        }
        .into_any();
    }
    let help_id = format!("help-{name}");
    let described = (!help.is_empty()).then(|| help_id.clone());
    let input = match text(setting, "format") {
        "pairs" => view! {
            <textarea
                rows="2" spellcheck="false" placeholder=placeholder aria-describedby=described prop:value=now
                on:input=move |event| set(event_target_value(&event))
            ></textarea>
        }
        .into_any(),
        format => {
            let mode = match format {
                "url" => Some("url"),
                "integer" => Some("numeric"),
                _ => None,
            };
            view! {
                <input
                    type="text" autocomplete="off" spellcheck="false" inputmode=mode placeholder=placeholder
                    required=is_required aria-describedby=described prop:value=now
                    on:input=move |event| set(event_target_value(&event))
                />
            }
            .into_any()
        }
    };
    view! {
        <div class="conn-field">
            <label><span>{label} {is_required.then_some(" *")}</span> {input}</label>
            {(!help.is_empty()).then(|| view! { <p id=help_id class="detail">{help}</p> })}
        </div>
    }
    .into_any()
}

/// The secret: what is there already is never shown.
pub(super) fn secret(kind: &Value, secret: RwSignal<String>, is_required: bool) -> AnyView {
    let words = words();
    let (label, help) = kind::secret(text(kind, "kind"), &kind["secret"]);
    let can_be_made = kind["secret"]["can_be_made"] == true;
    let is_shown = RwSignal::new(false);
    let make = move |_| {
        if let Some(made) = made() {
            secret.set(made);
            is_shown.set(true);
        }
    };
    view! {
        <div class="conn-field">
            <label>
                <span>{label} {is_required.then_some(" *")}</span>
                <input
                    type=move || if is_shown.get() { "text" } else { "password" } autocomplete="off" spellcheck="false" required=is_required
                    aria-describedby="help-secret" prop:value=move || secret.get()
                    on:input=move |event| secret.set(event_target_value(&event))
                />
            </label>
            <p id="help-secret" class="detail">{help} " " {words.secret_kept.as_str()}</p>
            {can_be_made.then(|| view! {
                <button type="button" class="quiet" on:click=make>{words.secret_make.as_str()}</button>
            })}
        </div>
    }
    .into_any()
}

/// A signing secret of 32 random bytes.
fn made() -> Option<String> {
    let mut bytes = [0_u8; 32];
    let crypto = window().crypto().ok()?;
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    let letters: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let encoded = window().btoa(&letters).ok()?;
    Some(format!("whsec_{encoded}"))
}
