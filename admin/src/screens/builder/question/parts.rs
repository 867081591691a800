//! What a question begins with whose answer has parts: one choice for each row of a matrix, a text for each part of an
//! address.

use super::among;
use crate::draft::Draft;
use crate::prelude::*;
use crate::screens::builder::fields::pick_with;
use crate::words::kinds::called;
use serde_json::{Map, Value, json};

type Named = Vec<(String, String)>;

/// The parts there are fields for, by name and text; none where there are others, or a single one.
pub(super) fn named(draft: Draft, at: &str, kind: &str) -> Named {
    let parts = match kind {
        "address" => {
            let own = draft.get(&format!("{at}/parts"));
            let usual = json!(["street", "postal_code", "city", "country"]);
            let own = own.as_array().or_else(|| usual.as_array());
            let names = own.into_iter().flatten().filter_map(Value::as_str);
            let named =
                names.map(|part| (part.to_owned(), called(&format!("part_{part}")).to_owned()));
            named.collect()
        }
        "matrix" => match cells(draft, at).as_str() {
            "weighted" | "columns" => Named::new(),
            _ => among::named(draft, &format!("{at}/rows")),
        },
        _ => Named::new(),
    };
    // Logic is an object with one member, and so no value with one part.
    if parts.len() > 1 { parts } else { Named::new() }
}

/// What can be chosen: options, or the steps of a scale.
pub(super) fn choices(draft: Draft, at: &str) -> Named {
    let usual = match cells(draft, at).as_str() {
        "rating" => 5,
        "bipolar" => 7,
        _ => return among::named_options(draft, at),
    };
    let steps = draft.get(&format!("{at}/steps")).as_u64().unwrap_or(usual);
    // More than any scale has; a draft may say anything.
    let steps = steps.min(20);
    let steps = (1..=steps).map(|step| step.to_string());
    steps.map(|step| (step.clone(), step)).collect()
}

fn cells(draft: Draft, at: &str) -> String {
    draft.text(&format!("{at}/cells"))
}

/// Whether a value has at most one plain value for each part, and is no logic.
pub(super) fn is_plain(held: &Value) -> bool {
    let is_single = |value: &Value| match value {
        Value::Object(_) => false,
        Value::Array(values) => values.len() < 2,
        _ => true,
    };
    held.as_object()
        .is_some_and(|parts| parts.len() != 1 && parts.values().all(is_single))
}

/// The value of a part, as it is chosen or typed.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.first().map(shown).unwrap_or_default(),
        value => value.to_string(),
    }
}

/// The value with another in one of its parts.
fn with_part(held: &Value, parts: &Named, part: &str, value: Value) -> Value {
    let mut members = Map::new();
    for (one, _) in parts {
        let value = if one == part { &value } else { &held[one] };
        if !value.is_null() {
            members.insert(one.clone(), value.clone());
        }
    }
    match members.len() {
        0 => return Value::Null,
        1 => {
            let others = parts.iter().map(|(one, _)| one);
            if let Some(other) = others.clone().find(|one| !members.contains_key(*one)) {
                members.insert(other.clone(), Value::Null);
            }
        }
        _ => {}
    }
    Value::Object(members)
}

/// A field for each: with choices one of them, else a text.
pub(super) fn fields(
    draft: Draft,
    at: &str,
    place: &str,
    parts: Named,
    choices: Option<Named>,
) -> AnyView {
    let held = draft.memo(place);
    let cells = untrack(|| cells(draft, at));
    let is_scale = matches!(cells.as_str(), "rating" | "bipolar");
    let all = StoredValue::new(parts.clone());
    let field = |(part, name): (String, String)| {
        let id = format!("{place}/{part}");
        let value = Signal::derive({
            let part = part.clone();
            move || held.with(|held| shown(&held[&part]))
        });
        let at = place.to_owned();
        let write = Callback::new(move |typed: String| {
            let typed = match typed.parse::<u64>() {
                _ if typed.is_empty() => Value::Null,
                Ok(step) if is_scale => json!(step),
                _ => json!(typed),
            };
            let whole = all.with_value(|all| with_part(&held.get_untracked(), all, &part, typed));
            draft.set(&at, whole);
        });
        if let Some(choices) = &choices {
            let none = (String::new(), called("none").to_owned());
            let choices = [none].into_iter().chain(choices.clone());
            return pick_with(&id, &name, choices.collect(), value, write);
        }
        view! {
            <div class="field">
                <label for=id.clone()>{name}</label>
                <input id=id autocomplete="off" prop:value=move || value.get() on:change=move |event| write.run(event_target_value(&event))/>
            </div>
        }
        .into_any()
    };
    let fields = parts.into_iter().map(field).collect_view();
    view! { <div class="inset">{fields}</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_part_is_no_logic() {
        let parts = ["street", "city"].map(|part| (part.to_owned(), String::new()));
        let one = with_part(&Value::Null, &parts.to_vec(), "city", json!("Łódź"));
        assert!(is_plain(&one), "{one}");
        let none = with_part(&one, &parts.to_vec(), "city", Value::Null);
        assert_eq!(none, Value::Null);
    }

    #[test]
    fn what_has_no_field_is_not_plain() {
        for held in [
            json!({"var": "earlier"}),
            json!({"a": ["x", "y"], "b": null}),
            json!({"a": {"rating": 1}, "b": {"rating": 2}}),
        ] {
            assert!(!is_plain(&held), "{held}");
        }
        assert!(is_plain(&json!({"a": ["x"], "b": 3})));
    }
}
