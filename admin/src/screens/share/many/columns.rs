//! What each column of a table is for.

use super::Table;
use crate::prelude::*;
use crate::screens::share::{Form, text};
use crate::words::share::words;
use serde_json::{Value, json};

/// The uses of a column: value of the option, and its name.
fn uses(form: Form) -> Vec<(String, String)> {
    let words = words();
    let fixed = [
        ("ignore", &words.role_ignore),
        ("email", &words.email),
        ("phone", &words.phone),
        ("name", &words.person_name),
        ("first_name", &words.role_first_name),
        ("last_name", &words.role_last_name),
        ("contact", &words.role_contact),
        ("locale", &words.language),
        ("expires_at", &words.ends),
    ];
    let fixed = fixed
        .into_iter()
        .map(|(own, name)| (own.to_owned(), name.clone()));
    let known = form.list("known").into_iter().filter_map(|known| {
        let (of, name) = known.split_once('.')?;
        Some((
            format!("{of}_value:{name}"),
            words.role_value.replace("{name}", &known),
        ))
    });
    fixed.chain(known).collect()
}

pub(super) fn columns(table: Table, preview: &Value) -> AnyView {
    let words = words();
    let all = preview["columns"].as_array().cloned().unwrap_or_default();
    let first = preview["first"].as_array().cloned().unwrap_or_default();
    let as_option = |column: &Value| match text(column, "name") {
        name if name.is_empty() => text(column, "role"),
        name => format!("{}:{name}", text(column, "role")),
    };
    let now: Vec<String> = all.iter().map(as_option).collect();
    let head = all.iter().enumerate().map(|(index, column)| {
        let title = match text(column, "title") {
            title if title.is_empty() => words.column_number.replace("{n}", &(index + 1).to_string()),
            title => title,
        };
        let (now, own) = (now.clone(), now[index].clone());
        let set = move |event| {
            let mut uses = now.clone();
            let value = event_target_value(&event);
            // One column a use: who is given it takes it from the other.
            for other in uses.iter_mut().filter(|other| **other == value) {
                *other = "ignore".to_owned();
            }
            uses[index] = value;
            let column = |one: &String| match one.split_once(':') {
                Some((role, name)) => json!({ "role": role, "name": name }),
                None => json!({ "role": one }),
            };
            table.columns.set(uses.iter().map(column).collect());
        };
        let option = |(value, name): (String, String)| {
            let selected = value == own;
            view! { <option value=value selected=selected>{name}</option> }
        };
        let options = uses(table.form).into_iter().map(option).collect_view();
        let label = words.column_use.replace("{name}", &title);
        view! { <th scope="col">{title}<select aria-label=label on:change=set>{options}</select></th> }.into_any()
    });
    let head = head.collect_view();
    let row = |row: &Value| {
        let cells = row.as_array().cloned().unwrap_or_default();
        let cell = |cell: Value| view! { <td>{cell.as_str().unwrap_or_default().to_owned()}</td> };
        view! { <tr>{cells.into_iter().map(cell).collect_view()}</tr> }.into_any()
    };
    view! {
        <div class="wide sheet" tabindex="0" role="region" aria-label=words.columns.as_str()>
            <table>
                <thead><tr>{head}</tr></thead>
                <tbody>{first.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
