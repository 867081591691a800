//! One column: what goes into it, by dragging a field here or by choosing one.

use super::card::Target;
use super::combobox::{Combobox, Item, combobox};
use super::desk::Desk;
use super::{columns, focus_later, named, source, text};
use crate::draft::pointer;
use crate::prelude::*;
use crate::words::mapping::words;
use leptos::ev;
use serde_json::{Map, Value, json};

/// The id of the field by which a column's source is chosen.
pub(super) fn row_id(place: usize, column: &str) -> String {
    format!("column-{place}-{column}")
}

/// Writes a column's source into the definition; null takes it out.
pub(super) fn write(definition: &mut Value, place: usize, column: &str, source: Value) {
    let at = format!(
        "/mapping/targets/{place}/columns/{}",
        pointer::escaped(column)
    );
    pointer::write(definition, &at, source);
}

/// Puts a source into a column, the way it was suggested where it was.
pub(super) fn connect(of: Target, column: &str, source: &Value) {
    untrack(|| connect_now(of, column, source));
}

fn connect_now(of: Target, column: &str, source: &Value) {
    let words = words();
    let suggested = of.suggestion(column).map(|one| one["source"].clone());
    let suggested = suggested.filter(|one| named::bare(one) == *source);
    let whole = suggested.unwrap_or_else(|| with_table(of, column, source));
    let whole = with_mode(of, column, whole);
    if whole
        .pointer("/through/0/table/values")
        .is_some_and(has_gaps)
    {
        of.edited.set(Some(column.to_owned()));
    }
    let (place, name) = (of.place, column.to_owned());
    of.draft.edit(&words.step_connect, move |definition| {
        write(definition, place, &name, whole);
    });
    of.draft.say(words.connected.replace("{column}", column));
}

/// Whether some value has no counterpart yet.
fn has_gaps(values: &Value) -> bool {
    let mut values = values.as_object().into_iter().flatten();
    values.any(|(_, value)| value.is_null())
}

/// When it is written stays as it was said.
fn with_mode(of: Target, column: &str, mut source: Value) -> Value {
    let before = of
        .target
        .with_untracked(|target| target["columns"][column]["mode"].clone());
    if before.is_string() && source.is_object() {
        source["mode"] = before;
    }
    source
}

/// Options need a counterpart in a column with choices of its own: the table for them is there to be filled in.
fn with_table(of: Target, column: &str, source: &Value) -> Value {
    let kind = of
        .table
        .with_untracked(|table| columns::find(table, column));
    let takes_choices = matches!(text(&kind, "type"), "choice" | "multi_choice");
    let fields = of.fields();
    let field = fields.iter().find(|field| field["source"] == *source);
    let options = field.and_then(|field| field["options"].as_array());
    match options {
        Some(options) if takes_choices && !options.is_empty() => {
            let values = options
                .iter()
                .filter_map(|option| Some((option[0].as_str()?.to_owned(), Value::Null)));
            let values: Map<String, Value> = values.collect();
            let mut whole = source.clone();
            whole["through"] = json!([{"table": {"values": values}}]);
            whole
        }
        _ => source.clone(),
    }
}

/// The fields there are to choose from.
pub(super) fn field_items(fields: &[Value]) -> Vec<Item> {
    let listed = fields.iter().map(|field| Item {
        value: field["source"].to_string(),
        label: named::field(field),
        detail: String::new(),
        group: named::group(field),
    });
    listed.collect()
}

pub(super) fn row(of: Target, name: String) -> AnyView {
    let words = words();
    let desk = Desk::here();
    let column = {
        let name = name.clone();
        Memo::new(move |_| of.table.with(|table| columns::find(table, &name)))
    };
    let at = of.at(&format!("/columns/{}", pointer::escaped(&name)));
    let held = of.draft.memo(at);
    let name = StoredValue::new(name);
    let is_mapped = Memo::new(move |_| !held.with(Value::is_null));
    let is_edited = Memo::new(move |_| {
        of.edited
            .with(|edited| edited.as_deref() == Some(&name.get_value()))
    });
    let is_over = RwSignal::new(false);
    let label = move || match column.with(named::label) {
        label if label.is_empty() => name.get_value(),
        label => label,
    };
    let is_missing = Memo::new(move |_| {
        let creates = of.target.with(|target| {
            let by = target["find"]["by"].as_array();
            let only_id = by.is_some_and(|by| by.iter().all(|one| one == "id"));
            target["find"]["on_none"] != "skip" && !only_id
        });
        creates
            && !is_mapped.get()
            && column.with(|column| column["required"] == true)
            && !is_alternative_mapped(of, column)
    });
    let drop = move |event: ev::DragEvent| {
        event.prevent_default();
        is_over.set(false);
        if let Some(source) = desk.dragged.get_untracked() {
            desk.dragged.set(None);
            connect(of, &name.get_value(), &source);
        }
    };
    let over = move |event: ev::DragEvent| {
        if desk.dragged.with_untracked(Option::is_some) {
            event.prevent_default();
            is_over.set(true);
        }
    };
    let items = Signal::derive(move || {
        let mut items = field_items(&of.fields());
        items.push(Item {
            value: json!({"constant": ""}).to_string(),
            label: words.constant.clone(),
            detail: String::new(),
            group: &words.group_other,
        });
        items
    });
    let choose = Callback::new(move |chosen: String| {
        let source: Value = serde_json::from_str(&chosen).unwrap_or_default();
        let is_constant = source.get("constant").is_some();
        connect(of, &name.get_value(), &source);
        if is_constant {
            of.edited.set(Some(name.get_value()));
            focus_later(format!("{}-value", row_id(of.place, &name.get_value())));
        }
    });
    let id = row_id(of.place, &name.get_value());
    let picker = Combobox {
        id: id.clone(),
        label: words.field_for.replace("{column}", &name.get_value()),
        placeholder: words.choose_field.as_str(),
        chosen: Signal::derive(move || {
            held.with(|held| match held {
                Value::Null => String::new(),
                held => named::source(held, &of.fields()),
            })
        }),
        items,
        choose,
    };
    let edit_id = format!("{id}-edit");
    let toggle = move |_| {
        of.edited
            .set((!is_edited.get_untracked()).then(|| name.get_value()));
    };
    let remove = {
        let id = id.clone();
        move |_| {
            let (place, column) = (of.place, name.get_value());
            of.draft.edit(&words.step_disconnect, move |definition| {
                write(definition, place, &column, Value::Null);
            });
            focus_later(id.clone());
        }
    };
    let required = move || {
        column.with(|column| {
            (column["required"] == true).then(|| {
                view! {
                    <span class="map-required">{words.required.as_str()}</span>
                }
            })
        })
    };
    let about = move || held.with(source::about);
    let remove_label = words
        .disconnect_column
        .replace("{column}", &name.get_value());
    let edit_label = words.edit_column.replace("{column}", &name.get_value());
    view! {
        <li
            class="map-column" class:map-mapped=is_mapped class:map-missing=is_missing class:map-over=is_over
            on:dragover=over on:dragleave=move |_| is_over.set(false) on:drop=drop
        >
            <div class="map-column-name">
                <span><strong>{label}</strong> " " {required}</span>
                <span class="detail">{move || column.with(|column| !text(column, "label").is_empty()).then(|| view! { <code>{name.get_value()}</code> })} " " {move || column.with(named::kind)}</span>
            </div>
            <div class="map-column-source">
                {combobox(picker)}
                <span class="detail">{about}</span>
                {move || is_missing.get().then(|| view! { <span class="map-fault">{words.missing.as_str()}</span> })}
                {move || (!is_mapped.get()).then(|| suggestion(of, name))}
                {columns::faults(of, &name.get_value())}
            </div>
            <div class="actions map-tools">
                {move || is_mapped.get().then(|| view! {
                    <button
                        id=edit_id.clone() class="quiet small" aria-expanded=move || is_edited.get().to_string()
                        aria-label=edit_label.clone() on:click=toggle
                    >{words.edit.as_str()}</button>
                    <button class="quiet small" aria-label=remove_label.clone() on:click=remove.clone()>
                        {words.disconnect.as_str()}
                    </button>
                })}
            </div>
            {move || (is_edited.get() && is_mapped.get()).then(|| source::editor(of, &name.get_value(), column))}
        </li>
    }
    .into_any()
}

/// Whether another column has a source, of those of which one alone can hold a value.
fn is_alternative_mapped(of: Target, column: Memo<Value>) -> bool {
    let group = column.with(|column| column["one_of"].as_str().map(str::to_owned));
    let Some(group) = group else { return false };
    of.table.with(|table| {
        let columns = table["columns"].as_array().into_iter().flatten();
        let mut others = columns.filter(|one| one["one_of"] == group.as_str());
        of.target
            .with(|target| others.any(|one| !target["columns"][text(one, "name")].is_null()))
    })
}

/// What is suggested for the column, to be taken with one press.
fn suggestion(of: Target, name: StoredValue<String>) -> AnyView {
    let words = words();
    let suggested = of.suggestion(&name.get_value());
    let Some(suggested) = suggested else {
        return ().into_any();
    };
    let reason = match text(&suggested, "reason") {
        "same_name" => &words.reason_same_name,
        "same_meaning" => &words.reason_same_meaning,
        "earlier_record" => &words.reason_earlier_record,
        _ => &words.reason_like_name,
    };
    let field = named::source(&suggested["source"], &of.fields());
    let accept = move |_| {
        let (place, column, source) = (of.place, name.get_value(), suggested["source"].clone());
        of.draft.edit(&words.step_connect, move |definition| {
            write(definition, place, &column, source);
        });
        of.draft
            .say(words.connected.replace("{column}", &name.get_value()));
        focus_later(row_id(of.place, &name.get_value()));
    };
    let label = words
        .accept_one
        .replace("{field}", &field)
        .replace("{column}", &name.get_value());
    view! {
        <span class="map-suggestion">
            <button class="quiet small" aria-label=label on:click=accept>{field}</button>
            <span class="detail">{reason.as_str()}</span>
        </span>
    }
    .into_any()
}
