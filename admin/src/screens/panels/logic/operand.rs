//! What an answer is compared with: a value, several, a range, or another answer.

use super::condition::{Operand, Test};
use super::editing::Editing;
use super::operators::{Asked, alike, asked, takes_answer};
use super::place::Place;
use super::subject::{Shape, Subject, Subjects};
use super::value::{field, scale_of};
use crate::prelude::*;
use crate::words::panels::words;
use serde_json::Value;

/// Whether it is compared with a value, or with another answer.
pub(super) fn with_view(
    editing: Editing,
    test: &Test,
    path: &[usize],
    shape: &Shape,
    subjects: &Subjects,
) -> Option<AnyView> {
    if !takes_answer(test.op, shape) {
        return None;
    }
    let fits = |one: &&Subject| alike(&one.shape, shape) && one.path != test.subject;
    let others: Vec<(String, String)> = subjects
        .seen()
        .filter(fits)
        .map(|one| (one.path.clone(), one.name.clone()))
        .collect();
    let chosen = match &test.operand {
        Operand::Answer(path) => path.clone(),
        _ => String::new(),
    };
    let is_usual = editing.place.with_value(Place::is_judging) && !others.is_empty();
    if !is_usual && chosen.is_empty() {
        return None;
    }
    let mut options = vec![(String::new(), words().logic_a_value.clone())];
    options.extend(others);
    if !options.iter().any(|(path, _)| *path == chosen) {
        options.push((chosen.clone(), chosen.clone()));
    }
    let options = options.into_iter().map(|(path, name)| {
        let is_chosen = path == chosen;
        view! { <option value=path selected=is_chosen>{name}</option> }
    });
    let at = path.to_vec();
    let change = move |event: web_sys::Event| {
        let path = event_target_value(&event);
        editing.alter(&at, |test| {
            test.operand = match path.is_empty() {
                true => Operand::One(Value::Null),
                false => Operand::Answer(path),
            };
        });
        editing.rebuild(&words().logic_with, editing.control(&at, "with"));
    };
    let select = view! {
        <select class="with" id=editing.control(path, "with") aria-label=words().logic_with.as_str() on:change=change>
            {options.collect_view()}
        </select>
    };
    Some(select.into_any())
}

pub(super) fn operand_view(
    editing: Editing,
    test: &Test,
    path: &[usize],
    shape: &Shape,
) -> Option<AnyView> {
    let words = words();
    let name = words.logic_value.as_str();
    let at = path.to_vec();
    let one = move |value: Value| editing.change(&at, |test| test.operand = Operand::One(value));
    Some(match (&test.operand, asked(test.op)) {
        (Operand::Nothing | Operand::Answer(_), _) => return None,
        (Operand::One(value), Asked::Count) => {
            let count = Shape::Number {
                min: Some(0.0),
                max: None,
            };
            field(name, value, &count, Callback::new(one))
        }
        (Operand::One(value), _) => field(name, value, shape, Callback::new(one)),
        (Operand::Range(from, to), _) => {
            let (first, second) = (path.to_vec(), path.to_vec());
            let set_from = move |value: Value| {
                editing.change(&first, |test| {
                    if let Operand::Range(from, _) = &mut test.operand {
                        *from = value;
                    }
                });
            };
            let set_to = move |value: Value| {
                editing.change(&second, |test| {
                    if let Operand::Range(_, to) = &mut test.operand {
                        *to = value;
                    }
                });
            };
            view! {
                {field(&words.logic_from, from, shape, Callback::new(set_from))}
                {field(&words.logic_to, to, shape, Callback::new(set_to))}
            }
            .into_any()
        }
        (Operand::Many(values), _) => many_view(editing, values, path, shape),
    })
}

/// Several values: ticked where they are known, else written one after the other.
fn many_view(editing: Editing, values: &[Value], path: &[usize], shape: &Shape) -> AnyView {
    let words = words();
    let known: Vec<(Value, String)> = match shape {
        Shape::Choice(options) | Shape::Choices(options) => {
            let options = options.iter();
            options
                .map(|(id, name)| (Value::from(id.as_str()), name.clone()))
                .collect()
        }
        shape => scale_of(shape)
            .into_iter()
            .map(|step| (Value::from(step), step.to_string()))
            .collect(),
    };
    if known.is_empty() {
        let is_number = matches!(shape, Shape::Number { .. });
        let texts: Vec<String> = values
            .iter()
            .map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned))
            .collect();
        let at = path.to_vec();
        let write = move |event: web_sys::Event| {
            let text = event_target_value(&event);
            let parts = text
                .split(';')
                .map(str::trim)
                .filter(|part| !part.is_empty());
            let values = parts
                .map(|part| match is_number {
                    true => super::number(part).unwrap_or_default(),
                    false => Value::from(part),
                })
                .filter(|value| !value.is_null())
                .collect();
            editing.change(&at, |test| test.operand = Operand::Many(values));
        };
        return view! {
            <input class="value" value=texts.join("; ") aria-label=words.logic_values.as_str() on:input=write/>
        }
        .into_any();
    }
    let ticks = known.into_iter().map(|(value, name)| {
        let is_in = values.contains(&value);
        let at = path.to_vec();
        let turn = move |event: web_sys::Event| {
            let is_in = event_target_checked(&event);
            editing.change(&at, |test| {
                if let Operand::Many(values) = &mut test.operand {
                    values.retain(|one| *one != value);
                    if is_in {
                        values.push(value.clone());
                    }
                }
            });
        };
        view! {
            <label class="tick"><input type="checkbox" checked=is_in on:change=turn/><span>{name}</span></label>
        }
    });
    view! {
        <fieldset class="ticks value">
            <legend class="unseen">{words.logic_values.as_str()}</legend>
            {ticks.collect_view()}
        </fieldset>
    }
    .into_any()
}
