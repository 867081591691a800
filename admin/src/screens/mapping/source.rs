//! The source of a column, edited in its place: where the value comes from, what becomes of it, when it is written.

use super::card::Target;
use super::column::row_id;
use super::parts::parts;
use super::{named, through, value};
use crate::draft::pointer;
use crate::prelude::*;
use crate::words::mapping::words;
use serde_json::{Value, json};

const MODES: [&str; 4] = ["overwrite", "only_if_empty", "append", "on_create"];

fn mode_text(mode: &str) -> &'static str {
    let words = words();
    match mode {
        "only_if_empty" => &words.mode_only_if_empty,
        "append" => &words.mode_append,
        "on_create" => &words.mode_on_create,
        _ => &words.mode_overwrite,
    }
}

/// What becomes of the value, and when it is written, in a line.
pub(super) fn about(source: &Value) -> String {
    let through = source["through"].as_array().into_iter().flatten();
    let mut parts: Vec<&str> = through
        .map(|one| named::transform(&named::transform_name(one)))
        .collect();
    if source["choice"].is_object() {
        parts.push(named::transform("table"));
    }
    if let Some(mode) = source["mode"].as_str()
        && mode != "overwrite"
    {
        parts.push(mode_text(mode));
    }
    parts.join(" → ")
}

/// Edits the source of a column.
pub(super) fn editor(of: Target, name: &str, column: Memo<Value>) -> AnyView {
    let words = words();
    let at = of.at(&format!("/columns/{}", pointer::escaped(name)));
    let held = of.draft.memo(at.clone());
    let kind = Memo::new(move |_| held.with(|held| named::kind_of(held).0));
    let id = row_id(of.place, name);
    let close_id = format!("{id}-edit");
    let close = move |_| {
        of.edited.set(None);
        super::focus_later(close_id.clone());
    };
    let own = {
        let (at, id) = (at.clone(), id.clone());
        move || own(of, column, &at, &id, &kind.get())
    };
    view! {
        <div class="map-editor" role="group" aria-label=words.edit_column.replace("{column}", name)>
            {own}
            {several(of, &at, held)}
            {through::through(of, &at, held, column)}
            {mode(of, &at, held)}
            <div class="actions"><button class="quiet small" on:click=close>{words.done.as_str()}</button></div>
        </div>
    }
    .into_any()
}

/// What only some kinds of sources have.
fn own(of: Target, column: Memo<Value>, at: &str, id: &str, kind: &str) -> AnyView {
    let words = words();
    match kind {
        "constant" => {
            let at = format!("{at}/constant");
            let held = of.draft.memo(at.clone());
            let set = Callback::new(move |value: Value| {
                // A constant that is emptied stays one.
                let value = if value.is_null() { json!("") } else { value };
                of.draft.set(&at, value);
            });
            view! {
                <label>
                    <span>{words.constant_value.as_str()}</span>
                    {value::input(format!("{id}-value"), column, held, set)}
                </label>
            }
            .into_any()
        }
        "choice" => {
            let at = format!("{at}/choice/values");
            let held = of.draft.memo(at.clone());
            let question = of.draft.memo(at.replace("/values", "/answer"));
            let source = Memo::new(move |_| json!({"answer": question.get()}));
            through::table(of, at, held, column, source)
        }
        "join" => {
            // What is joined is a text, whatever the column takes.
            let texts = Memo::new(|_| json!({"type": "text"}));
            let separator = Some(format!("{at}/join/separator"));
            parts(of, &format!("{at}/join/of"), texts, separator)
        }
        "first_of" => parts(of, &format!("{at}/first_of"), column, None),
        _ => ().into_any(),
    }
}

/// Makes several sources of one: one after the other, or the first that has a value.
fn several(of: Target, at: &str, held: Memo<Value>) -> AnyView {
    let words = words();
    let is_plain = Memo::new(move |_| {
        held.with(|held| {
            !matches!(
                named::kind_of(held).0.as_str(),
                "join" | "first_of" | "choice" | ""
            )
        })
    });
    let wrap = {
        let at = at.to_owned();
        Callback::new(move |join: bool| {
            let before = held.get_untracked();
            let inner = json!([named::bare(&before)]);
            let mut whole = match join {
                true => json!({"join": {"of": inner, "separator": ", "}}),
                false => json!({"first_of": inner}),
            };
            for name in ["mode", "through"] {
                if let Some(kept) = before.get(name) {
                    whole[name] = kept.clone();
                }
            }
            of.draft.set(&at, whole);
        })
    };
    let shown = move || {
        is_plain.get().then(|| {
            view! {
                <div class="actions">
                    <button class="quiet small" on:click=move |_| wrap.run(true)>{words.join.as_str()}</button>
                    <button class="quiet small" on:click=move |_| wrap.run(false)>{words.first_of.as_str()}</button>
                </div>
            }
        })
    };
    shown.into_any()
}

/// When the value is written to a record that is there.
fn mode(of: Target, at: &str, held: Memo<Value>) -> AnyView {
    let words = words();
    let at = format!("{at}/mode");
    let now = Memo::new(move |_| {
        held.with(|held| held["mode"].as_str().unwrap_or("overwrite").to_owned())
    });
    let choose = move |event| {
        let mode = event_target_value(&event);
        let mode = match mode.as_str() {
            "overwrite" => Value::Null,
            _ => mode.into(),
        };
        of.draft.set(&at, mode);
    };
    let options = MODES.map(|mode| {
        view! { <option value=mode prop:selected=move || now.get() == mode>{mode_text(mode)}</option> }
    });
    view! {
        <label>
            <span>{words.mode.as_str()}</span>
            <select on:change=choose>{options.into_iter().collect_view()}</select>
        </label>
    }
    .into_any()
}
