//! Where a table comes from: a file, or what is pasted.

use super::Table;
use crate::parts::pick_file;
use crate::prelude::*;
use crate::words::share::words;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{FileReader, HtmlInputElement};

/// The largest file that the server takes.
const MOST_BYTES: f64 = 8_000_000.0;

/// Where the table comes from.
pub(super) fn source(table: Table) -> AnyView {
    let words = words();
    let pasted = RwSignal::new(String::new());
    let take = move |source: Value| {
        table.columns.set(Value::Null);
        table.header.set(Value::Null);
        table.source.set(source);
    };
    let paste = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = pasted.get_untracked();
        if !text.trim().is_empty() {
            take(json!({ "text": text }));
        }
    };
    let chosen = move |event: leptos::ev::Event| {
        let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        let Some(file) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        if file.size() > MOST_BYTES {
            table.failed.set(words.fault_too_large.clone());
            return;
        }
        let Ok(reader) = FileReader::new() else {
            return;
        };
        let read = reader.clone();
        let loaded = Closure::once_into_js(move || {
            let address = read
                .result()
                .ok()
                .and_then(|result| result.as_string())
                .unwrap_or_default();
            // What follows the comma of a data address is the file in base64.
            let file = address
                .split_once(',')
                .map(|(_, file)| file)
                .unwrap_or_default();
            take(json!({ "file": file }));
        });
        reader.set_onload(Some(loaded.unchecked_ref()));
        let _ = reader.read_as_data_url(&file);
    };
    view! {
        <div class="sources">
            <div>
                {pick_file(&words.file, ".csv,.txt,.tsv,.xlsx,.xls,text/csv,text/plain", "file-help", chosen)}
                <p class="detail" id="file-help">{words.file_help.as_str()}</p>
            </div>
            <form on:submit=paste>
                <label>
                    <span>{words.paste.as_str()}</span>
                    <textarea rows="4" spellcheck="false" placeholder="anna@example.com; Anna Nowak"
                        on:input=move |event| pasted.set(event_target_value(&event))></textarea>
                </label>
                <button class="quiet">{words.paste_look.as_str()}</button>
            </form>
        </div>
    }
    .into_any()
}
