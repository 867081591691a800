//! A field for one value of a kind.

use super::number;
use super::subject::Shape;
use crate::prelude::*;
use crate::words::panels::words;
use serde_json::Value;

/// The steps of a scale that is short enough to choose from.
pub(crate) fn scale_of(shape: &Shape) -> Vec<i64> {
    let Shape::Number {
        min: Some(min),
        max: Some(max),
    } = shape
    else {
        return Vec::new();
    };
    let is_short = min.fract() == 0.0 && max.fract() == 0.0 && (0.0..=10.0).contains(&(max - min));
    if !is_short {
        return Vec::new();
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "both are whole and near each other"
    )]
    let steps = (*min as i64)..=(*max as i64);
    steps.collect()
}

/// Asks for a value; `None` is said while there is none.
pub(crate) fn field(name: &str, value: &Value, shape: &Shape, set: Callback<Value>) -> AnyView {
    let name = name.to_owned();
    let select = |options: Vec<(Value, String)>| {
        let mut options = options;
        if !options.iter().any(|(one, _)| one == value) {
            let unknown = match value {
                Value::Null => "…".to_owned(),
                value => value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned),
            };
            options.insert(0, (value.clone(), unknown));
        }
        let shown: Vec<AnyView> = options
            .iter()
            .enumerate()
            .map(|(number, (one, name))| {
                let is_chosen = one == value;
                view! { <option value=number.to_string() selected=is_chosen>{name.clone()}</option> }.into_any()
            })
            .collect();
        let change = move |event: web_sys::Event| {
            let number = event_target_value(&event)
                .parse::<usize>()
                .unwrap_or_default();
            if let Some((value, _)) = options.get(number) {
                set.run(value.clone());
            }
        };
        view! { <select class="value" aria-label=name.clone() on:change=change>{shown}</select> }
            .into_any()
    };
    let steps = scale_of(shape);
    let kind = match shape {
        Shape::Choice(options) | Shape::Choices(options) => {
            let options = options.iter();
            return select(
                options
                    .map(|(id, name)| (Value::from(id.as_str()), name.clone()))
                    .collect(),
            );
        }
        Shape::Bool => {
            return select(vec![
                (Value::Bool(true), words().logic_yes.clone()),
                (Value::Bool(false), words().logic_no.clone()),
            ]);
        }
        Shape::Number { .. }
            if !steps.is_empty() && (value.is_null() || value.is_i64() || value.is_u64()) =>
        {
            let steps = steps.into_iter();
            return select(
                steps
                    .map(|step| (Value::from(step), step.to_string()))
                    .collect(),
            );
        }
        Shape::Date => "date",
        Shape::Time => "time",
        Shape::DateTime => "datetime-local",
        Shape::Number { .. } | Shape::Text | Shape::List => "text",
    };
    let is_number = matches!(shape, Shape::Number { .. } | Shape::List);
    let (wrong, set_wrong) = signal(false);
    let write = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        if is_number {
            let number = number(&text);
            set_wrong.set(number.is_none());
            set.run(number.unwrap_or_default());
        } else {
            set.run(if text.is_empty() {
                Value::Null
            } else {
                Value::from(text)
            });
        }
    };
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    view! {
        <input class="value" type=kind value=text aria-label=name.clone() on:input=write
            inputmode=is_number.then_some("decimal")
            aria-invalid=move || wrong.get().then_some("true")/>
    }
    .into_any()
}
