//! What the form has to give. Fields are dragged to a column, or chosen, and then the column.

use super::card::Target;
use super::combobox::{Combobox, Item, combobox};
use super::desk::Desk;
use super::{column, focus_later, named, text};
use crate::prelude::*;
use crate::words::mapping::words;
use leptos::ev;
use serde_json::Value;

pub(super) fn fields(of: Target) -> AnyView {
    let words = words();
    let search = RwSignal::new(String::new());
    let picked = RwSignal::new(None::<Value>);
    let listed = Memo::new(move |_| {
        let wanted = search.get().to_lowercase();
        let fields = of.fields().into_iter();
        let fits = |field: &Value| named::field(field).to_lowercase().contains(&wanted);
        fields.filter(fits).collect::<Vec<Value>>()
    });
    let used = Memo::new(move |_| {
        of.target.with(|target| {
            let columns = target["columns"].as_object().into_iter().flatten();
            columns
                .map(|(_, source)| source.to_string())
                .collect::<Vec<_>>()
                .join("\n")
        })
    });
    let lines = move || {
        let mut group = "";
        let lines = listed.get().into_iter().map(|field| {
            let heading = (named::group(&field) != group).then(|| {
                group = named::group(&field);
                view! { <li class="map-group">{group}</li> }
            });
            view! { {heading} {line(of, &field, picked, used)} }
        });
        lines.collect_view()
    };
    view! {
        <section class="map-fields" aria-label=words.fields.as_str()>
            <h3>{words.fields.as_str()}</h3>
            <p class="detail">{words.fields_help.as_str()}</p>
            <input
                type="search" data-own="" aria-label=words.fields_search.as_str() placeholder=words.fields_search.as_str()
                on:input=move |event| search.set(event_target_value(&event))
            />
            <ul class="map-list">{lines}</ul>
        </section>
    }
    .into_any()
}

fn line(of: Target, field: &Value, picked: RwSignal<Option<Value>>, used: Memo<String>) -> AnyView {
    let words = words();
    let desk = Desk::here();
    let source = StoredValue::new(field["source"].clone());
    let name = named::field(field);
    let mark = {
        let written = field["source"].to_string();
        let inner = written
            .trim_start_matches('{')
            .trim_end_matches('}')
            .to_owned();
        move || used.with(|used| used.contains(&inner))
    };
    let is_picked = Memo::new(move |_| picked.get() == Some(source.get_value()));
    let shown = name.clone();
    let start = move |event: ev::DragEvent| {
        desk.dragged.set(Some(source.get_value()));
        if let Some(carried) = event.data_transfer() {
            // Without it Firefox does not begin.
            let _ = carried.set_data("text/plain", &shown);
        }
    };
    let id = format!("pick-{}", of.place);
    let press = {
        let id = id.clone();
        move |_| {
            let next = (!is_picked.get_untracked()).then(|| source.get_value());
            let has = next.is_some();
            picked.set(next);
            if has {
                focus_later(id.clone());
            }
        }
    };
    let gives = match text(field, "gives") {
        "number" => &words.gives_number,
        "yes_no" => &words.type_boolean,
        "date" => &words.type_date,
        "date_time" => &words.type_date_time,
        "option" | "options" => &words.gives_options,
        "record" => &words.gives_record,
        _ => &words.gives_text,
    };
    let columns = Signal::derive(move || column_items(of));
    let label = words.column_for.replace("{field}", &name);
    let choose = Callback::new(move |column: String| {
        picked.set(None);
        column::connect(of, &column, &source.get_value());
        focus_later(column::row_id(of.place, &column));
    });
    view! {
        <li>
            <button
                class="map-field" draggable="true" aria-expanded=move || is_picked.get().to_string()
                on:dragstart=start on:dragend=move |_| desk.dragged.set(None) on:click=press
            >
                <span>{name}</span>
                <span class="detail">
                    {gives.as_str()} {move || mark().then(|| view! { " · " <span class="map-used">{words.used.as_str()}</span> })}
                </span>
            </button>
            {move || is_picked.get().then(|| combobox(Combobox {
                id: id.clone(),
                label: label.clone(),
                placeholder: words.choose_column.as_str(),
                chosen: Signal::derive(String::new),
                items: columns,
                choose,
            }))}
        </li>
    }
    .into_any()
}

/// The columns that may be written.
fn column_items(of: Target) -> Vec<Item> {
    of.table.with(|table| {
        let columns = table["columns"].as_array().into_iter().flatten();
        let free = columns.filter(|column| column["read_only"] != true);
        free.map(|column| Item {
            value: text(column, "name").to_owned(),
            label: named::label(column),
            detail: named::kind(column),
            group: "",
        })
        .collect()
    })
}
