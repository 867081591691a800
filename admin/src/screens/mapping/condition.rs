//! For which answers a target is written: always, or where one answer compares to a value. Other conditions are shown as
//! they are written.

use super::card::Target;
use super::{faults_at, named, text};
use crate::prelude::*;
use crate::words::mapping::words;
use serde_json::{Value, json};

const OPERATORS: [&str; 4] = ["==", "!=", "<=", ">="];

/// The question, the operator and the value of a plain comparison.
fn plain(when: &Value) -> Option<(String, String, Value)> {
    let members = when.as_object()?;
    let (operator, of) = members.iter().next()?;
    let of = of.as_array()?;
    let is_known = OPERATORS.contains(&operator.as_str()) && members.len() == 1 && of.len() == 2;
    let variable = of.first()?["var"].as_str()?;
    let value = of.get(1)?;
    let is_plain = !value.is_object() && !value.is_array();
    (is_known && is_plain).then(|| (variable.to_owned(), operator.clone(), value.clone()))
}

/// What can be compared: answers and results.
fn variables(of: Target) -> Vec<(String, String, Value)> {
    let fields = of.fields();
    let listed = fields.iter().filter(|field| {
        matches!(text(field, "group"), "answer" | "result") && text(field, "part").is_empty()
    });
    let named = listed.filter_map(|field| {
        let id = named::kind_of(&field["source"]).1;
        Some((
            id.as_str()?.to_owned(),
            named::field(field),
            field["options"].clone(),
        ))
    });
    named.collect()
}

pub(super) fn condition(of: Target) -> AnyView {
    let words = words();
    let at = of.at("/when");
    let when = of.draft.memo(at.clone());
    let at = StoredValue::new(at);
    let is_there = Memo::new(move |_| !when.with(Value::is_null));
    let is_plain = Memo::new(move |_| when.with(|when| plain(when).is_some()));
    let variables = Memo::new(move |_| variables(of));
    let toggle = move |event| {
        let when = match event_target_checked(&event) {
            false => Value::Null,
            true => {
                let first = variables.with_untracked(|all| all.first().map(|one| one.0.clone()));
                json!({"==": [{"var": first.unwrap_or_default()}, ""]})
            }
        };
        of.draft.set(&at.get_value(), when);
    };
    let summary = move || match is_there.get() {
        false => words.when_always.clone(),
        true => {
            let shown = when.with(plain).map(|(variable, operator, value)| {
                let names = variables.get();
                let found = names.iter().find(|one| one.0 == variable);
                let name = found.map_or(variable, |one| one.1.clone());
                format!(
                    "{name} {} {}",
                    operator_text(&operator),
                    option_name(found.map(|one| &one.2), &value)
                )
            });
            words.when_only.replace(
                "{condition}",
                &shown.unwrap_or_else(|| words.when_other.clone()),
            )
        }
    };
    view! {
        <details class="map-rule">
            <summary>{summary}</summary>
            <label class="map-choice">
                <input type="checkbox" prop:checked=move || is_there.get() on:change=toggle/>
                <span>{words.when_title.as_str()}</span>
            </label>
            {move || match (is_there.get(), is_plain.get()) {
                (false, _) => ().into_any(),
                (true, true) => comparison(of, at, when, variables),
                (true, false) => view! { <pre>{move || when.get().to_string()}</pre> }.into_any(),
            }}
        </details>
        {faults_at(of.draft, at.get_value(), true)}
    }
    .into_any()
}

fn option_name(options: Option<&Value>, value: &Value) -> String {
    let options = options.and_then(Value::as_array).into_iter().flatten();
    let mut options = options.filter(|option| option[0] == *value);
    let title = options.next().and_then(|option| option[1].as_str());
    title.map_or_else(|| named::plain(value), str::to_owned)
}

fn operator_text(operator: &str) -> &'static str {
    let words = words();
    match operator {
        "==" => &words.when_is,
        "!=" => &words.when_is_not,
        "<=" => &words.when_at_most,
        _ => &words.when_at_least,
    }
}

type Variables = Memo<Vec<(String, String, Value)>>;

fn comparison(
    of: Target,
    at: StoredValue<String>,
    when: Memo<Value>,
    variables: Variables,
) -> AnyView {
    let words = words();
    let now = move || when.with(plain).unwrap_or_default();
    let write = move |variable: String, operator: String, value: Value| {
        of.draft.set(
            &at.get_value(),
            json!({operator: [{"var": variable}, value]}),
        );
    };
    let set_variable = move |event| {
        let (_, operator, _) = untrack(now);
        write(event_target_value(&event), operator, "".into());
    };
    let set_operator = move |event| {
        let (variable, _, value) = untrack(now);
        write(variable, event_target_value(&event), value);
    };
    let set_value = move |event| {
        let (variable, operator, _) = untrack(now);
        let typed: String = event_target_value(&event);
        let number = typed.trim().parse::<i64>().ok();
        let value = match (typed.as_str(), number) {
            ("true" | "false", _) => (typed == "true").into(),
            (_, Some(number)) => number.into(),
            _ => typed.into(),
        };
        write(variable, operator, value);
    };
    let chosen = Memo::new(move |_| now().0);
    let choices = move || {
        let options = variables.get().into_iter().map(|(id, name, _)| {
            let own = id.clone();
            view! { <option value=id prop:selected=move || chosen.get() == own>{name}</option> }
        });
        options.collect_view()
    };
    let operators = OPERATORS.map(|operator| {
        view! { <option value=operator prop:selected=move || now().1 == operator>{operator_text(operator)}</option> }
    });
    let value = move || {
        let variable = chosen.get();
        let options = variables.with(|all| {
            let found = all.iter().find(|one| one.0 == variable);
            found
                .and_then(|one| one.2.as_array().cloned())
                .unwrap_or_default()
        });
        match options.is_empty() {
            true => view! {
                <input
                    type="text" aria-label=words.when_value.as_str() prop:value=move || named::plain(&now().2)
                    on:input=set_value
                />
            }
            .into_any(),
            false => {
                let options = options.into_iter().map(|option| {
                    let id = option[0].as_str().unwrap_or_default().to_owned();
                    let title = option[1].as_str().unwrap_or_default().to_owned();
                    let own = id.clone();
                    view! { <option value=id prop:selected=move || now().2 == own.as_str()>{title}</option> }
                });
                view! {
                    <select aria-label=words.when_value.as_str() on:change=set_value>
                        <option value="">"—"</option>
                        {options.collect_view()}
                    </select>
                }
                .into_any()
            }
        }
    };
    view! {
        <div class="map-when">
            <select aria-label=words.when_question.as_str() on:change=set_variable>{choices}</select>
            <select aria-label=words.when_operator.as_str() on:change=set_operator>{operators.into_iter().collect_view()}</select>
            {value}
        </div>
    }
    .into_any()
}
