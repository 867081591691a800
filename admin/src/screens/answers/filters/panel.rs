//! The fields to narrow the list by.

use super::Filters;
use super::answer::test;
use super::chips::{channels, deliveries, marks};
use crate::prelude::*;
use crate::screens::answers::book::Book;
use crate::words::answers::words;
use std::sync::Arc;
use std::time::Duration;

/// A pause in typing that is long enough to look.
const PAUSE: Duration = Duration::from_millis(350);

/// The search field.
pub(crate) fn search(filters: Filters) -> AnyView {
    let words = words();
    let typed = RwSignal::new(0_u32);
    let look = move |text: String| filters.set("q", text.trim());
    let on_input = move |event| {
        let text = event_target_value(&event);
        typed.update(|number| *number += 1);
        let number = typed.get_untracked();
        set_timeout(
            move || {
                if typed.try_get_untracked() == Some(number) {
                    look(text);
                }
            },
            PAUSE,
        );
    };
    view! {
        <label class="answers-search">
            <span class="unseen">{words.search.as_str()}</span>
            <input type="search" autocomplete="off" placeholder=words.search.as_str() maxlength="200"
                prop:value=move || filters.get("q") on:input=on_input/>
        </label>
    }
    .into_any()
}

/// A field to choose one of a few values.
fn select(
    filters: Filters,
    name: &'static str,
    label: &'static str,
    choices: Vec<(String, String)>,
) -> AnyView {
    let any = words().any.as_str();
    let options: Vec<AnyView> = choices
        .into_iter()
        .map(|(value, text)| view! { <option value=value>{text}</option> }.into_any())
        .collect();
    view! {
        <label><span>{label}</span>
            <select prop:value=move || filters.get(name)
                on:change=move |event| filters.set(name, &event_target_value(&event))>
                <option value="">{any}</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}

fn day(filters: Filters, name: &'static str, label: &'static str) -> AnyView {
    view! {
        <label><span>{label}</span>
            <input type="date" prop:value=move || filters.get(name)
                on:change=move |event| filters.set(name, &event_target_value(&event))/>
        </label>
    }
    .into_any()
}

fn owned(choices: &[(&'static str, &'static str)]) -> Vec<(String, String)> {
    let choices = choices.iter();
    choices
        .map(|(value, text)| ((*value).to_owned(), (*text).to_owned()))
        .collect()
}

/// All fields to narrow the list by.
pub(crate) fn panel(filters: Filters, book: Arc<Book>) -> AnyView {
    let words = words();
    let same = |value: String| (value.clone(), value);
    let locales: Vec<_> = book.locales().into_iter().map(same).collect();
    let versions: Vec<_> = book
        .versions()
        .iter()
        .map(|one| same(one.to_string()))
        .collect();
    let several = versions.len() > 1;
    let bands: Vec<(String, String)> = book
        .results()
        .into_iter()
        .flat_map(|(result, title, bands)| {
            bands
                .into_iter()
                .map(move |(id, band)| (format!("{result}:{id}"), format!("{title}: {band}")))
        })
        .collect();
    view! {
        <div class="filters">
            {day(filters, "from", &words.filter_from)}
            {day(filters, "to", &words.filter_to)}
            {(locales.len() > 1).then(|| select(filters, "locale", &words.filter_locale, locales))}
            {select(filters, "channel", &words.filter_channel, owned(&channels()))}
            {select(filters, "delivery", &words.filter_delivery, owned(&deliveries()))}
            {select(filters, "mark", &words.filter_mark, owned(&marks()))}
            {several.then(|| select(filters, "version", &words.filter_version, versions))}
            {(!bands.is_empty()).then(|| select(filters, "band", &words.filter_band, bands))}
            {test(filters, book)}
        </div>
    }
    .into_any()
}
