//! A field for a file that speaks the reader's language: the browser's own speaks the browser's.

use crate::prelude::*;
use crate::words::words;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

/// The field, with what it is called; `described_by` is the id of what is said of it.
pub(crate) fn pick_file(
    label: &'static str,
    accept: &'static str,
    described_by: &'static str,
    chosen: impl Fn(Event) + 'static,
) -> AnyView {
    let words = words();
    let name = RwSignal::new(String::new());
    let change = move |event: Event| {
        let field = event.target().and_then(|target| target.dyn_into().ok());
        let file = field.and_then(|field: HtmlInputElement| field.files()?.get(0));
        name.set(file.map(|file| file.name()).unwrap_or_default());
        chosen(event);
    };
    let told = move || match name.get() {
        name if name.is_empty() => words.file_none.clone(),
        name => name,
    };
    view! {
        <label class="picked">
            <span>{label}</span>
            <span class="button quiet" aria-hidden="true">{words.file_choose.as_str()}</span>
            <span class="detail" aria-hidden="true">{told}</span>
            <input type="file" accept=accept aria-label=label aria-describedby=described_by on:change=change/>
        </label>
    }
    .into_any()
}
