//! The list of forms: searched, with or without those that are put away.

use super::Screen;
use super::dialog::Templates;
use super::line::{is_archived, line, text, title};
use crate::prelude::*;
use crate::words::forms::words;
use serde_json::Value;

/// The list, or what to begin with where it is empty.
#[component]
pub(super) fn List(screen: Screen) -> impl IntoView {
    let empty = Memo::new(move |_| {
        let forms = screen.forms.read();
        forms.as_ref().is_some_and(Vec::is_empty)
    });
    move || match empty.get() {
        true => view! { <Begin screen/> }.into_any(),
        false => view! { <Found screen/> }.into_any(),
    }
}

#[component]
fn Begin(screen: Screen) -> impl IntoView {
    let words = words();
    let chosen = Callback::new(move |template: String| screen.begun.set(Some(template)));
    view! {
        <section class="begin">
            <h2>{words.empty_title.as_str()}</h2>
            <p class="detail">{words.empty_text.as_str()}</p>
            <Templates chosen/>
        </section>
    }
}

#[component]
fn Found(screen: Screen) -> impl IntoView {
    let words = words();
    let sought = RwSignal::new(String::new());
    let archived = RwSignal::new(false);
    let total = Memo::new(move |_| screen.forms.read().as_ref().map_or(0, Vec::len));
    let away = Memo::new(move |_| {
        let forms = screen.forms.read();
        forms
            .iter()
            .flatten()
            .filter(|form| is_archived(form))
            .count()
    });
    let found = Memo::new(move |_| {
        let sought = sought.read().trim().to_lowercase();
        let forms = screen.forms.read();
        let fits = |form: &&Value| {
            (archived.get() || !is_archived(form)) && (sought.is_empty() || says(form, &sought))
        };
        forms
            .iter()
            .flatten()
            .filter(fits)
            .cloned()
            .collect::<Vec<_>>()
    });
    view! {
        <div class="sift">
            <label class="search" class:hidden=move || total.get() < 6>
                <span>{words.search.as_str()}</span>
                <input type="search" on:input=move |event| sought.set(event_target_value(&event))/>
            </label>
            <label class="check" class:hidden=move || away.get() == 0>
                <input type="checkbox" on:change=move |event| archived.set(event_target_checked(&event))/>
                <span>{words.show_archived.as_str()} " (" {move || away.get()} ")"</span>
            </label>
        </div>
        <table class="forms">
            <thead><tr>
                <th scope="col">{words.column_form.as_str()}</th>
                <th scope="col">{words.column_state.as_str()}</th>
                <th scope="col" class="number">{words.column_answers.as_str()}</th>
                <th scope="col">{words.column_activity.as_str()}</th>
                <th scope="col"><span class="spoken">{words.column_actions.as_str()}</span></th>
            </tr></thead>
            <tbody>
                <For each=move || found.get() key=Value::to_string children=move |form| line(screen, form)/>
            </tbody>
        </table>
        <p role="status">{move || found.read().is_empty().then_some(words.no_match.as_str())}</p>
    }
}

/// Whether a form's name, in any language, or its id has that.
fn says(form: &Value, sought: &str) -> bool {
    let titles = form["title"]
        .as_object()
        .into_iter()
        .flat_map(|titles| titles.values());
    let mut titles = titles.filter_map(Value::as_str);
    text(form, "id").contains(sought)
        || title(form).to_lowercase().contains(sought)
        || titles.any(|title| title.to_lowercase().contains(sought))
}
