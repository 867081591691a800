//! A value as a column takes it: chosen from its choices, or typed.

use super::{named, text};
use crate::prelude::*;
use crate::words::words as common;
use serde_json::Value;

/// A field for a value of a column; null where nothing is given.
pub(super) fn input(
    id: String,
    column: Memo<Value>,
    held: Memo<Value>,
    set: Callback<Value>,
) -> AnyView {
    let shown = move || match column
        .with(|column| text(column, "type").to_owned())
        .as_str()
    {
        "choice" | "multi_choice" => {
            let values = column.with(|column| column["values"].as_array().cloned());
            let options = values.into_iter().flatten().map(|one| {
                let value = text(&one, "value").to_owned();
                (value, text(&one, "label").to_owned())
            });
            select(&id, options.collect(), held, set, false)
        }
        "boolean" => {
            let options = [("true", &common().yes), ("false", &common().no)];
            let options = options.map(|(value, label)| (value.to_owned(), label.clone()));
            select(&id, options.into(), held, set, true)
        }
        kind => {
            let is_number = kind == "integer";
            let change = move |event| {
                let typed: String = event_target_value(&event);
                let number = typed.trim().parse::<i64>().ok().filter(|_| is_number);
                set.run(match (typed.is_empty(), number) {
                    (true, _) => Value::Null,
                    (false, Some(number)) => number.into(),
                    (false, None) => typed.into(),
                });
            };
            let kind = match kind {
                "date" => "date",
                _ => "text",
            };
            view! {
                <input
                    id=id.clone() type=kind inputmode=is_number.then_some("numeric")
                    prop:value=move || named::plain(&held.get()) on:input=change
                />
            }
            .into_any()
        }
    };
    shown.into_any()
}

fn select(
    id: &str,
    options: Vec<(String, String)>,
    held: Memo<Value>,
    set: Callback<Value>,
    is_flag: bool,
) -> AnyView {
    let now = move || match held.get() {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let options = [(String::new(), "—".to_owned())].into_iter().chain(options);
    let options = options.map(|(value, label)| {
        let own = value.clone();
        view! { <option value=value prop:selected=move || now() == own>{label}</option> }
    });
    let change = move |event| {
        let chosen: String = event_target_value(&event);
        set.run(match chosen.as_str() {
            "" => Value::Null,
            flag if is_flag => (flag == "true").into(),
            _ => chosen.into(),
        });
    };
    view! { <select id=id.to_owned() on:change=change>{options.collect_view()}</select> }.into_any()
}
